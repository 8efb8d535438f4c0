import type { Heap } from './heap.js';
import { INT_TYPE, isSmallInteger, OBJECT, TYPE } from './layout.js';

/** What objects of a type hold beyond cells: a number in their first cell says which. */
export type Holds = 'nothing' | 'text' | 'integer' | 'number' | 'list' | 'table';

/** One attribute, and in which cell of an object it is. */
export interface AttributeLayout {
  readonly name: string;
  readonly offset: number;
}

/** A class, a role's pun, or something of the machine's own, as the host knows it. */
export interface Type {
  readonly name: string;
  /** Of the type in the heap. */
  readonly address: number;
  /** Of the object that stands for the type, such as `Int`. */
  readonly typeObject: number;
  /** `Raku` types have one, those of the machine another. */
  readonly language: Language;
  readonly parent: Type | null;
  /** Itself, its parent, and so on. */
  readonly ancestors: readonly Type[];
  readonly holds: Holds;
  /** Of its own; those of parents come first in an object. */
  readonly attributes: readonly AttributeLayout[];
  /** Cells of an object, header included. */
  readonly size: number;
  /** Its own: code objects by name. */
  readonly methods: Map<string, number>;
  /** A role: `.new` is a method of its pun. */
  readonly isRole: boolean;
}

export type Language = 'Raku' | 'NQP';

export interface TypeDescription {
  readonly name: string;
  /** What it is found by; its name where nothing is given. */
  readonly key?: string;
  readonly parent?: Type | null;
  readonly language?: Language;
  readonly holds?: Holds;
  /** Names, in the order of their cells. */
  readonly attributes?: readonly string[];
  /** Cells of an object where attributes do not say it. */
  readonly size?: number;
  readonly isRole?: boolean;
}

/** The types of a run, by what stands in the heap for them. */
export class Types {
  readonly #byAddress = new Map<number, Type>();
  readonly #byName = new Map<string, Type>();
  readonly #heap: Heap;
  /** The type of types. */
  readonly #type: number;
  readonly #languages: Readonly<Record<Language, number>>;

  /** The first objects of a heap: the type of small integers is at its fixed address. */
  constructor(heap: Heap) {
    this.#heap = heap;
    const integers = heap.allocate(0, TYPE.size);
    if (integers !== INT_TYPE) throw new Error(`the first type is at ${integers}`);
    this.#type = heap.allocate(0, TYPE.size);
    const language = () => heap.allocate(this.#type, OBJECT.first);
    this.#languages = { Raku: language(), NQP: language() };
    for (const address of [integers, this.#type]) heap.cells[address + OBJECT.type] = this.#type;
    // To guards null looks like the type object of no type.
    heap.cells[OBJECT.type] = 1;
  }

  /** Roots of the collector: types are never collected. */
  get all(): readonly Type[] {
    return [...this.#byAddress.values()];
  }

  get languages(): Readonly<Record<Language, number>> {
    return this.#languages;
  }

  /** Makes a type. A name may be given twice; by name one then finds the last. */
  declare(description: TypeDescription): Type {
    const { name, parent = null, language = 'Raku', holds, isRole = false } = description;
    const { cells } = this.#heap;
    const address = name === 'Int' ? INT_TYPE : this.#heap.allocate(this.#type, TYPE.size);
    const typeObject = this.#heap.allocate(address | 1, OBJECT.first);
    cells[address + TYPE.typeObject] = typeObject;
    cells[address + TYPE.language] = this.#languages[language];
    const first = parent?.size ?? OBJECT.first;
    const names = description.attributes ?? [];
    const attributes = names.map((attribute, i) => ({ name: attribute, offset: first + i }));
    const own: Type = {
      name,
      address,
      typeObject,
      language,
      parent,
      get ancestors() {
        return [own, ...(parent?.ancestors ?? [])];
      },
      holds: holds ?? parent?.holds ?? 'nothing',
      attributes,
      size: description.size ?? first + names.length,
      methods: new Map(),
      isRole,
    };
    this.#byAddress.set(address, own);
    this.#byName.set(description.key ?? name, own);
    return own;
  }

  named(name: string): Type {
    const type = this.#byName.get(name);
    if (!type) throw new Error(`there is no type ${name}`);
    return type;
  }

  at(address: number): Type {
    return this.#byAddress.get(address)!;
  }

  /** The type of a value that is not null. */
  of(value: number): Type {
    return this.at(this.addressOf(value));
  }

  /** What a guard compares: the address of the type, whether or not the value is the type object. */
  addressOf(value: number): number {
    return isSmallInteger(value) ? INT_TYPE : this.#heap.cells[value + OBJECT.type] & -2;
  }

  /** Whether it is an object, and not one that stands for its type. */
  isConcrete(value: number): boolean {
    return isSmallInteger(value) || (value !== 0 && (this.#heap.cells[value + OBJECT.type] & 1) === 0);
  }

  /** Whether a value is of a type or of one that descends from it. */
  accepts(type: Type, value: number): boolean {
    return value !== 0 && this.of(value).ancestors.includes(type);
  }

  /** Which cell of an object an attribute is. Throws an `Error` where there is none. */
  offsetOf(type: Type, attribute: string): number {
    for (const ancestor of type.ancestors) {
      const found = ancestor.attributes.find(({ name }) => name === attribute);
      if (found) return found.offset;
    }
    throw new Error(`${type.name} has no attribute ${attribute}`);
  }

  /** The method that a call finds: a code object; 0 where there is none. */
  findMethod(type: Type, name: string): number {
    for (const { methods } of type.ancestors) {
      const found = methods.get(name);
      if (found !== undefined) return found;
    }
    return 0;
  }
}
