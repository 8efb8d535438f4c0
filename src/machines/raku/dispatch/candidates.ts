import { circularityError } from './errors.js';
import type { DispatchWorld, Parameter } from './world.js';

/** What the choice among the candidates of a multi goes by. */
export interface Candidate {
  readonly code: number;
  /** But for a capture, which `maxArity` tells of. */
  readonly parameters: readonly Parameter[];
  readonly maxArity: number;
  /** Only binding tells whether it takes the arguments. */
  readonly needsBindCheck: boolean;
}

const ORDERS = new WeakMap<readonly number[], readonly (readonly Candidate[])[]>();

/**
 * Candidates in groups, narrowest first; those of a group are as narrow as each other and in the order of the
 * source. As Rakudo's `sort_dispatchees` does it.
 */
export function orderCandidates(world: DispatchWorld, codes: readonly number[]) {
  const known = ORDERS.get(codes);
  if (known) return known;
  const groups = sort(
    world,
    codes.map((code) => candidateOf(world, code)),
  );
  ORDERS.set(codes, groups);
  return groups;
}

function candidateOf(world: DispatchWorld, code: number): Candidate {
  const all = world.routine(code).signature.parameters;
  const parameters = all.filter(({ isCapture }) => !isCapture);
  return {
    code,
    parameters,
    maxArity: parameters.length < all.length ? Number.POSITIVE_INFINITY : parameters.length,
    needsBindCheck: all.some(({ hasWhere }) => hasWhere),
  };
}

/** Topological: a group is what nothing left is narrower than. */
function sort(world: DispatchWorld, candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups: Candidate[][] = [];
  let left = candidates;
  while (left.length > 0) {
    const group = left.filter((one) => !left.some((other) => other !== one && isNarrower(other, one)));
    // `is rw` is narrower than `where`, and the other way round.
    if (group.length === 0) throw circularityError(world.routine(left[0].code).name);
    groups.push(group);
    left = left.filter((one) => !group.includes(one));
  }
  return groups;
}

export function isNarrower(a: Candidate, b: Candidate): boolean {
  const [isOpen, isOtherOpen] = [a, b].map(({ maxArity }) => maxArity === Number.POSITIVE_INFINITY);
  const count = a.parameters.length;
  if (count !== b.parameters.length) return !isOpen && isOtherOpen;
  const comparisons = a.parameters.map((parameter, i) => compare(parameter, b.parameters[i]));
  const narrower = comparisons.filter((one) => one === 'narrower').length;
  const tied = comparisons.filter((one) => one === 'tied').length;
  if (narrower >= 1 && narrower + tied === count) return true;
  if (tied !== count) return false;
  if (isOpen !== isOtherOpen) return isOtherOpen;
  return a.needsBindCheck && !b.needsBindCheck;
}

function compare(a: Parameter, b: Parameter): 'narrower' | 'tied' | 'wider' {
  // `T:D` and `T:U` are types of their own, narrower than `T`.
  if (a.type === b.type && a.definedness === b.definedness) {
    if (a.hasWhere && !b.hasWhere) return 'narrower';
    if (a.isRw && !b.isRw) return 'narrower';
    return a.hasWhere === b.hasWhere ? 'tied' : 'wider';
  }
  if (isPartOf(a, b)) return 'narrower';
  return isPartOf(b, a) ? 'wider' : 'tied';
}

function isPartOf(a: Parameter, b: Parameter): boolean {
  const isType = b.type === null || (a.type?.ancestors.includes(b.type) ?? false);
  return isType && (b.definedness === 'any' || b.definedness === a.definedness);
}
