import { findByName, type Instruction, type Isa, instructionNamed, type OperandKind } from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';
import { boundIndex } from './symbolic-run.js';
import type { Term, Terms } from './terms.js';

/** An operand that a superinstruction has to have. */
export interface FreeOperand {
  readonly kind: OperandKind;
  /** Cells beside the one it names that its parts use. */
  low: number;
  high: number;
}

/** The operands of the parts of a superinstruction, in terms of its own. */
export interface PartOperands {
  /** By part, then by operand. */
  readonly terms: readonly (readonly Term[])[];
  readonly free: readonly FreeOperand[];
  /** Cells that the parts name by a bound operand: `memory[cell]`, checked when a program is loaded. */
  readonly fixed: ReadonlySet<string>;
}

/** The n-th operand of the instruction that is looked at. */
export function operandTerm(terms: Terms, index: number): Term {
  return terms.leaf(`operand ${index}`);
}

/** Reads a pattern by what its notation means. Throws an `Error` where it means nothing. */
export function partOperands(isa: Isa, { parts }: Pattern, terms: Terms): PartOperands {
  const free: FreeOperand[] = [];
  const fixed = new Set<string>();
  /** Over all parts: what `same` counts. `owner` is the free operand it follows. */
  const all: { readonly term: Term; readonly owner: number | null }[] = [];
  const byPart = parts.map(({ opcode, bindings }) => {
    const instruction = instructionNamed(isa, opcode);
    if (!instruction) throw new Error(`there is no instruction ${opcode}`);
    return bindings.map((binding, i): Term => {
      const { kind, reach } = instruction.operands[i];
      if (binding.kind === 'constant') {
        const term = constantTerm(isa, terms, kind, Number(binding.value));
        if (!kind.pool) for (const array of arraysOf(isa, kind)) fixed.add(`${array}[${binding.value}]`);
        all.push({ term, owner: null });
        return term;
      }
      const owner = binding.kind === 'free' ? free.length : all[binding.as].owner;
      if (owner === null) throw new Error('an operand is the same as one that is bound');
      const offset = binding.kind === 'free' ? 0 : binding.offset;
      if (binding.kind === 'free') free.push({ kind, low: 0, high: 0 });
      free[owner].low = Math.min(free[owner].low, offset + (reach?.[0] ?? 0));
      free[owner].high = Math.max(free[owner].high, offset + (reach?.[1] ?? 0));
      const term = terms.shifted(operandTerm(terms, owner), offset);
      all.push({ term, owner });
      return term;
    });
  });
  return { terms: byPart, free, fixed };
}

/** A pool's value is bound wherever it stands there; other operands are bound themselves. */
function constantTerm({ pools }: Isa, terms: Terms, kind: OperandKind, value: number): Term {
  const pool = findByName(pools, kind.pool ?? '');
  return pool ? boundIndex(terms, pool, value) : terms.constant('i32', value);
}

/** Memories and pools whose cells an operand of this kind names. */
export function arraysOf({ memories, pools }: Isa, { name, within, pool }: OperandKind): string[] {
  const named = memories.filter(({ index }) => index === (within ?? name)).map((memory) => memory.name);
  return pool && pools.some((one) => one.name === pool) ? [...named, pool] : named;
}

/** What differs from the operands that the parts need; null where nothing does. */
export function operandFault(
  { operands }: Pick<Instruction, 'operands'>,
  free: readonly FreeOperand[],
): string | null {
  if (operands.length !== free.length) return `operands: ${operands.length} instead of ${free.length}`;
  for (const [i, { kind, low, high }] of free.entries()) {
    const operand = operands[i];
    if (operand.kind.name !== kind.name) return `operand ${i} is a ${operand.kind.name}, not a ${kind.name}`;
    const [left, right] = operand.reach ?? [0, 0];
    if (left !== low || right !== high)
      return `operand ${i} is said to reach from ${left} to ${right}, its parts reach from ${low} to ${high}`;
  }
  return null;
}
