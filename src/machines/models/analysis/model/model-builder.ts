import { InputError, type SourcePosition } from '../../../../util/input-error.js';
import { type Expression, GLOBALS, type Role, type Table, type Variable } from '../../model.js';
import type { LookupTable } from '../../syntax.js';
import { MAX_VARIABLES } from '../limits.js';
import { quoted } from '../names.js';

export const TIME = 0;
export const TIME_STEP = 1;
export const INITIAL_TIME = 2;
export const FINAL_TIME = 3;

const LOOKUPS = {
  interpolate: 'lookup',
  extrapolate: 'lookup_extrapolate',
  discrete: 'lookup_backward',
} as const satisfies Record<LookupTable['mode'], string>;

/** A variable under construction: its role is null until its equation has been expanded. */
export interface Draft {
  readonly name: string;
  at: SourcePosition;
  readonly hidden: boolean;
  role: Role | null;
}

/** The model as far as it is written out. */
export class ModelBuilder {
  readonly drafts: Draft[] = [];
  readonly tables: Table[] = [];
  /** The lookup instruction that each table is read with unless a function says otherwise. */
  readonly lookups: string[] = [];
  /** Set when the model has become too large to go on. */
  full = false;
  private readonly references: Expression[] = [];
  private readonly taken = new Map<string, number>();
  private readonly sharedTables = new Map<LookupTable, number>();
  private readonly deferred: (() => void)[] = [];
  private readonly canonical: (name: string) => string;

  constructor(canonical: (name: string) => string, at: SourcePosition) {
    this.canonical = canonical;
    for (const name of GLOBALS) this.variable(name, at, false);
    this.define(TIME, { kind: 'time' });
  }

  /** A new variable, its role still open. */
  variable(name: string, at: SourcePosition, hidden: boolean): number {
    const index = this.drafts.length;
    if (index >= MAX_VARIABLES) {
      this.full = true;
      throw new InputError(
        `the model has more than ${MAX_VARIABLES} variables once arrays, macros and delays are written out, here at ${quoted(name)}`,
        at,
      );
    }
    this.drafts.push({ name: this.unique(name), at, hidden, role: null });
    return index;
  }

  /** The name, or `name(2)`, … when it is taken. */
  private unique(name: string): string {
    const canonical = this.canonical(name);
    let count = this.taken.get(canonical) ?? 0;
    if (count === 0) {
      this.taken.set(canonical, 1);
      return name;
    }
    let numbered: string;
    do numbered = `${name}(${++count})`;
    while (this.taken.has(this.canonical(numbered)));
    this.taken.set(canonical, count);
    this.taken.set(this.canonical(numbered), 1);
    return numbered;
  }

  /** Says where a global's equation is. */
  locate(variable: number, at: SourcePosition): void {
    this.drafts[variable].at = at;
  }

  define(variable: number, role: Role): void {
    const draft = this.drafts[variable];
    if (draft) draft.role = role;
  }

  /** The expression that reads a variable. */
  read(variable: number): Expression {
    const known = this.references[variable];
    if (known) return known;
    const reference: Expression = { kind: 'variable', variable };
    this.references[variable] = reference;
    return reference;
  }

  /** Adds a lookup table, points sorted by x. Returns its index. */
  table(name: string, { xs, ys, at, mode }: LookupTable): number {
    if (xs.length === 0 || xs.length !== ys.length) {
      throw new InputError(`the lookup table of ${quoted(name)} has no points`, at);
    }
    const ascending = xs.every((x, point) => point === 0 || x >= xs[point - 1]);
    const order = ascending ? null : [...xs.keys()].sort((a, b) => xs[a] - xs[b]);
    this.tables.push({
      name,
      xs: order ? order.map((point) => xs[point]) : xs,
      ys: order ? order.map((point) => ys[point]) : ys,
    });
    this.lookups.push(LOOKUPS[mode]);
    return this.tables.length - 1;
  }

  /** The index of a table that the elements of an array share; it is named after the first to ask. */
  sharedTable(name: string, table: LookupTable): number {
    let index = this.sharedTables.get(table);
    if (index === undefined) {
      index = this.table(name, table);
      this.sharedTables.set(table, index);
    }
    return index;
  }

  /** Puts off what needs the values of other equations until all have been expanded. */
  defer(action: () => void): void {
    this.deferred.push(action);
  }

  /** An action may put off another. */
  runDeferred(): void {
    while (this.deferred.length > 0 && !this.full) {
      for (const action of this.deferred.splice(0)) action();
    }
  }

  finished(): readonly Variable[] {
    return this.drafts.map(({ name, at, hidden, role }) => {
      if (role === null) throw new InputError(`${quoted(name)} has no equation`, at);
      return { name, at, hidden, role };
    });
  }
}
