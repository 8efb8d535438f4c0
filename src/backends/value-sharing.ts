import { isValue } from '../isa/extern-effect.js';
import {
  type CellType,
  children,
  type Effect,
  type Expression,
  effectExpressions,
  mapChildren,
  mapControl,
  mapEffect,
  type ValueType,
} from '../isa/semantics.js';
import type { Handler } from './handler.js';
import { ValueNumbering } from './value-numbering.js';

/** What a statement does; its temporaries may be its piece's. */
export type StatementBody = Pick<Handler, 'effects' | 'writes' | 'control'>;

/** Statements of one function, and the types of their temporaries. Each is assigned once. */
export interface SharingPiece {
  readonly statements: readonly StatementBody[];
  readonly temporaries: readonly ValueType[];
}

/** Cells that only a compiled program has: results of calls that more than one of its functions uses. */
export interface SharedCells {
  readonly name: string;
  readonly type: CellType;
  readonly cells: number;
}

/** Names of an `.isa` have no `$`. */
const SHARED: Readonly<Record<CellType, string>> = { f64: '$shared_f64', i32: '$shared_i32' };

/**
 * What straight code has computed once it does not compute again, and what it has just stored it does not
 * load. A piece keeps such values in temporaries; results of externs that are values also reach later
 * pieces. What stands in an arm of a choice, and may never be evaluated, does not become something that
 * always is.
 */
export class ValueSharing {
  readonly #counts = { f64: 0, i32: 0 };

  /** What all blocks so far need. */
  get cells(): SharedCells[] {
    return (['f64', 'i32'] as const)
      .map((type) => ({ name: SHARED[type], type, cells: this.#counts[type] }))
      .filter(({ cells }) => cells > 0);
  }

  /** The pieces of a basic block, in order. Operands of their statements are numbers. */
  share(block: readonly (readonly StatementBody[])[]): SharingPiece[] {
    const uses = countUses(block);
    const shared = new Map<number, SharedCell>();
    for (const [value, type] of uses.crossing)
      shared.set(value, { at: this.#newCell(type), isStored: false });
    return block.map((statements, piece) => new PieceSharing(uses, piece, shared).share(statements));
  }

  #newCell(type: CellType): CellExpression {
    const index: Expression = { kind: 'number', type: 'i32', value: this.#counts[type]++ };
    return { kind: 'memory', type, memory: SHARED[type], index };
  }
}

type CellExpression = Expression & { readonly kind: 'memory' };

interface SharedCell {
  readonly at: CellExpression;
  isStored: boolean;
}

interface Uses {
  /** Numbers of expressions that have children. */
  readonly numbers: ReadonlyMap<Expression, number>;
  readonly constants: ReadonlyMap<number, Expression>;
  /** By piece: how often a value is computed for certain, or used after that. */
  readonly counts: readonly ReadonlyMap<number, number>[];
  /** Results of calls that a later piece uses too. */
  readonly crossing: ReadonlyMap<number, CellType>;
}

function countUses(block: readonly (readonly StatementBody[])[]): Uses {
  const values = new ValueNumbering();
  const { numbers, constants } = values;
  const crossing = new Map<number, CellType>();
  const called = new Set<number>();
  const counts = block.map((statements) => {
    const available = new Map<number, number>();
    const use = (expression: Expression, isCertain: boolean): void => {
      const value = numbers.get(expression);
      if (value === undefined || constants.has(value)) return;
      const count = available.get(value);
      if (count !== undefined) {
        available.set(value, count + 1);
        return;
      }
      const isCalled = isValueOfCall(expression) && called.has(value);
      if (isCalled) crossing.set(value, expression.type as CellType);
      if (isCertain && isKept(expression)) {
        available.set(value, 1);
        if (isValueOfCall(expression)) called.add(value);
      }
      if (!isCalled)
        for (const child of children(expression)) use(child, isCertain && !isInArm(expression, child));
    };
    const evaluate = (expression: Expression): void => {
      values.numberOf(expression);
      use(expression, true);
    };
    for (const { effects, writes, control } of statements) {
      values.startStatement();
      for (const effect of effects) {
        for (const expression of effectExpressions(effect)) evaluate(expression);
        values.apply(effect);
        if (effect.kind !== 'define') continue;
        const value = numbers.get(effect.value);
        if (value !== undefined && !available.has(value)) available.set(value, 1);
      }
      for (const { value } of writes) evaluate(value);
      if (control.kind === 'jump' && control.condition) evaluate(control.condition);
    }
    return available;
  });
  return { numbers, constants, counts, crossing };
}

class PieceSharing {
  readonly #temporaries: ValueType[] = [];
  readonly #places = new Map<number, Expression>();
  /** What the current statement does, and what has become of its own temporaries. */
  #effects: Effect[] = [];
  #own = new Map<number, Expression>();

  constructor(
    private readonly uses: Uses,
    private readonly piece: number,
    private readonly shared: ReadonlyMap<number, SharedCell>,
  ) {}

  share(statements: readonly StatementBody[]): SharingPiece {
    return {
      statements: statements.map((statement) => this.#statement(statement)),
      temporaries: this.#temporaries,
    };
  }

  #statement({ effects, writes, control }: StatementBody): StatementBody {
    this.#effects = [];
    this.#own = new Map();
    const rewrite = (expression: Expression) => this.#rewrite(expression, true);
    for (const effect of effects) {
      if (effect.kind === 'define') this.#define(effect.temporary, effect.value);
      else {
        const rewritten =
          effect.kind === 'store'
            ? { ...effect, index: this.#rewriteIndex(effect.index, true), value: rewrite(effect.value) }
            : mapEffect(effect, rewrite);
        this.#effects.push(rewritten);
      }
    }
    return {
      writes: writes.map(({ cell, value }) => ({ cell, value: rewrite(value) })),
      control: mapControl(control, rewrite),
      effects: this.#effects,
    };
  }

  #define(temporary: number, value: Expression): void {
    const rewritten = this.#rewrite(value, true);
    const isPlace = rewritten.kind === 'temporary' || rewritten.kind === 'number';
    const place = isPlace ? rewritten : this.#keep(rewritten);
    this.#own.set(temporary, place);
    const number = this.uses.numbers.get(value);
    if (number !== undefined) this.#places.set(number, place);
  }

  #rewrite(expression: Expression, isCertain: boolean): Expression {
    if (expression.kind === 'temporary') return this.#own.get(expression.index)!;
    const value = this.uses.numbers.get(expression);
    if (value === undefined) return expression;
    const known = this.uses.constants.get(value) ?? this.#places.get(value);
    if (known) return known;
    const cell = isValueOfCall(expression) ? this.shared.get(value) : undefined;
    const rewritten = cell?.isStored ? cell.at : this.#rewriteChildren(expression, isCertain);
    const isStoredNow = cell !== undefined && !cell.isStored;
    const isUsedAgain = this.uses.counts[this.piece].get(value)! > 1;
    if (!isCertain || !isKept(expression) || !(isUsedAgain || isStoredNow)) return rewritten;
    const place = this.#keep(rewritten);
    this.#places.set(value, place);
    if (cell && isStoredNow) {
      this.#effects.push({ kind: 'store', memory: cell.at.memory, index: cell.at.index, value: place });
      cell.isStored = true;
    }
    return place;
  }

  #rewriteChildren(expression: Expression, isCertain: boolean): Expression {
    if (expression.kind === 'memory' || expression.kind === 'pool')
      return { ...expression, index: this.#rewriteIndex(expression.index, isCertain) };
    return mapChildren(expression, (child) => this.#rewrite(child, isCertain && !isInArm(expression, child)));
  }

  /**
   * Back ends take an index that is a number for one that exists, which nobody has checked of a number that
   * only turns out here.
   */
  #rewriteIndex(index: Expression, isCertain: boolean): Expression {
    const rewritten = this.#rewrite(index, isCertain);
    return rewritten.kind === 'number' && index.kind !== 'number' ? this.#keep(rewritten) : rewritten;
  }

  #keep(value: Expression): Expression {
    const index = this.#temporaries.push(value.type) - 1;
    this.#effects.push({ kind: 'define', temporary: index, value });
    return { kind: 'temporary', type: value.type, index };
  }
}

function isValueOfCall(expression: Expression): boolean {
  return expression.kind === 'call' && isValue(expression);
}

/** Conditions are as fast computed as kept, and rows are not values. */
function isKept({ type }: Expression): boolean {
  return type === 'f64' || type === 'i32';
}

/** Whether a child may be left out when its parent is evaluated. */
function isInArm(parent: Expression, child: Expression): boolean {
  if (parent.kind === 'select') return child !== parent.condition;
  return (
    parent.kind === 'binary' &&
    (parent.operator === '&&' || parent.operator === '||') &&
    child !== parent.left
  );
}
