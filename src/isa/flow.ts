import { mayExit, type Semantics } from './semantics.js';

/** What an `.isa` file may say of an instruction's control flow; bodies in expressions say most of it. */
export const FLOW_FLAGS = [
  'jump',
  'branch',
  'switch',
  'call',
  'return',
  'ends',
  'alone',
  'may-exit',
  'skip',
  'prefix',
] as const;
/** One of them. */
export type FlowFlag = (typeof FLOW_FLAGS)[number];

/** Where control goes after an instruction, as far as fusing it has to know. */
export interface Flow {
  /**
   * To the next instruction; by a `jump` elsewhere, always; by a `branch` either way; by a `switch` to one of
   * many; by a `call` elsewhere and later to the next one, from outside; by `return` and `ends` out of it.
   */
  readonly kind: 'next' | 'jump' | 'branch' | 'switch' | 'call' | 'return' | 'ends';
  /** It may leave in its middle (a trap, an exception, a guard that fails): that does not end a block. */
  readonly mayExit: boolean;
  /** It is never part of a superinstruction. */
  readonly isAlone: boolean;
  /** It may skip the next instruction, which therefore stays as it is. */
  readonly maySkip: boolean;
  /** The next instruction belongs to it: more bits of an operand, say. Neither is ever fused. */
  readonly isPrefix: boolean;
}

const KINDS = ['jump', 'branch', 'switch', 'call', 'return', 'ends'] as const;

/** What flags say together. Throws an `Error` where they contradict each other. */
export function flowOf(flags: readonly FlowFlag[]): Flow {
  const kinds = KINDS.filter((kind) => flags.includes(kind));
  if (kinds.length > 1) throw new Error(`${kinds[0]} and ${kinds[1]} exclude each other`);
  return {
    kind: kinds[0] ?? 'next',
    mayExit: flags.includes('may-exit'),
    isAlone: flags.includes('alone'),
    maySkip: flags.includes('skip'),
    isPrefix: flags.includes('prefix'),
  };
}

/** Whether control may go elsewhere from an instruction that stands in the middle of a superinstruction. */
export function mayLeave({ kind, mayExit }: Flow): boolean {
  return mayExit || kind === 'branch';
}

/** What a body says. */
export function flowOfBody(semantics: Semantics, isAlone = false): Flow {
  const { control } = semantics;
  const kind = control.kind === 'jump' && control.condition ? 'branch' : control.kind;
  return { kind, mayExit: mayExit(semantics), isAlone, maySkip: false, isPrefix: false };
}
