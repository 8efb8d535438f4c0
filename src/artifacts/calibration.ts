import type { Costs } from '../mining/costs.js';
import type { MeasuredCosts } from './costs.js';

/** What a run executes, by what costs something. */
export type Executed = Readonly<Record<keyof Costs, number>>;

/** One program under one set of superinstructions, against the baseline. */
export interface Measurement {
  readonly program: string;
  /** How many the set has. */
  readonly superinstructions: number;
  /** How much less of each was executed. */
  readonly saved: Executed;
  /** Nanoseconds less that a whole run took, and those that the fitted costs tell. */
  readonly measured: number;
  readonly fitted: number;
}

/** What `bench --calibrate` finds: costs, and how well they explain what was measured. */
export interface Calibration {
  readonly costs: MeasuredCosts;
  readonly measurements: readonly Measurement[];
}
