import { InputError } from '../../../util/input-error.js';
import { HandleTable, Heap } from '../heap.js';
import { fitsSmallInteger, integerOf, isSmallInteger, OBJECT, smallInteger } from '../layout.js';
import { type Type, Types } from '../types.js';

/** Everything that has to stay alive besides what it names. */
export type Roots = (visit: (value: number) => void) => void;

/** Where an object keeps the number of what it holds outside the heap. */
const HANDLE = OBJECT.first;

/** Values of the machine as the host sees them: texts, integers of any size, numbers, lists and tables. */
export class Objects {
  readonly heap: Heap;
  readonly types: Types;
  readonly #numbers: Float64Array;
  readonly #texts = new HandleTable<string>();
  readonly #integers = new HandleTable<bigint>();
  readonly #lists = new HandleTable<number[]>();
  readonly #tables = new HandleTable<Map<string, number>>();
  readonly #freeNumbers: number[] = [];
  #nextNumber = 0;

  constructor(cells: Int32Array, numbers: Float64Array, roots: Roots) {
    this.#numbers = numbers;
    this.heap = new Heap(cells, {
      roots: (visit) => {
        for (const { address, typeObject, methods } of this.types.all) {
          visit(address);
          visit(typeObject);
          for (const method of methods.values()) visit(method);
        }
        for (const language of Object.values(this.types.languages)) visit(language);
        roots(visit);
      },
      held: (address, visit) => this.#held(address, visit),
      released: (address) => this.#release(address),
    });
    this.types = new Types(this.heap);
  }

  #typeAt(address: number): Type | undefined {
    const cell = this.heap.cells[address + OBJECT.type];
    return cell & 1 ? undefined : this.types.at(cell);
  }

  #held(address: number, visit: (value: number) => void): void {
    const holds = this.#typeAt(address)?.holds;
    const handle = this.heap.cells[address + HANDLE];
    if (holds === 'list') for (const value of this.#lists.get(handle)) visit(value);
    if (holds === 'table') for (const value of this.#tables.get(handle).values()) visit(value);
  }

  #release(address: number): void {
    const handle = this.heap.cells[address + HANDLE];
    const holds = this.#typeAt(address)?.holds;
    if (holds === 'text') this.#texts.release(handle);
    if (holds === 'integer') this.#integers.release(handle);
    if (holds === 'list') this.#lists.release(handle);
    if (holds === 'table') this.#tables.release(handle);
    if (holds === 'number') this.#freeNumbers.push(handle);
  }

  /** An object of a type with all attributes null; lists and tables are empty. */
  make(type: Type): number {
    const address = this.heap.allocate(type.address, Math.max(type.size, HANDLE + 1));
    const { cells } = this.heap;
    if (type.holds === 'text') cells[address + HANDLE] = this.#texts.add('');
    if (type.holds === 'integer') cells[address + HANDLE] = this.#integers.add(0n);
    if (type.holds === 'list') cells[address + HANDLE] = this.#lists.add([]);
    if (type.holds === 'table') cells[address + HANDLE] = this.#tables.add(new Map());
    if (type.holds === 'number') cells[address + HANDLE] = this.#takeNumber();
    return address;
  }

  #takeNumber(): number {
    const free = this.#freeNumbers.pop();
    if (free !== undefined) return free;
    if (this.#nextNumber === this.#numbers.length) fullOf(this.#numbers.length);
    return this.#nextNumber++;
  }

  /** Another object with the same cells, and a text, list or table of its own. */
  copy(object: number): number {
    const type = this.types.of(object);
    const copy = this.make(type);
    const { cells } = this.heap;
    const [own, original] = [cells[copy + HANDLE], cells[object + HANDLE]];
    for (let cell = OBJECT.first; cell < cells[object + OBJECT.size]; cell++)
      cells[copy + cell] = cells[object + cell];
    if (type.holds !== 'nothing') cells[copy + HANDLE] = own;
    if (type.holds === 'text') this.#texts.set(own, this.#texts.get(original));
    if (type.holds === 'integer') this.#integers.set(own, this.#integers.get(original));
    if (type.holds === 'list') this.#lists.set(own, [...this.#lists.get(original)]);
    if (type.holds === 'table') this.#tables.set(own, new Map(this.#tables.get(original)));
    if (type.holds === 'number') this.#numbers[own] = this.#numbers[original];
    return copy;
  }

  /** What is in a container, or else the value itself. */
  bare(value: number): number {
    const scalar = this.types.named('Scalar');
    const isContainer = this.types.isConcrete(value) && this.types.of(value) === scalar;
    return isContainer ? this.attribute(value, scalar, '$!value') : value;
  }

  attribute(object: number, type: Type, name: string): number {
    return this.heap.cells[object + this.types.offsetOf(type, name)];
  }

  setAttribute(object: number, type: Type, name: string, value: number): void {
    this.heap.cells[object + this.types.offsetOf(type, name)] = value;
  }

  // Texts

  makeText(text: string): number {
    const address = this.make(this.types.named('Str'));
    this.#texts.set(this.heap.cells[address + HANDLE], text);
    return address;
  }

  textOf(value: number): string {
    return this.#texts.get(this.heap.cells[value + HANDLE]);
  }

  // Integers

  makeInteger(integer: bigint): number {
    const small = Number(integer);
    if (fitsSmallInteger(small)) return smallInteger(small);
    return this.makeIntegerOf(this.types.named('Int'), integer);
  }

  /** An integer that is an object, of a type that holds one. */
  makeIntegerOf(type: Type, integer: bigint): number {
    const address = this.make(type);
    this.#integers.set(this.heap.cells[address + HANDLE], integer);
    return address;
  }

  integerValue(value: number): bigint {
    return isSmallInteger(value)
      ? BigInt(integerOf(value))
      : this.#integers.get(this.heap.cells[value + HANDLE]);
  }

  isTruth(value: number): boolean {
    return this.heap.isObject(value) && this.types.of(value).name === 'Bool' && this.types.isConcrete(value);
  }

  // Numbers

  makeNumber(number: number): number {
    const address = this.make(this.types.named('Num'));
    this.#numbers[this.heap.cells[address + HANDLE]] = number;
    return address;
  }

  numberValue(value: number): number {
    return this.#numbers[this.heap.cells[value + HANDLE]];
  }

  // Lists and tables

  makeList(values: readonly number[]): number {
    const address = this.make(this.types.named('BOOTArray'));
    this.#lists.set(this.heap.cells[address + HANDLE], [...values]);
    return address;
  }

  listOf(value: number): number[] {
    return this.#lists.get(this.heap.cells[value + HANDLE]);
  }

  makeTable(): number {
    return this.make(this.types.named('BOOTHash'));
  }

  tableOf(value: number): Map<string, number> {
    return this.#tables.get(this.heap.cells[value + HANDLE]);
  }
}

function fullOf(cells: number): never {
  throw new InputError(`there is no room for more than ${cells.toLocaleString('en-US')} numbers`);
}
