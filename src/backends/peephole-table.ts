import type { FusedIsa } from '../isa/fuse.js';
import type { Binding } from '../isa/pattern.js';
import { type OpcodeRow, opcodeTable } from './opcodes.js';

/** One superinstruction as the peephole pass of any engine needs it. */
export interface TilingRow {
  readonly fused: OpcodeRow;
  readonly parts: readonly { readonly row: OpcodeRow; readonly bindings: readonly Binding[] }[];
}

/** All superinstructions by the opcode of their first part, among these in order. */
export function tilingTable(isa: FusedIsa): readonly TilingRow[] {
  const table = opcodeTable(isa);
  const byName = new Map(table.slice(0, isa.base).map((row) => [row.instruction.name, row]));
  return isa.patterns
    .map(({ parts }, i) => ({
      fused: table[isa.base + i],
      parts: parts.map(({ opcode, bindings }) => ({ row: byName.get(opcode)!, bindings })),
    }))
    .sort((a, b) => a.parts[0].row.opcode - b.parts[0].row.opcode);
}

/** The most operands that the parts of one superinstruction have together, at least 1. */
export function mostOperands(rows: readonly TilingRow[]): number {
  return Math.max(
    1,
    ...rows.map(({ parts }) => parts.reduce((sum, { bindings }) => sum + bindings.length, 0)),
  );
}
