import { basename, dirname } from 'node:path';
import { writeFiles } from '../../artifacts/files.js';
import { formatProfile } from '../../artifacts/profile.js';
import { dispatches, instructionCount } from '../../bytecode/profile.js';
import { formatCount, formatTable, printable, say, sayJson } from '../describe/print.js';
import { loadProfile } from '../inputs.js';
import { type OutputArguments, outputOptions, runningOptions, textOption } from '../options.js';
import type { SourceOptions } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions &
  OutputArguments & { readonly sources: readonly string[]; readonly out: string };

export const traceCommand: Command<Arguments> = (setup) => ({
  command: 'trace <sources..>',
  describe: 'Run programs and count how often each instruction is executed',
  builder: (yargs) =>
    yargs
      .positional('sources', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Sources or folders of them',
      })
      .options(
        setup.options({
          out: { ...textOption, default: 'profile.json', describe: 'File to write' },
          ...runningOptions,
          ...outputOptions,
        }),
      )
      .example('$0 trace model.mdl --out model.profile.json', ''),
  handler: async (args) => {
    const { sources, out, json, quiet } = args;
    const { machine, profile } = await loadProfile(sources, setup, args);
    writeFiles(
      dirname(out),
      new Map([[basename(out), formatProfile(profile)], ...setup.machineFile(machine, args.machine)]),
    );
    const rows = profile.programs.map((entry) => ({
      name: entry.program.name,
      family: entry.program.family,
      instructions: instructionCount(entry),
      dispatches: dispatches(entry),
    }));
    if (json) sayJson({ profile: out, programs: rows });
    else if (!quiet)
      say(
        `${formatTable(
          ['program', 'family', 'instructions', 'dispatches'],
          ['left', 'left', 'right', 'right'],
          rows.map((row) => [
            row.name,
            row.family,
            formatCount(row.instructions),
            formatCount(row.dispatches),
          ]),
        )}\n\nprofile: ${printable(out)}`,
      );
  },
});
