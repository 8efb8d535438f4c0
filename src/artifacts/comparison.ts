/** Two sets of superinstructions beside each other, on the same programs. */
export interface Comparison {
  readonly both: readonly string[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly programs: readonly {
    readonly name: string;
    readonly family: string;
    /** Dispatches of a whole run without superinstructions, and with either set. */
    readonly baseline: number;
    readonly left: number;
    readonly right: number;
  }[];
}
