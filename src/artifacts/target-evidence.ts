/** What rerunning one program under one technique showed. */
export interface TargetEvidence {
  readonly target: string;
  readonly technique: string;
  readonly program: string;
  /** Stops at which all memories were compared by their bits. */
  readonly stops: number;
  /** First difference between baseline and fused. */
  readonly difference: TargetDifference | null;
  /** First difference between the baselines here and in TypeScript: not a failure, but told. */
  readonly fromTypeScript: TargetDifference | null;
  /** Null for a technique without dispatches. */
  readonly baselineMeasured: number | null;
  readonly fusedMeasured: number | null;
  readonly predicted: number;
  /** Why it is not verified; empty when it is. */
  readonly failures: readonly string[];
}

export interface TargetDifference {
  readonly stop: number;
  /** `curr[12] (population)` */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  /** How many doubles apart; null for integers and where either is not finite. */
  readonly ulps: number | null;
}

export function describeDifference({ stop, what, expected, found, ulps }: TargetDifference): string {
  return `${what} is ${found} instead of ${expected}${ulps === null ? '' : `, ${ulps} ULP apart`}, at stop ${stop}`;
}
