import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Action } from '../src/bytecode/program.js';
import { InputError } from '../src/input-error.js';
import type { Isa } from '../src/isa/isa.js';
import type { Decisions } from './decisions.js';
import type { Evidence } from './evidence.js';
import type { Profile } from './profile.js';
import { STAGES, type Summary } from './summary.js';
import { WEIGHTINGS } from './weigh.js';

/** The artifacts of a run, as JSON files with a schema that is checked on reading. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** JSON has no -0, NaN or infinities: they are written as strings. */
const float = v.union([
  v.number(),
  v.pipe(
    v.picklist(['-0', 'NaN', 'Infinity', '-Infinity']),
    v.transform((text) => Number(text)),
  ),
]);
const words = v.pipe(
  v.array(v.pipe(v.number(), v.integer())),
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

const profileSchema: v.GenericSchema<unknown, Profile> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  programs: v.pipe(
    v.array(
      v.object({
        program,
        blocks: v.array(v.object({ section: v.string(), start: count, end: count, executions: count })),
      }),
    ),
    v.minLength(1),
  ),
});

const options = v.object({
  budget: count,
  maxLength: count,
  payload: v.nullable(count),
  objective: v.literal('dispatches'),
  weighting: v.picklist(WEIGHTINGS),
  holdOut: v.nullable(v.string()),
});

const method = v.literal('lagrangian');

const decisionsSchema: v.GenericSchema<unknown, Decisions> = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  options,
  always: v.array(v.string()),
  never: v.array(v.string()),
  superinstructions: v.array(
    v.object({ pattern: v.string(), payload: count, marginal: v.number(), places: count }),
  ),
  curve: v.pipe(v.array(v.number()), v.minLength(1)),
  bound: v.object({ fusedDispatches: v.number(), method }),
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

const total = { baselineDispatches: count, fusedDispatches: count, reduction: v.number() };
const seconds = v.object(
  Object.fromEntries([...STAGES, 'total' as const].map((stage) => [stage, v.number()])) as Record<
    (typeof STAGES)[number] | 'total',
    v.NumberSchema<undefined>
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
  bound: v.object({ weightedDispatches: v.number(), fusedDispatches: v.number(), gap: v.number(), method }),
  verification: v.object({
    bitIdentical: v.boolean(),
    predictedEqualsMeasured: v.boolean(),
    decomposes: v.boolean(),
    neverExecuted: v.array(v.string()),
    failures: v.array(v.string()),
  }),
  seconds,
});

export function readProfile(path: string): Profile {
  return read(path, 'a profile', profileSchema);
}

export function readDecisions(path: string): Decisions {
  return read(path, 'a superinstructions file', decisionsSchema);
}

export function readEvidence(path: string): Evidence {
  return read(path, 'an evidence file', evidenceSchema);
}

export function readSummary(path: string): Summary {
  return read(path, 'a summary', summarySchema);
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

function read<T>(path: string, what: string, schema: v.GenericSchema<unknown, T>): T {
  const at = { file: path, line: 1, column: 1 };
  const text = readText(path);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError(
      `not ${what}: ${(error as Error).message}`,
      jsonErrorPosition(path, text, error as Error),
    );
  }
  if (typeof data !== 'object' || data === null || !('schema' in data) || data.schema !== 1)
    throw new InputError(`not ${what}: there is no "schema": 1 in it`, at);
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  throw new InputError(`not ${what}${field ? `: ${field}` : ''}: ${issue.message}`, at);
}

/** Reads a text file; throws an `InputError` that says why it cannot. */
export function readText(path: string): string {
  const at = { file: path, line: 1, column: 1 };
  try {
    if (statSync(path).isDirectory()) throw new InputError('this is a folder, not a file', at);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`the file cannot be read: ${reason(error)}`, at);
  }
}

function jsonErrorPosition(file: string, text: string, error: Error) {
  const match = /position (\d+)/.exec(error.message);
  const offset = match ? Number(match[1]) : text.length;
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
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  const written: { readonly temporary: string; readonly path: string }[] = [];
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      const temporary = `${path}.${process.pid}.tmp`;
      mkdirSync(dirname(path), { recursive: true });
      written.push({ temporary, path });
      writeFileSync(temporary, text);
    }
    for (const { temporary, path } of written) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true });
    throw new InputError(`${folder}: cannot be written: ${reason(error)}`);
  }
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
  ['ENOSPC', 'no space left on the device'],
]);
