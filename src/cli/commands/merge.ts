import { basename, dirname } from 'node:path';
import { mergePass } from '../../../passes/merge.js';
import { writeFiles } from '../../artifacts/files.js';
import { formatArtifact } from '../../artifacts/format.js';
import { plural, say } from '../describe/print.js';
import { openProfile } from '../inputs.js';
import { machineOption, textOption } from '../options.js';
import { run } from '../run-pipeline.js';
import type { Command } from './command.js';

interface Arguments {
  readonly profiles: readonly string[];
  readonly out: string;
  readonly quiet: boolean;
  readonly machine?: string;
}

export const mergeCommand: Command<Arguments> = (setup) => ({
  command: 'merge <profiles..>',
  describe: 'Put profiles together; a program that is in several is kept once',
  builder: (yargs) =>
    yargs
      .positional('profiles', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Profiles to read',
      })
      .options(
        setup.options({
          ...machineOption,
          out: { ...textOption, default: 'profile.json', describe: 'File to write' },
          quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
        }),
      )
      .example('$0 merge a.profile.json b.profile.json --out all.json', ''),
  handler: async ({ profiles, out, quiet, machine }) => {
    const opened = await Promise.all(profiles.map((path) => openProfile(path, setup, { machine })));
    const read = opened.map(({ profile }) => profile);
    const { artifacts } = await run([mergePass()], setup, {
      given: { machine: opened[0].machine, profiles: read },
      wanted: ['profile'],
    });
    const { profile: merged } = artifacts;
    writeFiles(dirname(out), new Map([[basename(out), formatArtifact(merged)]]));
    if (!quiet)
      say(`${plural(merged.programs.length, 'program')} of ${plural(read.length, 'profile')}: ${out}`);
  },
});
