import type { SourcePosition } from '../../util/input-error.js';

/**
 * The syntax tree that both front ends (Vensim `.mdl`, XMILE) produce: what the author wrote, names
 * unresolved, arrays, macros and modules not yet expanded. `analysis` turns it into a `Model`.
 */
export interface ModelFile {
  readonly file: string;
  readonly format: 'vensim' | 'xmile';
  /** The name the file gives the model, or the file's base name. */
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  /**
   * The root model. Simulation settings are ordinary equations named `INITIAL TIME`, `FINAL TIME`, `TIME
   * STEP` and `SAVEPER`; the XMILE parser writes them from `<sim_specs>`.
   */
  readonly equations: readonly Equation[];
  readonly macros: readonly Macro[];
  /** XMILE modules of the root model, and the model definitions they instantiate. */
  readonly modules: readonly ModuleInstance[];
  readonly moduleModels: readonly ModuleModel[];
  readonly integration: 'euler' | 'rk4';
}

/**
 * One equation. A variable may have several, each for other subscripts. Names are kept as written but without
 * the quotes; `canonicalName` decides whether two names are the same.
 */
export interface Equation {
  readonly name: string;
  readonly at: SourcePosition;
  /** Left-hand side subscripts: names of dimensions, subranges or elements. */
  readonly subscripts: readonly string[];
  /** Vensim `:EXCEPT:` lists. */
  readonly except: readonly (readonly string[])[];
  readonly definition: Definition;
  readonly units: string;
  readonly documentation: string;
}

export type Definition =
  /** `x = expression`. Vensim writes stocks as a call of INTEG at the top of the expression. */
  | { readonly kind: 'expression'; readonly expression: Expression }
  /** XMILE `<stock>`: net flow is inflows minus outflows, as an expression. */
  | {
      readonly kind: 'stock';
      readonly initial: Expression;
      readonly inflows: readonly Expression[];
      readonly outflows: readonly Expression[];
      readonly nonNegative: boolean;
    }
  /** XMILE `<flow>` marked non-negative: the expression is clipped at zero. */
  | { readonly kind: 'nonNegativeFlow'; readonly expression: Expression }
  /** `x( (0,1), (2,3) )` and `<gf>` without an equation: a named lookup table, no value of its own. */
  | { readonly kind: 'lookup'; readonly table: LookupTable }
  /** `x[D] = 1, 2, 3;` or TABBED ARRAY: row-major numbers. */
  | { readonly kind: 'constants'; readonly values: readonly number[] }
  /** Vensim data variable: no right-hand side; `mode` is INTERPOLATE, RAW, … without the colons. */
  | { readonly kind: 'data'; readonly mode: string | null; readonly expression: Expression | null };

export interface LookupTable {
  readonly at: SourcePosition;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** What happens between points and beyond the ends. XMILE `discrete` is a step to the left point. */
  readonly mode: 'interpolate' | 'extrapolate' | 'discrete';
}

export type UnaryOperator = '-' | '+' | 'not';
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '^'
  | 'mod'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'and'
  | 'or';

export type Expression =
  | { readonly kind: 'number'; readonly value: number; readonly at: SourcePosition }
  /** A text argument, as of GET DIRECT DATA. */
  | { readonly kind: 'string'; readonly value: string; readonly at: SourcePosition }
  /** Vensim `:NA:`. */
  | { readonly kind: 'missing'; readonly at: SourcePosition }
  | Reference
  | Call
  /** WITH LOOKUP(input, table), and an XMILE `<gf>` beside an equation. */
  | {
      readonly kind: 'withLookup';
      readonly input: Expression;
      readonly table: LookupTable;
      readonly at: SourcePosition;
    }
  | {
      readonly kind: 'unary';
      readonly operator: UnaryOperator;
      readonly operand: Expression;
      readonly at: SourcePosition;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      /** Position of the operator. */
      readonly at: SourcePosition;
    }
  /** IF THEN ELSE: all three are evaluated. */
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      readonly consequent: Expression;
      readonly alternate: Expression;
      readonly at: SourcePosition;
    };

export interface Reference {
  readonly kind: 'reference';
  readonly name: string;
  readonly subscripts: readonly Subscript[];
  readonly at: SourcePosition;
}

/** A built-in function, macro or lookup variable applied to arguments; `analysis` settles which. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly subscripts: readonly Subscript[];
  readonly arguments: readonly Expression[];
  /** Vensim macro call with several outputs: `f(a, b : x, y)`. */
  readonly outputs: readonly Reference[];
  readonly at: SourcePosition;
}

export type Subscript =
  /** A dimension, subrange or element; Vensim `dim!` asks to reduce over it. */
  | { readonly kind: 'name'; readonly name: string; readonly reduce: boolean; readonly at: SourcePosition }
  /** XMILE `*`, or `*:dim` with a dimension. */
  | { readonly kind: 'wildcard'; readonly dimension: string | null; readonly at: SourcePosition }
  /** XMILE `a[i + 1]` or `a[1:3]` with `end`. */
  | {
      readonly kind: 'index';
      readonly expression: Expression;
      readonly end: Expression | null;
      readonly at: SourcePosition;
    };

export interface Dimension {
  readonly name: string;
  readonly at: SourcePosition;
  /** Elements or subranges by name, numeric ranges `(a1-a9)` already written out. */
  readonly elements: readonly string[];
  /** Vensim `D : a, b -> E` or `-> (E : x, y)`. */
  readonly mappings: readonly {
    readonly dimension: string;
    readonly elements: readonly string[];
    readonly at: SourcePosition;
  }[];
  /** Vensim `D <-> E`: the other dimension's name. */
  readonly aliasOf: string | null;
  /** Vensim `D : GET DIRECT SUBSCRIPT(...)`: the arguments, elements then empty. */
  readonly external: readonly string[] | null;
}

export interface Macro {
  readonly name: string;
  readonly at: SourcePosition;
  readonly inputs: readonly string[];
  /** The first output is the macro's value; Vensim's default is the variable named like the macro. */
  readonly outputs: readonly string[];
  readonly equations: readonly Equation[];
}

export interface ModuleInstance {
  readonly name: string;
  readonly at: SourcePosition;
  /** The name of the `ModuleModel` it instantiates. */
  readonly model: string;
  /**
   * `to` is `module.variable` or `variable` inside the instance; `from` is relative to the parent, `.x` is
   * the root's.
   */
  readonly connections: readonly { readonly to: string; readonly from: string }[];
}

export interface ModuleModel {
  readonly name: string;
  readonly at: SourcePosition;
  readonly equations: readonly Equation[];
  readonly modules: readonly ModuleInstance[];
}

/** Vensim's `:NA:` as its runs store it; its manual says -2^109. */
export const MISSING = -(2 ** 110);

/** Names are the same if they differ only in case, quotes, and runs of spaces, underscores or line breaks. */
export function canonicalName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/\\n/g, ' ')
    .replace(/[\s_\u00a0]+/g, ' ')
    .trim()
    .toLowerCase();
}
