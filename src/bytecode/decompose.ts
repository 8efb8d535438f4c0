import type { FusedIsa } from '../isa/fuse.js';
import { findByName } from '../isa/isa.js';
import { type DecodedInstruction, decodeSection, encode, type Program, sameNumber } from './program.js';

/** Replaces every superinstruction by its parts: the baseline program again, word for word. */
export function decompose(isa: FusedIsa, program: Program): Program {
  const sections = program.sections.map((section) => {
    const fused = decodeSection(isa, program, section);
    const parts = fused.map((instruction) => partsOf(isa, program, instruction));
    const starts: number[] = [];
    let next = 0;
    for (const list of parts) {
      starts.push(next);
      next += list.length;
    }
    const code = parts.flat().map(({ opcode, operands }) => ({
      opcode,
      operands: operands.map((operand, i) =>
        isa.instructions[opcode].operands[i].kind.label ? starts[operand] : operand,
      ),
    }));
    return { name: section.name, code: encode(isa, code) };
  });
  return { ...program, sections };
}

/** The base instructions one instruction stands for. Labels are still those of the fused code. */
export function partsOf(
  isa: FusedIsa,
  program: Program,
  instruction: DecodedInstruction,
): readonly DecodedInstruction[] {
  const pattern = isa.patterns[instruction.opcode - isa.base];
  if (!pattern) return [instruction];
  const all: number[] = [];
  let free = 0;
  return pattern.parts.map(({ opcode, bindings }) => {
    const base = findByName(isa.instructions, opcode)!;
    const operands = bindings.map((binding, i) => {
      const { pool } = base.operands[i].kind;
      const value =
        binding.kind === 'free'
          ? instruction.operands[free++]
          : binding.kind === 'same'
            ? all[binding.as]
            : pool
              ? program.pools[pool].findIndex(
                  (entry) => typeof entry === 'number' && sameNumber(entry, binding.value),
                )
              : binding.value;
      all.push(value);
      return value;
    });
    return { opcode: isa.instructions.indexOf(base), operands };
  });
}
