import { join } from 'node:path';
import { writeFiles } from '../../artifacts/files.js';
import { MACHINE_FILE } from '../../artifacts/manifest.js';
import { formatProfile, profileArtifact } from '../../artifacts/profile.js';
import { dispatches, instructionCount } from '../../bytecode/profile.js';
import { InputError } from '../../util/input-error.js';
import { formatCount, formatTable, plural, printable, say, sayJson } from '../describe/print.js';
import { findStart, requireContent } from '../inputs.js';
import { machineOption, type OutputArguments, outputOptions, textOption } from '../options.js';
import type { Command } from './command.js';

type Arguments = OutputArguments & {
  readonly files: readonly string[];
  readonly out?: string;
  readonly machine?: string;
};

export const importCommand: Command<Arguments> = (setup) => ({
  command: 'import <files..>',
  describe: 'Read what a foreign VM counted or traced; draft its machine file if it has none',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: `Files that belong together, of one kind: ${setup.importers.map(({ name }) => name).join(', ')}`,
      })
      .options(
        setup.options({
          ...machineOption,
          out: { ...textOption, describe: 'Folder to write to [default: imported/<name>]' },
          ...outputOptions,
        }),
      )
      .example('$0 import counts.jsonl', 'writes imported/counts/machine.isa and profile.json')
      .example('$0 import counts.jsonl --machine vm.isa', 'after you checked and named the machine'),
  handler: async (args) => {
    const readers = setup.importers.map(({ name }) => name).join(', ');
    for (const file of args.files) requireContent(file);
    const start = await findStart(args.files, setup, args);
    if (!('profile' in start))
      throw new InputError(
        `no reader knows this file: there are those of ${readers}. \`trace\` runs sources`,
        {
          file: args.files[0],
          line: 1,
          column: 1,
        },
      );
    const { machine, profile, title } = start;
    const out = args.out ?? join('imported', title);
    writeFiles(
      out,
      new Map([
        [MACHINE_FILE, machine.isaText],
        [profileArtifact.file, formatProfile(profile)],
      ]),
    );
    const rows = profile.programs.map((entry) => ({
      name: entry.program.name,
      family: entry.program.family,
      sections: entry.program.sections.length,
      instructions: instructionCount(entry),
      dispatches: dispatches(entry),
      isReplayable: entry.transfers !== undefined,
    }));
    if (args.json) sayJson({ out, machine: machine.isa.machine, programs: rows });
    else if (!args.quiet)
      say(
        [
          formatTable(
            ['program', 'family', 'functions', 'instructions', 'executions'],
            ['left', 'left', 'right', 'right', 'right'],
            rows.map((row) => [
              row.name,
              row.family,
              formatCount(row.sections),
              formatCount(row.instructions),
              formatCount(row.dispatches),
            ]),
          ),
          `machine: ${printable(join(out, MACHINE_FILE))} (${plural(machine.isa.instructions.length, 'instruction')})\nprofile: ${printable(join(out, profileArtifact.file))}`,
        ].join('\n\n'),
      );
  },
});
