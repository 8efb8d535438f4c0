import {
  type CellType,
  children,
  type Effect,
  type Expression,
  effectExpressions,
  mapChildren,
  mapEffect,
  mapSemantics,
  type Semantics,
} from '../isa/isa.js';

/** Cells that only a compiled program has: values that it computes once and uses again. */
export interface SharedCells {
  readonly name: string;
  readonly type: CellType;
  readonly cells: number;
}

/** Names of an `.isa` have no `$`. */
const SHARED: Readonly<Record<CellType, string>> = { f64: '$shared_f64', i32: '$shared_i32' };

/**
 * Calls of pure externs that straight code makes again with the same arguments: the first one keeps its result in a cell, the
 * others read it. A call in an arm of a choice, which may never be made, does not become one that always is.
 */
export class CallSharing {
  readonly #counts = { f64: 0, i32: 0 };

  /** What all blocks so far need. */
  get cells(): SharedCells[] {
    return (['f64', 'i32'] as const)
      .map((type) => ({ name: SHARED[type], type, cells: this.#counts[type] }))
      .filter(({ cells }) => cells > 0);
  }

  /** The statements of a block, which all run, one after the other. Their operands are numbers. */
  share(statements: readonly Semantics[]): Semantics[] {
    const values = numberCalls(statements);
    const uses = new Map<number, number>();
    for (const value of values.values()) uses.set(value, (uses.get(value) ?? 0) + 1);
    const places = new Map<number, Expression>();
    return statements.map((statement) => {
      const effects: Effect[] = [];
      const rewrite = (expression: Expression, isCertain: boolean): Expression => {
        const value = values.get(expression);
        const known = value === undefined ? undefined : places.get(value);
        if (known) return known;
        const rewritten = mapCertain(expression, isCertain, rewrite);
        if (value === undefined || !isCertain || uses.get(value) === 1) return rewritten;
        const place = this.#newPlace(expression.type as CellType);
        effects.push({ kind: 'store', memory: place.memory, index: place.index, value: rewritten });
        places.set(value, place);
        return place;
      };
      const certain = (expression: Expression) => rewrite(expression, true);
      for (const effect of statement.effects) {
        const rewritten = mapEffect(effect, certain);
        effects.push(rewritten);
      }
      const rest = mapSemantics({ ...statement, effects: [] }, certain);
      return { ...rest, effects };
    });
  }

  #newPlace(type: CellType): Expression & { readonly kind: 'memory' } {
    const index: Expression = { kind: 'number', type: 'i32', value: this.#counts[type]++ };
    return { kind: 'memory', type, memory: SHARED[type], index };
  }
}

/** The same expression over other children, each with whether it is certainly evaluated. */
function mapCertain(
  expression: Expression,
  isCertain: boolean,
  map: (child: Expression, isCertain: boolean) => Expression,
): Expression {
  if (expression.kind === 'select')
    return {
      ...expression,
      condition: map(expression.condition, isCertain),
      consequent: map(expression.consequent, false),
      alternate: map(expression.alternate, false),
    };
  if (expression.kind === 'binary' && (expression.operator === '&&' || expression.operator === '||'))
    return { ...expression, left: map(expression.left, isCertain), right: map(expression.right, false) };
  return mapChildren(expression, (child) => map(child, isCertain));
}

/** Numbers of the calls whose value is known to depend on memories and constants alone: equal where the values are. */
function numberCalls(statements: readonly Semantics[]): ReadonlyMap<Expression, number> {
  const numbers = new Map<string, number>();
  const calls = new Map<Expression, number>();
  const versions = new MemoryVersions();
  const intern = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  const numberOf = (expression: Expression): number | null => {
    const inner = children(expression).map(numberOf);
    const own = ownKey(expression, versions);
    if (own === null || inner.includes(null)) return null;
    const value = intern(`${own}(${inner.join(',')})`);
    if (expression.kind === 'call') calls.set(expression, value);
    return value;
  };
  for (const { effects, outputs, control } of statements) {
    for (const effect of effects) {
      for (const expression of effectExpressions(effect)) numberOf(expression);
      versions.write(effect);
    }
    for (const output of outputs) numberOf(output);
    if (control.kind === 'jump' && control.condition) numberOf(control.condition);
  }
  return calls;
}

/** An expression but for its children; null where it may have another value each time. */
function ownKey(expression: Expression, versions: MemoryVersions): string | null {
  switch (expression.kind) {
    case 'number':
      return `${expression.type} ${Object.is(expression.value, -0) ? '-0' : expression.value}`;
    case 'memory':
      return `memory ${expression.memory} ${versions.of(expression.memory, expression.index)}`;
    case 'pool':
      return `pool ${expression.pool}`;
    case 'unary':
    case 'binary':
      return `${expression.kind} ${expression.type} ${expression.operator}`;
    case 'select':
      return 'select';
    case 'call':
      return expression.pure ? `call ${expression.function}` : null;
    default:
      return null;
  }
}

/** How often cells have been written. */
class MemoryVersions {
  readonly #writes = new Map<string, number>();

  of(memory: string, index: Expression): string {
    const cell = index.kind === 'number' ? this.#writes.get(`${memory} ${index.value}`) : undefined;
    const anywhere = this.#writes.get(index.kind === 'number' ? `${memory} computed` : `${memory}`);
    return `${cell ?? 0} ${anywhere ?? 0}`;
  }

  write(effect: Effect): void {
    if (effect.kind !== 'store') return;
    const { memory, index } = effect;
    this.#count(memory);
    this.#count(`${memory} ${index.kind === 'number' ? index.value : 'computed'}`);
  }

  #count(key: string): void {
    this.#writes.set(key, (this.#writes.get(key) ?? 0) + 1);
  }
}
