import type { Isa } from '../src/isa/isa.js';
import { formatPattern, type Pattern, parsePattern } from '../src/isa/pattern.js';
import type { Bound } from '../src/mining/bound.js';
import { type MeasuredCosts, type Objective, unitsPer } from '../src/mining/costs.js';
import type { Limits } from '../src/mining/lattice.js';
import type { Search } from '../src/mining/search.js';
import type { Selection } from '../src/mining/select.js';
import type { Weighting } from '../src/mining/weights.js';
import type { Scheduling, SchedulingResult } from './schedule.js';

/**
 * `superinstructions.json`: which superinstructions were chosen, and what the user says about that. Made to be committed
 * and compared.
 */
export interface Decisions {
  readonly schema: 1;
  readonly machine: string;
  readonly isaDigest: string;
  readonly options: MiningOptions;
  /** Patterns to choose before all others, and never to choose. Written by the user, kept by every run. */
  readonly always: readonly string[];
  readonly never: readonly string[];
  readonly superinstructions: readonly Decision[];
  /** Weighted dispatches, or nanoseconds, left after the first 0, 1, 2, … of them. */
  readonly curve: readonly number[];
  readonly bound: Bound;
  /** How many of them are before the bend of the curve. */
  readonly knee: number;
  readonly search: Search;
  /** What scheduling did before the set was chosen; null where it was not asked for. */
  readonly scheduling: SchedulingResult | null;
}

export interface MiningOptions extends Omit<Limits, 'minPrograms'> {
  /** Share of the mined programs in which each superinstruction has to fit. */
  readonly minShare: number;
  readonly budget: number;
  readonly objective: Objective;
  /** What the objective `time` counts with. */
  readonly costs: MeasuredCosts | null;
  readonly weighting: Weighting;
  readonly holdOut: string | null;
  /** Share of all weighted dispatches that each superinstruction has to save. */
  readonly minGain: number;
  /** Limit of the search; null: a number of moves. */
  readonly seconds: number | null;
  readonly schedule: Scheduling;
}

export interface Decision {
  readonly pattern: string;
  /** Bytes of operands. */
  readonly payload: number;
  /** Weighted dispatches (nanoseconds where time is the objective) that would come back without it. */
  readonly marginal: number;
  /** Places in the mined code where it fits. */
  readonly places: number;
}

/** What the user says about the choice. */
export interface Overrides {
  readonly always: readonly string[];
  readonly never: readonly string[];
  /** Patterns of an existing set, for the search to start from. */
  readonly from?: readonly string[];
}

export function decide(
  isa: Isa,
  options: MiningOptions,
  overrides: Overrides,
  { superinstructions, curve, bound, knee, search }: Selection,
  scheduling: SchedulingResult | null,
): Decisions {
  const per = unitsPer(options.objective);
  return {
    schema: 1,
    machine: isa.machine,
    isaDigest: isa.digest,
    options,
    always: overrides.always,
    never: overrides.never,
    superinstructions: superinstructions.map(({ pattern, payload, marginal, places }) => ({
      pattern: formatPattern(pattern),
      payload,
      marginal: marginal / per,
      places,
    })),
    curve: curve.map((cost) => cost / per),
    bound: { ...bound, fusedDispatches: bound.fusedDispatches / per },
    knee,
    search,
    scheduling,
  };
}

/** Reads pattern texts; `file` is where they come from. */
export function readPatterns(isa: Isa, texts: readonly string[], file: string): Pattern[] {
  return texts.map((text) => parsePattern(text, isa, file));
}

export function chosenPatterns(isa: Isa, { superinstructions }: Decisions, file: string): Pattern[] {
  return readPatterns(
    isa,
    superinstructions.map(({ pattern }) => pattern),
    file,
  );
}
