import { InputError } from '../../../util/input-error.js';
import { GLOBALS } from '../model.js';
import type { Definition, Equation, Expression as Syntax } from '../syntax.js';
import type { Call } from './calls.js';
import { type Context, forEquationOf } from './context.js';
import { createDimension, type Dimension } from './dimensions.js';
import { defineVariable, type RangePlaces } from './equations.js';
import { sharedTable } from './expand.js';
import { externalCall } from './external.js';
import { countOf, quoted } from './names.js';
import type { Analysis, ArrayOf, Scope } from './scopes.js';

const MAX_ELEMENTS = 200_000;

/** An equation, or what gives a value to an output of a macro call: `outputs` of `f(a : x, y)` start at 1. */
interface Source {
  readonly equation: Equation;
  readonly output: number;
  /** Left-hand side subscripts, resolved. */
  readonly subscripts: readonly (readonly number[])[];
  /** The dimensions among them, and their places. */
  readonly dimensions: readonly { readonly dimension: Dimension; readonly place: number }[];
  readonly excluded: readonly (readonly ReadonlySet<number>[])[];
  readonly size: number;
}

/** Gives every element of every variable an index, then puts its equations in the queue. */
export function declareEquations(equations: readonly Equation[], scope: Scope, analysis: Analysis): void {
  const groups = new Map<string, Source[]>();
  for (const [equation, output] of withMacroOutputs(equations, analysis)) {
    const name = analysis.canonical(equation.name);
    if (scope.connections.has(name)) continue;
    const resolved = analysis.problems.attempt(() => {
      const source = resolve(equation, output, analysis);
      const group = groups.get(name);
      if (group) group.push(source);
      else groups.set(name, [source]);
    });
    if (!resolved) scope.names.set(name, { kind: 'faulty' });
  }
  for (const [name, group] of groups) {
    const declared = analysis.problems.attempt(() => declare(name, group, scope, analysis));
    if (!declared) scope.names.set(name, { kind: 'faulty' });
  }
}

/** The outputs of macro calls are variables too, though they have no equations of their own. */
function* withMacroOutputs(
  equations: readonly Equation[],
  analysis: Analysis,
): Generator<readonly [Equation, number]> {
  for (const equation of equations) {
    yield [equation, 0];
    if (!analysis.macrosHaveOutputs) continue;
    for (const call of callsWithOutputs(equation.definition)) {
      for (const [place, { name, subscripts, at }] of call.outputs.entries()) {
        const names = subscripts.map((subscript) => (subscript.kind === 'name' ? subscript.name : ''));
        const definition = { kind: 'expression', expression: call } as const;
        yield [{ ...equation, name, at, subscripts: names, except: [], definition }, place + 1];
      }
    }
  }
}

function callsWithOutputs(definition: Definition): readonly Call[] {
  const pending: Syntax[] = definition.kind === 'expression' ? [definition.expression] : [];
  const found: Call[] = [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind === 'call') {
      if (next.outputs.length > 0) found.push(next);
      for (const argument of next.arguments) pending.push(argument);
    } else if (next.kind === 'binary') pending.push(next.left, next.right);
    else if (next.kind === 'unary') pending.push(next.operand);
    else if (next.kind === 'conditional') pending.push(next.condition, next.consequent, next.alternate);
    else if (next.kind === 'withLookup') pending.push(next.input);
  }
  return found;
}

function resolve(equation: Equation, output: number, { dimensions }: Analysis): Source {
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
    dimensions: equation.subscripts.flatMap((name, place) => {
      const dimension = dimensions.dimension(name);
      return dimension ? [{ dimension, place }] : [];
    }),
    excluded,
    size: subscripts.reduce((product, elements) => product * elements.length, 1),
  };
}

function declare(name: string, sources: readonly Source[], scope: Scope, analysis: Analysis): void {
  const [first] = sources;
  const { equation } = first;
  const global = scope.parent === null ? GLOBALS.findIndex((known) => known.toLowerCase() === name) : -1;
  if (global === 0) throw new InputError('Time is set by the machine; rename this variable', equation.at);
  const lookups = sources.filter((source) => isTable(source.equation.definition, analysis));
  if (lookups.length > 0 && lookups.length < sources.length) {
    throw new InputError(
      `${quoted(equation.name)} is defined both as a lookup table and by an equation, first at line ${equation.at.line}`,
      sources[sources.length - 1].equation.at,
    );
  }
  const positions = positionsOf(sources, analysis);
  const owners = ownersOf(sources, positions, analysis);
  const shown = `${scope.prefix}${equation.name.replace(/\s+/g, ' ').trim()}`;
  const array: ArrayOf<'values' | 'tables'> = {
    kind: lookups.length > 0 ? 'tables' : 'values',
    name: shown,
    positions,
    indices: new Int32Array(owners.length).fill(-1),
    graphs: new Map(),
  };
  scope.names.set(name, array as ArrayOf<'values'> | ArrayOf<'tables'>);
  const hidden = scope.macros.length > 0;
  for (const [flat, owner] of owners.entries()) {
    if (owner < 0 || array.kind === 'tables') continue;
    const { at } = sources[owner].equation;
    if (global > 0) analysis.model.place(global, at);
    array.indices[flat] =
      global > 0
        ? global
        : analysis.model.variable(`${shown}${labelOf(flat, positions, analysis)}`, at, hidden);
  }
  sources.forEach((source, owner) => {
    if (array.kind === 'tables') {
      forElements(source, positions, (flat, _, place) => {
        if (owners[flat] === owner) array.indices[flat] = tableOf(source, place, shown, analysis);
      });
      return;
    }
    const expandAll = () => expandSource(source, owner, owners, array as ArrayOf<'values'>, scope, analysis);
    if (isKnownAtOnce(source.equation.definition, analysis)) expandAll();
    else analysis.queue.push(expandAll);
  });
}

function isTable(definition: Definition, { canonical }: Analysis): boolean {
  return definition.kind === 'lookup' || externalCall(definition, canonical)?.kind === 'lookups';
}

/** The lookup table of one element: its own when it is read from a file. */
function tableOf(source: Source, place: number, shown: string, analysis: Analysis): number {
  const { definition, name } = source.equation;
  if (definition.kind === 'lookup') return sharedTable(definition.table, shown, analysis);
  const external = externalCall(definition, analysis.canonical);
  if (!external) throw new InputError(`${quoted(name)} is no lookup table`, source.equation.at);
  const { ordinals, sizes } = rangePlaces(source, place);
  const { times, values } = forEquationOf(shown, () =>
    analysis.external.series(external.call, ordinals, sizes),
  );
  return analysis.model.table(shown, { at: external.call.at, xs: times, ys: values, mode: 'interpolate' });
}

/** Where an element is in the ranges among its equation's subscripts, and how large they are. */
function rangePlaces({ subscripts, dimensions }: Source, place: number): RangePlaces {
  const all: number[] = [];
  let rest = place;
  for (const { length } of subscripts.toReversed()) {
    all.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return {
    ordinals: dimensions.map((range) => all[range.place] ?? 0),
    sizes: dimensions.map((range) => subscripts[range.place]?.length ?? 1),
  };
}

/** Per subscript the elements that occur there, in the order of the dimension that has them all. */
function positionsOf(sources: readonly Source[], { dimensions }: Analysis): readonly Dimension[] {
  const [first] = sources;
  const { equation } = first;
  for (const source of sources) {
    if (source.subscripts.length === first.subscripts.length) continue;
    throw new InputError(
      `${quoted(equation.name)} has ${countOf(source.subscripts.length, 'subscript')} here but ${countOf(first.subscripts.length, 'subscript')} at line ${equation.at.line}`,
      source.equation.at,
    );
  }
  return first.subscripts.map((elements, place) => {
    const named = dimensions.dimension(equation.subscripts[place]);
    const others = sources.filter((source) => source.subscripts[place] !== elements);
    if (
      named &&
      others.every((source) => source.subscripts[place].every((element) => named.ordinals.has(element)))
    ) {
      return named;
    }
    const union = new Set(elements);
    for (const source of others) for (const element of source.subscripts[place]) union.add(element);
    const all = dimensions.smallest([...union]);
    if (all && all.elements.length === union.size) return all;
    return createDimension(
      all?.name ?? equation.name,
      all ? all.elements.filter((element) => union.has(element)) : [...union],
    );
  });
}

/** Which source defines each element: the more specific one; two that are alike are an error. */
function ownersOf(
  sources: readonly Source[],
  positions: readonly Dimension[],
  analysis: Analysis,
): Int32Array {
  const size = positions.reduce((product, { elements }) => product * elements.length, 1);
  const [first] = sources;
  if (size > MAX_ELEMENTS) {
    throw new InputError(
      `${quoted(first.equation.name)} has ${size} elements; at most ${MAX_ELEMENTS} are supported`,
      first.equation.at,
    );
  }
  const owners = new Int32Array(size).fill(-1);
  sources.forEach((source, owner) => {
    forElements(source, positions, (flat) => {
      const earlier = sources[owners[flat]];
      if (earlier && earlier.size === source.size) {
        const label = labelOf(flat, positions, analysis);
        throw new InputError(
          `${quoted(`${source.equation.name}${label}`)} is defined twice, first at line ${earlier.equation.at.line}; remove one of the equations`,
          source.equation.at,
        );
      }
      if (!earlier || earlier.size > source.size) owners[flat] = owner;
    });
  });
  return owners;
}

/** Calls back for each element an equation is for, last subscript fastest, with its place in the array and in the equation. */
function forElements(
  source: Source,
  positions: readonly Dimension[],
  visit: (flat: number, elements: readonly number[], place: number) => void,
): void {
  const { subscripts, excluded } = source;
  const elements = new Array<number>(subscripts.length).fill(-1);
  for (let place = 0; place < source.size; place++) {
    let rest = place;
    for (let at = subscripts.length - 1; at >= 0; at--) {
      const choices = subscripts[at];
      elements[at] = choices[rest % choices.length];
      rest = Math.floor(rest / choices.length);
    }
    if (excluded.some((list) => list.every((set, at) => set.has(elements[at])))) continue;
    let flat = 0;
    positions.forEach((position, at) => {
      flat = flat * position.elements.length + (position.ordinals.get(elements[at]) ?? 0);
    });
    visit(flat, elements, place);
  }
}

function labelOf(flat: number, positions: readonly Dimension[], { dimensions }: Analysis): string {
  if (positions.length === 0) return '';
  const names: string[] = [];
  let rest = flat;
  for (const { elements } of positions.toReversed()) {
    names.unshift(dimensions.elementName(elements[rest % elements.length]));
    rest = Math.floor(rest / elements.length);
  }
  return `[${names.join(',')}]`;
}

/** Constants and data are expanded at once: other equations need their values to be written out. */
function isKnownAtOnce(definition: Definition, { canonical }: Analysis): boolean {
  if (definition.kind === 'constants' || externalCall(definition, canonical)) return true;
  if (definition.kind === 'data') return definition.expression === null;
  if (definition.kind !== 'expression') return false;
  const { expression } = definition;
  const operand = expression.kind === 'unary' ? expression.operand : expression;
  return operand.kind === 'number';
}

function expandSource(
  source: Source,
  owner: number,
  owners: Int32Array,
  array: ArrayOf<'values'>,
  scope: Scope,
  analysis: Analysis,
): void {
  const { equation, dimensions } = source;
  analysis.problems.attempt(() => {
    analysis.nesting = 0;
    const { definition } = equation;
    if (definition.kind === 'constants' && definition.values.length !== source.size) {
      throw new InputError(
        `${quoted(equation.name)} has ${countOf(source.size, 'element')} here but ${countOf(definition.values.length, 'number')}`,
        equation.at,
      );
    }
    forElements(source, array.positions, (flat, elements, place) => {
      if (owners[flat] !== owner) return;
      const context: Context = {
        analysis,
        scope,
        dimensions: dimensions.map(({ dimension }) => dimension),
        elements: dimensions.map((bound) => elements[bound.place]),
        reduced: new Map(),
        name: array.name,
        label: labelOf(flat, array.positions, analysis),
        at: equation.at,
      };
      defineVariable(array, flat, source, { place, ranges: () => rangePlaces(source, place) }, context);
    });
  });
}
