import type { Options, PositionalOptions } from 'yargs';
import { costsArtifact, type MeasuredCosts } from '../artifacts/costs.js';
import { readArtifact } from '../artifacts/files.js';
import { DEFAULT_OPTIONS, type MiningOptions, SCHEDULINGS } from '../artifacts/options.js';
import type { BackEnd } from '../backends/back-end.js';
import type { Target } from '../backends/registry.js';
import { DEFAULT_MAX_DISPATCHES } from '../execution/dispatch-limit.js';
import type { Isa } from '../isa/isa.js';
import type { Machine } from '../machines/machine.js';
import { sourceEndings } from '../machines/registry.js';
import { OBJECTIVES } from '../mining/costs.js';
import { MAX_TILE_LENGTH } from '../mining/tiling.js';
import { WEIGHTINGS } from '../mining/weights.js';
import { InputError } from '../util/input-error.js';

/** Options that several commands share: declared once, checked once. */

/** An option whose value is text; without one it is refused. */
export const textOption = { type: 'string', requiresArg: true } as const satisfies Options;

export interface OutputArguments {
  readonly json: boolean;
  readonly quiet: boolean;
}

export const outputOptions = {
  json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
  quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
} as const satisfies Record<string, Options>;

/** What every command has. They are read before all others: what there is to choose from hangs on them. */
export const globalOptions = {
  config: {
    ...textOption,
    describe: 'A config file [default: mine-superinstructions.config.js here or in a folder above]',
  },
  'no-config': { type: 'boolean', default: false, describe: 'Load no config file' },
} as const satisfies Record<string, Options>;

export const machineOption = {
  machine: {
    ...textOption,
    describe: 'The machine: its name, or an .isa file [default: by the files given]',
  },
} as const satisfies Record<string, Options>;

export const sourceOptions = {
  ...machineOption,
  data: { ...textOption, array: true, describe: 'Files with external data for the sources' },
  allow: {
    ...textOption,
    array: true,
    describe: 'Folders, besides its own, that a source may read files from',
  },
  'skip-invalid': {
    type: 'boolean',
    default: false,
    describe: 'Leave out sources that do not compile, saying why, and go on',
  },
} as const satisfies Record<string, Options>;

/** For commands that run programs. */
export const runningOptions = {
  ...sourceOptions,
  'max-dispatches': {
    ...textOption,
    default: String(DEFAULT_MAX_DISPATCHES),
    describe: 'Most instructions that one program may dispatch before it is stopped, or none for no limit',
  },
} as const satisfies Record<string, Options>;

/** Infinite for `none`. */
export function readMaxDispatches(text: string = runningOptions['max-dispatches'].default): number {
  if (text === 'none') return Number.POSITIVE_INFINITY;
  return wholeNumber('--max-dispatches', text, 0, Number.MAX_SAFE_INTEGER, ', or none');
}

export interface VerifyArguments {
  readonly 'allow-unused': boolean;
}

export const verifyOptions = {
  'allow-unused': {
    type: 'boolean',
    default: false,
    describe: 'Let superinstructions pass that never ran, and programs of which nothing did',
  },
} as const satisfies Record<string, Options>;

/** Options and positionals that may be given several times. */
const LISTS: readonly string[] = [
  '_',
  'files',
  'sources',
  'inputs',
  'profiles',
  'data',
  'allow',
  'on',
  'images',
];

/**
 * Refuses what yargs lets through: an option without its value, one given twice, a limit that is no number.
 */
export function checkValues(given: Readonly<Record<string, unknown>>): true {
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) && !LISTS.includes(name)) throw new InputError(`${name}: give it only once`);
    if (name === 'max-dispatches') readMaxDispatches(String(value));
    if (value === '' || (Array.isArray(value) && value.includes('')))
      throw new InputError(`${name}: it needs a value`);
  }
  return true;
}

/** Read as text, because yargs would turn a misspelt number into NaN or 0. */
export const miningOptions = {
  budget: {
    ...textOption,
    default: String(DEFAULT_OPTIONS.budget),
    describe: 'Most superinstructions to choose',
  },
  'max-length': {
    ...textOption,
    default: String(DEFAULT_OPTIONS.maxLength),
    describe: `Most instructions in one, 2 to ${MAX_TILE_LENGTH}`,
  },
  payload: {
    ...textOption,
    describe: 'Most bytes of operands in one, or bits (12bits), or none [default: what the machine says]',
  },
  'min-places': {
    ...textOption,
    default: String(DEFAULT_OPTIONS.minPlaces),
    describe: 'Fewest places in the code where one has to fit; 1 allows one-off opcodes',
  },
  'min-share': {
    ...textOption,
    default: `${100 * DEFAULT_OPTIONS.minShare}%`,
    describe: 'Share of the mined programs that one has to fit in; 0 allows what one program alone has',
  },
  'min-gain': {
    ...textOption,
    default: String(DEFAULT_OPTIONS.minGain),
    describe: 'Share of all dispatches each has to save, all others kept: 0.001 or 0.1%',
  },
  seconds: {
    ...textOption,
    describe: 'How long to search at most [default: a number of moves, the same in every run]',
  },
  objective: {
    ...textOption,
    default: DEFAULT_OPTIONS.objective,
    describe: `What to minimise: ${OBJECTIVES.join(', ')}`,
  },
  costs: { ...textOption, describe: 'A costs.json of bench --calibrate, for the objective time' },
  weight: {
    ...textOption,
    default: DEFAULT_OPTIONS.weighting,
    describe: `How much each program counts: ${WEIGHTINGS.join(', ')}`,
  },
  schedule: {
    ...textOption,
    default: DEFAULT_OPTIONS.schedule,
    describe: `What may be done to the code before: ${SCHEDULINGS.join(', ')}; counted apart from fusion`,
  },
  'hold-out': { ...textOption, describe: 'Family, or glob of program names, to judge on but not to mine' },
} as const satisfies Record<string, Options>;

export const overrideOptions = {
  decisions: { ...textOption, describe: 'A superinstructions.json whose always and never lists to keep' },
  from: { ...textOption, describe: 'A superinstructions.json to start from, and to report what changed' },
  'max-regret': {
    ...textOption,
    describe: 'Fail when mining anew saves more than this part of what --from leaves: 0.05 or 5%',
  },
} as const satisfies Record<string, Options>;

/** What several commands start from. */
export const inputsPositional = {
  type: 'string',
  array: true,
  demandOption: true,
  describe: 'One profile.json, or sources',
} as const satisfies PositionalOptions;

/** What commands about one program start from. */
export function sourcePositional({ machines }: { readonly machines: readonly Machine[] }) {
  return {
    type: 'string',
    demandOption: true,
    describe: `A source file: ${sourceEndings(machines).join(', ')}`,
  } as const satisfies PositionalOptions;
}

/** Whatever knows which languages there are. */
interface WithBackEnds {
  readonly backEnds: readonly BackEnd[];
}

export function targetsOption({ backEnds }: WithBackEnds) {
  return {
    targets: {
      ...textOption,
      default: 'ts',
      describe: `Languages to print handlers or rules in: ${targetNames(backEnds).join(',')}`,
    },
  } as const satisfies Record<string, Options>;
}

/** For machines whose bodies are text in their own language. */
export const templateOption = {
  template: {
    ...textOption,
    describe: 'How your VM writes a handler, to print fused ones in its own language: docs/host-templates.md',
  },
} as const satisfies Record<string, Options>;

export function targetNames(backEnds: readonly BackEnd[]): Target[] {
  return [...new Set(backEnds.map(({ target }) => target))];
}

/** Languages whose handlers can be run. Rules are for another generator, which prints the handlers. */
export function runnableIn({ backEnds }: WithBackEnds): WithBackEnds {
  return { backEnds: backEnds.filter(({ prints }) => prints !== 'rules') };
}

export interface MiningArguments {
  readonly budget: string;
  readonly 'max-length': string;
  readonly payload?: string;
  readonly objective: string;
  readonly costs?: string;
  readonly weight: string;
  readonly schedule: string;
  readonly 'hold-out'?: string;
  readonly 'min-places': string;
  readonly 'min-share': string;
  readonly 'min-gain': string;
  readonly seconds?: string;
}

/** Bytes: `6`, or `12bits`; null: any number. */
function readPayload(text: string): number | null {
  if (text === 'none') return null;
  const [, bits] = /^(.*\d) ?bits$/.exec(text) ?? [];
  const what = ', bits such as 12bits, or none';
  return bits === undefined
    ? wholeNumber('--payload', text, 0, 1_000_000, what)
    : wholeNumber('--payload', bits, 0, 8_000_000, what) / 8;
}

/** Checks the options at once, before anything is compiled; what is left open waits for the machine. */
export function readMiningOptions(args: MiningArguments): (isa: Isa) => MiningOptions {
  const { budget, payload, objective, weight, seconds } = args;
  const options = {
    budget: wholeNumber('--budget', budget, 1, 100_000),
    maxLength: wholeNumber('--max-length', args['max-length'], 2, MAX_TILE_LENGTH),
    payload: payload === undefined ? null : readPayload(payload),
    objective: oneOf('--objective', objective, OBJECTIVES),
    costs: readCostsFor(objective, args.costs),
    weighting: oneOf('--weight', weight, WEIGHTINGS),
    holdOut: args['hold-out'] ?? null,
    minPlaces: wholeNumber('--min-places', args['min-places'], 1, 1_000_000),
    minShare: share('--min-share', args['min-share']),
    minGain: share('--min-gain', args['min-gain']),
    seconds: seconds === undefined ? null : wholeNumber('--seconds', seconds, 1, 1_000_000),
    schedule: oneOf('--schedule', args.schedule, SCHEDULINGS),
  };
  return (isa) => (payload === undefined ? { ...options, payload: isa.payload } : options);
}

export function readTargets(text: string, { backEnds }: WithBackEnds): Target[] {
  const known = targetNames(backEnds);
  return [...new Set(text.split(',').map((word) => oneOf('--targets', word.trim(), known)))];
}

export function wholeNumber(option: string, text: string, least: number, most: number, orElse = ''): number {
  const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new InputError(`${option} ${text}: it must be a whole number from ${least} to ${most}${orElse}`);
  return value;
}

function readCostsFor(objective: string, path: string | undefined): MeasuredCosts | null {
  if (objective === 'time' && path === undefined)
    throw new InputError('--objective time needs --costs: measure them with bench --calibrate');
  if (objective !== 'time' && path !== undefined) throw new InputError('--costs goes with --objective time');
  return path === undefined ? null : readArtifact(costsArtifact, path);
}

/** A number from 0 to 1, or a percentage. */
function share(option: string, text: string): number {
  const match = /^(\d*\.?\d+)(%?)$/.exec(text.trim());
  const value = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(value >= 0 && value <= 1))
    throw new InputError(`${option} ${text}: it must be a share from 0 to 1, or 0% to 100%`);
  return value;
}

/** How much regret is allowed; null: any. */
export function readMaxRegret({
  from,
  'max-regret': text,
}: {
  readonly from?: string;
  readonly 'max-regret'?: string;
}): number | null {
  if (text === undefined) return null;
  if (from === undefined)
    throw new InputError('--max-regret: say with --from which superinstructions.json it is about');
  const value = share('--max-regret', text);
  return value;
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === text);
  if (!found) throw new InputError(`${option} ${text}: it must be ${allowed.join(' or ')}`);
  return found;
}

/** Options that a config may give defaults: those that several commands share. */
export const SHARED_OPTIONS: ReadonlySet<string> = new Set([
  ...[miningOptions, overrideOptions, runningOptions, outputOptions].flatMap((options) =>
    Object.keys(options),
  ),
  'targets',
]);
