/**
 * The engine's knobs, each with what it trades. All trade time for quality; none changes what is true: a set
 * is judged exactly and a bound holds whatever they are.
 */

/** Which candidates are looked at. */
export const CANDIDATES = {
  /**
   * First guess at what the last of `budget` superinstructions could save at most, as a share of an even one.
   * Lower finds more candidates at once; too high mines twice.
   */
  firstShare: 1 / 16,
  /**
   * Candidates are kept that could save this much of what the last one taken greedily saves. Lower keeps more
   * of them: a slower search and bound, for sets that are hardly better.
   */
  keptShare: 0.4,
  /**
   * Sets of places looked at per sequence before the rest is relaxed: higher tightens the bound on one-off
   * opcodes.
   */
  maxNodes: 20_000,
} as const;

/** The lower bound: Lagrangian relaxation and branching. */
export const BOUND = {
  /**
   * Subgradient rounds: enough for the thousands of arcs of a small program to settle; fewer where each round
   * is dear.
   */
  maxRounds: 4000,
  minRounds: 600,
  /**
   * Arcs looked at by all rounds of the first case, and by all splits: the time that a bound takes on large
   * programs.
   */
  rootWork: 30_000_000,
  splitWork: 40_000_000,
  /**
   * Splitting goes on while so many splits close this share of what is open between the bound and the known
   * set.
   */
  checkedEvery: 8,
  minProgress: 0.01,
  branchRounds: 100,
  branchStride: 0.25,
  /** Rounds without a better bound before steps are halved: more is slower and surer. */
  patience: 40,
  /** Steps as small as this end the rounds. */
  minStride: 3e-3,
  /** How much of the last direction goes into the next: damps zigzags. */
  deflection: 0.7,
  /**
   * How much of a running mean stays each round: of what tiles are worth, and of how often one was chosen.
   */
  fading: 0.99,
  shortFading: 0.95,
  /** Taken off the bound, relative to it: far more than the arithmetic can be wrong by. */
  rounding: 1e-9,
} as const;

/** Local search. */
export const SEARCH = {
  /** A move costs about as much as the corpus is long: fewer where each is dear. */
  maxMoves: 800,
  moveBudget: 24_000_000,
  /**
   * Moves from one return to the best set to the next, and how much worse than it a set may be at their
   * start.
   */
  movesPerRound: 200,
  maxSlack: 0.004,
  /** Members dropped by one move, at most. */
  maxDropped: 4,
  /** Candidates offered by one move, at most. */
  maxOffered: 30,
  /** The best suggestions offered before the first move, in sizes of the set. */
  poolFactors: [1, 2, 4],
} as const;
