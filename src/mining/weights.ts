import { dispatches, instructionCount, type Profile } from '../bytecode/profile.js';

/** How much each program counts when a set is chosen. */
export const WEIGHTINGS = ['families', 'programs', 'executions', 'static', 'static-families'] as const;
/**
 * How much each program counts when a set is chosen: what is made equal, and whether executions or places
 * count.
 */
export type Weighting = (typeof WEIGHTINGS)[number];

/**
 * What a dispatch counts before its program is weighed: as often as it was executed, or once for its place in
 * the code.
 */
export type Basis = 'executions' | 'places';

/** What a weighting makes equal. */
export interface Scheme {
  readonly basis: Basis;
  /** What counts the same, however much of the basis it has; null: nothing is evened out. */
  readonly equal: 'families' | 'programs' | null;
  /** For people: what counts how. */
  readonly meaning: string;
}

/** In each family programs count the same too. */
export const SCHEMES: Readonly<Record<Weighting, Scheme>> = {
  families: {
    basis: 'executions',
    equal: 'families',
    meaning: 'every family counts the same, and every program in it',
  },
  programs: { basis: 'executions', equal: 'programs', meaning: 'every program counts the same' },
  executions: { basis: 'executions', equal: null, meaning: 'programs count as often as they dispatch' },
  static: { basis: 'places', equal: null, meaning: 'every place in the code counts once, executed or not' },
  'static-families': {
    basis: 'places',
    equal: 'families',
    meaning: 'places in the code, not executions; every family counts the same, and every program in it',
  },
};

/** What to multiply the basis of each program by. */
export interface Weights {
  /** What the factors multiply. */
  readonly basis: Basis;
  /** By program, in the order of the profile. */
  readonly factors: readonly number[];
}

/**
 * Programs that have nothing of the basis do not count. The weighted dispatches of all programs add up to the
 * unweighted ones, or to the instructions of all programs where places count.
 */
export function weigh({ programs }: Profile, weighting: Weighting): Weights {
  const { basis, equal } = SCHEMES[weighting];
  const sizes = programs.map(basis === 'places' ? instructionCount : dispatches);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const counting = programs.filter((_, i) => sizes[i] > 0);
  const familySizes = new Map<string, number>();
  for (const { program } of counting)
    familySizes.set(program.family, (familySizes.get(program.family) ?? 0) + 1);
  const factors = programs.map(({ program }, i) => {
    if (sizes[i] === 0) return 0;
    if (equal === null) return 1;
    const equals =
      equal === 'programs' ? counting.length : familySizes.size * familySizes.get(program.family)!;
    return total / (equals * sizes[i]);
  });
  return { basis, factors };
}
