import { CODE_WORD_BYTES, type MemoryLayout, type RowsPlace } from '../../backends/wasm/layout.js';
import { Instance, Module, type WasmExports } from '../../backends/wasm/web-assembly.js';
import type { Program } from '../../bytecode/program.js';
import { findByName, type Isa, type Runtime } from '../../isa/isa.js';
import type { CellType } from '../../isa/semantics.js';
import type { LoadedProgram, MemoryArray } from '../load.js';
import { setV8Flag } from '../v8.js';

/** A compiled module with the program's data in its memory. */
export interface WasmInstance {
  readonly exports: WasmExports;
  /** Views of linear memory. */
  readonly memories: Readonly<Record<string, MemoryArray>>;
}

/** Compiles a module, links the host's functions and writes the program's pools. */
export function instantiateModule(
  isa: Isa,
  program: Program,
  pools: LoadedProgram['pools'],
  host: Runtime,
  layout: MemoryLayout,
  bytes: Uint8Array<ArrayBuffer>,
): WasmInstance {
  const externs = Object.fromEntries(
    isa.externs.map(({ name }) => [name, linkExtern(isa, name, host, pools)]),
  );
  const { exports } = new Instance(compileOptimised(bytes), { externs });
  const { buffer } = exports.memory;
  const view = (name: string, cells: number): MemoryArray => {
    const { offset, type } = layout.arrays.get(name)!;
    return viewOf(type, buffer, offset, cells);
  };
  for (const { name, rows } of isa.pools) {
    const values = pools[name];
    if (rows) writeRows(values as readonly MemoryArray[], layout.rows.get(name)!, buffer);
    else view(name, values.length).set(values as MemoryArray);
  }
  const memories = Object.fromEntries(
    isa.memories.map(({ name, index }) => [name, view(name, program.cells[index] ?? 0)]),
  );
  return { exports, memories };
}

function viewOf(type: CellType, buffer: ArrayBuffer, offset: number, cells: number): MemoryArray {
  return type === 'f64' ? new Float64Array(buffer, offset, cells) : new Int32Array(buffer, offset, cells);
}

function writeRows(
  rows: readonly MemoryArray[],
  { type, table, known }: RowsPlace,
  buffer: ArrayBuffer,
): void {
  const entries = new Int32Array(buffer, table, 2 * rows.length);
  for (const [row, { address, length }] of known!.entries()) {
    viewOf(type, buffer, address, length).set(rows[row]);
    entries.set([address, length], 2 * row);
  }
}

/**
 * Compiles all functions with V8's optimising compiler at once. Otherwise it does so in the background while
 * they run, and a timing would show how far it has come.
 */
function compileOptimised(bytes: Uint8Array<ArrayBuffer>): object {
  try {
    setV8Flag('--no-liftoff');
    setV8Flag('--no-wasm-lazy-compilation');
    return new Module(bytes);
  } finally {
    setV8Flag('--liftoff');
    setV8Flag('--wasm-lazy-compilation');
  }
}

type Extern = (...values: (number | MemoryArray)[]) => number;

/** The host's function; where it takes rows of pools, one that is given their indices. */
function linkExtern(
  { externs, pools }: Isa,
  name: string,
  host: Runtime,
  values: LoadedProgram['pools'],
): (...values: number[]) => number {
  const target = host[name] as unknown as Extern;
  const { parameters } = externs.find((extern) => extern.name === name)!;
  const rows = parameters.map((parameter) =>
    typeof parameter === 'string' ? null : (values[parameter.pool] as readonly MemoryArray[]),
  );
  if (!rows.some(Boolean)) return target;
  const empty = parameters.map((parameter) => {
    const pool = typeof parameter === 'string' ? undefined : findByName(pools, parameter.pool);
    return pool?.type === 'i32' ? new Int32Array(0) : new Float64Array(0);
  });
  const [first, ...others] = rows;
  if (first && others.length === 1 && !others[0])
    return (row, value) => target(first[row] ?? empty[0], value);
  return (...given) => target(...given.map((value, i) => (rows[i] ? (rows[i][value] ?? empty[i]) : value)));
}

/** Writes code whose jump targets become addresses. */
export function writeCode(isa: Isa, code: Int32Array, buffer: ArrayBuffer, layout: MemoryLayout): void {
  const words = new Int32Array(buffer, layout.code, code.length);
  words.set(code);
  for (let word = 0; word < code.length; ) {
    const { operands } = isa.instructions[code[word]];
    for (const [i, { kind }] of operands.entries())
      if (kind.label) words[word + 1 + i] = addressOf(code[word + 1 + i], layout);
    word += 1 + operands.length;
  }
}

export function addressOf(word: number, { code }: MemoryLayout): number {
  return code + word * CODE_WORD_BYTES;
}
