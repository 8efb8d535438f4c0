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

/** The same, with a number behind a name that another had before: what is known of one is of no other. */
export function* uniquelyNamed<T extends Pick<Mutant, 'what'>>(mutants: Iterable<T>): Generator<T> {
  const times = new Map<string, number>();
  for (const mutant of mutants) {
    const count = (times.get(mutant.what) ?? 0) + 1;
    times.set(mutant.what, count);
    yield count === 1 ? mutant : { ...mutant, what: `${mutant.what} (${count})` };
  }
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
