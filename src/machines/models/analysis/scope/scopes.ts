import type { Expression } from '../../model.js';
import type { Call } from '../../syntax.js';
import { MAX_CONNECTION_DEPTH } from '../limits.js';
import type { Dimension } from './dimensions.js';

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
  /** Macro calls with several outputs that have been expanded: by bound elements. */
  readonly instances: CallResults<Scope>;
  /** Ranks of the elements of sorted vectors: by the vector's other subscripts and the direction. */
  readonly ranks: CallResults<readonly Expression[]>;
  /** Allocations and inverse matrices, computed once for all their elements. */
  readonly jointResults: CallResults<unknown>;
}

/** What has been computed for calls, by a key that says for which elements. */
export type CallResults<Value> = Map<Call, Map<string, Value>>;

/** The result of a call for a key; computed on first use. */
export function resultOf<Value>(
  results: CallResults<Value>,
  call: Call,
  key: string,
  compute: () => Value,
): Value {
  const byKey = results.get(call) ?? new Map<string, Value>();
  results.set(call, byKey);
  if (!byKey.has(key)) byKey.set(key, compute());
  return byKey.get(key) as Value;
}

/** What a name stands for. */
export type Declared =
  /** A variable, scalar or array. `indices` are model variables; -1 where no equation defines the element. */
  | ArrayOf<'values'>
  /** Lookup tables; `indices` are table indices. */
  | ArrayOf<'tables'>
  /** A macro's input, when it is no variable of its own. */
  | { readonly kind: 'bound'; readonly expression: Expression }
  /** A variable whose problem has been reported already. */
  | { readonly kind: 'faulty' };

export interface ArrayOf<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly positions: readonly Dimension[];
  /** Row-major over `positions`. */
  readonly indices: Int32Array;
  /** Tables of XMILE variables that have both an equation and a `<gf>`, by index in `indices`. */
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
    jointResults: new Map(),
  };
}

/** Finds what a canonical name means in a scope: its own names, a connected input, or `module.name`. */
export function declaredAs(scope: Scope, name: string, depth = 0): Declared | undefined {
  if (depth > MAX_CONNECTION_DEPTH) return undefined;
  const connected = scope.connections.get(name);
  if (connected) return declaredAs(connected.scope, connected.name, depth + 1);
  const own = scope.names.get(name);
  if (own) return own;
  if (name.startsWith('.')) return declaredAs(rootOf(scope), name.slice(1), depth + 1);
  const dot = name.indexOf('.');
  const module = dot > 0 ? scope.modules.get(name.slice(0, dot).trim()) : undefined;
  return module && declaredAs(module, name.slice(dot + 1).trim(), depth + 1);
}

export function rootOf(scope: Scope): Scope {
  let root = scope;
  while (root.parent) root = root.parent;
  return root;
}
