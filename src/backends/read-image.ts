import type { Action, PoolEntry, Program, Section } from '../bytecode/program.js';
import { MAX_REPEAT_DEPTH, validate } from '../bytecode/validate.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import type { CellType } from '../isa/semantics.js';
import { InputError } from '../util/input-error.js';
import { addressKinds, IMAGE_ACTIONS, IMAGE_MAGIC } from './image.js';
import { instructionSetDigest } from './opcodes.js';

const MAX_REPEATS_HIGH = 2 ** 21;

/**
 * The program that `writeImage` wrote: its name is `name`, its sections are called `section 0` and so on, and
 * there are no symbols. Throws an `InputError` when the bytes are not the image of a valid program.
 */
export function readImage(isa: Isa | FusedIsa, bytes: Uint8Array, name = 'image'): Program {
  const reader = new ByteReader(name, bytes);
  const magic = String.fromCharCode(...reader.take(4));
  if (magic !== IMAGE_MAGIC) reader.fail(`is not an image in the format ${IMAGE_MAGIC}`);
  const [low, high] = [reader.u32(), reader.u32()];
  const digest = [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');
  if (digest !== instructionSetDigest(isa))
    reader.fail('is for another machine, or another set of superinstructions');
  const lengths = reader.list(4, () => reader.u32());
  const sections = readSections(isa, lengths, reader);
  const cells = Object.fromEntries(addressKinds(isa).map((kind) => [kind, reader.u32()]));
  const pools = Object.fromEntries(isa.pools.map((pool) => [pool.name, readPool(pool, reader)]));
  const actions = reader.list(
    20,
    (): FlatAction => [reader.u32(), reader.u32(), reader.u32(), reader.u32(), reader.u32()],
  );
  if (reader.remaining > 0) reader.fail('goes on behind its end');
  const schedule = new ScheduleReader(isa, sections, actions, reader).read(0, actions.length);
  const program = {
    ...{ name, family: name, machine: isa.machine, symbols: {} },
    ...{ cells, pools, sections, schedule },
  };
  validate(isa, program);
  return program;
}

function readSections(isa: Isa, lengths: readonly number[], reader: ByteReader): Section[] {
  let start = 0;
  return lengths.map((length, i) => {
    const code = Int32Array.from(reader.numbers('i32', length));
    for (let word = 0; word < length; ) {
      const operands = isa.instructions[code[word]]?.operands ?? [];
      for (const [k, { kind }] of operands.entries()) if (kind.label) code[word + 1 + k] -= start;
      word += 1 + operands.length;
    }
    start += length;
    return { name: `section ${i}`, code };
  });
}

function readPool({ type, rows }: Isa['pools'][number], reader: ByteReader): readonly PoolEntry[] {
  if (!rows) return reader.numbers(type, reader.u32());
  return reader.list(4, () => reader.numbers(type, reader.u32()));
}

type FlatAction = readonly [kind: number, a: number, b: number, c: number, d: number];

/** Makes actions within actions of those that stand one after the other. */
class ScheduleReader {
  constructor(
    private readonly isa: Isa,
    private readonly sections: readonly Section[],
    private readonly actions: readonly FlatAction[],
    private readonly reader: ByteReader,
  ) {}

  read(from: number, to: number, depth = 0): Action[] {
    const list: Action[] = [];
    for (let at = from; at < to; ) {
      const action = this.#action(at, to, depth);
      list.push(action);
      at = action.kind === 'repeat' ? this.actions[at][3] : at + 1;
    }
    return list;
  }

  #action(at: number, to: number, depth: number): Action {
    const [kind, a, b, c, d] = this.actions[at];
    const fail = (what: string): never => this.reader.fail(`action ${at} of the schedule: ${what}`);
    const memory = (index: number) => this.isa.memories[index]?.name ?? fail(`there is no memory ${index}`);
    const unused = { run: [b, c, d], copy: [], observe: [a, b, c, d], repeat: [d], leave: [d] };
    const name = IMAGE_ACTIONS[kind] ?? fail('it is unknown');
    if (unused[name].some((word) => word !== 0)) fail('it has words that mean nothing');
    switch (name) {
      case 'run':
        return { kind: 'run', section: this.sections[a]?.name ?? fail('there is no such section') };
      case 'copy':
        return { kind: 'copy', from: memory(a), to: memory(b), start: c, length: d };
      case 'observe':
        return { kind: 'observe' };
      case 'leave':
        return { kind: 'leave', memory: memory(a), cell: b, atLeast: c };
      case 'repeat':
        if (c <= at || c > to) fail('its end is not where it can be');
        if (b >= MAX_REPEATS_HIGH) fail('it cannot repeat so often');
        if (depth >= MAX_REPEAT_DEPTH) fail('repeats are nested too deeply');
        return { kind: 'repeat', times: a + b * 2 ** 32, body: this.read(at + 1, c, depth + 1) };
    }
  }
}

/** Reads little-endian values one after the other. */
class ByteReader {
  readonly #view: DataView;
  #at = 0;

  constructor(
    private readonly name: string,
    private readonly bytes: Uint8Array,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.#at;
  }

  fail(what: string): never {
    throw new InputError(`${this.name} ${what}`);
  }

  take(length: number): Uint8Array {
    if (length > this.remaining) this.fail('is cut short');
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  u32(): number {
    this.take(4);
    return this.#view.getUint32(this.#at - 4, true);
  }

  numbers(type: CellType, count: number): number[] {
    const bytes = type === 'f64' ? 8 : 4;
    this.take(bytes * count);
    const start = this.#at - bytes * count;
    return Array.from({ length: count }, (_, i) =>
      type === 'f64' ? this.#view.getFloat64(start + 8 * i, true) : this.#view.getInt32(start + 4 * i, true),
    );
  }

  /** As many as the next word says, each of at least so many bytes. */
  list<T>(bytes: number, read: () => T): T[] {
    const length = this.u32();
    if (length > this.remaining / bytes) this.fail('is cut short');
    return Array.from({ length }, read);
  }
}
