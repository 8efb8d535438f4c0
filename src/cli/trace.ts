import { basename, dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { formatArtifact, writeFiles } from '../../passes/artifacts.js';
import { dispatches } from '../bytecode/profile.js';
import type { OutputArguments } from './main-job.js';
import { dataOptions, outputOptions, textOption } from './options.js';
import { formatCount, formatTable, say } from './print.js';
import { loadProfile } from './profiles.js';
import type { DataOptions } from './sources.js';

type Arguments = DataOptions &
  OutputArguments & { readonly sources: readonly string[]; readonly out: string };

export const traceCommand: CommandModule<object, Arguments> = {
  command: 'trace <sources..>',
  describe: 'Run programs and count how often each basic block is executed',
  builder: (yargs) =>
    yargs
      .positional('sources', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Models or folders',
      })
      .options({
        out: { ...textOption, default: 'profile.json', describe: 'File to write' },
        ...dataOptions,
        ...outputOptions,
      })
      .example('$0 trace model.mdl --out model.profile.json', ''),
  handler: ({ sources, out, json, quiet, data, allow }) => {
    const { profile } = loadProfile(sources, { data, allow, quiet });
    writeFiles(dirname(out), new Map([[basename(out), formatArtifact(profile)]]));
    const rows = profile.programs.map((entry) => ({
      name: entry.program.name,
      family: entry.program.family,
      blocks: entry.blocks.length,
      dispatches: dispatches(entry),
    }));
    if (json) say(JSON.stringify({ profile: out, programs: rows }, null, 2));
    else if (!quiet)
      say(
        `${formatTable(
          ['program', 'family', 'blocks', 'dispatches'],
          ['left', 'left', 'right', 'right'],
          rows.map((row) => [row.name, row.family, formatCount(row.blocks), formatCount(row.dispatches)]),
        )}\n\nprofile: ${out}`,
      );
  },
};
