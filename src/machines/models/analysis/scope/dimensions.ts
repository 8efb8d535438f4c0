import { InputError } from '../../../../util/input-error.js';
import type { Dimension as DimensionSyntax } from '../../syntax.js';
import type { ExternalReader } from '../external/external-reader.js';
import { MAX_DIMENSION_DEPTH, MAX_DIMENSION_ELEMENTS } from '../limits.js';
import { quoted } from '../names.js';
import type { Problems } from '../problems.js';

/** A dimension or subrange. Elements are numbers; one with the same name in two dimensions is the same. */
export interface Dimension {
  readonly name: string;
  readonly elements: readonly number[];
  /** Position of each element in `elements`. */
  readonly ordinals: ReadonlyMap<number, number>;
}

/** `D : a, b -> T`: for each element of T the element of D it stands for. */
interface Mapping {
  readonly target: Dimension;
  readonly sourceOf: ReadonlyMap<number, number>;
  /** The other way round, where that is one element. */
  readonly targetOf: ReadonlyMap<number, number>;
}

/** The dimensions of a model: their elements, written out, and the mappings between them. */
export class Dimensions {
  private readonly dimensions = new Map<string, Dimension>();
  private readonly elements = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly containing: Dimension[][] = [];
  private readonly mappings = new Map<Dimension, Mapping[]>();
  private readonly slices = new Map<string, Dimension>();
  private readonly roots = new Map<Dimension, Dimension>();
  private readonly canonical: (name: string) => string;
  private readonly problems: Problems;
  private readonly external: ExternalReader;

  constructor(
    syntax: readonly DimensionSyntax[],
    canonical: (name: string) => string,
    problems: Problems,
    external: ExternalReader,
  ) {
    this.canonical = canonical;
    this.problems = problems;
    this.external = external;
    const definitions = new Map<string, DimensionSyntax>();
    for (const dimension of syntax) {
      const name = canonical(dimension.name);
      const earlier = definitions.get(name);
      if (earlier && !sameElements(earlier, dimension)) {
        problems.add({
          message: `dimension ${quoted(dimension.name)} is defined twice, first at line ${earlier.at.line}; remove one of them`,
          at: dimension.at,
        });
      } else if (!earlier) definitions.set(name, dimension);
    }
    for (const name of definitions.keys()) problems.attempt(() => this.define(name, definitions, []));
    for (const [name, dimension] of definitions) {
      const defined = this.dimensions.get(name);
      if (defined) problems.attempt(() => this.map(defined, dimension));
    }
  }

  /** The dimension or subrange of this name. */
  dimension(name: string): Dimension | undefined {
    return this.dimensions.get(this.canonical(name));
  }

  element(name: string): number | undefined {
    return this.elements.get(this.canonical(name));
  }

  /** An element's name as first written. */
  elementName(element: number): string {
    return this.names[element];
  }

  /** `; did you mean …` over the names of dimensions and elements. */
  suggestion(name: string): string {
    return this.problems.suggest(this.canonical(name), () => [
      ...this.dimensions.keys(),
      ...this.elements.keys(),
    ]);
  }

  /** The largest dimension that has all the elements of this one: a subrange's parent. */
  root(dimension: Dimension): Dimension {
    let root = this.roots.get(dimension);
    if (root === undefined) {
      root = dimension;
      for (const candidate of this.containing[dimension.elements[0]] ?? []) {
        if (candidate.elements.length > root.elements.length && contains(candidate, dimension.elements)) {
          root = candidate;
        }
      }
      this.roots.set(dimension, root);
    }
    return root;
  }

  /** The smallest dimension that has all these elements. */
  smallest(elements: readonly number[]): Dimension | null {
    let smallest: Dimension | null = null;
    for (const candidate of this.containing[elements[0]] ?? []) {
      if (smallest && candidate.elements.length >= smallest.elements.length) continue;
      if (contains(candidate, elements)) smallest = candidate;
    }
    return smallest;
  }

  /** The elements from one number to another, both from 1: always the same object for the same numbers. */
  slice(dimension: Dimension, first: number, last: number): Dimension {
    const elements = dimension.elements.slice(Math.max(0, first - 1), Math.max(0, last));
    const key = elements.join(',');
    let slice = this.slices.get(key);
    if (!slice) {
      slice = createDimension(`${dimension.name}[${first}:${last}]`, elements);
      this.slices.set(key, slice);
    }
    return slice;
  }

  /** The number that an element of a dimension counts as: its index, from 1, in the parent. */
  index(dimension: Dimension, element: number): number {
    return (this.root(dimension).ordinals.get(element) ?? 0) + 1;
  }

  /** The same for an element named outside any dimension. */
  indexOfElement(element: number): number {
    const first = this.containing[element]?.[0];
    return first ? this.index(first, element) : 0;
  }

  /** Which element of `wanted` belongs to an element of `bound`, by mappings in either direction. */
  mapped(wanted: Dimension, bound: Dimension, element: number): number | undefined {
    for (const { target, sourceOf } of this.mappings.get(wanted) ?? []) {
      const source = target === bound || target.ordinals.has(element) ? sourceOf.get(element) : undefined;
      if (source !== undefined) return source;
    }
    for (const { target, targetOf } of this.mappings.get(bound) ?? []) {
      const only = target === wanted ? targetOf.get(element) : undefined;
      if (only !== undefined) return only;
    }
    return undefined;
  }

  private define(
    name: string,
    definitions: ReadonlyMap<string, DimensionSyntax>,
    within: readonly string[],
  ): Dimension | undefined {
    const defined = this.dimensions.get(name);
    const syntax = definitions.get(name);
    if (defined || !syntax) return defined;
    if (within.includes(name) || within.length > MAX_DIMENSION_DEPTH) {
      throw new InputError(`dimension ${quoted(syntax.name)} is defined by itself`, syntax.at);
    }
    const inside = [...within, name];
    const parts = this.partsOf(syntax);
    const elements = new Set<number>();
    for (const part of parts) {
      const canonical = this.canonical(part);
      if (definitions.has(canonical) && canonical !== name) {
        for (const element of this.define(canonical, definitions, inside)?.elements ?? [])
          elements.add(element);
      } else if (syntax.aliasOf !== null) {
        throw new InputError(
          `dimension ${quoted(syntax.name)} is an alias of ${quoted(part)}, which is not a dimension`,
          syntax.at,
        );
      } else elements.add(this.intern(part));
      if (elements.size > MAX_DIMENSION_ELEMENTS) {
        throw new InputError(
          `dimension ${quoted(syntax.name)} has more than ${MAX_DIMENSION_ELEMENTS} elements`,
          syntax.at,
        );
      }
    }
    const dimension = createDimension(syntax.name, [...elements]);
    this.dimensions.set(name, dimension);
    for (const element of elements) {
      const containing = this.containing[element];
      if (containing) containing.push(dimension);
      else this.containing[element] = [dimension];
    }
    return dimension;
  }

  private partsOf(syntax: DimensionSyntax): readonly string[] {
    if (syntax.aliasOf !== null) return [syntax.aliasOf];
    return syntax.external ? this.external.elements(syntax) : syntax.elements;
  }

  private intern(name: string): number {
    const canonical = this.canonical(name);
    let element = this.elements.get(canonical);
    if (element === undefined) {
      element = this.names.length;
      this.names.push(name.replace(/\s+/g, ' ').trim());
      this.elements.set(canonical, element);
    }
    return element;
  }

  private map(dimension: Dimension, syntax: DimensionSyntax): void {
    const mappings: Mapping[] = [];
    for (const mapping of syntax.mappings) {
      const target = this.dimension(mapping.dimension);
      if (!target) {
        throw new InputError(
          `${quoted(syntax.name)} is mapped to ${quoted(mapping.dimension)}, which is not a dimension${this.suggestion(mapping.dimension)}`,
          mapping.at,
        );
      }
      const listed =
        mapping.elements.length === 0
          ? target.elements.map((element) => [element])
          : mapping.elements.map((name) => this.elementsOf(name, mapping.at));
      const parts =
        listed.length === dimension.elements.length
          ? dimension.elements.map((element) => [element])
          : syntax.elements.map((name) => this.elementsOf(name, mapping.at));
      if (parts.length !== listed.length) {
        throw new InputError(
          `${quoted(syntax.name)} has ${dimension.elements.length} elements but is mapped to ${listed.length} of ${quoted(mapping.dimension)}`,
          mapping.at,
        );
      }
      mappings.push(mappingTo(target, pair(parts, listed)));
    }
    if (syntax.aliasOf !== null) {
      const target = this.dimension(syntax.aliasOf);
      if (target)
        mappings.push(mappingTo(target, new Map(target.elements.map((element) => [element, element]))));
    }
    if (mappings.length > 0) this.mappings.set(dimension, mappings);
  }

  /** The elements that a dimension's or element's name stands for. */
  elementsOf(name: string, at: DimensionSyntax['at']): readonly number[] {
    const dimension = this.dimension(name);
    if (dimension) return dimension.elements;
    const element = this.element(name);
    if (element === undefined) {
      throw new InputError(
        `${quoted(name)} is neither a dimension nor an element of one${this.suggestion(name)}`,
        at,
      );
    }
    return [element];
  }
}

export function createDimension(name: string, elements: readonly number[]): Dimension {
  return { name, elements, ordinals: new Map(elements.map((element, ordinal) => [element, ordinal])) };
}

function contains(dimension: Dimension, elements: readonly number[]): boolean {
  return elements.every((element) => dimension.ordinals.has(element));
}

function sameElements(a: DimensionSyntax, b: DimensionSyntax): boolean {
  return a.aliasOf === b.aliasOf && a.elements.join(',') === b.elements.join(',');
}

function mappingTo(target: Dimension, sourceOf: ReadonlyMap<number, number>): Mapping {
  const targetOf = new Map<number, number>();
  const ambiguous = new Set<number>();
  for (const [element, source] of sourceOf) {
    if (targetOf.has(source)) ambiguous.add(source);
    targetOf.set(source, element);
  }
  for (const source of ambiguous) targetOf.delete(source);
  return { target, sourceOf, targetOf };
}

/** One source part may stand for several targets, or several sources for as many targets one by one. */
function pair(
  sources: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): Map<number, number> {
  const sourceOf = new Map<number, number>();
  sources.forEach((source, part) => {
    targets[part].forEach((element, index) => {
      const matching = source.length === targets[part].length ? source[index] : source[0];
      if (matching !== undefined && !sourceOf.has(element)) sourceOf.set(element, matching);
    });
  });
  return sourceOf;
}
