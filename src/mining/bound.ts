import { runToEnd } from '../util/steps.js';
import type { Corpus } from './corpus.js';
import { PricedGraph } from './priced-graph.js';
import type { Tile } from './tiling.js';
import { BOUND } from './tuning.js';

/** What the relaxation tells: a bound for every set, and a hint for the search. */
export interface Relaxation {
  /**
   * No set within the limits, patterns named `always` in it, leaves a lower weighted cost than this on the
   * mined programs.
   */
  readonly bound: number;
  /**
   * By tile: what the best paths of the last rounds saved by it. The higher, the likelier it is in a good
   * set.
   */
  readonly worth: Float64Array;
}

/** What the bound is of, and how long to work on it. */
export interface BoundOptions {
  /** Most tiles in a set. */
  readonly budget: number;
  /** Indices of tiles that every set has. They count towards the budget. */
  readonly fixed: ReadonlySet<number>;
  /** Tiles that could save less than this in the whole corpus need not be listed. */
  readonly minSaving: number;
  /** What a known set leaves. */
  readonly upperBound: number;
  /**
   * Until when to split cases, as `performance.now()` tells it; null: as long as it pays, the same in every
   * run.
   */
  readonly deadline: number | null;
  /** Asked now and then: whether to stop splitting. */
  readonly isCancelled?: () => boolean;
}

/**
 * A lower bound on the weighted cost that any set of at most `budget` tiles leaves, by Lagrangian relaxation
 * (Fisher, Management Science 27, 1981) and branching.
 *
 * Choosing a set is a facility location problem on longest paths: x_c says whether candidate c is in the set,
 * y_o whether occurrence o is on the path of its block, and y_o <= x_c for each o of c. Relaxing these with
 * prices p_o >= 0 gives
 *
 * ```text
 * L(p) = cost without tiles
 *        - sum over blocks of the most that a path saves with p_o taken off each tile
 *        - the sum of the `budget` largest totals of p_o over the occurrences of one candidate,
 * ```
 *
 * which is a lower bound for every p. The prices are improved by subgradient steps of Polyak's length. A
 * candidate that is not listed stands here with prices so high that no path uses it: its total is what it
 * could save at most, below `minSaving`, which therefore takes the place of lower totals. Then the case with
 * the lowest bound is split in two, with a doubtful candidate in every set and in none, as often as the work
 * allows: each of both bounds is at least as high.
 *
 * `tiles` has to hold every superinstruction within the limits that could save `minSaving`, or one that fits
 * wherever it does; `mine` gives just that. More only lower the bound. The result is rounded down by a
 * relative 1e-9, far more than the arithmetic can be wrong by.
 */
export function lowerBound(corpus: Corpus, tiles: readonly Tile[], options: BoundOptions): Relaxation {
  return runToEnd(bounding(corpus, tiles, options));
}

/** The same, a round of the relaxation at a time. */
export function* bounding(
  corpus: Corpus,
  tiles: readonly Tile[],
  options: BoundOptions,
): Generator<void, Relaxation> {
  const { upperBound, deadline, isCancelled = () => false } = options;
  const graph = new PricedGraph(corpus, tiles, options);
  const worth = new Float64Array(tiles.length);
  const root = yield* relax(
    graph,
    { bound: 0, prices: graph.prices, inside: [...options.fixed], outside: [] },
    {
      rounds: clamp(BOUND.rootWork / (graph.arcs + 1), BOUND.minRounds, BOUND.maxRounds),
      upperBound,
      stride: 1,
      worth,
    },
  );
  const open = [root];
  const splits = Math.floor(BOUND.splitWork / (2 * (graph.arcs + 1) * BOUND.branchRounds));
  let checked = root.bound;
  for (let split = 0; deadline === null ? split < splits : performance.now() < deadline; split++) {
    const worst = open.reduce((a, b) => (b.bound < a.bound ? b : a));
    if (isCancelled() || worst.doubtful === null || worst.bound >= upperBound * (1 - 1e-9)) break;
    if (deadline === null && split > 0 && split % BOUND.checkedEvery === 0) {
      if (worst.bound - checked < BOUND.minProgress * (upperBound - checked)) break;
      checked = worst.bound;
    }
    open.splice(open.indexOf(worst), 1);
    for (const side of ['inside', 'outside'] as const) {
      const next = { ...worst, [side]: [...worst[side], worst.doubtful] };
      open.push(
        yield* relax(graph, next, {
          rounds: BOUND.branchRounds,
          upperBound,
          stride: BOUND.branchStride,
          worth: null,
        }),
      );
    }
  }
  const bound = Math.min(upperBound, ...open.map((one) => one.bound));
  return { bound: bound * (1 - BOUND.rounding), worth };
}

/** Sets that have all of some tiles and none of others. */
interface Case {
  readonly bound: number;
  readonly prices: Float64Array;
  readonly inside: readonly number[];
  readonly outside: readonly number[];
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(value)));
}

/** Improves the prices of one case; its bound never falls. */
function* relax(
  graph: PricedGraph,
  start: Case,
  options: {
    readonly rounds: number;
    readonly upperBound: number;
    readonly stride: number;
    readonly worth: Float64Array | null;
  },
): Generator<void, Case & { readonly doubtful: number | null }> {
  const { rounds, upperBound, worth } = options;
  graph.restrict(start);
  let { bound, prices } = start;
  let { stride } = options;
  let sinceBetter = 0;
  for (let round = 0; round < rounds; round++) {
    yield;
    const value = graph.evaluate();
    if (worth) graph.addUse(worth);
    if (value > bound + 1e-6 * Math.abs(upperBound - bound)) {
      bound = value;
      prices = graph.prices;
      sinceBetter = 0;
    } else if (++sinceBetter >= BOUND.patience) {
      stride /= 2;
      sinceBetter = 0;
    }
    const gap = upperBound - value;
    if (gap <= 1e-9 * upperBound || stride < BOUND.minStride || !graph.step(stride * gap)) break;
  }
  return { ...start, bound, prices, doubtful: graph.doubtful() };
}
