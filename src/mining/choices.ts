import { formatPattern, type Pattern, patternPayload } from '../isa/pattern.js';
import {
  type Candidate,
  type Candidates,
  countPlaces,
  countPrograms,
  type Limits,
  patternOf,
} from './candidate.js';
import { CandidateSet, type Choosable, growGreedily, shrinkGreedily } from './candidate-set.js';
import type { Corpus } from './corpus.js';
import { patternGains, sumOf } from './costs.js';
import { occurrencesOf } from './occurrences.js';
import { Tiling } from './tiling.js';

/** Patterns that people name. */
export interface NamedPatterns {
  /** Chosen before all others; they count towards the budget. */
  readonly always: readonly Pattern[];
  /** In no set, unless they are in `always` too. */
  readonly never: readonly Pattern[];
  /** The search begins with these, as far as they keep the limits: what it finds is never worse. */
  readonly start: readonly Pattern[];
}

/** The user says nothing about the set. */
export const NO_NAMED_PATTERNS: NamedPatterns = { always: [], never: [], start: [] };

/** A superinstruction to choose: one that was mined, or one that was named. */
export type Choice = Candidate | NamedChoice;

/** A pattern that was named rather than mined, with everywhere it fits. */
export interface NamedChoice extends Choosable {
  readonly pattern: Pattern;
}

/** All that a set may be made of. Superinstructions are indices into `choices`. */
export interface ChoiceSpace {
  /** What was mined, then what was named. */
  readonly choices: readonly Choice[];
  /** In every set. */
  readonly fixed: ReadonlySet<number>;
  /** In no set. */
  readonly banned: ReadonlySet<number>;
  /** Most superinstructions in a set: the budget, or more where more are named `always`. */
  readonly size: number;
  readonly limits: Limits;
}

/**
 * Puts together what was mined and what was named. A pattern of `start` that breaks the limits is left out;
 * one of `always` is not.
 */
export function choiceSpace(
  corpus: Corpus,
  { candidates }: Candidates,
  { always, never, start }: NamedPatterns,
  limits: Limits & { readonly budget: number },
): ChoiceSpace {
  const asked = new Set(always.map(formatPattern));
  const started = new Map(start.map((pattern) => [formatPattern(pattern), pattern]));
  const isNew = ([text, pattern]: [string, Pattern]) => !asked.has(text) && isWithin(corpus, pattern, limits);
  const named = [...always, ...[...started].filter(isNew).map(([, pattern]) => pattern)];
  const choices: Choice[] = [...candidates, ...named.map((pattern) => choiceOf(corpus, pattern))];
  const fixed = new Set(always.map((_, i) => candidates.length + i));
  const forbidden = new Set(never.map(formatPattern));
  // What is named stands for what was mined and is the same: no set has both.
  const doubled = new Set(named.map(formatPattern));
  const isBanned = (index: number) => {
    if (fixed.has(index)) return false;
    const text = formatPattern(patternOfChoice(corpus, choices[index]));
    return forbidden.has(text) || (index < candidates.length && doubled.has(text));
  };
  const banned = new Set(forbidden.size + doubled.size > 0 ? [...choices.keys()].filter(isBanned) : []);
  return { choices, fixed, banned, size: Math.max(limits.budget, fixed.size), limits };
}

/** A pattern as something to choose: it is looked for in the whole corpus. */
export function choiceOf(corpus: Corpus, pattern: Pattern): NamedChoice {
  const { isa, costs } = corpus;
  const gains = patternGains(costs, pattern, isa);
  return {
    length: pattern.parts.length,
    occurrences: occurrencesOf(corpus, pattern),
    saving: sumOf(gains),
    gains,
    payload: patternPayload(pattern, isa),
    pattern,
  };
}

/** The pattern of either kind of choice. */
export function patternOfChoice(corpus: Corpus, choice: Choice): Pattern {
  return 'pattern' in choice ? choice.pattern : patternOf(corpus, choice);
}

/** Whether a pattern from elsewhere keeps the limits of this run. */
export function isWithin(
  corpus: Corpus,
  pattern: Pattern,
  { maxLength, payload, minPlaces, minPrograms }: Limits,
): boolean {
  const places = occurrencesOf(corpus, pattern);
  return (
    pattern.parts.length <= maxLength &&
    patternPayload(pattern, corpus.isa) <= (payload ?? Number.POSITIVE_INFINITY) &&
    countPlaces(corpus, places) >= minPlaces &&
    countPrograms(corpus, places) >= minPrograms
  );
}

/** A set to begin with, and the weighted cost that it leaves. */
export interface FirstSet {
  /** Indices into `choices`. */
  readonly members: readonly number[];
  /** In the units of the corpus. */
  readonly cost: number;
}

/** What was named, and whatever saves most after it. */
export function firstSet(corpus: Corpus, space: ChoiceSpace): FirstSet {
  const { tiling, set } = emptySet(corpus, space);
  for (const [index, choice] of space.choices.entries())
    if ('pattern' in choice && !set.isBanned(index)) set.add(index);
  shrinkGreedily(set, space.size, space.fixed);
  growGreedily(set, space.size);
  return { members: set.members, cost: tiling.cost };
}

/** A set of these choices, none of them chosen yet. */
export function emptySet(
  corpus: Corpus,
  { choices, banned }: ChoiceSpace,
): { readonly tiling: Tiling; readonly set: CandidateSet } {
  const tiling = new Tiling(corpus);
  const set = new CandidateSet(tiling, choices);
  for (const index of banned) set.ban(index);
  return { tiling, set };
}
