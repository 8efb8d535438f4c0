import type { Expression } from '../model.js';
import type { LookupTable, Macro, ModelFile } from '../syntax.js';
import type { ModelBuilder } from './builder.js';
import type { DataVariables } from './data-variables.js';
import type { Dimension, Dimensions } from './dimensions.js';
import type { InitialValues } from './evaluate.js';
import type { ExternalReader } from './external.js';
import type { Problems } from './problems.js';

/** What every part of the analysis needs. */
export interface Analysis {
  readonly file: ModelFile;
  readonly canonical: (name: string) => string;
  readonly dimensions: Dimensions;
  /** Macros of one name take different numbers of arguments; the one with most comes last. */
  readonly macros: ReadonlyMap<string, readonly Macro[]>;
  /** Whether any macro has outputs besides its value. */
  readonly macrosHaveOutputs: boolean;
  readonly model: ModelBuilder;
  readonly problems: Problems;
  readonly root: Scope;
  /** Equations declared but not yet expanded. */
  readonly queue: (() => void)[];
  readonly initialValues: InitialValues;
  readonly external: ExternalReader;
  readonly data: DataVariables;
  /** How deep the expression being expanded is nested. */
  nesting: number;
  /** How many operations have been written out. */
  operations: number;
  /** Tables already added, so that the elements of an array share one. */
  readonly sharedTables: Map<LookupTable, number>;
}

/** The equations of the root model, a module or one call of a macro: what their names mean. */
export interface Scope {
  readonly parent: Scope | null;
  /** Written before the names of its variables: `module.` */
  readonly prefix: string;
  readonly names: Map<string, Declared>;
  readonly modules: Map<string, Scope>;
  /** Module inputs: canonical name inside → where the value comes from. */
  readonly connections: Map<string, { readonly scope: Scope; readonly name: string }>;
  /** The macros this scope is inside of, outermost first. Their variables are hidden. */
  readonly macros: readonly string[];
  /** Calls with several outputs that have been expanded: by call and bound elements. */
  readonly instances: Map<object, Map<string, Scope>>;
  /** Ranks of the elements of sorted vectors: by call and the vector's other subscripts. */
  readonly ranks: Map<object, Map<string, readonly Expression[]>>;
  /** Allocations and inverse matrices, computed once for all their elements. */
  readonly groups: Map<object, Map<string, unknown>>;
}

/** What a name stands for. */
export type Declared =
  /** A variable, scalar or array. `indices` are model variables; -1 where no equation defines the element. */
  | ArrayOf<'values'>
  /** Lookup tables; `indices` are table indices. */
  | ArrayOf<'tables'>
  /** A macro's input, when it is no variable of its own. */
  | { readonly kind: 'bound'; readonly expression: Expression }
  /** A variable that has been complained about already. */
  | { readonly kind: 'faulty' };

export interface ArrayOf<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly positions: readonly Dimension[];
  /** Row-major over `positions`. */
  readonly indices: Int32Array;
  /** Tables of XMILE variables that have both an equation and a `<gf>`, by place in `indices`. */
  readonly graphs: Map<number, number>;
}

export function createScope(parent: Scope | null, prefix: string, macros: readonly string[]): Scope {
  return {
    parent,
    prefix,
    names: new Map(),
    modules: new Map(),
    connections: new Map(),
    macros,
    instances: new Map(),
    ranks: new Map(),
    groups: new Map(),
  };
}

/** Finds what a canonical name means in a scope: its own names, a connected input, or `module.name`. */
export function lookUp(scope: Scope, name: string, distance = 0): Declared | undefined {
  if (distance > 100) return undefined;
  const connected = scope.connections.get(name);
  if (connected) return lookUp(connected.scope, connected.name, distance + 1);
  const own = scope.names.get(name);
  if (own) return own;
  if (name.startsWith('.')) return lookUp(rootOf(scope), name.slice(1), distance + 1);
  const dot = name.indexOf('.');
  const module = dot > 0 ? scope.modules.get(name.slice(0, dot).trim()) : undefined;
  return module && lookUp(module, name.slice(dot + 1).trim(), distance + 1);
}

export function rootOf(scope: Scope): Scope {
  let root = scope;
  while (root.parent) root = root.parent;
  return root;
}
