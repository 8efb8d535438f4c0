import type { Problem, SourcePosition } from '../../util/input-error.js';

/**
 * The model IR: what a model file means, as scalar equations. Arrays are written out element by element,
 * macros, modules, delays and smooths are expanded into stocks, names are resolved to indices into
 * `variables`, and both evaluation orders are settled. The compiler prints it as bytecode.
 */
export interface Model {
  readonly name: string;
  readonly variables: readonly Variable[];
  readonly tables: readonly Table[];
  readonly time: TimeGrid;
  readonly integration: 'euler' | 'rk4';
  /** Variables to evaluate before the first step, each after those it needs. Constants come first. */
  readonly initialOrder: readonly number[];
  /** Variables (all `auxiliary`) to evaluate in every step, each after those it needs. */
  readonly flowOrder: readonly number[];
  /** What the user should know though the model runs: data that are not there. */
  readonly notes?: readonly Problem[];
}

/** The longest run, in time steps: minutes on a small model, and a count that doubles hold exactly. */
export const MAX_STEPS = 100_000_000;

/** In the unit of time of the model. `steps` = round((stop - start) / step). */
export interface TimeGrid {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly steps: number;
  /** A state is saved every so many steps. */
  readonly stepsPerSave: number;
}

/** The indices of the variables every model begins with. They are the machine's globals. */
export const GLOBALS = ['Time', 'TIME STEP', 'INITIAL TIME', 'FINAL TIME'] as const;

export interface Variable {
  /** As the author wrote it, with subscripts: `population[north,young]`. Unique up to `canonicalName`. */
  readonly name: string;
  readonly at: SourcePosition;
  /** Made by an expansion (the levels inside SMOOTH3, …), not written by the author. */
  readonly hidden: boolean;
  readonly role: Role;
}

export type Role =
  /** `Time` itself. */
  | { readonly kind: 'time' }
  /** A number: stored before the first step and never again. */
  | { readonly kind: 'constant'; readonly value: number }
  /** Evaluated before the first step only: INITIAL(x) and what only initial values need. */
  | { readonly kind: 'initial'; readonly expression: Expression }
  /** Evaluated in every step; `initial` replaces the expression before the first step (ACTIVE INITIAL). */
  | { readonly kind: 'auxiliary'; readonly expression: Expression; readonly initial: Expression | null }
  /** An integral: next = value + TIME STEP * flow. */
  | { readonly kind: 'stock'; readonly initial: Expression; readonly flow: Expression }
  /** A discrete state, not integrated: next = expression (DELAY FIXED, SAMPLE IF TRUE, clipped stocks). */
  | { readonly kind: 'state'; readonly initial: Expression; readonly next: Expression };

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** The current value of a variable. */
  | { readonly kind: 'variable'; readonly variable: number }
  /** The value of a variable after the initial evaluation (XMILE INIT), or one step before (PREVIOUS). */
  | { readonly kind: 'initialValue' | 'previousValue'; readonly variable: number }
  /** An instruction of `models.isa` that pops its arguments and pushes one value: `add`, `max`, `exp`, … */
  | { readonly kind: 'operation'; readonly opcode: string; readonly arguments: readonly Expression[] }
  /** A lookup instruction (`lookup`, `lookup_forward`, …) with its table. */
  | {
      readonly kind: 'lookup';
      readonly opcode: string;
      readonly table: number;
      readonly input: Expression;
    }
  /** Both branches are evaluated, then one is selected. */
  | {
      readonly kind: 'select';
      readonly condition: Expression;
      readonly consequent: Expression;
      readonly alternate: Expression;
    };

/** What gives a variable its value before the first step; null for `Time`, which has no equation. */
export function initialExpression(role: Role): Expression | null {
  switch (role.kind) {
    case 'time':
      return null;
    case 'constant':
      return { kind: 'number', value: role.value };
    case 'initial':
      return role.expression;
    case 'auxiliary':
      return role.initial ?? role.expression;
    case 'stock':
    case 'state':
      return role.initial;
  }
}

/** The expressions of a role. */
export function expressionsOf(role: Role): readonly Expression[] {
  switch (role.kind) {
    case 'initial':
      return [role.expression];
    case 'auxiliary':
      return role.initial ? [role.expression, role.initial] : [role.expression];
    case 'stock':
      return [role.initial, role.flow];
    case 'state':
      return [role.initial, role.next];
    default:
      return [];
  }
}

/** Points of a lookup table, xs ascending; same lengths, at least one point. */
export interface Table {
  readonly name: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}
