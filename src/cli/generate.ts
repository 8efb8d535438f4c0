import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles } from '../../passes/artifacts.js';
import { generate, notesOf } from '../../passes/generate.js';
import { writeImage } from '../backends/image.js';
import type { Program } from '../bytecode/program.js';
import { extendIsa, type FusedIsa } from '../isa/fuse.js';
import type { Machine } from '../machines/machine.js';
import { tile } from '../mining/tile.js';
import { InputError } from '../util/input-error.js';
import { openDecisions } from './decisions.js';
import { dataOptions, readTargets, targetsOption, textOption } from './options.js';
import { say } from './print.js';
import { loadProfile } from './profiles.js';
import type { DataOptions } from './sources.js';

type Arguments = DataOptions & {
  readonly superinstructions: string;
  readonly targets: string;
  readonly out: string;
  readonly quiet: boolean;
  readonly images?: readonly string[];
};

export const generateCommand: CommandModule<object, Arguments> = {
  command: 'generate <superinstructions>',
  describe: 'Print the handlers of a machine with superinstructions',
  builder: (yargs) =>
    yargs
      .positional('superinstructions', {
        type: 'string',
        demandOption: true,
        describe: 'A superinstructions.json',
      })
      .options({
        ...targetsOption,
        out: { ...textOption, default: 'handlers', describe: 'Folder to write to' },
        images: {
          ...textOption,
          array: true,
          describe:
            'Programs (one profile.json, or sources) to rewrite and write as images for C, Rust, Go and WebAssembly',
        },
        ...dataOptions,
        quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
      })
      .example(
        '$0 generate superinstructions.json --out handlers',
        'writes handlers/ts/run-loop.ts and opcodes.ts',
      )
      .example(
        '$0 generate superinstructions.json --targets c,rust --images model.mdl',
        'writes programs that compile by themselves, and what they run',
      ),
  handler: ({ superinstructions, targets, out, quiet, images = [], data, allow }) => {
    const languages = readTargets(targets);
    const { decisions, machine, isa, patterns } = openDecisions(superinstructions);
    const heat = decisions.superinstructions.map(({ places }) => places);
    const fused = extendIsa(isa, patterns);
    const files = new Map(generate(fused, languages, machine.hostSources, heat));
    if (images.length > 0)
      for (const [name, program] of rewritten(images, { data, allow, quiet }, machine, fused))
        files.set(`images/${name}.image`, writeImage(fused, program));
    writeFiles(out, files);
    if (!quiet) for (const note of notesOf(files)) process.stderr.write(`note: ${note}\n`);
    if (!quiet) say([...files.keys()].map((file) => `${join(out, file)}`).join('\n'));
  },
};

/** Programs with superinstructions, by a name for a file. */
function rewritten(
  inputs: readonly string[],
  options: DataOptions,
  machine: Machine,
  fused: FusedIsa,
): ReadonlyMap<string, Program> {
  const { machine: other, profile } = loadProfile(inputs, options);
  if (other !== machine)
    throw new InputError(
      `the superinstructions are for ${machine.isa.machine}, the programs for ${other.isa.machine}`,
    );
  const programs = new Map<string, Program>();
  for (const { program } of profile.programs) {
    const bare = program.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'program';
    let name = bare;
    for (let i = 2; programs.has(name); i++) name = `${bare}-${i}`;
    programs.set(name, tile(machine.isa, fused, program).program);
  }
  return programs;
}
