import type { Isa } from '../isa/isa.js';
import type { Code, DecodedInstruction } from './program.js';

/** Code whose instructions moved, with every jump target `t` replaced by `newIndex[t]`. */
export function relabel(isa: Isa, code: Code, newIndex: ArrayLike<number>): DecodedInstruction[] {
  return code.map((instruction) => {
    const parameters = isa.instructions[instruction.opcode].operands;
    if (!parameters.some(({ kind }) => kind.label)) return instruction;
    const operands = instruction.operands.map((operand, i) =>
      parameters[i].kind.label ? newIndex[operand] : operand,
    );
    return { ...instruction, operands };
  });
}
