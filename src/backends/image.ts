import { type Action, type Program, relocatedCode } from '../bytecode/program.js';
import { validate } from '../bytecode/validate.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import type { CellType } from '../isa/semantics.js';
import { instructionSetDigest } from './opcodes.js';

/** "MSI" and the version of the format. */
export const IMAGE_MAGIC = 'MSI2';
/** Kinds of actions by their number. */
export const IMAGE_ACTIONS = ['run', 'copy', 'observe', 'repeat', 'leave'] as const;

/**
 * A program as one file that the run loops of compiled languages load. Little-endian; u32 unless said
 * otherwise:
 *
 *     "MSI2", u64 digest of the instruction set,
 *     sections: how many, then the words of code of each,
 *     all their code, i32 a word: one section after the other, jump targets absolute,
 *     per operand kind that addresses memories, in the order of these, their cells,
 *     per pool its length and values, per row its length and values (f64 or i32),
 *     actions of the schedule: how many, then five words each: run section; copy from to start length;
 *     observe; repeat times (u64) end, before its actions; leave memory cell atLeast. Other words are 0.
 *
 * Loaders check all that `validate` does, and derive the depth of the stack. `readImage` takes one apart.
 * Throws an `InputError` when the program is not valid.
 */
export function writeImage(isa: Isa | FusedIsa, program: Program): Uint8Array {
  validate(isa, program);
  const { code } = relocatedCode(isa, program);
  const bytes = new ByteWriter();
  const digest = BigInt(`0x${instructionSetDigest(isa)}`);
  bytes.text(IMAGE_MAGIC);
  bytes.u32(Number(digest & 0xffffffffn), Number(digest >> 32n));
  bytes.u32(program.sections.length, ...program.sections.map((section) => section.code.length));
  bytes.numbers('i32', code);
  for (const index of addressKinds(isa)) bytes.u32(program.cells[index] ?? 0);
  for (const { name, type, rows } of isa.pools) {
    const entries = program.pools[name] ?? [];
    bytes.u32(entries.length);
    if (!rows) bytes.numbers(type, entries as readonly number[]);
    else
      for (const row of entries as readonly (readonly number[])[]) {
        bytes.u32(row.length);
        bytes.numbers(type, row);
      }
  }
  const actions = flatten(isa, program, program.schedule);
  bytes.u32(actions.length);
  for (const action of actions) bytes.u32(...action);
  return bytes.finish();
}

/**
 * 64-bit FNV-1a over the words of an image, as a hexadecimal number: a compiled program runs with its own
 * alone.
 */
export function imageDigest(image: Uint8Array): string {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < image.length; at += 4)
    hash = BigInt.asUintN(64, (hash ^ BigInt(view.getUint32(at, true))) * 0x100000001b3n);
  return `0x${hash.toString(16)}`;
}

/** Names of the operand kinds that address memories, each once. */
export function addressKinds({ memories }: Isa): readonly string[] {
  return [...new Set(memories.map(({ index }) => index))];
}

type FlatAction = readonly [kind: number, a: number, b: number, c: number, d: number];

function flatten(isa: Isa, program: Program, schedule: readonly Action[], before = 0): FlatAction[] {
  const memory = (name: string) => isa.memories.findIndex((candidate) => candidate.name === name);
  const flat: FlatAction[] = [];
  for (const action of schedule) {
    const kind = IMAGE_ACTIONS.indexOf(action.kind);
    switch (action.kind) {
      case 'run':
        flat.push([kind, program.sections.findIndex(({ name }) => name === action.section), 0, 0, 0]);
        break;
      case 'copy':
        flat.push([kind, memory(action.from), memory(action.to), action.start, action.length]);
        break;
      case 'observe':
        flat.push([kind, 0, 0, 0, 0]);
        break;
      case 'leave':
        flat.push([kind, memory(action.memory), action.cell, action.atLeast, 0]);
        break;
      case 'repeat': {
        const first = before + flat.length + 1;
        const body = flatten(isa, program, action.body, first);
        flat.push([kind, action.times % 2 ** 32, Math.floor(action.times / 2 ** 32), first + body.length, 0]);
        flat.push(...body);
      }
    }
  }
  return flat;
}

class ByteWriter {
  #view = new DataView(new ArrayBuffer(1 << 16));
  #length = 0;

  u32(...values: readonly number[]): void {
    for (const value of values) this.#reserve(4).setUint32(this.#length - 4, value, true);
  }

  text(ascii: string): void {
    for (let i = 0; i < ascii.length; i++) this.#reserve(1).setUint8(this.#length - 1, ascii.charCodeAt(i));
  }

  numbers(type: CellType, values: Iterable<number>): void {
    for (const value of values)
      if (type === 'f64') this.#reserve(8).setFloat64(this.#length - 8, value, true);
      else this.#reserve(4).setInt32(this.#length - 4, value, true);
  }

  finish(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length);
  }

  #reserve(bytes: number): DataView {
    this.#length += bytes;
    if (this.#length > this.#view.byteLength) {
      const grown = new Uint8Array(this.#view.byteLength * 2);
      grown.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(grown.buffer);
    }
    return this.#view;
  }
}
