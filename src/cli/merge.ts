import { basename, dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { formatArtifact, writeFiles } from '../../passes/artifacts.js';
import { merge } from '../bytecode/merge-profiles.js';
import { textOption } from './options.js';
import { plural, say } from './print.js';
import { openProfile } from './profiles.js';

interface Arguments {
  readonly profiles: readonly string[];
  readonly out: string;
  readonly quiet: boolean;
}

export const mergeCommand: CommandModule<object, Arguments> = {
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
      .options({
        out: { ...textOption, default: 'profile.json', describe: 'File to write' },
        quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
      })
      .example('$0 merge a.profile.json b.profile.json --out all.json', ''),
  handler: ({ profiles, out, quiet }) => {
    const read = profiles.map((path) => openProfile(path).profile);
    const merged = merge(read);
    writeFiles(dirname(out), new Map([[basename(out), formatArtifact(merged)]]));
    if (!quiet)
      say(`${plural(merged.programs.length, 'program')} of ${plural(read.length, 'profile')}: ${out}`);
  },
};
