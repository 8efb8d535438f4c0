import { printRunLoop } from '../src/backends/typescript/run-loop.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import { payloadOf } from '../src/isa/isa.js';
import { formatPattern } from '../src/isa/pattern.js';

export const TARGETS = ['ts'] as const;
export type Target = (typeof TARGETS)[number];

/** Files by path relative to the folder of the handlers. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** Prints the handlers of a machine with superinstructions. Needs no compiler. */
export function generate(isa: FusedIsa, targets: readonly Target[]): GeneratedFiles {
  const files = new Map<string, string>();
  for (const target of targets) {
    files.set(
      `${target}/run-loop.ts`,
      `${header(isa)}\n${printRunLoop(isa, { types: true, counting: false })}`,
    );
    files.set(`${target}/opcodes.ts`, `${header(isa)}\n${printOpcodes(isa)}`);
  }
  return files;
}

function header(isa: FusedIsa): string {
  return `// Generated from the machine ${isa.machine} (${isa.digest}) with ${isa.patterns.length} superinstructions. Do not edit.`;
}

/** The opcode table: names, stack effects and payloads, and what each superinstruction replaces. */
function printOpcodes(isa: FusedIsa): string {
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
  /** What a superinstruction replaces: lettered operands are free, the same letter is the same operand, # is a constant. */
  readonly parts: string | null;
}

export const opcodes: readonly Opcode[] = [
${rows.join('\n')}
];
`;
}
