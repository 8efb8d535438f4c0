import { changesAll, isValue, memoriesRead } from '../isa/extern-effect.js';
import type { Isa, Pool } from '../isa/isa.js';
import type {
  BinaryOperator,
  CallExpression,
  CellType,
  Control,
  Effect,
  Expression,
  Semantics,
  UnaryOperator,
  ValueType,
} from '../isa/semantics.js';
import type { Term, Terms } from './terms.js';

/** Something that others can see, in order: a write, a call of an extern that is no value, a way out. */
export type Event =
  | { readonly kind: 'store'; readonly memory: string; readonly index: Term; readonly value: Term }
  | {
      readonly kind: 'call';
      readonly function: string;
      readonly arguments: readonly Term[];
      /** It may have changed every memory. */
      readonly changesAll: boolean;
    }
  | { readonly kind: 'exit'; readonly how: string; readonly condition: Term };

/** A scratch cell that was written, by terms that tell which. */
export interface ScratchCell {
  readonly index: Term;
  readonly value: Term;
}

/** Where control goes at the end; `target` is the operand jumped to. */
export interface SymbolicControl {
  readonly kind: Control['kind'];
  readonly target: Term | null;
  readonly condition: Term | null;
}

/**
 * Runs instructions one after the other from a state of which nothing is known: stack cells, memories and
 * registers are terms. A read of a memory is numbered by the last event before it that may have changed the
 * same cell, so that two reads are the same term only where nothing can have come between.
 */
export class SymbolicRun {
  readonly events: Event[] = [];
  readonly registers = new Map<string, Term>();
  /** Cells above those that nothing has touched, deepest first. */
  readonly stack: Term[] = [];
  control: SymbolicControl = { kind: 'next', target: null, condition: null };
  /** Memories that were read, besides those whose stores are among the events. */
  readonly reads = new Set<string>();
  /**
   * By scratch memory: what was written, in the order of the last write to each index. No event: only this
   * section reads it, so that what counts is what a later read finds.
   */
  readonly scratch = new Map<string, readonly ScratchCell[]>();
  /** Memories that were written. */
  readonly writes = new Set<string>();
  readonly #terms: Terms;
  readonly #isScratch: (memory: string) => boolean;
  /** Cells taken from below. */
  #depth = 0;

  constructor(terms: Terms, { memories }: Pick<Isa, 'memories'>) {
    this.#terms = terms;
    this.#isScratch = (memory) => memories.some(({ name, scratch }) => scratch && name === memory);
  }

  /** How many cells of the stack it was given were reached. */
  get depth(): number {
    return this.#depth;
  }

  /** Runs one instruction with these operands. Throws an `Error` where control went elsewhere before. */
  step(semantics: Semantics, operands: readonly Term[]): void {
    if (this.control.kind !== 'next') throw new Error('control has gone elsewhere already');
    const inputs = this.#pop(semantics.inputs);
    const temporaries = new Map<number, Term>();
    const evaluate = (expression: Expression): Term =>
      this.#evaluate(expression, inputs, operands, temporaries, evaluate);
    for (const effect of semantics.effects) this.#perform(effect, temporaries, evaluate);
    this.stack.push(...semantics.outputs.map(evaluate));
    const { control } = semantics;
    this.control =
      control.kind === 'jump'
        ? {
            kind: 'jump',
            target: operands[control.target],
            condition: control.condition && evaluate(control.condition),
          }
        : { kind: control.kind, target: null, condition: null };
  }

  /** The cell so many below the top of the stack that the run was given; the top itself is 1. */
  #below(distance: number): Term {
    return this.#terms.leaf(`cell ${distance} below the top`);
  }

  #pop(count: number): Term[] {
    while (this.stack.length < count) this.stack.unshift(this.#below(++this.#depth));
    return this.stack.splice(this.stack.length - count);
  }

  #evaluate(
    expression: Expression,
    inputs: readonly Term[],
    operands: readonly Term[],
    temporaries: ReadonlyMap<number, Term>,
    evaluate: (expression: Expression) => Term,
  ): Term {
    const terms = this.#terms;
    switch (expression.kind) {
      case 'number':
        return terms.constant(expression.type, expression.value);
      case 'input':
        return inputs[expression.index];
      case 'operand':
        return operands[expression.index];
      case 'temporary': {
        const term = temporaries.get(expression.index);
        if (term === undefined) throw new Error(`temporary ${expression.index} is used before it is defined`);
        return term;
      }
      case 'memory':
        return this.#read(expression.memory, expression.type, evaluate(expression.index));
      case 'pool':
        return this.#poolValue(expression.pool, expression.type, evaluate(expression.index));
      case 'register':
        return (
          this.registers.get(expression.register) ??
          terms.leaf(`${expression.type} register ${expression.register}`)
        );
      case 'unary':
        requireType(expression, resultOf(expression.operator, expression.operand.type));
        return terms.unary(expression.operator, expression.operand.type, evaluate(expression.operand));
      case 'binary': {
        if (expression.left.type !== expression.right.type) throw new Error('sides of two types');
        requireType(expression, DECIDING.has(expression.operator) ? 'bool' : expression.left.type);
        const left = evaluate(expression.left);
        return terms.binary(expression.operator, expression.left.type, left, evaluate(expression.right));
      }
      case 'select': {
        if (expression.condition.type !== 'bool') throw new Error('a choice by what is no truth');
        requireType(expression, expression.consequent.type);
        requireType(expression, expression.alternate.type);
        const condition = evaluate(expression.condition);
        const consequent = evaluate(expression.consequent);
        return terms.select(condition, consequent, evaluate(expression.alternate));
      }
      case 'call':
        // Where it stands inside an expression, it depends on the back end whether it happens.
        if (!isValue(expression)) throw new Error(`${expression.function} is called inside an expression`);
        return this.#call(expression, evaluate);
    }
  }

  /** Only here may an extern be called that is no value. */
  #whole(value: Expression, evaluate: (expression: Expression) => Term): Term {
    return value.kind === 'call' ? this.#call(value, evaluate) : evaluate(value);
  }

  #perform(effect: Effect, temporaries: Map<number, Term>, evaluate: (expression: Expression) => Term): void {
    switch (effect.kind) {
      case 'define':
        if (temporaries.has(effect.temporary))
          throw new Error(`temporary ${effect.temporary} is defined twice`);
        temporaries.set(effect.temporary, this.#whole(effect.value, evaluate));
        break;
      case 'store': {
        const { memory } = effect;
        const index = evaluate(effect.index);
        const value = evaluate(effect.value);
        this.writes.add(memory);
        if (this.#isScratch(memory)) this.#writeScratch(memory, index, value);
        else this.events.push({ kind: 'store', memory, index, value });
        break;
      }
      case 'set':
        this.registers.set(effect.register, evaluate(effect.value));
        break;
      case 'call':
        this.#call(effect.call, evaluate);
        break;
      case 'exit':
        this.events.push({ kind: 'exit', how: effect.how, condition: evaluate(effect.condition) });
    }
  }

  #read(memory: string, type: CellType, index: Term): Term {
    this.reads.add(memory);
    if (this.#isScratch(memory)) return this.#readScratch(memory, type, index);
    const when = this.#since(memory, (stored) => !this.#terms.differ(stored, index));
    return this.#terms.apply(`${memory}[]${when}:${type}`, index);
  }

  /** What was written to the same index before is gone. */
  #writeScratch(memory: string, index: Term, value: Term): void {
    const others = (this.scratch.get(memory) ?? []).filter((cell) => cell.index !== index);
    this.scratch.set(memory, [...others, { index, value }]);
  }

  /** What was written there; where that is not known, a value that depends on all that may have been. */
  #readScratch(memory: string, type: CellType, index: Term): Term {
    const written = (this.scratch.get(memory) ?? []).filter((cell) => !this.#terms.differ(cell.index, index));
    const last = written.at(-1);
    if (last?.index === index) return last.value;
    const cells = written.flatMap((cell) => [cell.index, cell.value]);
    return this.#terms.apply(`${memory}[]:${type}`, index, ...cells);
  }

  /** The last event that may have changed a memory, in words; of the cells of stores those that count. */
  #since(memory: string, counts: (index: Term) => boolean): string {
    const last = this.events.findLastIndex(
      (event) =>
        (event.kind === 'call' && event.changesAll) ||
        (event.kind === 'store' && event.memory === memory && counts(event.index)),
    );
    return last < 0 ? '' : ` after event ${last}`;
  }

  /** A constant that a pattern binds is a value of the pool, wherever a program keeps it. */
  #poolValue(pool: string, type: CellType | 'row', index: Term): Term {
    return (
      this.#terms.argumentOf(placeIn(pool, type), index) ?? this.#terms.apply(`${pool}[]:${type}`, index)
    );
  }

  /** What is no value is known by when it was called; what reads memories, by what they hold. */
  #call(call: CallExpression, evaluate: (expression: Expression) => Term): Term {
    const values = call.arguments.map(evaluate);
    if (isValue(call)) {
      const since = memoriesRead(call).map((memory) => {
        this.reads.add(memory);
        return ` ${memory}${this.#since(memory, () => true)}`;
      });
      return this.#terms.apply(`${call.function}${since.join('')}:${call.type}`, ...values);
    }
    this.events.push({
      kind: 'call',
      function: call.function,
      arguments: values,
      changesAll: changesAll(call),
    });
    return this.#terms.leaf(`result of event ${this.events.length - 1}`);
  }
}

const DECIDING: ReadonlySet<BinaryOperator> = new Set([
  ...(['==', '!=', '<', '<=', '>', '>=', '&&', '||'] as const),
]);

function resultOf(operator: UnaryOperator, from: ValueType): ValueType {
  return operator === '!' ? 'bool' : operator === 'f64' || operator === 'i32' ? operator : from;
}

/** Back ends go by the type that is stated: it has to be the one that comes of the operator. */
function requireType({ kind, type }: Expression, expected: ValueType): void {
  if (type !== expected) throw new Error(`a ${kind} of ${expected} is said to be ${type}`);
}

/** The index, whatever it is, of a value in a pool. Read there as another type, nothing is known of it. */
export function boundIndex(terms: Terms, { name, type }: Pool, value: number): Term {
  return terms.apply(placeIn(name, type), terms.constant(type, value));
}

function placeIn(pool: string, type: CellType | 'row'): string {
  return `place in ${pool}:${type}`;
}
