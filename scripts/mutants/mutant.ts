/** What became of one mutant. */
export type Fate =
  | { readonly kind: 'killed'; readonly by: string }
  /** It does what it should: `why` says how that is known. */
  | { readonly kind: 'equivalent'; readonly why: string }
  | { readonly kind: 'survived' };

/** Something with one thing wrong in it, and what became of it. */
export interface Mutant {
  /** Mutants of a group are wrong in the same way. */
  readonly group: string;
  /** Where, and what was changed. */
  readonly what: string;
  readonly fate: Fate;
}

/** Whose output is broken: a file each. */
export interface MutatedStage {
  readonly name: string;
  /** What is broken, and what has to notice, in a line. */
  readonly what: string;
  /** Why it cannot be tried here, such as a compiler that is missing; null: it can. */
  unavailable(): string | null;
  /** Every mutant, or each n-th. */
  mutants(every: number): AsyncIterable<Mutant> | Iterable<Mutant>;
}
