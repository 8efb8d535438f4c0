import type { FusedIsa } from '../../isa/fuse.js';
import { payloadOf } from '../../isa/isa.js';
import { formatPattern } from '../../isa/pattern.js';

/** The opcode table: names, stack effects and payloads, and what each superinstruction replaces. */
export function printOpcodes(isa: FusedIsa): string {
  const rows = isa.instructions.map((instruction, opcode) => {
    const pattern = isa.patterns[opcode - isa.base];
    const operands = instruction.operands.map(({ name, kind }) => `'${name}:${kind.name}'`);
    return [
      `  { opcode: ${opcode}, name: '${instruction.name}', operands: [${operands.join(', ')}], `,
      `pops: ${instruction.pops.length}, pushes: ${instruction.pushes.length}, payload: ${payloadOf(instruction)}, `,
      `parts: ${pattern ? `'${formatPattern(pattern)}'` : 'null'} },`,
    ].join('');
  });
  return `export interface Opcode {
  readonly opcode: number;
  readonly name: string;
  /** name:kind */
  readonly operands: readonly string[];
  /** Cells of operand stack taken and given. */
  readonly pops: number;
  readonly pushes: number;
  /** Bytes of operands. */
  readonly payload: number;
  /**
   * What a superinstruction replaces: lettered operands are free, the same letter is the same operand, # is a
   * constant.
   */
  readonly parts: string | null;
}

export const opcodes: readonly Opcode[] = [
${rows.join('\n')}
];
`;
}
