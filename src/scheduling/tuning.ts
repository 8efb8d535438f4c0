/**
 * The knobs of scheduling, each with what it trades. No order is kept that does not pay, whatever they are.
 */

/** Looking for an order of the statements of each block, by annealing. */
export const REORDER = {
  /** Blocks that cost less than this share of the whole stay as they are. */
  minShare: 2e-3,
  /** Moves to try: more gained under 1 % on the models at hand. */
  movesPerStatement: 200,
  maxMoves: 600_000,
  /** In dispatches: how much worse a move may be at the beginning. */
  temperature: 0.3,
  /** Most statements that move together. */
  maxRunLength: 6,
} as const;

/** Guessing orders and sets in turn, before a set is chosen properly. */
export const GUESS = {
  /**
   * Rounds take as long as the code is long: `instructionBudget` divided by its instructions, within these.
   */
  minRounds: 3,
  maxRounds: 10,
  instructionBudget: 100_000,
  /** StatementOrders are made for sets of the budget, and for larger ones, which have more to offer. */
  setSizes: [1, 1, 1.2],
} as const;

/** Hoisting. */
export const HOIST = {
  /** Programs of more sections are left alone: the work grows with their square. */
  maxSections: 200,
  /** Copies told apart by their cells; beyond these one counts as one of the whole memory. */
  maxCopies: 64,
} as const;
