import {
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { basicBlocks } from '../src/bytecode/blocks.js';
import type { Profile, TracedProgram } from '../src/bytecode/profile.js';
import { type Action, decodeSection } from '../src/bytecode/program.js';
import { validate } from '../src/bytecode/validate.js';
import type { Isa } from '../src/isa/isa.js';
import { type MeasuredCosts, OBJECTIVES } from '../src/mining/costs.js';
import { SEARCH_ENDS } from '../src/mining/search.js';
import { MAX_TILE_LENGTH } from '../src/mining/tiling.js';
import { WEIGHTINGS } from '../src/mining/weights.js';
import { InputError, type Problem, type SourcePosition } from '../src/util/input-error.js';
import type { CrossValidation } from './cross-validate.js';
import type { Decisions } from './decisions.js';
import type { Evidence } from './evidence.js';
import { SCHEDULINGS } from './schedule.js';
import { STAGES, type Summary } from './summary.js';

/** The artifacts of a run, as JSON files with a schema that is checked on reading. */

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite());
/** JSON has no -0, NaN or infinities: they are written as strings. */
const float = v.union([
  v.number(),
  v.pipe(
    v.picklist(['-0', 'NaN', 'Infinity', '-Infinity']),
    v.transform((text) => Number(text)),
  ),
]);
const words = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1))),
  v.transform((list) => Int32Array.from(list)),
);
const action: v.GenericSchema<Action> = v.variant('kind', [
  v.object({ kind: v.literal('run'), section: v.string() }),
  v.object({ kind: v.literal('copy'), from: v.string(), to: v.string(), start: count, length: count }),
  v.object({ kind: v.literal('observe') }),
  v.object({ kind: v.literal('repeat'), times: count, body: v.lazy(() => v.array(action)) }),
  v.object({ kind: v.literal('leave'), memory: v.string(), cell: count, atLeast: count }),
]);

const program = v.object({
  name: v.string(),
  family: v.string(),
  machine: v.string(),
  cells: v.record(v.string(), count),
  pools: v.record(v.string(), v.array(v.union([float, v.array(float)]))),
  sections: v.array(v.object({ name: v.string(), code: words })),
  schedule: v.array(action),
  symbols: v.record(v.string(), v.array(v.string())),
});

const traced = {
  program,
  blocks: v.array(v.object({ section: v.string(), start: count, end: count, executions: count })),
};

const profileSchema: v.GenericSchema<unknown, Profile> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  programs: v.pipe(
    v.array(
      v.object({
        ...traced,
        original: v.optional(v.object(traced)),
      }),
    ),
    v.minLength(1),
  ),
});

const measuredCosts = v.object({
  schema: v.literal(1),
  machine: v.string(),
  target: v.string(),
  technique: v.string(),
  nanoseconds: v.object({ dispatch: amount, push: amount, pop: amount, operand: amount }),
});

const costsSchema: v.GenericSchema<unknown, MeasuredCosts> = measuredCosts;

const options = v.object({
  budget: v.pipe(count, v.minValue(1)),
  maxLength: v.pipe(count, v.minValue(2), v.maxValue(MAX_TILE_LENGTH)),
  payload: v.nullable(count),
  objective: v.picklist(OBJECTIVES),
  costs: v.optional(v.nullable(measuredCosts), null),
  weighting: v.picklist(WEIGHTINGS),
  holdOut: v.nullable(v.string()),
  minPlaces: v.optional(v.pipe(count, v.minValue(1)), 1),
  minShare: v.optional(amount, 0),
  minGain: v.optional(amount, 0),
  seconds: v.optional(v.nullable(count), null),
  schedule: v.optional(v.picklist(SCHEDULINGS), 'none'),
});

const search = v.object({ moves: count, improvements: count, stopped: v.picklist(SEARCH_ENDS) });
const noSearch = { moves: 0, improvements: 0, stopped: 'nothing to try' } as const;

const scheduling = {
  statementsHoisted: count,
  statementsMoved: count,
  fusedWithoutScheduling: count,
  fusedWithoutReordering: count,
};

const method = v.literal('lagrangian');

const decisionsSchema: v.GenericSchema<unknown, Decisions> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  options,
  always: v.array(v.string()),
  never: v.array(v.string()),
  superinstructions: v.array(
    v.object({ pattern: v.string(), payload: count, marginal: amount, places: count }),
  ),
  curve: v.pipe(v.array(amount), v.minLength(1)),
  bound: v.object({ fusedDispatches: amount, method }),
  knee: v.optional(count, 0),
  search: v.optional(search, noSearch),
  scheduling: v.optional(v.nullable(v.object(scheduling)), null),
});

const evidenceSchema: v.GenericSchema<unknown, Evidence> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  programs: v.array(
    v.object({
      name: v.string(),
      family: v.string(),
      statesCompared: count,
      cellsCompared: count,
      difference: v.nullable(
        v.object({ state: count, what: v.string(), baseline: v.string(), fused: v.string() }),
      ),
      baselineDispatches: count,
      baselineMeasured: count,
      predictedDispatches: count,
      measuredDispatches: count,
      decomposes: v.boolean(),
      baselineStack: count,
      fusedStack: count,
      failure: v.nullable(v.string()),
    }),
  ),
  executions: v.array(v.object({ pattern: v.string(), executions: count })),
});

const total = { baselineDispatches: count, fusedDispatches: count, reduction: amount };
const seconds = v.object(
  Object.fromEntries([...STAGES, 'total' as const].map((stage) => [stage, v.optional(amount, 0)])) as Record<
    (typeof STAGES)[number] | 'total',
    v.OptionalSchema<typeof amount, 0>
  >,
);

const summarySchema: v.GenericSchema<unknown, Summary> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  options,
  programs: v.array(
    v.object({ name: v.string(), family: v.string(), heldOut: v.boolean(), instructions: count, ...total }),
  ),
  total: v.object(total),
  heldOut: v.nullable(v.object(total)),
  superinstructions: count,
  knee: count,
  search,
  bound: v.object({ weightedDispatches: amount, fusedDispatches: amount, gap: amount, method }),
  verification: v.object({
    bitIdentical: v.boolean(),
    predictedEqualsMeasured: v.boolean(),
    decomposes: v.boolean(),
    neverExecuted: v.array(v.string()),
    failures: v.array(v.string()),
  }),
  drift: v.optional(
    v.nullable(
      v.object({
        kept: v.array(v.string()),
        dropped: v.array(v.string()),
        added: v.array(v.string()),
        baseline: amount,
        before: amount,
        after: amount,
        regret: amount,
      }),
    ),
    null,
  ),
  scheduling: v.optional(
    v.nullable(
      v.object({
        ...scheduling,
        hoistedDispatches: v.pipe(v.number(), v.safeInteger()),
        scheduledBaselineDispatches: count,
        reductionByFusionWithoutScheduling: amount,
        reductionWithoutReordering: amount,
      }),
    ),
    null,
  ),
  seconds,
});

const validation = {
  programs: count,
  baselineDispatches: count,
  inSampleDispatches: count,
  heldOutDispatches: count,
  inSample: amount,
  heldOut: amount,
  overfitting: amount,
};

const crossValidationSchema: v.GenericSchema<unknown, CrossValidation> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  options,
  families: v.array(v.object({ family: v.string(), ...validation })),
  total: v.object(validation),
  mean: v.object({ inSample: amount, heldOut: amount, overfitting: amount }),
});

export function readProfile(path: string): Profile {
  return read(path, 'a profile', profileSchema);
}

export function readDecisions(path: string): Decisions {
  return read(path, 'a superinstructions file', decisionsSchema);
}

export function readCosts(path: string): MeasuredCosts {
  return read(path, 'a file of costs', costsSchema);
}

export function readEvidence(path: string): Evidence {
  return read(path, 'an evidence file', evidenceSchema);
}

export function readSummary(path: string): Summary {
  return read(path, 'a summary', summarySchema);
}

export function readCrossValidation(path: string): CrossValidation {
  return read(path, 'a cross-validation', crossValidationSchema);
}

/** Throws an `InputError` when an artifact is of another machine, or of another version of it. */
export function requireMachine(
  { machine, isaDigest }: { readonly machine: string; readonly isaDigest: string },
  isa: Isa,
  path: string,
): void {
  if (machine !== isa.machine || isaDigest !== isa.digest)
    throw new InputError(
      `it was made with the machine ${machine} ${isaDigest}, this is ${isa.machine} ${isa.digest}: make it again`,
      { file: path, line: 1, column: 1 },
    );
}

/** Throws an `InputError` unless every program is valid for the machine, and its blocks are those of its code. */
export function requirePrograms({ programs }: Profile, isa: Isa, path: string): void {
  const at = { file: path, line: 1, column: 1 };
  for (const entry of programs)
    try {
      for (const traced of [entry, ...(entry.original ? [entry.original] : [])]) {
        validate(isa, traced.program);
        requireBlocks(traced, isa);
      }
    } catch (error) {
      if (error instanceof InputError) throw new InputError(error.message, at);
      throw error;
    }
}

function requireBlocks({ program, blocks }: TracedProgram, isa: Isa): void {
  const expected = program.sections.flatMap((section) =>
    basicBlocks(isa, decodeSection(isa, program, section)).map((block) => ({
      ...block,
      section: section.name,
    })),
  );
  const same = expected.every(
    ({ section, start, end }, i) =>
      blocks[i]?.section === section && blocks[i].start === start && blocks[i].end === end,
  );
  if (!same || blocks.length !== expected.length)
    throw new InputError(`${program.name}: its blocks are not those of its code: trace it again`);
}

function read<T>(path: string, what: string, schema: v.GenericSchema<unknown, T>): T {
  const at = { file: path, line: 1, column: 1 };
  const text = readText(path);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError([jsonProblem(path, text, what, (error as Error).message)]);
  }
  if (typeof data !== 'object' || data === null || !('schema' in data) || typeof data.schema !== 'number')
    throw new InputError(`not ${what}: there is no "schema": 1 in it`, at);
  if (data.schema !== 1)
    throw new InputError(`this version reads schema 1, not ${data.schema}: make it again`, at);
  const result = check(schema, data);
  if (result === null) throw new InputError(`not ${what}: it is nested too deeply`, at);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new InputError(`not ${what}${field ? `: ${field}` : ''}: ${issue.message}`, at);
}

/** Null when the data is nested deeper than can be walked. */
function check<T>(schema: v.GenericSchema<unknown, T>, data: unknown) {
  try {
    return v.safeParse(schema, data, { abortEarly: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Reads a text file; throws an `InputError` that says why it cannot. */
export function readText(path: string): string {
  const at = { file: path, line: 1, column: 1 };
  try {
    if (statSync(path).isDirectory()) throw new InputError('this is a folder, not a file', at);
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`the file cannot be read: ${reason(error)}`, at);
  }
}

function jsonProblem(file: string, text: string, what: string, message: string): Problem {
  return {
    message: `not ${what}: ${message.replace(/( in JSON)? at position .*/s, '').replace(/\s+/g, ' ')}`,
    at: positionAt(file, text, jsonErrorOffset(text, message)),
  };
}

/** V8 gives the position of a mistake in JSON, or shows ten characters on either side of it. */
function jsonErrorOffset(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message);
  if (position) return Number(position[1]);
  const shown = /Unexpected token '(.+?)', (\.{3})?"(.*)"(\.{3})? is not valid JSON$/su.exec(message);
  if (!shown) return text.length;
  const [, token, cutBefore, excerpt, cutAfter] = shown;
  const within = cutBefore ? 10 : cutAfter ? excerpt.length - 10 : excerpt.indexOf(token);
  return Math.max(0, text.indexOf(excerpt)) + Math.max(0, within);
}

/** Where an offset is in a text, 1-based. */
export function positionAt(file: string, text: string, offset: number): SourcePosition {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

/** Artifacts as text: small values in one line each, so that they can be compared line by line. */
export function formatArtifact(artifact: unknown): string {
  return `${format(encodeNumbers(artifact), '')}\n`;
}

function format(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  const isLeafList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (typeof value !== 'object' || value === null || isLeafList || flat.length <= 160) return flat;
  const inner = `${indent}  `;
  const [open, close, items] = Array.isArray(value)
    ? ['[', ']', value.map((item) => format(item, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${format(item, inner)}`),
      ];
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

function encodeNumbers(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : encodeSpecial(value);
  if (value instanceof Int32Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(encodeNumbers);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeNumbers(item)]));
  return value;
}

function encodeSpecial(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Writes files into a folder, made if need be: each to a temporary name first, all renamed at the end, so that a
 * failure leaves what was there before. Throws an `InputError` when the folder cannot be written.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const written: { readonly temporary: string; readonly path: string }[] = [];
  const made: string[] = [];
  let current = folder;
  // Interrupted only after the files are in place or gone.
  const interrupted = () => process.exit(EXIT_INTERRUPTED);
  process.on('SIGINT', interrupted);
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      current = path;
      const present = statOf(path);
      if (present?.isDirectory()) throw new InputError(`${path}: a folder of that name is in the way`);
      if (present && !present.isFile()) {
        // A device or a pipe: nothing to rename.
        writeFileSync(path, text);
        continue;
      }
      for (const missing of missingFolders(dirname(path))) {
        mkdirSync(missing);
        made.push(missing);
      }
      const target = present ? realpathSync(path) : path;
      const temporary = `${target}.${process.pid}.tmp`;
      written.push({ temporary, path: target });
      writeFileSync(temporary, text);
    }
    for (const { temporary, path } of written) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    for (const path of made) rmSync(path, { recursive: true, force: true });
    if (error instanceof InputError) throw error;
    throw new InputError(`${current}: cannot be written: ${reason(error)}`);
  } finally {
    // Only after the event loop has looked for signals once more.
    setImmediate(() => setImmediate(() => process.off('SIGINT', interrupted)));
  }
}

const EXIT_INTERRUPTED = 130;

/** Outermost first. `mkdirSync` with `recursive` never ends where a folder can be seen but not added to, as in /proc. */
function missingFolders(folder: string): string[] {
  const missing: string[] = [];
  for (let path = resolve(folder); !statOf(path); path = dirname(path)) missing.unshift(path);
  return missing;
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** What the operating system says, without its code and path. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS.get(code ?? '') ?? message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['EEXIST', 'a file of that name is in the way'],
  ['ENOTDIR', 'a file of that name is in the way'],
  ['EISDIR', 'a folder of that name is in the way'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOSPC', 'no space left on the device'],
]);
