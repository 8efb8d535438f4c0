import { type Isa, isAddress } from '../isa/isa.js';
import { formatNumber } from '../util/format.js';
import { basicBlocks } from './blocks.js';
import { type DecodedInstruction, decodeSection, type Program, type Section } from './program.js';

export interface DisassembledLine {
  /** Index of the instruction in its section. */
  readonly index: number;
  readonly startsBlock: boolean;
  readonly name: string;
  /** One per operand, with the name or value it stands for: `population`, `0.5`, `->12`. */
  readonly operands: readonly string[];
}

export function disassembleSection(isa: Isa, program: Program, section: Section): DisassembledLine[] {
  const code = decodeSection(isa, program, section);
  const starts = new Set(basicBlocks(isa, code).map(({ start }) => start));
  return code.map((instruction, index) => ({
    index,
    startsBlock: starts.has(index),
    name: isa.instructions[instruction.opcode].name,
    operands: operandTexts(isa, program, instruction),
  }));
}

function operandTexts(isa: Isa, program: Program, { opcode, operands }: DecodedInstruction): string[] {
  return isa.instructions[opcode].operands.map(({ kind }, i) => {
    const operand = operands[i];
    if (kind.label) return `->${operand}`;
    const symbol =
      program.symbols[kind.name]?.[operand] ?? (kind.within && program.symbols[kind.within]?.[operand]);
    if (symbol) return symbol;
    const entry = kind.pool ? program.pools[kind.pool]?.[operand] : operand;
    const isNumber = kind.pool !== null || !isAddress(isa, kind);
    return isNumber && typeof entry === 'number' ? formatNumber(entry) : `${kind.name} ${operand}`;
  });
}

/** The whole program as text, sections in order. */
export function disassemble(isa: Isa, program: Program): string {
  const lines: string[] = [];
  for (const section of program.sections) {
    lines.push(`section ${section.name}`);
    for (const { index, startsBlock, name, operands } of disassembleSection(isa, program, section))
      lines.push(
        `${startsBlock ? '>' : ' '}${String(index).padStart(6)}  ${name.padEnd(16)}  ${operands.join(', ')}`.trimEnd(),
      );
  }
  return `${lines.join('\n')}\n`;
}
