import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { comparePass } from '../../../passes/compare.js';
import type { Comparison } from '../../artifacts/comparison.js';
import { readArtifact } from '../../artifacts/files.js';
import { profileArtifact } from '../../artifacts/profile.js';
import { requireOneRun } from '../../artifacts/run-claims.js';
import { decisionsArtifact, readPatterns } from '../../artifacts/superinstructions.js';
import { formatPattern } from '../../isa/pattern.js';
import { InputError } from '../../util/input-error.js';
import { openDecisions } from '../decisions.js';
import { formatCount, formatPercent, formatTable, printable, say, sayJson } from '../describe/print.js';
import { isProfile, loadProfile } from '../inputs.js';
import { runningOptions, textOption } from '../options.js';
import { run } from '../run-pipeline.js';
import type { Setup } from '../setup.js';
import { isFolder, type SourceOptions } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions & {
  readonly left: string;
  readonly right: string;
  readonly on?: readonly string[];
  readonly json: boolean;
};

export const compareCommand: Command<Arguments> = (setup) => ({
  command: 'compare <left> <right>',
  describe: 'Put two sets of superinstructions side by side on the same programs',
  builder: (yargs) =>
    yargs
      .positional('left', {
        type: 'string',
        demandOption: true,
        describe: 'A run folder or a superinstructions.json',
      })
      .positional('right', { type: 'string', demandOption: true, describe: 'The same' })
      .options(
        setup.options({
          on: {
            ...textOption,
            array: true,
            describe: 'One profile.json, or sources [default: what left was traced on]',
          },
          json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
          ...runningOptions,
        }),
      )
      .example('$0 compare reports/a reports/b', '')
      .example('$0 compare by-hand.json reports/a --on model.mdl', ''),
  handler: async (args) => {
    const { left, right, on, json } = args;
    const inputs = on ?? [profileOf(left)];
    const [leftSet, rightSet] = [left, right].map((path) => openSet(path, setup, args));
    // Of a foreign VM's files only the machine of a set tells what their instructions are.
    const machineName =
      args.machine ?? (inputs.some((path) => isProfile(path, setup)) ? undefined : leftSet.machine);
    const { machine, profile } = await loadProfile(inputs, setup, { ...args, machine: machineName });
    // Another version of the machine may number its instructions differently.
    const [leftPatterns, rightPatterns] = [leftSet, rightSet].map(({ patterns, file }) =>
      readPatterns(machine.isa, patterns, file),
    );
    const { artifacts } = await run([comparePass({ left: leftPatterns, right: rightPatterns })], setup, {
      given: { machine, profile },
      wanted: ['comparison'],
    });
    const { comparison } = artifacts;
    if (json) sayJson(comparison);
    else say(describe(comparison, left, right));
  },
});

interface OpenSet {
  readonly machine: string;
  readonly file: string;
  readonly patterns: readonly string[];
}

/** A folder has to be of one run; sets by themselves may be of any. */
function openSet(path: string, setup: Setup, options: SourceOptions): OpenSet {
  const isRun = isFolder(path);
  const file = isRun ? join(path, decisionsArtifact.file) : path;
  const { machine, decisions, patterns } = openDecisions(file, setup, { ...options, asPatterns: !isRun });
  const profilePath = join(path, profileArtifact.file);
  if (isRun && existsSync(profilePath)) {
    const profile = readArtifact(profileArtifact, profilePath);
    requireOneRun(path, { isa: machine.isa, profile, decisions, patterns });
  }
  return { machine: machine.isa.machine, file, patterns: patterns.map(formatPattern) };
}

function profileOf(left: string): string {
  if (!isFolder(left))
    throw new InputError(`${left} is not a run folder: say with --on which programs to compare on`);
  return join(left, profileArtifact.file);
}

function describe({ both, onlyLeft, onlyRight, programs }: Comparison, left: string, right: string): string {
  const row = (name: string, family: string, [baseline, a, b]: readonly number[]) => [
    name,
    family,
    formatCount(baseline),
    formatCount(a),
    formatPercent(1 - a / baseline),
    formatCount(b),
    formatPercent(1 - b / baseline),
  ];
  const rows = programs.map((entry) =>
    row(entry.name, entry.family, [entry.baseline, entry.left, entry.right]),
  );
  const sum = (key: 'baseline' | 'left' | 'right') =>
    programs.reduce((total, entry) => total + entry[key], 0);
  if (programs.length > 1) rows.push(row('all', '', [sum('baseline'), sum('left'), sum('right')]));
  const list = (title: string, patterns: readonly string[]) =>
    patterns.length === 0
      ? []
      : [`${title} (${patterns.length}):\n${patterns.map((text) => `  ${text}`).join('\n')}`];
  return [
    `left:  ${printable(left)}\nright: ${printable(right)}`,
    formatTable(
      ['program', 'family', 'dispatches', 'left', 'removed', 'right', 'removed'],
      ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
      rows,
    ),
    ...list('in both', both),
    ...list('only left', onlyLeft),
    ...list('only right', onlyRight),
  ].join('\n\n');
}
