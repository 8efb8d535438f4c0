import { isValue, memoriesRead } from '../isa/extern-effect.js';
import { callsAny, children, type Effect, type Expression } from '../isa/semantics.js';

/**
 * Numbers values of straight code: expressions have the same number only where they have the same value. A
 * load has the number of what was stored, a temporary that of what it was defined as.
 */
export class ValueNumbering {
  /** Of every expression that has children: none of them stands in two places. */
  readonly numbers = new Map<Expression, number>();
  /** Numbers of values that are constants. */
  readonly constants = new Map<number, Expression>();
  readonly #interned = new Map<string, number>();
  readonly #registers = new Map<string, number>();
  readonly #contents = new Map<string, Map<number, number>>();
  readonly #writes = new Map<string, number>();
  /** Calls so far that may have changed every memory. */
  #epoch = 0;
  #temporaries = new Map<number, number>();
  #next = 0;

  /** Temporaries are a statement's own. */
  startStatement(): void {
    this.#temporaries = new Map();
  }

  numberOf(expression: Expression): number {
    const inner = children(expression).map((child) => this.numberOf(child));
    const number = this.#number(expression, inner);
    if (inner.length > 0) this.numbers.set(expression, number);
    return number;
  }

  /** What an effect changes, once its expressions have been numbered. */
  apply(effect: Effect): void {
    if (callsAny({ effects: [effect] })) {
      this.#epoch++;
      this.#contents.clear();
    }
    switch (effect.kind) {
      case 'define':
        this.#temporaries.set(effect.temporary, this.#known(effect.value));
        break;
      case 'set':
        this.#registers.set(effect.register, this.#known(effect.value));
        break;
      case 'store': {
        const { memory, index, value } = effect;
        this.#writes.set(memory, (this.#writes.get(memory) ?? 0) + 1);
        if (index.kind === 'number') this.#contentsOf(memory).set(index.value, this.#known(value));
        else this.#contents.delete(memory);
      }
    }
  }

  /** The number of an expression that has been numbered. */
  #known(expression: Expression): number {
    return this.numbers.get(expression) ?? this.numberOf(expression);
  }

  #number(expression: Expression, inner: readonly number[]): number {
    switch (expression.kind) {
      case 'number': {
        const { type, value } = expression;
        const number = this.#intern(`${type} ${Object.is(value, -0) ? '-0' : value}`);
        this.constants.set(number, expression);
        return number;
      }
      case 'temporary':
        return this.#temporaries.get(expression.index)!;
      case 'register':
        return remembered(this.#registers, expression.register, () => this.#next++);
      case 'memory': {
        const { memory, index } = expression;
        if (index.kind === 'number')
          return remembered(this.#contentsOf(memory), index.value, () => this.#next++);
        return this.#intern(`${this.#version(memory)} ${inner}`);
      }
      case 'pool':
        return this.#intern(`pool ${expression.pool} ${inner}`);
      case 'unary':
      case 'binary':
        return this.#intern(`${expression.kind} ${expression.type} ${expression.operator} ${inner}`);
      case 'select':
        return this.#intern(`select ${inner}`);
      case 'call':
        if (!isValue(expression)) return this.#next++;
        return this.#intern(
          `call ${expression.function} ${memoriesRead(expression).map((one) => this.#version(one))} ${inner}`,
        );
      default:
        return this.#next++;
    }
  }

  /** Of a memory as a whole: another after anything that may have changed a cell. */
  #version(memory: string): string {
    return `${memory} ${this.#epoch} ${this.#writes.get(memory) ?? 0}`;
  }

  #contentsOf(memory: string): Map<number, number> {
    return remembered(this.#contents, memory, () => new Map());
  }

  #intern(key: string): number {
    return remembered(this.#interned, key, () => this.#next++);
  }
}

function remembered<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
