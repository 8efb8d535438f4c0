import { InputError } from '../../../util/input-error.js';
import type { ClassDescription, ConstantDescription, Description } from '../description.js';
import {
  type Boolification,
  type Constraint,
  createWith,
  type DispatchWorld,
  type Helper,
  type HostFunction,
  type KnownTypes,
  type Routine,
} from '../dispatch/world.js';
import { smallInteger, TYPE } from '../layout.js';
import type { Type } from '../types.js';
import { declareBuiltInTypes } from './built-in-types.js';
import type { Objects } from './objects.js';
import { Routines } from './routines.js';
import { showValue } from './show.js';

/** What the names of subs begin with that dispatchers call. */
const HELPER = 'helper-';

/** Functions of the host that programs end with: their numbers are values. */
const HOST_FUNCTIONS: readonly HostFunction[] = [
  'try-capture-lex',
  'boolify-boxed-int',
  'boolify-bigint',
  'boolify-boxed-num',
  'boolify-boxed-str',
  'boolify-using-elems',
  'boolify-iter',
];

/** The types, routines and constants of a program that runs. */
export class World implements DispatchWorld {
  readonly known: KnownTypes;
  readonly routines: Routines;
  readonly #objects: Objects;
  readonly #constants: Int32Array;
  readonly #indices = new Map<number, number>();
  readonly #texts = new Map<string, number>();
  readonly #helpers: ReadonlyMap<string, number>;
  readonly #classes = new Map<Type, ClassDescription>();
  readonly #puns = new Map<Type, Type>();
  #constantCount = 0;
  #truths: readonly [no: number, yes: number] = [0, 0];

  /** Makes everything that the description names, constants first. */
  constructor(objects: Objects, constants: Int32Array, description: Description) {
    this.#objects = objects;
    this.#constants = constants;
    this.known = declareBuiltInTypes(objects.types);
    this.routines = new Routines(objects, description);
    this.#helpers = new Map(
      description.routines.flatMap(({ name, outer }, i) =>
        outer === null && name.startsWith(HELPER) ? [[name.slice(HELPER.length), i]] : [],
      ),
    );
    for (const one of description.classes) this.#declareClass(one);
    this.routines.create(this);
    this.#truths = [this.#makeTruth(false), this.#makeTruth(true)];
    for (const one of description.classes) this.#addMethods(one);
    for (const [i, one] of description.constants.entries()) this.#keep(i, this.#make(one));
    this.#constantCount = description.constants.length;
  }

  get cells(): Int32Array {
    return this.#objects.heap.cells;
  }

  get types() {
    return this.#objects.types;
  }

  roots(visit: (value: number) => void): void {
    this.routines.roots(visit);
    for (const text of this.#texts.values()) visit(text);
    for (const truth of this.#truths) visit(truth);
  }

  /** Classes of the setting have the names of types that are there: methods are added to those. */
  #declareClass(one: ClassDescription): void {
    const isBuiltIn = !one.name.startsWith('::');
    const type = isBuiltIn
      ? this.types.named(one.name)
      : this.types.declare({
          name: one.name.slice(2),
          key: one.name,
          parent: one.parent === null ? this.known.Any : this.types.named(one.parent),
          attributes: one.attributes.map(({ name }) => name),
          isRole: one.isRole,
        });
    this.#classes.set(type, one);
    if (isBuiltIn) return;
    const how = createWith(this, this.known.ClassHOW, { '$!cached_all_method_table': 0 });
    this.cells[type.address + TYPE.how] = how;
  }

  #addMethods({ name, methods }: ClassDescription): void {
    const type = this.types.named(name);
    for (const method of methods) type.methods.set(method.name, this.routines.template(method.routine));
  }

  #make(constant: ConstantDescription): number {
    switch (constant.kind) {
      case 'type':
        return this.types.named(constant.name).typeObject;
      case 'address':
        return this.types.named(constant.name).address;
      case 'routine':
        return this.routines.template(constant.routine);
      case 'text':
        return this.text(constant.text);
      case 'integer':
        return this.#objects.makeInteger(BigInt(constant.digits));
      case 'number':
        return this.#objects.makeNumber(numberOf(constant.bits));
      case 'complex': {
        const [re, im] = [constant.bits.slice(0, 2), constant.bits.slice(2)].map((bits) =>
          this.#objects.makeNumber(numberOf(bits)),
        );
        return createWith(this, this.types.named('Complex'), { '$!re': re, '$!im': im });
      }
      case 'truth':
        return this.truth(constant.value);
      case 'descriptor': {
        const { ContainerDescriptor } = this.known;
        const kind =
          constant.type === null ? this.known['ContainerDescriptor::Untyped'] : ContainerDescriptor;
        const of = constant.type === null ? this.known.Mu : this.types.named(constant.type);
        const value = constant.type === null ? this.known.Any : of;
        return createWith(this, kind, {
          '$!of': of.typeObject,
          '$!name': this.text(constant.name),
          '$!default': value.typeObject,
        });
      }
    }
  }

  #makeTruth(value: boolean): number {
    return this.#objects.makeIntegerOf(this.types.named('Bool'), value ? 1n : 0n);
  }

  truth(value: boolean): number {
    return this.#truths[value ? 1 : 0];
  }

  #keep(index: number, value: number): void {
    this.#constants[index] = value;
    if (!this.#indices.has(value)) this.#indices.set(value, index);
  }

  constant(value: number): number {
    const known = this.#indices.get(value);
    if (known !== undefined) return known;
    const index = this.#constantCount++;
    if (index >= this.#constants.length)
      throw new InputError('the program comes to more than 16,384 different constants');
    this.#keep(index, value);
    return index;
  }

  // What dispatchers ask

  routine(code: number): Routine {
    return this.routines.of(code);
  }

  isCodeReference(value: number): boolean {
    return this.types.isConcrete(value) && this.types.of(value).name === 'BOOTCode';
  }

  punOf(role: Type): Type {
    const known = this.#puns.get(role);
    if (known) return known;
    // It has the role's attributes and methods as if they were inherited.
    const pun = this.types.declare({ name: role.name, parent: role });
    this.cells[pun.address + TYPE.how] = this.cells[role.address + TYPE.how];
    this.#puns.set(role, pun);
    return pun;
  }

  isIterable(value: number): boolean {
    return this.types.accepts(this.known.Iterable, value);
  }

  constraintOf(typeObject: number): Constraint {
    const type = this.types.of(typeObject);
    if (type.name.endsWith(':D')) return { type: type.parent, definedness: 'defined' };
    return { type: type === this.known.Mu ? null : type, definedness: 'any' };
  }

  boolification(type: Type): Boolification {
    if (type.holds === 'integer') return { by: 'host function', name: 'boolify-bigint' };
    if (type.holds === 'number') return { by: 'host function', name: 'boolify-boxed-num' };
    if (type.holds === 'text') return { by: 'host function', name: 'boolify-boxed-str' };
    if (type.holds === 'list' || type.holds === 'table')
      return { by: 'host function', name: 'boolify-using-elems' };
    const code = this.types.findMethod(type, 'Bool');
    if (code === this.types.findMethod(this.known.Mu, 'Bool')) return { by: 'concreteness' };
    return { by: 'method', code };
  }

  hllTransform({ language, holds }: Type): Helper | null {
    if (language === 'Raku') return null;
    if (holds === 'list') return 'hllize-list';
    return holds === 'table' ? 'hllize-table' : null;
  }

  lookup(table: number, text: number): number {
    return this.#objects.tableOf(table).get(this.textOf(text)) ?? 0;
  }

  textOf(text: number): string {
    return this.#objects.textOf(text);
  }

  text(text: string): number {
    const known = this.#texts.get(text) ?? this.#objects.makeText(text);
    this.#texts.set(text, known);
    return known;
  }

  /** Subs of the setting that are called so. */
  helper(name: Helper): number {
    const index = this.#helpers.get(name);
    if (index === undefined) throw new Error(`the setting has no helper ${name}`);
    return this.routines.referenceOf(this.routines.template(index));
  }

  hostFunction(name: HostFunction): number {
    return smallInteger(HOST_FUNCTIONS.indexOf(name));
  }

  hostFunctionAt(index: number): HostFunction {
    return HOST_FUNCTIONS[index];
  }

  create(type: Type): number {
    return this.#objects.make(type);
  }

  show(value: number, as: 'raku' | 'gist'): string {
    return showValue(this.#objects, (one) => this.truth(one), value, as);
  }
}

/** Of its bits, high and low half. */
function numberOf(bits: readonly number[]): number {
  const view = new DataView(new ArrayBuffer(8));
  for (const [i, half] of bits.entries()) view.setInt32(4 * i, half);
  return view.getFloat64(0);
}
