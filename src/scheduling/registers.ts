import type { Block } from '../bytecode/blocks.js';
import type { Code } from '../bytecode/program.js';
import type { Accesses } from '../isa/accesses.js';
import { type Isa, semanticsOf } from '../isa/isa.js';

/** Registers whose value at the end of each block may still be read. All are dead when a section returns. */
export function liveRegisters(
  isa: Isa,
  code: Code,
  blocks: readonly Block[],
  accesses: readonly Accesses[],
): ReadonlySet<string>[] {
  const blockAt = new Map(blocks.map(({ start }, b) => [start, b]));
  const successors = blocks.map(({ end }) =>
    successorsOf(isa, code, end - 1).flatMap((index) => blockAt.get(index) ?? []),
  );
  const liveOut = blocks.map(() => new Set<string>());
  const liveIn = blocks.map(() => new Set<string>());
  for (let changed = true; changed; ) {
    changed = false;
    for (let b = blocks.length - 1; b >= 0; b--) {
      for (const next of successors[b]) for (const register of liveIn[next]) liveOut[b].add(register);
      const before = liveIn[b].size;
      for (const register of liveBefore(code, blocks[b], accesses, liveOut[b])) liveIn[b].add(register);
      changed ||= liveIn[b].size > before;
    }
  }
  return liveOut;
}

function successorsOf(isa: Isa, code: Code, last: number): number[] {
  const { opcode, operands } = code[last];
  const { control } = semanticsOf(isa.instructions[opcode]);
  if (control.kind === 'return') return [];
  if (control.kind === 'next') return [last + 1];
  return control.condition ? [operands[control.target], last + 1] : [operands[control.target]];
}

function liveBefore(
  code: Code,
  { start, end }: Block,
  accesses: readonly Accesses[],
  liveOut: ReadonlySet<string>,
): ReadonlySet<string> {
  const live = new Set(liveOut);
  for (let index = end - 1; index >= start; index--) passBack(live, accesses[code[index].opcode]);
  return live;
}

/** From the registers live after an instruction to those live before it. */
export function passBack(live: Set<string>, { registersRead, registersWritten }: Accesses): void {
  for (const register of registersWritten) live.delete(register);
  for (const register of registersRead) live.add(register);
}
