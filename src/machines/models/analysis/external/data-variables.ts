import type { Problem, SourcePosition } from '../../../../util/input-error.js';
import { createSeries, type DataSource, type Series } from '../../data/data-source.js';
import { type Expression, expressionsOf, type Role } from '../../model.js';
import { MISSING } from '../../syntax.js';
import { MAX_DATA_EQUATION_DEPTH, MAX_DATA_EVALUATIONS, MAX_DATA_POINTS } from '../limits.js';
import { InitialValues } from '../model/evaluate.js';
import { type Draft, type ModelBuilder, TIME } from '../model/model-builder.js';
import { number } from '../model/operations.js';
import { visit } from '../model/visit.js';
import { quoted } from '../names.js';
import { type EquationSite, fail, giveUp, type Problems } from '../problems.js';
import { createReader, type ReadingName, readingName, readingOf } from './readings.js';

/** A data variable whose points are known. */
interface DataVariable {
  readonly name: string;
  readonly series: Series;
  /** Why there are no points, where there should be. */
  readonly lack: Problem | null;
  /** Null when the equation says nothing: interpolated in the model, but not within data equations. */
  readonly mode: ReadingName | null;
  /** Tables in the model, by how they are read. */
  readonly tables: Map<ReadingName, { readonly opcode: string; readonly table: number }>;
  reader: ((time: number) => number) | null;
}

/** `x := expression`: its points are computed from those of other data variables. */
interface DataEquation {
  readonly expression: Expression;
  /** What X IF MISSING puts in the place of missing points. */
  readonly missing: number;
  readonly mode: string | null;
  readonly site: EquationSite;
}

/**
 * Variables whose values are points in time, from files or computed from others. In the model they are
 * lookups of Time.
 */
export class DataVariables {
  private readonly known = new Map<number, DataVariable>();
  private readonly pending = new Map<number, DataEquation>();
  private readonly resolving = new Set<number>();
  private readonly faulty = new Set<number>();
  private points = 0;
  private evaluations = 0;
  private readonly model: ModelBuilder;
  private readonly initialValues: InitialValues;
  private readonly source: DataSource;
  private readonly problems: Problems;

  constructor(model: ModelBuilder, initialValues: InitialValues, source: DataSource, problems: Problems) {
    this.model = model;
    this.initialValues = initialValues;
    this.source = source;
    this.problems = problems;
  }

  /** The points that the user gives a variable, if any. */
  given(name: string): Series | undefined {
    return this.source.series(name);
  }

  /** A variable with these points. */
  define(variable: number, series: Series, mode: string | null, site: EquationSite): Role {
    this.points += series.times.length;
    if (this.points > MAX_DATA_POINTS) {
      fail(site, `the data have more than ${MAX_DATA_POINTS} points here; make them smaller`);
    }
    const data = this.add(variable, series, readingName(mode), null);
    const expression = this.read(variable, data.mode ?? 'INTERPOLATE', this.model.read(TIME), site.at);
    return { kind: 'auxiliary', expression, initial: null };
  }

  /** A variable whose points are not there, which is an error only if the model needs them. */
  lacking(variable: number, mode: string | null, lack: Problem): Role {
    this.add(variable, { times: [], values: [] }, readingName(mode), lack);
    return { kind: 'constant', value: MISSING };
  }

  /** A data equation, computed once all equations are expanded. Null: its role is settled later. */
  defineLater(variable: number, equation: DataEquation): null {
    this.pending.set(variable, equation);
    this.model.defer(() => this.problems.attempt(() => this.resolve(variable)));
    return null;
  }

  /** The points of a data variable; undefined when it is none. */
  series(variable: number): Series | undefined {
    return this.dataVariable(variable)?.series;
  }

  /** The value of a data variable at a time. */
  read(variable: number, name: ReadingName, time: Expression, at: SourcePosition): Expression {
    const data = this.known.get(variable);
    if (data?.lack) return this.model.read(variable);
    if (!data || data.series.times.length === 0) return number(MISSING);
    let lookup = data.tables.get(name);
    if (!lookup) {
      const { opcode, xs, ys } = readingOf(data.series, name);
      const table = this.model.table(data.name, { at, xs, ys, mode: 'interpolate' });
      lookup = { opcode, table };
      data.tables.set(name, lookup);
    }
    return { kind: 'lookup', ...lookup, input: time };
  }

  /**
   * Reports missing data that anything but data equations needs, unless they are raw: the model is
   * written for raw data that are missing. Returns what else is missing.
   */
  requireNeeded(): readonly Problem[] {
    // The elements of an array lack their points together.
    const lacks = new Map([...this.known.values()].flatMap(({ lack }) => (lack ? [[lack.at, lack]] : [])));
    if (lacks.size === 0) return [];
    const found = new Set<number>();
    const isHidden = (variable: number) => this.model.drafts[variable]?.hidden === true;
    for (const [owner, { name, hidden, role }] of this.model.drafts.entries()) {
      if (hidden || !role || this.known.has(owner)) continue;
      for (const variable of this.variablesIn(expressionsOf(role), isHidden, found)) {
        const { lack, mode } = this.known.get(variable) ?? {};
        if (lack && mode !== 'RAW' && lacks.delete(lack.at)) {
          this.problems.add({ ...lack, message: `${lack.message} (${quoted(name)} needs it)` });
        }
      }
    }
    return Array.from(lacks.values(), ({ message, at }) => ({
      message: `${message}; it is missing throughout`,
      at,
    }));
  }

  private add(
    variable: number,
    series: Series,
    mode: ReadingName | null,
    lack: Problem | null,
  ): DataVariable {
    const { name } = this.model.drafts[variable] as Draft;
    const data = { name, series, lack, mode, tables: new Map(), reader: null };
    this.known.set(variable, data);
    return data;
  }

  private dataVariable(variable: number): DataVariable | undefined {
    if (this.pending.has(variable)) this.resolve(variable);
    return this.faulty.has(variable) ? giveUp() : this.known.get(variable);
  }

  /** Computes a data equation, and first those that it needs. */
  private resolve(variable: number): void {
    const equation = this.pending.get(variable);
    if (!equation) return;
    const { site } = equation;
    if (this.resolving.has(variable)) fail(site, 'this data equation needs its own result');
    if (this.resolving.size >= MAX_DATA_EQUATION_DEPTH) {
      fail(
        site,
        `more than ${MAX_DATA_EQUATION_DEPTH} data equations each need the next; write "=" instead of ":="`,
      );
    }
    this.resolving.add(variable);
    try {
      this.model.define(variable, this.roleOf(variable, equation));
    } catch (error) {
      this.faulty.add(variable);
      throw error;
    } finally {
      this.resolving.delete(variable);
      this.pending.delete(variable);
    }
  }

  private roleOf(variable: number, equation: DataEquation): Role {
    const { expression, mode, site } = equation;
    const needed = this.variablesIn([expression], (part) => !this.known.has(part));
    const sources = this.sourcesAmong(needed, site);
    if (sources.size === 0) return { kind: 'auxiliary', expression, initial: null };
    const times = [...new Set([...sources.values()].flatMap(({ series }) => series.times))];
    this.evaluations += times.length * needed.length;
    if (this.evaluations > MAX_DATA_EVALUATIONS) {
      fail(site, 'the data are too large to compute data equations from; write "=" instead of ":="');
    }
    const series = this.compute(
      variable,
      equation,
      sources,
      times.sort((a, b) => a - b),
    );
    const lack = [...sources.values()].find((source) => source.lack)?.lack;
    if (lack && series.times.length === 0) return this.lacking(variable, mode, lack);
    return this.define(variable, series, mode, site);
  }

  /** The data variables among those that a data equation needs; the others must be constants then. */
  private sourcesAmong(needed: readonly number[], site: EquationSite): ReadonlyMap<number, DataVariable> {
    const sources = new Map<number, DataVariable>();
    let isUnsettled = false;
    let changing: Draft | null = null;
    for (const variable of needed) {
      const data = this.dataVariable(variable);
      const draft = this.model.drafts[variable] as Draft;
      if (data) sources.set(variable, data);
      else if (draft.role === null) isUnsettled = true;
      else if (draft.role.kind === 'stock' || draft.role.kind === 'state') changing = draft;
    }
    if (sources.size === 0) return sources;
    if (isUnsettled) giveUp();
    if (changing) {
      fail(
        site,
        `a data equation (:=) may use only data and constants, but ${quoted(changing.name)} is neither; write "=" instead`,
      );
    }
    return sources;
  }

  /** The value at each time, where it is not missing. */
  private compute(
    variable: number,
    { expression, missing }: DataEquation,
    sources: ReadonlyMap<number, DataVariable>,
    times: readonly number[],
  ): Series {
    const values = times.map((time) => {
      const values = new InitialValues(this.model, (other) => {
        if (other === TIME) return time;
        const data = sources.get(other);
        if (!data) return this.isConstant(other) ? this.initialValues.variable(other) : undefined;
        const value = valueAt(data, time);
        return value === MISSING ? missing : value;
      });
      return values.evaluate(expression, variable);
    });
    return createSeries(times, values);
  }

  private isConstant(variable: number): boolean {
    const kind = this.model.drafts[variable]?.role?.kind;
    return kind === 'constant' || kind === 'initial';
  }

  /**
   * The variables that expressions need, directly or through those for which `isOpen`; only what is not in
   * `found`.
   */
  private variablesIn(
    expressions: readonly Expression[],
    isOpen: (variable: number) => boolean,
    found = new Set<number>(),
  ): readonly number[] {
    const added: number[] = [];
    const pending = [...expressions];
    for (let next = pending.pop(); next; next = pending.pop()) {
      visit(next, (part) => {
        if (!('variable' in part) || found.has(part.variable)) return;
        found.add(part.variable);
        added.push(part.variable);
        const role = this.model.drafts[part.variable]?.role;
        if (role && isOpen(part.variable)) pending.push(...expressionsOf(role));
      });
    }
    return added;
  }
}

/** Within data equations, only data explicitly interpolated or held have values between their points. */
function valueAt(data: DataVariable, time: number): number {
  if (data.series.times.length === 0) return MISSING;
  data.reader ??= createReader(readingOf(data.series, data.mode ?? 'RAW'));
  return data.reader(time);
}
