import * as v from 'valibot';
import { type ArtifactKind, count, type Infer } from './schema.js';

const differenceSchema = v.object({
  /** States before it, counted from 0. */
  state: count,
  /** Where: `curr[12] (population)`, or a call of an extern. */
  what: v.string(),
  /** Values as text: a double with as many digits as it takes to tell it from all others. */
  baseline: v.string(),
  fused: v.string(),
});

/** Where two runs differ first. */
export interface Difference extends Infer<typeof differenceSchema> {}

const programSchema = v.object({
  name: v.string(),
  family: v.string(),
  /** States compared: after every step, and at the end. */
  statesCompared: count,
  cellsCompared: count,
  /** The first difference between the two runs, or null when every state was the same to the bit. */
  difference: v.nullable(differenceSchema),
  /** Dispatches of the baseline, as traced and as counted again. */
  baselineDispatches: count,
  baselineMeasured: count,
  /** Dispatches of the fused program, from the profile and as counted. */
  predictedDispatches: count,
  measuredDispatches: count,
  /** Taking the fused program apart gives the baseline, word for word. */
  decomposes: v.boolean(),
  /** Cells of operand stack needed. */
  baselineStack: count,
  fusedStack: count,
  /** Why the fused program could not be run at all. */
  failure: v.nullable(v.string()),
});

/** What rerunning one program showed: baseline against fused. */
export interface ProgramEvidence extends Infer<typeof programSchema> {}

const evidenceSchema = v.object({
  schema: v.literal(1),
  machine: v.string(),
  programs: v.array(programSchema),
  /** Executions of each superinstruction over all programs, in the order of the decisions. */
  executions: v.array(v.object({ pattern: v.string(), executions: count })),
});

/** `evidence.json`: what a rerun showed. */
export interface Evidence extends Infer<typeof evidenceSchema> {}

/** How `evidence.json` is read and written. */
export const evidenceArtifact: ArtifactKind<Evidence> = {
  what: 'an evidence file',
  file: 'evidence.json',
  schema: evidenceSchema,
};

/** Everything that is wrong, one sentence each; empty when the run is verified. */
export function failures({ programs }: Evidence): string[] {
  return programs.flatMap((program) => {
    const { name, difference, failure } = program;
    const found: string[] = [];
    if (failure) found.push(failure);
    if (difference)
      found.push(
        `state ${difference.state}: ${difference.what} is ${difference.fused} instead of ${difference.baseline}`,
      );
    if (!failure && program.baselineMeasured !== program.baselineDispatches)
      found.push(
        `the trace counted ${program.baselineDispatches} dispatches, the rerun ${program.baselineMeasured}`,
      );
    if (!failure && program.measuredDispatches !== program.predictedDispatches)
      found.push(
        `${program.predictedDispatches} dispatches predicted, ${program.measuredDispatches} measured`,
      );
    if (!failure && !program.decomposes) found.push('the fused code does not decompose into the baseline');
    if (program.fusedStack > program.baselineStack)
      found.push(
        `the fused code needs ${program.fusedStack} stack cells, the baseline ${program.baselineStack}`,
      );
    return found.map((sentence) => `${name}: ${sentence}`);
  });
}
