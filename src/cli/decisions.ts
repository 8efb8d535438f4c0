import { basename, dirname, join } from 'node:path';
import { readArtifact, readText } from '../artifacts/files.js';
import type { Manifest } from '../artifacts/manifest.js';
import { requireMachine } from '../artifacts/require.js';
import { editedFiles, requireWholeRun } from '../artifacts/run-state.js';
import {
  chosenPatterns,
  type Decisions,
  decisionsArtifact,
  isEdited,
  readPatterns,
} from '../artifacts/superinstructions.js';
import type { Isa } from '../isa/isa.js';
import { formatPattern, type Pattern, patternPayload } from '../isa/pattern.js';
import type { Machine } from '../machines/machine.js';
import type { NamedPatterns } from '../mining/choices.js';
import { MAX_TILE_LENGTH } from '../mining/tiling.js';
import { InputError, positionAt, type SourcePosition } from '../util/input-error.js';
import { quoteText } from '../util/quote-text.js';
import { plural, tell } from './describe/print.js';
import type { Setup } from './setup.js';
import { isFolder } from './sources.js';

/** What else a command wants of a superinstructions file. */
export interface DecisionsUse {
  readonly machine?: string;
  /** Its patterns are judged anew, so they may have been mined with another version of the machine. */
  readonly asPatterns?: boolean;
  /** Keeps notes to itself. */
  readonly quiet?: boolean;
}

export interface OpenDecisions {
  readonly decisions: Decisions;
  readonly machine: Machine;
  readonly isa: Isa;
  readonly patterns: readonly Pattern[];
}

/**
 * Reads a superinstructions file, or that of a run folder; throws an `InputError` unless it is of its
 * machine, and what it says of its patterns is so. Patterns alone hold for any version of a machine that has
 * their instructions: a committed file survives changes elsewhere in the `.isa`, as `--from` mines again.
 */
export function openDecisions(given: string, setup: Setup, use: DecisionsUse = {}): OpenDecisions {
  const path = isFolder(given) ? join(given, decisionsArtifact.file) : given;
  const manifest = requireWholeRun(dirname(path));
  const decisions = readArtifact(decisionsArtifact, path);
  const machine = setup.machineOf(decisions.machine, path, use.machine);
  const { isa } = machine;
  requirePatterns(decisions, isa, path);
  if (!use.asPatterns) requireDecided(decisions, isa, path);
  else if (decisions.isaDigest !== isa.digest)
    note(path, `mined with ${isa.machine} ${decisions.isaDigest}, judged with ${isa.digest}`, use);
  const patterns = chosenPatterns(isa, decisions, path);
  if (!use.asPatterns) {
    requirePayloads(decisions, patterns, isa, path);
    requireLimits(decisions, patterns, isa, path);
  }
  if (isEdited(decisions))
    note(path, 'edited since it was mined: its figures are those of the set before', use);
  if (manifest && !use.asPatterns && basename(path) === decisionsArtifact.file)
    noteEdits(dirname(path), manifest, use);
  return { decisions, machine, isa, patterns };
}

/** What stands beside a set may pass for what was verified with it. */
function noteEdits(folder: string, manifest: Manifest, use: DecisionsUse): void {
  if (use.quiet) return;
  for (const file of editedFiles(folder, manifest))
    note(
      join(folder, file),
      `edited since its run, so it is not what was verified: \`report ${folder}\` makes it again`,
      use,
    );
}

/** Throws an `InputError` when a set was mined with another version of the machine. */
export function requireDecided(decisions: Decisions, isa: Isa, path: string): void {
  requireMachine(decisions, isa, path, `mine again with --from ${path}`);
}

function note(path: string, what: string, { quiet }: DecisionsUse): void {
  if (!quiet) tell(`note: ${path}: ${what}`);
}

/** What is told of a pattern on every page has to be what it is. */
function requirePayloads(
  { superinstructions }: Decisions,
  patterns: readonly Pattern[],
  isa: Isa,
  path: string,
): void {
  for (const [i, { pattern, payload }] of superinstructions.entries()) {
    const actual = patternPayload(patterns[i], isa);
    if (payload !== actual)
      throw new InputError(
        `the pattern ${JSON.stringify(pattern)} has ${actual} bytes of operands, not ${payload}: mine again with --from ${path}`,
        placeOf(pattern, path),
      );
  }
}

/** A set is within the limits that it says it was mined with, but for what the user named. */
function requireLimits(
  { superinstructions, always, options }: Decisions,
  patterns: readonly Pattern[],
  isa: Isa,
  path: string,
): void {
  const { budget, maxLength, payload: maxPayload, minPlaces } = options;
  const size = superinstructions.length;
  const remedy = (option: string) =>
    `: mine again with --from ${path}, or, to use it as it is, change options.${option}`;
  if (size > Math.max(budget, always.length))
    throw new InputError(
      `${plural(size, 'superinstruction')}, and options.budget is ${budget}${remedy('budget')}`,
      { file: path, line: 1, column: 1 },
    );
  const named = new Set(readPatterns(isa, always, path).map(formatPattern));
  for (const [i, { pattern, payload, places }] of superinstructions.entries()) {
    if (named.has(formatPattern(patterns[i]))) continue;
    const { length } = patterns[i].parts;
    const broken = [
      length > maxLength && `${length} parts, and options.maxLength is ${maxLength}${remedy('maxLength')}`,
      maxPayload !== null &&
        payload > maxPayload &&
        `${payload} bytes of operands, and options.payload is ${maxPayload}${remedy('payload')}`,
      places < minPlaces &&
        `${plural(places, 'place')}, and options.minPlaces is ${minPlaces}${remedy('minPlaces')}`,
    ].find((fault) => fault !== false);
    if (broken !== undefined)
      throw new InputError(`the pattern ${quoteText(pattern)} has ${broken}`, placeOf(pattern, path));
  }
}

/** Where a pattern is in its file. */
function placeOf(text: string, path: string): SourcePosition {
  const json = readText(path);
  return positionAt(path, json, Math.max(0, json.lastIndexOf(JSON.stringify(text))));
}

export interface OverrideArguments {
  readonly machine?: string;
  readonly decisions?: string;
  readonly from?: string;
  readonly quiet?: boolean;
}

/** What the user says about the choice, as it was written. */
export interface UserChoices {
  /** Patterns to choose before all others, and never to choose. */
  readonly overrides: { readonly always: readonly string[]; readonly never: readonly string[] };
  /** The set to start from; null: none. */
  readonly from: readonly string[] | null;
}

/**
 * The user's always and never lists, and the set to start from; a file to start from brings its own lists.
 */
export function readOverrides(
  { decisions: listsPath, from: fromPath, machine, quiet }: OverrideArguments,
  setup: Setup,
): UserChoices {
  const use = { machine, quiet, asPatterns: true };
  const existing = fromPath === undefined ? undefined : openDecisions(fromPath, setup, use);
  const lists = listsPath === undefined ? existing : openDecisions(listsPath, setup, use);
  const { always, never } = lists?.decisions ?? { always: [], never: [] };
  return { overrides: { always, never }, from: existing?.patterns.map(formatPattern) ?? null };
}

/** The same as patterns of a machine. Throws an `InputError` where they are another's. */
export function patternsFor(
  isa: Isa,
  { overrides, from }: UserChoices,
): { readonly named: NamedPatterns; readonly existing: readonly Pattern[] | null } {
  const existing = from && readPatterns(isa, from, 'from');
  return {
    existing,
    named: {
      always: readPatterns(isa, overrides.always, 'always'),
      never: readPatterns(isa, overrides.never, 'never'),
      start: existing ?? [],
    },
  };
}

function requirePatterns({ superinstructions, always, never }: Decisions, isa: Isa, path: string): void {
  requireDistinct(
    superinstructions.map(({ pattern }) => pattern),
    isa,
    path,
  );
  requireDistinct([...always, ...never], isa, path);
}

/**
 * A pattern twice would be an opcode that never runs; one in both always and never would be a contradiction.
 */
export function requireDistinct(texts: readonly string[], isa: Isa, path: string): void {
  const seen = new Set<string>();
  for (const text of texts)
    try {
      const [pattern] = readPatterns(isa, [text], '');
      const { length } = pattern.parts;
      if (length > MAX_TILE_LENGTH)
        throw new InputError(
          `the pattern ${JSON.stringify(text)} has ${length} parts: ${MAX_TILE_LENGTH} are the most`,
        );
      if (seen.has(formatPattern(pattern)))
        throw new InputError(`the pattern ${JSON.stringify(text)} is there twice: remove one`);
      seen.add(formatPattern(pattern));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(error.message.replace(/^: /, ''), placeOf(text, path));
    }
}
