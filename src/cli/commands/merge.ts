import { basename, dirname } from 'node:path';
import { mergePass } from '../../../passes/merge.js';
import { writeFiles } from '../../artifacts/files.js';
import { formatProfile } from '../../artifacts/profile.js';
import type { Profile, ProgramProfile } from '../../bytecode/profile.js';
import { InputError } from '../../util/input-error.js';
import { plural, printable, say } from '../describe/print.js';
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
  describe:
    'Put profiles together: of a program that is in several, recorded runs are added up, and others kept once',
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
    requireOneMachine(read, profiles);
    const { artifacts } = await run([mergePass()], setup, {
      given: { machine: opened[0].machine, profiles: read },
      wanted: ['profile'],
    });
    const { profile: merged } = artifacts;
    writeFiles(dirname(out), new Map([[basename(out), formatProfile(merged)]]));
    if (quiet) return;
    const added = addedUp(read);
    const how = added > 0 ? `, counts added up of ${plural(added, 'program')}` : '';
    say(
      `${plural(merged.programs.length, 'program')} of ${plural(read.length, 'profile')}${how}: ${printable(out)}`,
    );
  },
});

/** Programs of a foreign VM that are in several profiles. */
function addedUp(profiles: readonly Profile[]): number {
  const seen = new Map<string, number>();
  for (const { program } of profiles.flatMap(({ programs }) => programs).filter(isRecorded)) {
    const key = JSON.stringify([program.family, program.name]);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen.values()].filter((times) => times > 1).length;
}

function isRecorded({ program }: ProgramProfile): boolean {
  return program.sections.every(({ pcs }) => pcs !== undefined);
}

/** Drafted machines are of what was recorded, so two of them often differ though they share a name. */
function requireOneMachine([first, ...others]: readonly Profile[], paths: readonly string[]): void {
  const other = others.findIndex(({ isaDigest }) => isaDigest !== first.isaDigest);
  if (other < 0) return;
  const areRecorded = [first, others[other]].every(({ programs }) => programs.every(isRecorded));
  const remedy = areRecorded
    ? 'import what was recorded together, or both with one --machine'
    : 'trace both with the same version';
  throw new InputError(`its machine is not that of ${paths[0]}: ${remedy}`, {
    file: paths[other + 1],
    line: 1,
    column: 1,
  });
}
