/** What a rerun showed. */
export interface Evidence {
  readonly schema: 1;
  readonly machine: string;
  readonly programs: readonly ProgramEvidence[];
  /** Executions of each superinstruction over all programs, in the order of the decisions. */
  readonly executions: readonly { readonly pattern: string; readonly executions: number }[];
}

export interface ProgramEvidence {
  readonly name: string;
  readonly family: string;
  /** States compared: after every step, and at the end. */
  readonly statesCompared: number;
  readonly cellsCompared: number;
  /** The first difference between the two runs, or null when every state was the same to the bit. */
  readonly difference: Difference | null;
  /** Dispatches of the baseline, as traced and as counted again. */
  readonly baselineDispatches: number;
  readonly baselineMeasured: number;
  /** Dispatches of the fused program, from the profile and as counted. */
  readonly predictedDispatches: number;
  readonly measuredDispatches: number;
  /** Taking the fused program apart gives the baseline, word for word. */
  readonly decomposes: boolean;
  /** Cells of operand stack needed. */
  readonly baselineStack: number;
  readonly fusedStack: number;
  /** Why the fused program could not be run at all. */
  readonly failure: string | null;
}

export interface Difference {
  /** States before it, counted from 0. */
  readonly state: number;
  /** Where: `curr[12] (population)`, or a call of an extern. */
  readonly what: string;
  readonly baseline: string;
  readonly fused: string;
}

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
