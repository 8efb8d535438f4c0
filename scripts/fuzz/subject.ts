/** What a subject is given. It stops at whichever of `cases` and `seconds` comes first. */
export interface FuzzOptions {
  /** A whole number that random numbers start from: the same seed and cases try the same. */
  readonly seed: number;
  /** Cases to try at most; may be Infinity. */
  readonly cases: number;
  /** Seconds to go on at most; may be Infinity. */
  readonly seconds: number;
  /** Keeps what went wrong. May be called at any time, also often for the same reason. */
  found(finding: Finding): void;
}

/** One case that went wrong. */
export interface Finding {
  /** What is wrong, in a line, the same for the same reason: of one title only the first few are kept. */
  readonly title: string;
  /** All that was seen, for who looks into it: messages, a stack trace, values. */
  readonly details: string;
  /** The command or call that shows it again, in the folder of its files. */
  readonly repeat: string;
  /** What it takes to see it again, by relative paths. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
}

export interface FuzzOutcome {
  /** How many were tried. */
  readonly cases: number;
  /** Why nothing, or not all, could be tried here, such as a compiler that is missing; null: all was. */
  readonly skipped: string | null;
  /** What else tells whether the cases were worth trying, in a clause. */
  readonly note?: string;
}

/** One thing that is broken at random until it misbehaves: a file each, listed in `registry.ts`. */
export interface Subject {
  /** A word, to ask for it on the command line. */
  readonly name: string;
  /** What is tried and what must not happen, in a line. */
  readonly what: string;
  run(options: FuzzOptions): Promise<FuzzOutcome>;
}
