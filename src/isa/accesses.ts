import { isValue, memoriesRead } from './extern-effect.js';
import { type Instruction, semanticsOf } from './isa.js';
import {
  callsAny,
  type Expression,
  effectExpressions,
  mayExit,
  semanticsExpressions,
  walk,
} from './semantics.js';

/** Cells of a memory that an instruction reads or writes. */
export interface MemoryAccess {
  readonly memory: string;
  /** Which cell: the one an operand names, a fixed one, or one that only the run tells. */
  readonly cell:
    | { readonly kind: 'operand'; readonly index: number }
    | { readonly kind: 'fixed'; readonly address: number }
    | { readonly kind: 'computed' };
}

/** What an instruction has to do with the world beyond the operand stack. */
export interface Accesses {
  readonly reads: readonly MemoryAccess[];
  readonly writes: readonly MemoryAccess[];
  /** Registers read before the instruction itself sets them. */
  readonly registersRead: ReadonlySet<string>;
  readonly registersWritten: ReadonlySet<string>;
  /** It calls externs that are no values: those are called in the order of the code. */
  readonly calls: boolean;
  /** It calls an extern that may read and write every memory, and may trap. */
  readonly touchesAll: boolean;
  /** It may leave in its middle: then all before it has happened, and nothing behind it does. */
  readonly exits: boolean;
}

export function accessesOf(instruction: Instruction): Accesses {
  const semantics = semanticsOf(instruction);
  const reads: MemoryAccess[] = [];
  const writes: MemoryAccess[] = [];
  const registersRead = new Set<string>();
  const registersWritten = new Set<string>();
  let calls = false;
  const evaluate = (expression: Expression): void =>
    walk(expression, (inner) => {
      if (inner.kind === 'memory') reads.push({ memory: inner.memory, cell: cellOf(inner.index) });
      if (inner.kind === 'register' && !registersWritten.has(inner.register))
        registersRead.add(inner.register);
      if (inner.kind !== 'call') return;
      for (const memory of memoriesRead(inner)) reads.push({ memory, cell: { kind: 'computed' } });
      if (!isValue(inner)) calls = true;
    });
  for (const effect of semantics.effects) {
    effectExpressions(effect).forEach(evaluate);
    if (effect.kind === 'store') writes.push({ memory: effect.memory, cell: cellOf(effect.index) });
    if (effect.kind === 'set') registersWritten.add(effect.register);
    if (effect.kind === 'call') calls = true;
  }
  semanticsExpressions({ ...semantics, effects: [] }).forEach(evaluate);
  const touchesAll = callsAny(semantics);
  const exits = touchesAll || mayExit(semantics);
  return { reads, writes, registersRead, registersWritten, calls, touchesAll, exits };
}

function cellOf(index: Expression): MemoryAccess['cell'] {
  if (index.kind === 'operand') return { kind: 'operand', index: index.index };
  if (index.kind === 'number') return { kind: 'fixed', address: index.value };
  return { kind: 'computed' };
}
