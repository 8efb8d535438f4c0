import * as v from 'valibot';
import { levelSchema } from './evidence.js';
import { optionsSchema } from './options.js';
import { type ArtifactKind, amount, count, type Infer, madeFromEntries } from './schema.js';
import { boundEntries, gapOf, impossibleIn, type StatedFigures, searchSchema } from './stated-figures.js';
import { schedulingEntries } from './superinstructions.js';

/** What cannot be computed again without mining. */
const STATED = ['bound', 'search', 'scheduling'] as const;

const totalEntries = {
  baselineDispatches: count,
  fusedDispatches: count,
  /** 1 - fused / baseline. */
  reduction: amount,
};
const totalSchema = v.object(totalEntries);
const programSchema = v.object({
  name: v.string(),
  family: v.string(),
  heldOut: v.boolean(),
  /** Static size of the baseline. */
  instructions: count,
  ...totalEntries,
});

const schedulingSchema = v.object({
  ...schedulingEntries,
  /** Removed by hoisting alone, without any superinstruction, and what that leaves. */
  hoistedDispatches: v.pipe(v.number(), v.safeInteger()),
  scheduledBaselineDispatches: count,
  /** What the same options reach without scheduling: by fusion alone. */
  reductionByFusionWithoutScheduling: amount,
  /** What they reach with hoisting, but with all statements in the order they came in. */
  reductionWithoutReordering: amount,
});

const driftSchema = v.object({
  kept: v.array(v.string()),
  dropped: v.array(v.string()),
  added: v.array(v.string()),
  baseline: amount,
  before: amount,
  after: amount,
  regret: amount,
});

const handMadeSchema = v.object({
  /** Whose set it is. */
  name: v.string(),
  superinstructions: count,
  /** How many more it has that cannot occur on this machine. */
  impossible: v.optional(count, 0),
  /** What it leaves, weighted as the set of this run was chosen, and the part that it removes. */
  left: amount,
  reduction: amount,
  /** The same of the best set of as many superinstructions that are no longer. */
  bestLeft: amount,
  bestReduction: amount,
});

const summaryEntries = v.object({
  schema: v.literal(2),
  machine: v.string(),
  ...madeFromEntries,
  /** `decisionsDigest` of the superinstructions file. */
  decisionsDigest: v.string(),
  /** What this run took from the superinstructions file as it states it, and did not compute itself. */
  asStated: v.array(v.picklist(STATED)),
  options: optionsSchema,
  programs: v.array(programSchema),
  total: totalSchema,
  /** The programs that the set was not mined from; null where none were held out. */
  heldOut: v.nullable(totalSchema),
  superinstructions: count,
  /** How many of them are before the bend of the curve of what each further one saves. */
  knee: count,
  search: searchSchema,
  /**
   * On the programs mined from, weighted as the set was chosen: what the set leaves, what any set within the
   * limits must leave, and gap = 1 - bound / left.
   */
  bound: v.object({ weightedDispatches: amount, gap: amount, ...boundEntries }),
  verification: v.object({
    /** Summaries that do not say it are of reruns. */
    level: v.optional(levelSchema, 'rerun'),
    /** Null where no cell was compared. */
    bitIdentical: v.nullable(v.boolean()),
    /** Null where dispatches could not be measured, of one program at least. */
    predictedEqualsMeasured: v.nullable(v.boolean()),
    decomposes: v.boolean(),
    neverExecuted: v.array(v.string()),
    /**
     * How many superinstructions were proved to do what their parts do from every state, and which were not.
     * Null where bodies are not expressions, or where the summary is older.
     */
    proved: v.optional(v.nullable(count), null),
    notProved: v.optional(v.array(v.string()), []),
    failures: v.array(v.string()),
  }),
  /** Counted apart from fusion; null where no scheduling was asked for. */
  scheduling: v.optional(v.nullable(schedulingSchema), null),
  /** From the set given to start from; null without one. */
  drift: v.optional(v.nullable(driftSchema), null),
  /** Sets that the authors of a foreign VM made by hand. */
  handMade: v.optional(v.array(handMadeSchema), []),
  /** By pass, without the passes that it ran itself, and `total`. */
  seconds: v.intersect([v.object({ total: amount }), v.record(v.string(), amount)]),
});

const summarySchema = v.pipe(
  summaryEntries,
  v.check(
    (summary) => impossibleIn(figuresOf(summary)) === null,
    ({ input }) => impossibleIn(figuresOf(input))!,
  ),
  v.check(
    ({ bound: { gap, fusedDispatches, weightedDispatches } }) =>
      gap === gapOf(fusedDispatches, weightedDispatches),
    'bound.gap: it is not that of what is left',
  ),
);

function figuresOf({ bound, ...figures }: v.InferOutput<typeof summaryEntries>): StatedFigures {
  return { ...figures, bound: bound.fusedDispatches, left: bound.weightedDispatches };
}

/** `summary.json`: the result of a run in figures. Dispatches are per whole run of a program, all steps. */
export interface Summary extends Infer<typeof summarySchema> {}
/** What one run of the same inputs and options has in common with the next: all but the time it took. */
export type Results = Omit<Summary, 'seconds'>;
/** A part of a summary that may come from a file instead of from this run. */
export type Stated = Summary['asStated'][number];
/** Dispatches before and after, of several programs together. */
export interface Total extends Infer<typeof totalSchema> {}
/** The same of one program. */
export interface ProgramSummary extends Infer<typeof programSchema> {}
/** What part of a reduction is not fusion's. Baselines are the programs as they came. */
export interface SchedulingSummary extends Infer<typeof schedulingSchema> {}

/** A set that was made by hand, judged on the programs mined. */
export interface HandMadeResult extends Infer<typeof handMadeSchema> {}

/** How `summary.json` is read and written. */
export const summaryArtifact: ArtifactKind<Summary> = {
  what: 'a summary',
  file: 'summary.json',
  version: 2,
  schema: summarySchema,
};

/** Of all passes together: each is counted without those that it ran itself. */
export function totalSeconds(byPass: Readonly<Record<string, number>>): number {
  return Object.values(byPass).reduce((sum, seconds) => sum + seconds, 0);
}
