import { type Instruction, type Isa, semanticsOf } from '../isa/isa.js';
import { type Expression, type Semantics, semanticsExpressions, walk } from '../isa/semantics.js';
import { arraysOf, type PartOperands } from './operands.js';

/**
 * Whether every cell that an instruction names, and that back ends therefore take for checked, is one that
 * validation checks when a program is loaded, exactly where it did so for the parts. Null: it is; otherwise
 * what is not.
 */
export function addressFault(
  isa: Isa,
  fused: Instruction,
  parts: readonly Instruction[],
  { fixed }: PartOperands,
): string | null {
  const known = new Set(fixed);
  for (const part of parts)
    for (const [array, index] of accesses(semanticsOf(part)))
      if (index.kind === 'number') known.add(`${array}[${index.value}]`);
  for (const [array, index] of accesses(semanticsOf(fused))) {
    if (index.kind === 'number' && !known.has(`${array}[${index.value}]`))
      return `it names ${array}[${index.value}], which no part does`;
    const operand = operandNamed(index);
    if (operand === null) continue;
    const { kind, reach } = fused.operands[operand.index];
    const isWithin = operand.distance >= (reach?.[0] ?? 0) && operand.distance <= (reach?.[1] ?? 0);
    if (isWithin && !arraysOf(isa, kind).includes(array))
      return `it names a cell of ${array} by a ${kind.name}`;
  }
  return null;
}

/** Arrays and the indices that they are read or written at. */
function accesses(semantics: Semantics): (readonly [array: string, index: Expression])[] {
  const found: (readonly [string, Expression])[] = [];
  for (const effect of semantics.effects)
    if (effect.kind === 'store') found.push([effect.memory, effect.index]);
  for (const expression of semanticsExpressions(semantics))
    walk(expression, (inner) => {
      if (inner.kind === 'memory') found.push([inner.memory, inner.index]);
      if (inner.kind === 'pool') found.push([inner.pool, inner.index]);
    });
  return found;
}

/** An operand, or one plus or minus a number, in the form that back ends do not check again. */
function operandNamed(index: Expression): { readonly index: number; readonly distance: number } | null {
  if (index.kind === 'operand') return { index: index.index, distance: 0 };
  if (index.kind !== 'binary' || index.left.kind !== 'operand' || index.right.kind !== 'number') return null;
  if (index.operator !== '+' && index.operator !== '-') return null;
  const { value } = index.right;
  return { index: index.left.index, distance: index.operator === '+' ? value : -value };
}
