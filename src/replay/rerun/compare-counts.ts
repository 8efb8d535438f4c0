import type { DispatchedStatement, DispatchLine } from '../../importers/events/dispatch-lines.js';
import { formatCount } from '../../util/format.js';
import { InputError } from '../../util/input-error.js';
import type { Violations } from '../violations.js';
import { DEFAULT_FUNCTION, describePart, isSame } from './compare-events.js';
import type { Listed, ListedFunction } from './listing.js';
import type { Dispatched, TakingApart } from './take-apart.js';

/** A dispatch that has not ended: its next part, and how often at least and at most it is executed. */
interface Running {
  readonly dispatched: Dispatched;
  readonly part: number;
  readonly least: number;
  readonly most: number;
}

/** Compares counts of dispatches, taken apart, with how often the baseline executed its instructions. */
export class CountComparison {
  readonly #counted = new Map<DispatchedStatement, { readonly line: DispatchLine; n: number }>();

  constructor(
    private readonly listing: ReadonlyMap<string, ListedFunction>,
    private readonly counts: readonly Float64Array[],
    private readonly takingApart: TakingApart,
    private readonly path: string,
  ) {}

  /** Throws an `InputError` for a line that does not say where it belongs. */
  take(line: DispatchLine): void {
    const { statement, n } = line;
    if (statement.pc === null)
      throw new InputError('"pc" is missing: counts can only be compared where each says what it is of', {
        file: this.path,
        line: line.line,
        column: 1,
      });
    const known = this.#counted.get(statement);
    if (known) known.n += n ?? 1;
    else this.#counted.set(statement, { line, n: n ?? 1 });
  }

  /** Complains about what does not add up. */
  finish(violations: Violations): void {
    const starting = this.#place(violations);
    for (const [f, fn] of [...this.listing.values()].entries())
      compareFunction(fn, this.counts[f], starting.get(fn.name), violations);
  }

  /** By function, then by the index of the first part. */
  #place(violations: Violations): ReadonlyMap<string, ReadonlyMap<number, readonly Running[]>> {
    const starting = new Map<string, Map<number, Running[]>>();
    for (const [{ fn, pc, op }, { line, n }] of this.#counted) {
      if (n === 0) continue;
      const name = fn ?? DEFAULT_FUNCTION;
      const index = this.listing.get(name)?.indexAt.get(pc!);
      if (index === undefined) {
        const what = `the rerun dispatched it ${formatCount(n)} times, but the baseline has no instruction there`;
        violations.add({ section: name, pc: pc!, operation: op, superinstruction: null, what });
        continue;
      }
      const inFunction = starting.get(name) ?? new Map<number, Running[]>();
      starting.set(name, inFunction);
      const running = { dispatched: this.takingApart.of(line), part: 0, least: n, most: n };
      inFunction.set(index, [...(inFunction.get(index) ?? []), running]);
    }
    return starting;
  }
}

/** Follows dispatches from part to part: what may leave midway is executed less often afterwards. */
function compareFunction(
  { name, pcs, instructions, entries }: ListedFunction,
  counts: Float64Array,
  starting: ReadonlyMap<number, readonly Running[]> | undefined,
  violations: Violations,
): void {
  let running: readonly Running[] = [];
  for (const [i, listed] of instructions.entries()) {
    const goingOn = entries.has(i) ? running.filter((one) => !hasLeft(one, listed)) : running;
    running = [...goingOn, ...(starting?.get(i) ?? [])];
    const complain = (what: string, of: Dispatched | null) => {
      const superinstruction = of && of.parts.length > 1 ? of.op : null;
      violations.add({ section: name, pc: pcs[i], operation: listed.name, superinstruction, what });
    };
    for (const { dispatched, part } of running)
      if (!isSame(listed, dispatched.parts[part]))
        complain(
          `the baseline has ${describePart(listed)}, the rerun ${describePart(dispatched.parts[part])}`,
          dispatched,
        );
    const least = running.reduce((sum, one) => sum + one.least, 0);
    const most = running.reduce((sum, one) => sum + one.most, 0);
    if (counts[i] < least || counts[i] > most) {
      const times = least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`;
      complain(`the baseline executed it ${formatCount(counts[i])} times, the rerun ${times}`, null);
    }
    running = running.flatMap((one) => goOn(one, running.length === 1 ? counts[i] : null));
  }
  const unfinished = running.find(({ dispatched, part }) => !dispatched.parts[part - 1].mayLeave);
  if (unfinished) {
    const what = 'the rerun goes on behind the last instruction of the function';
    const { op } = unfinished.dispatched;
    violations.add({ section: name, pc: pcs.at(-1)!, operation: op, superinstruction: op, what });
  }
}

/** It always left before: then the baseline need not list what would have come next. */
function hasLeft({ dispatched: { parts }, part }: Running, listed: Listed): boolean {
  return parts[part - 1].mayLeave && !isSame(listed, parts[part]);
}

/** The next part, if there is one. `exact`: how often this one was executed, if nothing else adds to it. */
function goOn({ dispatched, part, least, most }: Running, exact: number | null): Running[] {
  if (part + 1 === dispatched.parts.length) return [];
  const highest = exact === null ? most : Math.min(most, exact);
  const lowest = dispatched.parts[part].mayLeave ? 0 : Math.min(highest, exact ?? least);
  return [{ dispatched, part: part + 1, least: lowest, most: highest }];
}
