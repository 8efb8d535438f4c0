import { type Instruction, type Isa, semanticsOf } from '../isa/isa.js';
import {
  type Expression,
  effectExpressions,
  type NamedPlace,
  namedPlace,
  semanticsExpressions,
  walk,
} from '../isa/semantics.js';
import type { Code } from './program.js';

/** What an instruction does with a scratch cell. */
interface Access {
  readonly isWrite: boolean;
  readonly memory: string;
  readonly place: NamedPlace;
}

/**
 * Calls `fail` unless every scratch cell that a section reads was written before in the same run, on every
 * way to the read. Jump targets of the code are indices.
 */
export function checkScratch(
  isa: Isa,
  { code, fail }: { readonly code: Code; readonly fail: (instruction: number, what: string) => never },
): void {
  const scratch = new Set(isa.memories.filter((memory) => memory.scratch).map(({ name }) => name));
  if (scratch.size === 0) return;
  const accesses = isa.instructions.map((instruction) => accessesOf(instruction, scratch));
  /** Cells that were written on every way to an instruction that some way leads to. */
  const written = new Map<number, ReadonlySet<string>>([[0, new Set()]]);
  const work = [0];
  for (let index = work.pop(); index !== undefined; index = work.pop()) {
    const { opcode, operands } = code[index];
    const after = new Set(written.get(index));
    for (const access of accesses[opcode]) if (access.isWrite) after.add(nameOf(access, operands));
    for (const next of successors(isa.instructions[opcode], operands, index)) {
      const before = written.get(next);
      const both = before ? new Set([...before].filter((cell) => after.has(cell))) : after;
      if (before?.size === both.size) continue;
      written.set(next, both);
      work.push(next);
    }
  }
  for (const [index, before] of written) {
    const { opcode, operands } = code[index];
    const known = new Set(before);
    for (const access of accesses[opcode]) {
      const cell = nameOf(access, operands);
      if (access.isWrite) known.add(cell);
      else if (!known.has(cell))
        fail(
          index,
          `instruction ${index}: ${isa.instructions[opcode].name} reads ${cell}, a scratch cell that may not have been written in this run`,
        );
    }
  }
}

/** In the order in which they happen. */
function accessesOf(instruction: Instruction, scratch: ReadonlySet<string>): Access[] {
  const found: Access[] = [];
  const add = (isWrite: boolean, memory: string, index: Expression) => {
    const place = namedPlace(index);
    if (!scratch.has(memory)) return;
    if (!place) throw new Error(`${instruction.name} computes the address of a scratch cell`);
    found.push({ isWrite, memory, place });
  };
  const evaluate = (expression: Expression) =>
    walk(expression, (inner) => {
      if (inner.kind === 'memory') add(false, inner.memory, inner.index);
    });
  const semantics = semanticsOf(instruction);
  for (const effect of semantics.effects) {
    effectExpressions(effect).forEach(evaluate);
    if (effect.kind === 'store') add(true, effect.memory, effect.index);
  }
  semanticsExpressions({ ...semantics, effects: [] }).forEach(evaluate);
  return found;
}

function nameOf({ memory, place }: Access, operands: readonly number[]): string {
  return `${memory}[${place.distance + (place.operand === null ? 0 : operands[place.operand])}]`;
}

function successors(instruction: Instruction, operands: readonly number[], index: number): readonly number[] {
  const { control } = semanticsOf(instruction);
  if (control.kind === 'return') return [];
  if (control.kind === 'next') return [index + 1];
  return control.condition ? [operands[control.target], index + 1] : [operands[control.target]];
}
