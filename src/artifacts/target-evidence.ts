/** What rerunning one program under one technique showed. */
export interface TargetEvidence {
  /** Back end and technique by their names. */
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
  /** Dispatches of one whole run of the fused program, from the profile. */
  readonly predicted: number;
  /** Why it is not verified; empty when it is. */
  readonly failures: readonly string[];
}

/** The first cell in which two runs differ. */
export interface TargetDifference {
  /** Stops before it, counted from 0. */
  readonly stop: number;
  /** `curr[12] (population)` */
  readonly what: string;
  /** The values as text. */
  readonly expected: string;
  readonly found: string;
  /** How many doubles apart; null for integers and where either is not finite. */
  readonly ulps: number | null;
}

/** In one clause of a sentence. */
export function describeDifference({ stop, what, expected, found, ulps }: TargetDifference): string {
  return `${what} is ${found} instead of ${expected}${ulps === null ? '' : `, ${ulps} ULP apart`}, at stop ${stop}`;
}
