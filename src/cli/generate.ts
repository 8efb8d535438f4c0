import type { CommandModule } from 'yargs';
import { readDecisions, requireMachine, writeFiles } from '../../passes/artifacts.js';
import { chosenPatterns } from '../../passes/decisions.js';
import { generate } from '../../passes/generate.js';
import { extendIsa } from '../isa/fuse.js';
import { readTargets, targetsOption } from './options.js';
import { say } from './print.js';
import { machineNamed } from './sources.js';

interface Arguments {
  readonly superinstructions: string;
  readonly targets: string;
  readonly out: string;
  readonly quiet: boolean;
}

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
        out: { type: 'string', default: 'handlers', describe: 'Folder to write to' },
        quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
      })
      .example(
        '$0 generate superinstructions.json --out handlers',
        'writes handlers/ts/run-loop.ts and opcodes.ts',
      ),
  handler: ({ superinstructions, targets, out, quiet }) => {
    const languages = readTargets(targets);
    const decisions = readDecisions(superinstructions);
    const { isa } = machineNamed(decisions.machine, superinstructions);
    requireMachine(decisions, isa, superinstructions);
    const files = generate(extendIsa(isa, chosenPatterns(isa, decisions, superinstructions)), languages);
    writeFiles(out, files);
    if (!quiet) say([...files.keys()].map((file) => `${out}/${file}`).join('\n'));
  },
};
