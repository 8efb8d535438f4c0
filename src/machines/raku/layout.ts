/**
 * Where things lie in the memories of the machine. `raku.isa` has the same numbers, which a test compares.
 *
 * A value is a cell: 0 where there is none, odd for a small integer (twice the integer plus one), else the
 * address of an object. Every object begins with a header: the address of its type, with the lowest bit set
 * where it is the type object, and its size in cells, which is even.
 */
export const OBJECT = { type: 0, size: 1, first: 2 } as const;

/** A type: what MoarVM calls an STable. Addresses of methods and attributes are kept by the host. */
export const TYPE = { how: 2, typeObject: 3, language: 4, methodTable: 5, size: 6 } as const;

/** What the type of an object decides about its cells. */
export const FRAME = {
  code: 2,
  caller: 3,
  outer: 4,
  /** The innermost record that a `callsame` in this frame resumes. */
  record: 5,
  /** The kind of resumption, plus one, that happens when a parameter refuses its argument. */
  bindFailure: 6,
  /** 0; 1 where there were too few or too many arguments, 2 where a parameter has refused one. */
  refusal: 7,
  registers: 8,
} as const;

/** A code reference as bytecode has it (`BOOTCode`): which routine, and the frame around it. */
export const CODE_REFERENCE = { routine: 2, outer: 3 } as const;

/** A dispatch that can be resumed, of the frame that it has called. */
export const RECORD = {
  dispatcher: 2,
  callsite: 3,
  state: 4,
  next: 5,
  /** Whether the dispatch was itself a resumption: then those of frames around are looked at after it. */
  isResumed: 6,
  arguments: 7,
} as const;

/** Cells of `state`: what the host and the sections tell each other. */
export const STATE = {
  /** The frame that runs. */
  frame: 0,
  /** What a program has come to: one of `OUTCOME`. */
  outcome: 1,
  result: 2,
  /** Arguments that are passed on: where in `capture` they begin, and how many there are. */
  first: 3,
  count: 4,
  /** The resumption that a program looks at. */
  resuming: 5,
  /** New states of resumptions, to be stored when the program is accepted: at most two. */
  pending: 6,
  pendingState: 7,
  outerPending: 8,
  outerPendingState: 9,
  /** The kind of resumption that a bind failure causes, plus one; 0 where it causes none. */
  bindFailure: 10,
  /** The value that a routine has returned. */
  returned: 11,
  /** A digest of everything printed, and how many characters that is. */
  printed: 12,
  printedLength: 13,
  /** How many resumptions further out a program looks. */
  depth: 14,
} as const;
export const STATE_CELLS = 16;

/** What a program came to. */
export const OUTCOME = { rejected: 0, value: 1, routine: 2, host: 3 } as const;

/** Arguments begin here in `capture`, so that there is room for others before them. */
export const FIRST_ARGUMENT = 8;
export const CAPTURE_CELLS = 24;
export const TEMPORARIES = 64;
/** The type of small integers has the same address in every program, and `null` has one too. */
export const INT_TYPE = 8;
/** Where the heap begins to be given out. */
export const FIRST_OBJECT = 8;

export function isSmallInteger(value: number): boolean {
  return (value & 1) === 1;
}

/** From -2^30 to 2^30 - 1. */
export function smallInteger(integer: number): number {
  return (integer << 1) | 1;
}

export function integerOf(value: number): number {
  return value >> 1;
}

export function fitsSmallInteger(integer: number): boolean {
  return integer >= -(2 ** 30) && integer < 2 ** 30;
}
