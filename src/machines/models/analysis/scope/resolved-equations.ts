import { InputError } from '../../../../util/input-error.js';
import type { Equation } from '../../syntax.js';
import { MAX_ARRAY_ELEMENTS } from '../limits.js';
import { countOf, quoted } from '../names.js';
import { createDimension, type Dimension, type Dimensions } from './dimensions.js';

/** An equation with its left-hand side resolved: which elements of an array it is for. */
export interface ResolvedEquation {
  readonly equation: Equation;
  /** 0 for the equation's own variable; outputs of a macro call, `f(a : x, y)`, are numbered from 1. */
  readonly output: number;
  /** Left-hand side subscripts: the elements that each stands for. */
  readonly subscripts: readonly (readonly number[])[];
  /** The dimensions among them, and which subscripts they are. */
  readonly ranges: readonly { readonly dimension: Dimension; readonly subscript: number }[];
  readonly excluded: readonly (readonly ReadonlySet<number>[])[];
  /** How many elements, those excluded among them. */
  readonly size: number;
}

/** Where an element is in the ranges among its equation's subscripts, and how large they are. */
export interface RangeOrdinals {
  readonly ordinals: readonly number[];
  readonly sizes: readonly number[];
}

export function resolveEquation(
  equation: Equation,
  output: number,
  dimensions: Dimensions,
): ResolvedEquation {
  const { at } = equation;
  const subscripts = equation.subscripts.map((name) => dimensions.elementsOf(name, at));
  const excluded = equation.except.map((list) => {
    if (list.length !== subscripts.length) {
      throw new InputError(
        `:EXCEPT: of ${quoted(equation.name)} has ${countOf(list.length, 'subscript')} instead of ${subscripts.length}`,
        at,
      );
    }
    return list.map((name) => new Set(dimensions.elementsOf(name, at)));
  });
  return {
    equation,
    output,
    subscripts,
    ranges: equation.subscripts.flatMap((name, subscript) => {
      const dimension = dimensions.dimension(name);
      return dimension ? [{ dimension, subscript }] : [];
    }),
    excluded,
    size: subscripts.reduce((product, elements) => product * elements.length, 1),
  };
}

/** Per subscript the elements that occur there, in the order of the dimension that has them all. */
export function positionsOf(
  equations: readonly ResolvedEquation[],
  dimensions: Dimensions,
): readonly Dimension[] {
  const [first] = equations;
  const { equation } = first;
  for (const other of equations) {
    if (other.subscripts.length === first.subscripts.length) continue;
    throw new InputError(
      `${quoted(equation.name)} has ${countOf(other.subscripts.length, 'subscript')} here but ${countOf(first.subscripts.length, 'subscript')} at line ${equation.at.line}`,
      other.equation.at,
    );
  }
  return first.subscripts.map((elements, index) => {
    const named = dimensions.dimension(equation.subscripts[index]);
    const others = equations.filter(({ subscripts }) => subscripts[index] !== elements);
    if (
      named &&
      others.every(({ subscripts }) => subscripts[index].every((element) => named.ordinals.has(element)))
    ) {
      return named;
    }
    const union = new Set(elements);
    for (const { subscripts } of others) for (const element of subscripts[index]) union.add(element);
    const all = dimensions.smallest([...union]);
    if (all && all.elements.length === union.size) return all;
    return createDimension(
      all?.name ?? equation.name,
      all ? all.elements.filter((element) => union.has(element)) : [...union],
    );
  });
}

/** Which equation defines each element: the more specific one. Two that are equally specific are an error. */
export function ownersOf(
  equations: readonly ResolvedEquation[],
  positions: readonly Dimension[],
  dimensions: Dimensions,
): Int32Array {
  const size = positions.reduce((product, { elements }) => product * elements.length, 1);
  const [first] = equations;
  if (size > MAX_ARRAY_ELEMENTS) {
    throw new InputError(
      `${quoted(first.equation.name)} has ${size} elements; at most ${MAX_ARRAY_ELEMENTS} are supported`,
      first.equation.at,
    );
  }
  const owners = new Int32Array(size).fill(-1);
  equations.forEach((resolved, number) => {
    forElements(resolved, positions, (flat) => {
      const earlier = equations[owners[flat]];
      if (earlier && earlier.size === resolved.size) {
        const label = labelOf(flat, positions, dimensions);
        throw new InputError(
          `${quoted(`${resolved.equation.name}${label}`)} is defined twice, first at line ${earlier.equation.at.line}; remove one of the equations`,
          resolved.equation.at,
        );
      }
      if (!earlier || earlier.size > resolved.size) owners[flat] = number;
    });
  });
  return owners;
}

/**
 * Calls back for each element an equation is for, last subscript fastest: its index in the array, its
 * elements, and its index in the equation.
 */
export function forElements(
  { subscripts, excluded, size }: ResolvedEquation,
  positions: readonly Dimension[],
  visit: (flat: number, elements: readonly number[], index: number) => void,
): void {
  const elements = new Array<number>(subscripts.length).fill(-1);
  for (let index = 0; index < size; index++) {
    let rest = index;
    for (let subscript = subscripts.length - 1; subscript >= 0; subscript--) {
      const choices = subscripts[subscript];
      elements[subscript] = choices[rest % choices.length];
      rest = Math.floor(rest / choices.length);
    }
    if (excluded.some((list) => list.every((set, subscript) => set.has(elements[subscript])))) continue;
    let flat = 0;
    positions.forEach((position, subscript) => {
      flat = flat * position.elements.length + (position.ordinals.get(elements[subscript]) ?? 0);
    });
    visit(flat, elements, index);
  }
}

/** Where the element with this index in its equation is in the equation's ranges. */
export function rangeOrdinals({ subscripts, ranges }: ResolvedEquation, index: number): RangeOrdinals {
  const all: number[] = [];
  let rest = index;
  for (const { length } of subscripts.toReversed()) {
    all.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return {
    ordinals: ranges.map(({ subscript }) => all[subscript] ?? 0),
    sizes: ranges.map(({ subscript }) => subscripts[subscript]?.length ?? 1),
  };
}

/** `[north,young]` for the element with this index in its array. */
export function labelOf(flat: number, positions: readonly Dimension[], dimensions: Dimensions): string {
  if (positions.length === 0) return '';
  const names: string[] = [];
  let rest = flat;
  for (const { elements } of positions.toReversed()) {
    names.unshift(dimensions.elementName(elements[rest % elements.length]));
    rest = Math.floor(rest / elements.length);
  }
  return `[${names.join(',')}]`;
}
