import { join } from 'node:path';
import { fusePass } from '../../../passes/fuse.js';
import { generatePass, notesOf } from '../../../passes/generate.js';
import { tilePass } from '../../../passes/tile.js';
import { writeFiles } from '../../artifacts/files.js';
import type { Decisions } from '../../artifacts/superinstructions.js';
import { writeImage } from '../../backends/image.js';
import type { Machine } from '../../machines/machine.js';
import { InputError } from '../../util/input-error.js';
import { openDecisions } from '../decisions.js';
import { printable, say, tell } from '../describe/print.js';
import { loadProfile } from '../inputs.js';
import { readTargets, runningOptions, targetsOption, templateOption, textOption } from '../options.js';
import { run } from '../run-pipeline.js';
import type { Setup } from '../setup.js';
import type { SourceOptions } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions & {
  readonly superinstructions: string;
  readonly targets: string;
  readonly template?: string;
  readonly out: string;
  readonly quiet: boolean;
  readonly images?: readonly string[];
};

export const generateCommand: Command<Arguments> = (setup) => ({
  command: 'generate <superinstructions>',
  describe: 'Print the handlers of a machine with superinstructions, or rules that other generators take',
  builder: (yargs) =>
    yargs
      .positional('superinstructions', {
        type: 'string',
        demandOption: true,
        describe: 'A superinstructions.json',
      })
      .options(
        setup.options({
          ...targetsOption(setup),
          ...templateOption,
          out: { ...textOption, default: 'handlers', describe: 'Folder to write to' },
          images: {
            ...textOption,
            array: true,
            describe:
              'Programs (one profile.json, or sources) to rewrite and write as images for C, Rust, Go and WebAssembly',
          },
          ...runningOptions,
          quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
        }),
      )
      .example(
        '$0 generate superinstructions.json --out handlers',
        'writes handlers/ts/run-loop.ts and opcodes.ts',
      )
      .example(
        '$0 generate superinstructions.json --targets c,rust --images model.mdl',
        'writes programs that compile by themselves, and what they run',
      )
      .example(
        '$0 generate superinstructions.json --machine vm.isa --template vm.template',
        'handlers in the language and the shape of your own VM, with a test of each',
      )
      .example(
        '$0 generate superinstructions.json --machine vm.isa --targets vmgen',
        'writes superinstructions for vmgen; it needs no bodies',
      ),
  handler: async (args) => {
    const { superinstructions, out, quiet, images = [] } = args;
    const targets = readTargets(args.targets, setup);
    const { decisions, machine } = openDecisions(superinstructions, setup, args);
    const { artifacts } = await run(
      [fusePass(), generatePass(setup.generating(targets, args.template))],
      setup,
      {
        given: { machine, decisions },
        wanted: ['handlers'],
      },
    );
    const files = new Map(artifacts.handlers);
    if (files.size === 0) throw nothingToPrint(machine, targets, setup);
    if (images.length > 0)
      for (const [name, image] of await imagesOf(images, args, machine, decisions, setup))
        files.set(`images/${name}.image`, image);
    writeFiles(out, files);
    if (!quiet) for (const note of notesOf(files)) tell(`note: ${note}`);
    if (!quiet) say([...files.keys()].map((file) => printable(join(out, file))).join('\n'));
  },
});

function nothingToPrint({ isa }: Machine, targets: readonly string[], { backEnds }: Setup): InputError {
  const rules = backEnds.filter(({ prints }) => prints === 'rules').map(({ target }) => target);
  const isHost = isa.bodies !== 'none';
  return new InputError(
    isHost
      ? `${isa.machine} has bodies in its own language: say by --template how it writes a handler`
      : `--targets ${targets.join(',')}: handlers are printed from bodies, which ${isa.machine} does not have; ${rules.join(' and ')} need none`,
  );
}

/** Programs with superinstructions as images, by a name for a file. */
async function imagesOf(
  inputs: readonly string[],
  options: SourceOptions,
  machine: Machine,
  decisions: Decisions,
  setup: Setup,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { machine: other, profile } = await loadProfile(inputs, setup, options);
  if (other.isa.digest !== machine.isa.digest)
    throw new InputError(
      `the superinstructions are for ${machine.isa.machine}, the programs for ${other.isa.machine}`,
    );
  const { artifacts } = await run([fusePass(), tilePass(decisions.options)], setup, {
    given: { machine, decisions, profile },
    wanted: ['fused', 'tiled'],
  });
  const images = new Map<string, Uint8Array>();
  for (const { program } of artifacts.tiled) {
    const bare = program.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '') || 'program';
    let name = bare;
    for (let i = 2; images.has(name); i++) name = `${bare}-${i}`;
    images.set(name, writeImage(artifacts.fused, program));
  }
  return images;
}
