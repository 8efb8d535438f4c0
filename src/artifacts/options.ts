import * as v from 'valibot';
import { type Costs, DISPATCHES, OBJECTIVES, picoseconds } from '../mining/costs.js';
import { MAX_TILE_LENGTH } from '../mining/tiling.js';
import { WEIGHTINGS } from '../mining/weights.js';
import { costsSchema } from './costs.js';
import { count, type Infer, operandBytes, share } from './schema.js';

/** What may be done to programs before they are mined. */
export const SCHEDULINGS = ['none', 'reorder', 'hoist', 'all'] as const;
/** Which of these: nothing, another order of the statements, statements taken out of the step, or both. */
export type Scheduling = (typeof SCHEDULINGS)[number];

export const optionsSchema = v.object({
  /** Most superinstructions to choose. */
  budget: v.pipe(count, v.minValue(1)),
  /** Most instructions in one. */
  maxLength: v.pipe(count, v.minValue(2), v.maxValue(MAX_TILE_LENGTH)),
  /** Most bytes of free operands in one; null: any number. */
  payload: v.nullable(operandBytes),
  objective: v.picklist(OBJECTIVES),
  /** What the objective `time` counts with. */
  costs: v.optional(v.nullable(costsSchema), null),
  weighting: v.picklist(WEIGHTINGS),
  /** Family, or glob of program names, to judge on but not to mine. */
  holdOut: v.nullable(v.string()),
  /** Fewest places in the code where one has to fit. */
  minPlaces: v.optional(v.pipe(count, v.minValue(1)), 1),
  /** Share of the mined programs in which each has to fit. */
  minShare: v.optional(share, 0),
  /** Share of all weighted dispatches that each has to save. */
  minGain: v.optional(share, 0),
  /** Limit of the search; null: a number of moves. */
  seconds: v.optional(v.nullable(count), null),
  schedule: v.optional(v.picklist(SCHEDULINGS), 'none'),
});

/** How a set is mined: the options of the main job, in every artifact that depends on them. */
export interface MiningOptions extends Infer<typeof optionsSchema> {}

/** What the command line goes by unless it is told otherwise; `payload` is the machine's there. */
export const DEFAULT_OPTIONS: MiningOptions = {
  budget: 32,
  maxLength: 8,
  payload: null,
  objective: 'dispatches',
  costs: null,
  weighting: 'families',
  holdOut: null,
  minPlaces: 2,
  minShare: 0.05,
  minGain: 0,
  seconds: null,
  schedule: 'none',
};

/** What the objective counts with. */
export function costsOf({ costs }: Pick<MiningOptions, 'costs'>): Costs {
  return costs ? picoseconds(costs.nanoseconds) : DISPATCHES;
}
