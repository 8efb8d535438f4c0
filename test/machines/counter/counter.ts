import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Action, type DecodedInstruction, encode, type Program } from '../../../src/bytecode/program.js';
import type { Isa, Runtime } from '../../../src/isa/isa.js';
import { parseIsa } from '../../../src/isa/parse.js';
import { packageRoot } from '../../../src/util/package-root.js';

/** A small machine of integers and loops: what works for it and for models works for machines. */
export const isa = parseIsa(
  readFileSync(join(packageRoot, 'test/machines/counter/counter.isa'), 'utf8'),
  'test/machines/counter/counter.isa',
);

export interface Device {
  readonly runtime: Runtime;
  /** What programs gave to `record`, in order. */
  readonly recorded: number[];
}

/** The functions that `counter.isa` declares, with a memory of their own. */
export function createDevice(): Device {
  const recorded: number[] = [];
  return { runtime: { record: (value: number) => recorded.push(value) - 1, gcd }, recorded };
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, (a % b) | 0];
  return Math.abs(a) | 0;
}

/** Reads one instruction a line; `name:` labels the one that follows. */
export function assemble(text: string, of: Isa = isa): DecodedInstruction[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const labels = new Map<string, number>();
  const instructions: string[] = [];
  for (const line of lines) {
    if (line.endsWith(':')) labels.set(line.slice(0, -1), instructions.length);
    else instructions.push(line);
  }
  return instructions.map((line) => {
    const [name, ...words] = line.split(/\s+/);
    const opcode = of.instructions.findIndex((instruction) => instruction.name === name);
    if (opcode < 0) throw new Error(`no instruction ${name}`);
    return { opcode, operands: words.map((word) => labels.get(word) ?? Number(word)) };
  });
}

/**
 * A program whose sections are given as text, for this machine or one with more instructions. It runs the only
 * section once unless there is a schedule.
 */
export function program(
  name: string,
  family: string,
  sections: Readonly<Record<string, string>>,
  schedule: readonly Action[] = [{ kind: 'run', section: Object.keys(sections)[0] }, { kind: 'observe' }],
  cells = 8,
  of: Isa = isa,
): Program {
  return {
    name,
    family,
    machine: of.machine,
    cells: { cell: cells },
    pools: {},
    sections: Object.entries(sections).map(([section, text]) => ({
      name: section,
      code: encode(of, assemble(text, of)),
    })),
    schedule,
    symbols: { cell: ['first', 'total', 'i', 'j'] },
  };
}

/** Leaves 1 + 2 + ... + 100 in cell 1: one loop with a conditional jump. */
const sum = program('sum', 'loops', {
  main: `
    push 100
    again:
    dup
    load 1
    add
    store 1
    countdown again
    drop
    load 1
    emit
    halt`,
});

/** Records i * j for i and j from 1 to 12: a loop in a loop, and the whole sum in cell 1. */
const products = program('products', 'loops', {
  main: `
    push 0
    store 2
    rows:
    increment 2
    push 12
    store 3
    columns:
    load 2
    load 3
    mul
    dup
    emit
    load 1
    add
    store 1
    loop_cell 3 columns
    load 2
    push 12
    compare
    jump_if rows
    halt`,
});

/** Collatz from 27 until 1, counting steps in cell 1: conditional and unconditional jumps. */
const collatz = program('collatz', 'sequences', {
  main: `
    push 27
    store 0
    next:
    load 0
    push 1
    sub
    jump_if_zero done
    increment 1
    load 0
    dup
    push 1
    and
    jump_if_zero even
    push 3
    mul
    push 1
    add
    store 0
    jump next
    even:
    half
    store 0
    jump next
    done:
    load 1
    emit_counted
    store 3
    halt`,
});

/** Fibonacci numbers modulo 2^32, a step a run, observed after each: two sections and a `repeat`. */
const fibonacci = program(
  'fibonacci',
  'sequences',
  {
    start: `
      push 0
      store 0
      push 1
      store 1
      push_wide 1000
      store 2
      halt`,
    step: `
      load_saved 0
      load_saved 1
      add
      dup
      emit
      store 1
      load_saved 1
      store 0
      load_saved 2
      push 1
      sub
      store 2
      halt`,
  },
  [
    { kind: 'run', section: 'start' },
    { kind: 'observe' },
    {
      kind: 'repeat',
      times: 60,
      body: [
        { kind: 'copy', from: 'cells', to: 'saved', start: 0, length: 3 },
        { kind: 'run', section: 'step' },
        { kind: 'observe' },
      ],
    },
  ],
);

export const programs: readonly Program[] = [sum, products, collatz, fibonacci];
