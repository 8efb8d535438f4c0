import type { Description, RoutineDescription } from '../description.js';
import type { Constraint, Parameter, Routine } from '../dispatch/world.js';
import { createWith, type DispatchWorld } from '../dispatch/world.js';
import { CODE_REFERENCE } from '../layout.js';
import type { Objects } from './objects.js';

/** The routines of a program as objects: the code objects that programs pass around, and what they run. */
export class Routines {
  readonly #objects: Objects;
  readonly #described: readonly RoutineDescription[];
  /** By routine: the code object that is there from the start. */
  readonly #templates: number[] = [];
  /** What dispatchers ask of code objects, by routine; wrapped ones by code object. */
  readonly #known = new Map<number, Routine>();
  readonly #wrapped = new Map<number, Routine>();

  constructor(objects: Objects, { routines }: Description) {
    this.#objects = objects;
    this.#described = routines;
  }

  /** Makes all code objects. Routines that stand in others are cloned from them when they are reached. */
  create(world: DispatchWorld): void {
    const { types } = this.#objects;
    for (const [index, { kind }] of this.#described.entries()) {
      const reference = this.#objects.heap.allocate(types.named('BOOTCode').address, 4);
      this.#objects.heap.cells[reference + CODE_REFERENCE.routine] = index;
      const type = types.named(kind === 'WhateverCode' || kind === 'Submethod' ? 'Block' : kind);
      this.#templates.push(createWith(world, type, { '$!do': reference }));
    }
    const routine = types.named('Routine');
    for (const [index, { candidates }] of this.#described.entries()) {
      if (!types.accepts(routine, this.#templates[index])) continue;
      const list = candidates
        ? this.#objects.makeList(candidates.map((candidate) => this.#templates[candidate]))
        : types.named('Mu').typeObject;
      this.#objects.setAttribute(this.#templates[index], routine, '@!dispatchees', list);
    }
  }

  roots(visit: (value: number) => void): void {
    for (const template of this.#templates) visit(template);
    for (const [code, { wrappers }] of this.#wrapped) {
      visit(code);
      for (const wrapper of wrappers ?? []) visit(wrapper);
    }
  }

  template(index: number): number {
    return this.#templates[index];
  }

  /** Which routine a code object, or what it runs, is of. */
  indexOf(code: number): number {
    return this.#objects.heap.cells[this.referenceOf(code) + CODE_REFERENCE.routine];
  }

  /** What runs of a code object; itself where it is that. */
  referenceOf(code: number): number {
    const { types } = this.#objects;
    if (types.of(code).name === 'BOOTCode') return code;
    return this.#objects.attribute(code, types.named('Code'), '$!do');
  }

  descriptionOf(index: number): RoutineDescription {
    return this.#described[index];
  }

  of(code: number): Routine {
    return this.#wrapped.get(code) ?? this.#byIndex(this.indexOf(code));
  }

  #byIndex(index: number): Routine {
    const known = this.#known.get(index);
    if (known) return known;
    const described = this.#described[index];
    const { types } = this.#objects;
    const anything: Constraint = { type: types.named('Any'), definedness: 'any' };
    const parameters = described.parameters.map(
      ({ type, isDefined, hasWhere, isRw, isRaw, isCapture }): Parameter => ({
        ...(type === null
          ? anything
          : { type: types.named(type), definedness: isDefined ? 'defined' : 'any' }),
        hasWhere,
        isRw,
        isCapture,
        isReadOnly: !isRw && !isRaw && !isCapture,
      }),
    );
    const invocant: Parameter = {
      ...anything,
      hasWhere: false,
      isRw: false,
      isCapture: false,
      isReadOnly: true,
    };
    const routine: Routine = {
      name: described.name,
      signature: { parameters: described.kind === 'Method' ? [invocant, ...parameters] : parameters },
      isOnlyRedispatch: described.isOnlyRedispatch,
      candidates: described.candidates?.map((candidate) => this.#templates[candidate]) ?? null,
      wrappers: null,
    };
    this.#known.set(index, routine);
    return routine;
  }

  /** Puts a wrapper around a routine: calls of it run the wrapper, whose `callsame` goes on to the next. */
  wrap(code: number, wrapper: number): void {
    const { cells } = this.#objects.heap;
    const before = this.of(code);
    const { types } = this.#objects;
    const plain = before.wrappers ?? [this.#objects.copy(code)];
    this.#wrapped.set(code, { ...before, wrappers: [wrapper, ...plain] });
    const type = types.of(code);
    if (!type.name.endsWith('+{Routine::Wrapped}'))
      cells[code] = types.named(`${type.name}+{Routine::Wrapped}`).address;
    this.#objects.setAttribute(
      code,
      types.of(code),
      '$!wrappers',
      this.#objects.makeList([wrapper, ...plain]),
    );
  }

  /** Takes a wrapper away again. False: it is not one of them. */
  unwrap(code: number, wrapper: number): boolean {
    const before = this.of(code);
    const left = before.wrappers?.filter((one) => one !== wrapper) ?? [];
    if (!before.wrappers || left.length === before.wrappers.length) return false;
    const { types } = this.#objects;
    if (left.length === 1) {
      this.#wrapped.delete(code);
      this.#objects.heap.cells[code] = types.of(code).parent!.address;
    } else {
      this.#wrapped.set(code, { ...before, wrappers: left });
      this.#objects.setAttribute(code, types.of(code), '$!wrappers', this.#objects.makeList(left));
    }
    return true;
  }
}
