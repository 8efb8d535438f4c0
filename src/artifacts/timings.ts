/** One program under one technique, beside its reference. */
export interface TechniqueTiming {
  readonly target: string;
  readonly technique: string;
  readonly code: 'baseline' | 'fused';
  /** Median seconds of one whole run. */
  readonly seconds: number;
  /** Of a whole run; null for a technique that has none. */
  readonly dispatches: number | null;
  /** Between one stop and the next, on average; null like `dispatches`. */
  readonly dispatchesPerStep: number | null;
  /** Of the whole run, what is not a dispatch included; null like `dispatches`. */
  readonly nanosecondsPerDispatch: number | null;
  /** To the baseline under the first technique of the same target, measured right before and after. */
  readonly ratio: number;
  /** The middle half of the ratios measured. */
  readonly spread: readonly [lower: number, upper: number];
  /** To generate and compile the run loop. */
  readonly compileSeconds: number;
  /** Of the compiled run loop, in the unit that `codeUnit` names; null where nobody tells. */
  readonly codeBytes: number | null;
  readonly codeUnit: string;
}

/** One program under every technique of one target. */
export interface TargetTimings {
  readonly target: string;
  readonly timings: readonly TechniqueTiming[];
  /** The reference against itself: how much of a ratio may be noise. */
  readonly nullRatio: number;
  /** The middle half of these ratios. */
  readonly nullSpread: readonly [lower: number, upper: number];
}

/** One program under every technique, by target. */
export interface ProgramTimings {
  readonly program: string;
  readonly targets: readonly TargetTimings[];
}

/** How long a sequence of instructions the machine's branch predictor remembers. */
export interface PredictorReach {
  readonly target: string;
  readonly technique: string;
  /** Nanoseconds per dispatch when a sequence of so many instructions runs over and over. */
  readonly points: readonly { readonly dispatches: number; readonly nanoseconds: number }[];
  /**
   * The longest sequence that is not a quarter of the way from the cheapest to the dearest; null where it
   * makes no difference.
   */
  readonly reach: number | null;
}
