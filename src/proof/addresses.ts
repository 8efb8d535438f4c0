import { type Instruction, type Isa, semanticsOf } from '../isa/isa.js';
import { arrayAccesses, namedPlace } from '../isa/semantics.js';
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
    for (const { array, index } of arrayAccesses(semanticsOf(part)))
      if (index.kind === 'number') known.add(`${array}[${index.value}]`);
  for (const { array, index } of arrayAccesses(semanticsOf(fused))) {
    if (index.kind === 'number' && !known.has(`${array}[${index.value}]`))
      return `it names ${array}[${index.value}], which no part does`;
    const place = namedPlace(index);
    if (!place || place.operand === null) continue;
    const { kind, reach } = fused.operands[place.operand];
    const isWithin = place.distance >= (reach?.[0] ?? 0) && place.distance <= (reach?.[1] ?? 0);
    if (isWithin && !arraysOf(isa, kind).includes(array))
      return `it names a cell of ${array} by a ${kind.name}`;
  }
  return null;
}
