import { join } from 'node:path';
import { readArtifact, readText } from '../artifacts/files.js';
import {
  chosenPatterns,
  type Decisions,
  decisionsArtifact,
  readPatterns,
} from '../artifacts/superinstructions.js';
import type { Isa } from '../isa/isa.js';
import { formatPattern, type Pattern } from '../isa/pattern.js';
import type { Machine } from '../machines/machine.js';
import type { NamedPatterns } from '../mining/choices.js';
import { MAX_TILE_LENGTH } from '../mining/tiling.js';
import { InputError, positionAt } from '../util/input-error.js';
import type { Setup } from './setup.js';
import { isFolder } from './sources.js';

export interface OpenDecisions {
  readonly decisions: Decisions;
  readonly machine: Machine;
  readonly isa: Isa;
  readonly patterns: readonly Pattern[];
}

/**
 * Reads a superinstructions file, or that of a run folder; throws an `InputError` unless all its patterns
 * are of its machine. Patterns hold for any version of a machine that has their instructions, so a committed
 * file survives changes elsewhere in the `.isa`.
 */
export function openDecisions(given: string, setup: Setup, machineName?: string): OpenDecisions {
  const path = isFolder(given) ? join(given, decisionsArtifact.file) : given;
  const decisions = readArtifact(decisionsArtifact, path);
  const machine = setup.machineOf(decisions.machine, path, machineName);
  const { isa } = machine;
  requirePatterns(decisions, isa, path);
  return { decisions, machine, isa, patterns: chosenPatterns(isa, decisions, path) };
}

export interface OverrideArguments {
  readonly machine?: string;
  readonly decisions?: string;
  readonly from?: string;
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
  { decisions: listsPath, from: fromPath, machine }: OverrideArguments,
  setup: Setup,
): UserChoices {
  const existing = fromPath === undefined ? undefined : openDecisions(fromPath, setup, machine);
  const lists = listsPath === undefined ? existing : openDecisions(listsPath, setup, machine);
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
      const json = readText(path);
      const at = positionAt(path, json, Math.max(0, json.lastIndexOf(JSON.stringify(text))));
      throw new InputError(error.message.replace(/^: /, ''), at);
    }
}
