import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { type Comparison, compare } from '../../passes/compare.js';
import { InputError } from '../util/input-error.js';
import { openDecisions } from './decisions.js';
import { dataOptions, textOption } from './options.js';
import { formatCount, formatPercent, formatTable, printable, say } from './print.js';
import { loadProfile } from './profiles.js';
import { type DataOptions, isFolder } from './sources.js';

type Arguments = DataOptions & {
  readonly left: string;
  readonly right: string;
  readonly on?: readonly string[];
  readonly json: boolean;
};

export const compareCommand: CommandModule<object, Arguments> = {
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
      .options({
        on: {
          ...textOption,
          array: true,
          describe: 'One profile.json, or sources [default: what left was traced on]',
        },
        json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
        ...dataOptions,
      })
      .example('$0 compare reports/a reports/b', '')
      .example('$0 compare by-hand.json reports/a --on model.mdl', ''),
  handler: ({ left, right, on, json, data, allow }) => {
    const inputs = on ?? [profileOf(left)];
    const { machine, profile } = loadProfile(inputs, { data, allow });
    const [leftSet, rightSet] = [left, right].map(
      (path) => openDecisions(isFolder(path) ? join(path, 'superinstructions.json') : path).patterns,
    );
    const comparison = compare(machine.isa, profile, leftSet, rightSet);
    say(json ? JSON.stringify(comparison, null, 2) : describe(comparison, left, right));
  },
};

function profileOf(left: string): string {
  if (!isFolder(left))
    throw new InputError(`${left} is not a run folder: say with --on which programs to compare on`);
  return join(left, 'profile.json');
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
