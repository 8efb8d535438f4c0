import {
  type Boolification,
  type Constraint,
  createWith,
  type DispatchWorld,
  declareKnownTypes,
  type Helper,
  type HostFunction,
  type KnownTypes,
  type Parameter,
  type Routine,
} from '../../../../src/machines/raku/dispatch/world.js';
import { Heap } from '../../../../src/machines/raku/heap.js';
import { isSmallInteger, OBJECT, smallInteger, TYPE } from '../../../../src/machines/raku/layout.js';
import { type Type, Types } from '../../../../src/machines/raku/types.js';

interface RoutineDescription {
  readonly name?: string;
  readonly kind?: 'Block' | 'Sub' | 'Method';
  readonly parameters?: readonly Parameter[];
  /** Of a proto. */
  readonly candidates?: readonly number[];
  readonly isOnlyRedispatch?: boolean;
}

export const UNTYPED: Parameter = {
  type: null,
  definedness: 'any',
  hasWhere: false,
  isRw: false,
  isCapture: false,
  isReadOnly: true,
};

/** Enough of a machine for dispatchers: objects, types and routines that nothing runs. */
export class FakeWorld implements DispatchWorld {
  readonly #heap = new Heap(new Int32Array(1 << 15), {
    roots: () => {
      throw new Error('there is no room for a test');
    },
    held: () => {},
    released: () => {},
  });
  readonly types = new Types(this.#heap);
  readonly known: KnownTypes;
  readonly Int: Type;
  readonly Str: Type;
  readonly Bool: Type;
  readonly codeReference: Type;
  readonly list: Type;
  readonly iterator: Type;
  readonly table: Type;
  readonly constants: number[] = [];
  readonly #texts = new Map<string, number>();
  readonly #tables = new Map<number, Map<string, number>>();
  readonly #helpers = new Map<Helper, number>();
  readonly #hostFunctions: HostFunction[] = [];
  readonly #routines = new Map<number, Routine>();
  readonly #puns = new Map<Type, Type>();
  /** Types that stand for the defined values of another. */
  readonly #defined = new Map<number, Type>();

  constructor() {
    const parent = () => this.known.Any;
    this.known = declareKnownTypes(this.types);
    this.Int = this.types.declare({ name: 'Int', parent: parent(), size: OBJECT.first + 1 });
    this.Str = this.types.declare({ name: 'Str', parent: parent(), size: OBJECT.first + 1 });
    this.Bool = this.types.declare({ name: 'Bool', parent: this.Int });
    this.codeReference = this.types.declare({ name: 'BOOTCode', language: 'NQP' });
    this.list = this.types.declare({ name: 'BOOTArray', language: 'NQP' });
    this.iterator = this.types.declare({ name: 'BOOTIter', language: 'NQP' });
    this.table = this.types.declare({ name: 'BOOTHash', language: 'NQP' });
  }

  get cells(): Int32Array {
    return this.#heap.cells;
  }

  create(type: Type): number {
    return this.#heap.allocate(type.address, Math.max(type.size, OBJECT.first + 1));
  }

  class(name: string, parent: Type = this.known.Any): Type {
    return this.types.declare({ name, parent });
  }

  role(name: string, pun: Type): Type {
    const role = this.types.declare({ name, isRole: true });
    this.#puns.set(role, pun);
    return role;
  }

  /** A type with a table of its methods, as calls need them that look methods up while they run. */
  tabulate(type: Type, methods: Readonly<Record<string, number>>): void {
    const table = this.create(this.table);
    for (const [name, code] of Object.entries(methods)) type.methods.set(name, code);
    this.#tables.set(table, new Map(Object.entries(methods)));
    const how = createWith(this, this.known.ClassHOW, { '$!cached_all_method_table': table });
    this.cells[type.address + TYPE.how] = how;
  }

  definite(type: Type): number {
    const { typeObject } = this.types.declare({ name: `${type.name}:D` });
    this.#defined.set(typeObject, type);
    return typeObject;
  }

  /** A code object. */
  code({ name = 'f', kind = 'Sub', parameters = [], candidates, ...rest }: RoutineDescription = {}): number {
    const type = this.known[kind];
    const object = createWith(this, type, { '$!do': this.create(this.codeReference) });
    if (candidates) this.cells[object + this.types.offsetOf(type, '@!dispatchees')] = this.create(this.list);
    const isOnlyRedispatch = rest.isOnlyRedispatch ?? candidates !== undefined;
    const signature = { parameters };
    this.#routines.set(object, {
      name,
      signature,
      isOnlyRedispatch,
      candidates: candidates ?? null,
      wrappers: null,
    });
    return object;
  }

  /** A code object like another, with wrappers around it: the outermost first. */
  wrapped(code: number, wrappers: readonly number[]): number {
    const type = this.types.of(code);
    const isMethod = type.ancestors.includes(this.known.Method);
    const wrappedType = this.known[isMethod ? 'Method+{Routine::Wrapped}' : 'Sub+{Routine::Wrapped}'];
    const object = createWith(this, wrappedType, {
      '$!do': this.create(this.codeReference),
      '$!wrappers': this.create(this.list),
    });
    this.#routines.set(object, { ...this.routine(code), wrappers: [...wrappers, code] });
    return object;
  }

  /** A Scalar that can be assigned to, if it has a descriptor. */
  scalar(value: number, descriptor = this.create(this.known['ContainerDescriptor::Untyped'])): number {
    return createWith(this, this.known.Scalar, { '$!descriptor': descriptor, '$!value': value });
  }

  referenceOf(code: number): number {
    return this.cells[code + this.types.offsetOf(this.known.Code, '$!do')];
  }

  routine(code: number): Routine {
    return this.#routines.get(code)!;
  }

  isCodeReference(value: number): boolean {
    return this.types.isConcrete(value) && this.types.of(value) === this.codeReference;
  }

  punOf(role: Type): Type {
    return this.#puns.get(role)!;
  }

  isIterable(value: number): boolean {
    return this.types.accepts(this.known.Iterable, value);
  }

  constraintOf(typeObject: number): Constraint {
    const defined = this.#defined.get(typeObject);
    return defined
      ? { type: defined, definedness: 'defined' }
      : { type: this.types.of(typeObject), definedness: 'any' };
  }

  boolification(type: Type): Boolification {
    const method = this.types.findMethod(type, 'Bool');
    if (method) return { by: 'method', code: method };
    return type === this.Bool || type === this.Int
      ? { by: 'host function', name: 'boolify-boxed-int' }
      : { by: 'concreteness' };
  }

  hllTransform(type: Type): Helper | null {
    return type === this.list ? 'hllize-list' : null;
  }

  lookup(table: number, text: number): number {
    return this.#tables.get(table)?.get(this.textOf(text)) ?? 0;
  }

  textOf(text: number): string {
    for (const [content, address] of this.#texts) if (address === text) return content;
    throw new Error('that is no text');
  }

  text(text: string): number {
    const known = this.#texts.get(text) ?? this.create(this.Str);
    this.#texts.set(text, known);
    return known;
  }

  helper(name: Helper): number {
    const known = this.#helpers.get(name) ?? this.create(this.codeReference);
    this.#helpers.set(name, known);
    return known;
  }

  hostFunction(name: HostFunction): number {
    if (!this.#hostFunctions.includes(name)) this.#hostFunctions.push(name);
    return smallInteger(this.#hostFunctions.indexOf(name));
  }

  constant(value: number): number {
    if (!this.constants.includes(value)) this.constants.push(value);
    return this.constants.indexOf(value);
  }

  show(value: number, as: 'raku' | 'gist'): string {
    if (isSmallInteger(value)) return String(value >> 1);
    const isText = this.types.isConcrete(value) && this.types.of(value) === this.Str;
    if (!isText) return this.types.of(value).name + (this.types.isConcrete(value) ? '.new' : '');
    return as === 'raku' ? JSON.stringify(this.textOf(value)) : this.textOf(value);
  }
}
