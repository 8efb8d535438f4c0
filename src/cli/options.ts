import type { Options, PositionalOptions } from 'yargs';
import type { MiningOptions } from '../../passes/decisions.js';
import { TARGETS, type Target } from '../../passes/generate.js';
import { MOST_TILE_LENGTH } from '../../passes/tiling.js';
import { WEIGHTINGS } from '../../passes/weigh.js';
import { InputError } from '../input-error.js';

/** Options that several commands share: declared once, checked once. */

/** An option whose value is text; without one it is refused. */
export const textOption = { type: 'string', requiresArg: true } as const satisfies Options;

export const outputOptions = {
  json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
  quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
} as const satisfies Record<string, Options>;

export const dataOptions = {
  data: { ...textOption, array: true, describe: 'Files with external data for the sources' },
  allow: {
    ...textOption,
    array: true,
    describe: 'Folders, besides its own, that a source may read files from',
  },
} as const satisfies Record<string, Options>;

/** Options and positionals that may be given several times. */
const LISTS: readonly string[] = ['_', 'sources', 'inputs', 'profiles', 'data', 'allow', 'on'];

/** Refuses what yargs lets through: an option without its value, and one given twice. */
export function checkValues(given: Readonly<Record<string, unknown>>): true {
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) && !LISTS.includes(name)) throw new InputError(`${name}: give it only once`);
    if (value === '' || (Array.isArray(value) && value.includes('')))
      throw new InputError(`${name}: it needs a value`);
  }
  return true;
}

/** Read as text, because yargs would turn a misspelt number into NaN or 0. */
export const miningOptions = {
  budget: { ...textOption, default: '32', describe: 'Most superinstructions to choose' },
  'max-length': {
    ...textOption,
    default: '8',
    describe: `Most instructions in one, 2 to ${MOST_TILE_LENGTH}`,
  },
  payload: {
    ...textOption,
    describe: 'Most bytes of operands in one, or none [default: what the machine says]',
  },
  objective: { ...textOption, default: 'dispatches', describe: 'What to minimise: dispatches' },
  weight: { ...textOption, default: 'families', describe: `What counts the same: ${WEIGHTINGS.join(', ')}` },
  'hold-out': { ...textOption, describe: 'Family, or glob of program names, to judge on but not to mine' },
} as const satisfies Record<string, Options>;

/** What several commands start from. */
export const inputsPositional = {
  type: 'string',
  array: true,
  demandOption: true,
  describe: 'One profile.json, or sources',
} as const satisfies PositionalOptions;

export const targetsOption = {
  targets: { ...textOption, default: 'ts', describe: `Languages to print handlers in: ${TARGETS.join(',')}` },
} as const satisfies Record<string, Options>;

export interface MiningArguments {
  readonly budget: string;
  readonly 'max-length': string;
  readonly payload?: string;
  readonly objective: string;
  readonly weight: string;
  readonly 'hold-out'?: string;
}

export function readMiningOptions(
  { budget, 'max-length': maxLength, payload, objective, weight, 'hold-out': holdOut }: MiningArguments,
  machinePayload: number | null,
): MiningOptions {
  if (objective === 'time') throw new InputError('--objective time is not available yet: use dispatches');
  if (objective !== 'dispatches') throw new InputError(`--objective ${objective}: it must be dispatches`);
  return {
    budget: wholeNumber('--budget', budget, 1, 100_000),
    maxLength: wholeNumber('--max-length', maxLength, 2, MOST_TILE_LENGTH),
    payload:
      payload === undefined
        ? machinePayload
        : payload === 'none'
          ? null
          : wholeNumber('--payload', payload, 0, 1_000_000, ', or none'),
    objective,
    weighting: oneOf('--weight', weight, WEIGHTINGS),
    holdOut: holdOut ?? null,
  };
}

const LATER_TARGETS: readonly string[] = ['wasm', 'c', 'rust'];

export function readTargets(text: string): Target[] {
  return text.split(',').map((word): Target => {
    const target = word.trim();
    if (LATER_TARGETS.includes(target))
      throw new InputError(`--targets ${target}: not available yet; available: ${TARGETS.join(', ')}`);
    return oneOf('--targets', target, TARGETS);
  });
}

export function wholeNumber(option: string, text: string, least: number, most: number, orElse = ''): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new InputError(`${option} ${text}: it must be a whole number from ${least} to ${most}${orElse}`);
  return value;
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === text);
  if (!found) throw new InputError(`${option} ${text}: it must be ${allowed.join(' or ')}`);
  return found;
}
