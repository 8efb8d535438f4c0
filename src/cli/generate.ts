import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { writeFiles } from '../../passes/artifacts.js';
import { generate } from '../../passes/generate.js';
import { extendIsa } from '../isa/fuse.js';
import { openDecisions } from './decisions.js';
import { readTargets, targetsOption, textOption } from './options.js';
import { say } from './print.js';

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
        out: { ...textOption, default: 'handlers', describe: 'Folder to write to' },
        quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
      })
      .example(
        '$0 generate superinstructions.json --out handlers',
        'writes handlers/ts/run-loop.ts and opcodes.ts',
      ),
  handler: ({ superinstructions, targets, out, quiet }) => {
    const languages = readTargets(targets);
    const { isa, patterns } = openDecisions(superinstructions);
    const files = generate(extendIsa(isa, patterns), languages);
    writeFiles(out, files);
    if (!quiet) say([...files.keys()].map((file) => `${join(out, file)}`).join('\n'));
  },
};
