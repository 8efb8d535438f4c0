import { createSeries, type DataSource, type Series } from '../data/data-source.js';
import type { Expression, Role } from '../model.js';
import { MISSING } from '../syntax.js';
import { number } from './build.js';
import { type ModelBuilder, TIME } from './builder.js';
import { type Context, fail } from './context.js';
import { InitialValues } from './evaluate.js';
import { quoted } from './names.js';
import { createReader, type Reading, type ReadingName, readingName, readingOf } from './readings.js';
import { visit } from './visit.js';

const MOST_POINTS = 5_000_000;
const LONGEST_CHAIN = 200;

/** A data variable whose points are known. */
interface DataVariable {
  readonly name: string;
  readonly series: Series;
  /** Null when the equation says nothing: interpolated in the model, but not within data equations. */
  readonly mode: ReadingName | null;
  readonly tables: Map<ReadingName, Extract<Expression, { kind: 'lookup' }>>;
  reader: ((time: number) => number) | null;
}

/** `x := expression`: its points are computed from those of other data variables. */
interface DataEquation {
  readonly expression: Expression;
  /** What X IF MISSING puts in the place of missing points. */
  readonly missing: number;
  readonly mode: string | null;
  readonly context: Context;
}

/** Variables whose values are points in time, from files or computed from others. In the model they are lookups of Time. */
export class DataVariables {
  private readonly known = new Map<number, DataVariable>();
  private readonly pending = new Map<number, DataEquation>();
  private readonly resolving = new Set<number>();
  private points = 0;
  private readonly model: ModelBuilder;
  private readonly initialValues: InitialValues;
  private readonly source: DataSource;

  constructor(model: ModelBuilder, initialValues: InitialValues, source: DataSource) {
    this.model = model;
    this.initialValues = initialValues;
    this.source = source;
  }

  /** A variable without an equation: the user has to give its points. */
  given(variable: number, mode: string | null, context: Context): Role {
    const name = `${context.name}${context.label}`;
    const series = this.source.series(name);
    if (!series) {
      fail(
        context,
        `${quoted(name)} is external data; give its points in a data file (a .dat export of Vensim, or a table with names and times), or write an equation`,
      );
    }
    return this.define(variable, series, mode, context);
  }

  /** A variable with these points. */
  define(variable: number, series: Series, mode: string | null, context: Context): Role {
    this.points += series.times.length;
    if (this.points > MOST_POINTS) {
      fail(context, `the data have more than ${MOST_POINTS} points here; make them smaller`);
    }
    const name = `${context.name}${context.label}`;
    const data = { name, series, mode: readingName(mode), tables: new Map(), reader: null };
    this.known.set(variable, data);
    const expression = this.read(variable, data.mode ?? 'INTERPOLATE', this.model.read(TIME), context);
    return { kind: 'auxiliary', expression, initial: null };
  }

  /** A data equation, which is computed when all equations are written out. Null: its role is settled later. */
  defineLater(variable: number, equation: DataEquation): null {
    this.pending.set(variable, equation);
    const { problems } = equation.context.analysis;
    this.model.defer(() => problems.attempt(() => this.resolve(variable)));
    return null;
  }

  /** The points of a data variable; undefined when it is none. */
  series(variable: number): Series | undefined {
    return this.dataVariable(variable)?.series;
  }

  private dataVariable(variable: number): DataVariable | undefined {
    if (this.pending.has(variable)) this.resolve(variable);
    return this.known.get(variable);
  }

  /** The value of a data variable at a time. */
  read(variable: number, name: ReadingName, time: Expression, context: Context): Expression {
    const data = this.known.get(variable);
    if (!data || data.series.times.length === 0) return number(MISSING);
    let lookup = data.tables.get(name);
    if (!lookup) {
      const { opcode, xs, ys }: Reading = readingOf(data.series, name);
      const table = this.model.table(data.name, { at: context.at, xs, ys, mode: 'interpolate' });
      lookup = { kind: 'lookup', opcode, table, input: time };
      data.tables.set(name, lookup);
    }
    return { ...lookup, input: time };
  }

  private resolve(variable: number): void {
    const equation = this.pending.get(variable);
    if (!equation) return;
    const { context, expression, mode } = equation;
    if (this.resolving.has(variable)) fail(context, 'this data equation needs its own result');
    if (this.resolving.size >= LONGEST_CHAIN) {
      fail(context, `more than ${LONGEST_CHAIN} data equations each need the next; use "=" instead of ":="`);
    }
    this.resolving.add(variable);
    const sources = this.sourcesOf(expression, context);
    this.resolving.delete(variable);
    this.pending.delete(variable);
    const role: Role =
      sources.size === 0
        ? { kind: 'auxiliary', expression, initial: null }
        : this.define(variable, this.compute(variable, equation, sources), mode, context);
    this.model.define(variable, role);
  }

  /** The data variables that an expression is computed from. */
  private sourcesOf(expression: Expression, context: Context): ReadonlyMap<number, DataVariable> {
    const sources = new Map<number, DataVariable>();
    const seen = new Set<number>();
    const others: string[] = [];
    const pending = [expression];
    for (let next = pending.pop(); next; next = pending.pop()) {
      visit(next, (part) => {
        if (part.kind === 'number' || !('variable' in part) || seen.has(part.variable)) return;
        seen.add(part.variable);
        const data = this.dataVariable(part.variable);
        if (data) sources.set(part.variable, data);
        else if (part.variable !== TIME) {
          const draft = this.model.drafts[part.variable];
          if (draft?.role?.kind === 'auxiliary') pending.push(draft.role.expression);
          else if (!this.isConstant(part.variable)) others.push(draft?.name ?? '');
        }
      });
    }
    if (sources.size > 0 && others[0] !== undefined) {
      fail(
        context,
        `a data equation (:=) may use only data and constants, but ${quoted(others[0])} is neither; write "=" instead`,
      );
    }
    return sources;
  }

  /** At each time of any of the sources: the value, where it is not missing. */
  private compute(
    variable: number,
    { expression, missing }: DataEquation,
    sources: ReadonlyMap<number, DataVariable>,
  ): Series {
    const times = [...new Set([...sources.values()].flatMap(({ series }) => series.times))];
    times.sort((a, b) => a - b);
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
}

/** Within data equations, only data that are explicitly interpolated or held have values between their points. */
function valueAt(data: DataVariable, time: number): number {
  if (data.series.times.length === 0) return MISSING;
  data.reader ??= createReader(readingOf(data.series, data.mode ?? 'RAW'));
  return data.reader(time);
}
