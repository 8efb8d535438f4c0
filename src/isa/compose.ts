import { changesAll, isValue, memoriesRead } from './extern-effect.js';
import type { Isa } from './isa.js';
import {
  type CallExpression,
  type CellType,
  type Control,
  computedPlace,
  type Effect,
  type Expression,
  mapChildren,
  mapEffect,
  namedPlace,
  type Semantics,
  walk,
  walkSemantics,
} from './semantics.js';

/** What an operand of a part becomes: an operand of the whole plus an offset, or a constant. */
export type OperandSubstitute =
  | { readonly kind: 'operand'; readonly index: number; readonly offset: number }
  /** `value` is the pool's value where the operand indexes a pool, otherwise the operand itself. */
  | { readonly kind: 'constant'; readonly value: number };

/** A value computed but not yet stored anywhere. Materialising replaces its expression by a temporary. */
interface Pending {
  expression: Expression;
}

/** A store to a scratch cell, which is named. */
interface WaitingStore {
  readonly memory: string;
  readonly index: Expression;
  readonly value: Pending;
}

/**
 * Runs instructions symbolically, one after the other: values that one pushes and a later one pops never
 * touch the stack. An expression is evaluated where it is used, at most once, and never on the other side of
 * a write to what it reads: then it is put into a temporary first. Stores to scratch memories wait until
 * something may read them: loads of the same cell take the value, and what is never read is not stored.
 */
export class Composer {
  readonly #stack: Pending[] = [];
  readonly #effects: Effect[] = [];
  /**
   * Values that the current part has yet to use and that a write must not overtake, besides those on the
   * stack.
   */
  readonly #live = new Set<Pending>();
  readonly #word: CellType;
  readonly #scratch: ReadonlySet<string>;
  /** Stores to scratch cells that have yet to happen, in order: at most one to a place. */
  #waiting: WaitingStore[] = [];
  #inputs = 0;
  #temporaries = 0;
  #control: Control = { kind: 'next' };

  constructor({ word, memories }: Pick<Isa, 'word' | 'memories'>) {
    this.#word = word;
    this.#scratch = new Set(memories.filter(({ scratch }) => scratch).map(({ name }) => name));
  }

  /** Appends one instruction. `operands[i]` is what its i-th operand becomes. */
  append(part: Semantics, operands: readonly OperandSubstitute[]): void {
    if (this.#control.kind !== 'next') throw new Error('only the last part may jump or return');
    const uses = countUses(part);
    const inputs = this.#pop(part.inputs);
    const temporaries = new Map<number, Pending>();
    const keep = (pending: Pending, useCount = 0) => {
      if (useCount > 1 || isDeed(pending.expression)) this.#materialise(pending);
      else if (useCount === 1) this.#live.add(pending);
    };
    const use = (pending: Pending): Expression => {
      this.#live.delete(pending);
      return pending.expression;
    };
    for (const [index, input] of inputs.entries()) keep(input, uses.inputs.get(index));

    const substitute = (expression: Expression): Expression => {
      switch (expression.kind) {
        case 'input':
          return use(inputs[expression.index]);
        case 'temporary':
          return use(temporaries.get(expression.index)!);
        case 'operand':
          return substituteOperand(operands[expression.index]);
        case 'memory':
          return this.#load(expression, substituteIndex(expression.index, substitute));
        case 'pool': {
          const bound = expression.index.kind === 'operand' ? operands[expression.index.index] : undefined;
          if (bound?.kind === 'constant' && expression.type !== 'row')
            return { kind: 'number', type: expression.type, value: bound.value };
          return { ...expression, index: substituteIndex(expression.index, substitute) };
        }
        default:
          return withoutNumber(mapChildren(expression, substitute));
      }
    };

    for (const effect of part.effects) {
      switch (effect.kind) {
        case 'define': {
          const pending: Pending = { expression: substitute(effect.value) };
          this.#settleBefore(pending.expression);
          temporaries.set(effect.temporary, pending);
          keep(pending, uses.temporaries.get(effect.temporary));
          break;
        }
        case 'store': {
          const index = substituteIndex(effect.index, substitute);
          const value = substitute(effect.value);
          this.#settle((read) => readsCell(read, effect.memory, index));
          if (this.#scratch.has(effect.memory))
            this.#wait({ memory: effect.memory, index, value: { expression: value } });
          else this.#effects.push({ ...effect, index, value });
          break;
        }
        case 'set': {
          const value = substitute(effect.value);
          this.#settle((read) => read.kind === 'register' && read.register === effect.register);
          this.#effects.push({ ...effect, value });
          break;
        }
        case 'call': {
          const call = substitute(effect.call) as CallExpression;
          this.#settleBefore(call);
          this.#effects.push({ kind: 'call', call });
          break;
        }
        // Effects are in order already. Pending values may stay so: they have no effects that would be missed
        // where the exit is taken, and nobody reads a stack that is gone.
        case 'exit':
          this.#effects.push({ ...effect, condition: substitute(effect.condition) });
          break;
      }
    }
    // Scratch cells are gone with the run of the section, and a condition is evaluated behind all effects.
    if (part.control.kind === 'return') this.#waiting = [];
    else if (part.control.kind === 'jump') this.#storeWaiting();
    for (const output of part.outputs) this.#stack.push({ expression: substitute(output) });
    this.#live.clear();
    if (part.control.kind === 'jump') {
      const target = operands[part.control.target];
      if (target.kind !== 'operand') throw new Error('a jump target cannot be a constant');
      this.#control = {
        kind: 'jump',
        target: target.index,
        condition: part.control.condition && substitute(part.control.condition),
      };
    } else this.#control = part.control;
  }

  finish(): Semantics {
    this.#storeWaiting();
    return {
      inputs: this.#inputs,
      effects: this.#effects,
      outputs: this.#stack.map((pending) => pending.expression),
      control: this.#control,
    };
  }

  /** Takes `count` values off the symbolic stack, reaching below it into the real one; deepest first. */
  #pop(count: number): Pending[] {
    const missing = Math.max(0, count - this.#stack.length);
    if (missing > 0) {
      // The real stack's cells are numbered from the deepest reached, so those known so far move up.
      this.#renumberInputs(missing);
      const below = Array.from(
        { length: missing },
        (_, index): Pending => ({
          expression: { kind: 'input', type: this.#word, index },
        }),
      );
      this.#stack.unshift(...below);
      this.#inputs += missing;
    }
    return this.#stack.splice(this.#stack.length - count);
  }

  #renumberInputs(by: number): void {
    const shift = (expression: Expression): Expression =>
      expression.kind === 'input'
        ? { ...expression, index: expression.index + by }
        : mapChildren(expression, shift);
    for (const pending of [...this.#stack, ...this.#waitingValues()])
      pending.expression = shift(pending.expression);
    for (const [index, effect] of this.#effects.entries()) this.#effects[index] = mapEffect(effect, shift);
  }

  /** Values that read memories are known before a call that may change them all. */
  #settleBefore(value: Expression): void {
    if (value.kind !== 'call' || !changesAll(value)) return;
    this.#settle(
      (read) =>
        (read.kind === 'memory' && !this.#scratch.has(read.memory)) ||
        (read.kind === 'call' && memoriesRead(read).length > 0),
    );
  }

  /** The value of a store that waits, where it is certainly to this cell. */
  #load(load: Expression & { readonly kind: 'memory' }, index: Expression): Expression {
    const { memory } = load;
    const last = this.#waiting.findLast((store) => store.memory === memory && mayBeSame(store.index, index));
    if (last && isSame(last.index, index)) {
      this.#materialise(last.value);
      return last.value.expression;
    }
    if (last) this.#storeWaiting();
    return { ...load, index };
  }

  /** What it overwrites was read by nobody: those that may have read it made it happen. */
  #wait(store: WaitingStore): void {
    const { memory, index } = store;
    this.#waiting = this.#waiting.filter((other) => other.memory !== memory || !isSame(other.index, index));
    this.#waiting.push(store);
  }

  /** No value still to be read depends on these cells: `#settle` saw to that when they began to wait. */
  #storeWaiting(): void {
    for (const { memory, index, value } of this.#waiting)
      this.#effects.push({ kind: 'store', memory, index, value: value.expression });
    this.#waiting = [];
  }

  #waitingValues(): Pending[] {
    return this.#waiting.map(({ value }) => value);
  }

  /** Puts every pending value that reads what is about to be written into a temporary. */
  #settle(isRead: (expression: Expression) => boolean): void {
    for (const pending of [...this.#stack, ...this.#live, ...this.#waitingValues()]) {
      let reads = false;
      walk(pending.expression, (inner) => {
        reads ||= isRead(inner);
      });
      if (reads) this.#materialise(pending);
    }
  }

  #materialise(pending: Pending): void {
    const { expression } = pending;
    if (isAtom(expression)) return;
    const temporary = this.#temporaries++;
    this.#effects.push({ kind: 'define', temporary, value: expression });
    pending.expression = { kind: 'temporary', type: expression.type, index: temporary };
  }
}

/** The `c` of `(c ? 1 : 0) != 0`, which is what a comparison becomes that another part tests. */
function withoutNumber(expression: Expression): Expression {
  if (expression.kind !== 'binary' || expression.operator !== '!=' || expression.left.kind !== 'select')
    return expression;
  const { condition, consequent, alternate } = expression.left;
  const isTruth = isNumber(consequent, 1) && isNumber(alternate, 0) && isNumber(expression.right, 0);
  return isTruth ? condition : expression;
}

function isNumber(expression: Expression, value: number): boolean {
  return expression.kind === 'number' && expression.value === value;
}

/**
 * An address that a part computes stays one that is checked when it runs: back ends take an operand, a
 * number, and a sum of them in this order, for addresses that were checked when the program was loaded.
 */
function substituteIndex(index: Expression, substitute: (expression: Expression) => Expression): Expression {
  const whole = substitute(index);
  return namedPlace(index) || !namedPlace(whole) ? whole : computedPlace(whole);
}

function substituteOperand(operand: OperandSubstitute): Expression {
  const number = (value: number): Expression => ({ kind: 'number', type: 'i32', value });
  if (operand.kind === 'constant') return number(operand.value);
  const { index, offset } = operand;
  const left: Expression = { kind: 'operand', type: 'i32', index };
  if (offset === 0) return left;
  const operator = offset > 0 ? '+' : '-';
  return { kind: 'binary', type: 'i32', operator, left, right: number(Math.abs(offset)) };
}

/** Nothing is saved by keeping it in a temporary, and no write can change it. */
function isAtom(expression: Expression): boolean {
  return (
    expression.kind === 'number' ||
    expression.kind === 'input' ||
    expression.kind === 'operand' ||
    expression.kind === 'temporary'
  );
}

/** A call that happens where it stands. */
function isDeed(expression: Expression): boolean {
  return expression.kind === 'call' && !isValue(expression);
}

/**
 * Whether an expression may read the cell of `memory` at `index`. Only constants and neighbours of one
 * operand are surely distinct.
 */
function readsCell(read: Expression, memory: string, index: Expression): boolean {
  if (read.kind === 'call') return memoriesRead(read).includes(memory);
  return read.kind === 'memory' && read.memory === memory && mayBeSame(read.index, index);
}

function mayBeSame(a: Expression, b: Expression): boolean {
  const [left, right] = [namedPlace(a), namedPlace(b)];
  return !(left && right && left.operand === right.operand && left.distance !== right.distance);
}

function isSame(a: Expression, b: Expression): boolean {
  const [left, right] = [namedPlace(a), namedPlace(b)];
  return left !== null && left.operand === right?.operand && left.distance === right.distance;
}

function countUses(semantics: Semantics) {
  const inputs = new Map<number, number>();
  const temporaries = new Map<number, number>();
  walkSemantics(semantics, (inner) => {
    const counts = inner.kind === 'input' ? inputs : inner.kind === 'temporary' ? temporaries : null;
    if (counts && (inner.kind === 'input' || inner.kind === 'temporary'))
      counts.set(inner.index, (counts.get(inner.index) ?? 0) + 1);
  });
  return { inputs, temporaries };
}
