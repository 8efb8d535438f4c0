import { positionAt, readDecisions, readText } from '../../passes/artifacts.js';
import { chosenPatterns, type Decisions, type Overrides, readPatterns } from '../../passes/decisions.js';
import type { Isa } from '../isa/isa.js';
import { formatPattern, type Pattern } from '../isa/pattern.js';
import type { Machine } from '../machines/machine.js';
import { MAX_TILE_LENGTH } from '../mining/tiling.js';
import { InputError } from '../util/input-error.js';
import { machineNamed } from './sources.js';

export interface OpenDecisions {
  readonly decisions: Decisions;
  readonly machine: Machine;
  readonly isa: Isa;
  readonly patterns: readonly Pattern[];
}

/**
 * Reads a superinstructions file; throws an `InputError` unless all its patterns are of its machine. Patterns hold for any
 * version of a machine that has their instructions, so a committed file survives changes elsewhere in the `.isa`.
 */
export function openDecisions(path: string): OpenDecisions {
  const decisions = readDecisions(path);
  const machine = machineNamed(decisions.machine, path);
  const { isa } = machine;
  requirePatterns(decisions, isa, path);
  return { decisions, machine, isa, patterns: chosenPatterns(isa, decisions, path) };
}

export interface OverrideArguments {
  readonly decisions?: string;
  readonly from?: string;
}

/** The user's always and never lists, and the set to start from; a file to start from brings its own lists. */
export function readOverrides({ decisions: listsPath, from: fromPath }: OverrideArguments): Overrides {
  const existing = fromPath === undefined ? undefined : openDecisions(fromPath);
  const lists = listsPath === undefined ? existing : openDecisions(listsPath);
  return {
    always: lists?.decisions.always ?? [],
    never: lists?.decisions.never ?? [],
    from: existing?.patterns.map(formatPattern),
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

/** A pattern twice would be an opcode that never runs; one in both always and never would be a contradiction. */
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
