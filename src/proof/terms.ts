import type { BinaryOperator, CellType, UnaryOperator, ValueType } from '../isa/semantics.js';

/** A value that is not known: its number in a table of terms. Equal numbers mean equal values, to the bit. */
export type Term = number;

/** An operator or a function over other terms; a leaf where there are none. */
export interface Node {
  readonly operator: string;
  readonly children: readonly Term[];
  /** Where it is a constant, its value; where it is `base + offset` in 32 bits, the offset. */
  readonly value?: number;
  /** Where it is a constant, its type. */
  readonly type?: CellType;
}

/** A 32-bit sum of something and a constant: what addresses are compared by. */
interface Place {
  readonly base: Term;
  readonly offset: number;
}

/**
 * A table of terms in which equal ones are the same. Floating point is not interpreted: two terms of it are
 * the same when they are built in the same way. Of 32-bit integers it knows sums with constants, which wrap.
 * Of comparisons it knows that `(c ? 1 : 0) != 0` is `c`.
 */
export class Terms {
  readonly #nodes: Node[] = [];
  readonly #known = new Map<string, Term>();

  /** A value of which nothing is known but its name. */
  leaf(name: string): Term {
    return this.#make({ operator: name, children: [] }, name);
  }

  constant(type: CellType, value: number): Term {
    const text = Object.is(value, -0) ? '-0' : String(value);
    return this.#make({ operator: text, children: [], value, type }, `constant ${type} ${text}`);
  }

  /** `base + offset`, wrapping. */
  shifted(base: Term, offset: number): Term {
    const place = this.#place(base);
    const sum = (place.offset + offset) | 0;
    const { type, value } = this.#nodes[base];
    if (type === 'i32') return this.constant('i32', (value! + offset) | 0);
    if (sum === 0) return place.base;
    return this.#make({ operator: 'plus', children: [place.base], value: sum }, `plus ${sum} ${place.base}`);
  }

  /** Something that depends on its name and on other terms alone. */
  apply(operator: string, ...children: readonly Term[]): Term {
    return this.#make({ operator, children }, `${operator}(${children.join()})`);
  }

  unary(operator: UnaryOperator, from: ValueType, operand: Term): Term {
    return this.apply(`${operator}:${from}`, operand);
  }

  binary(operator: BinaryOperator, from: ValueType, left: Term, right: Term): Term {
    const [a, b] = [this.#nodes[left], this.#nodes[right]];
    if (from === 'i32' && operator === '+') {
      if (b.type === 'i32') return this.shifted(left, b.value!);
      if (a.type === 'i32') return this.shifted(right, a.value!);
    }
    if (from === 'i32' && operator === '-' && b.type === 'i32') return this.shifted(left, -b.value!);
    if (operator === '!=' && b.value === 0 && b.type && a.operator === SELECT) {
      const [condition, consequent, alternate] = a.children;
      if (this.#isConstant(consequent, 1) && this.#isConstant(alternate, 0)) return condition;
    }
    return this.apply(`${operator}:${from}`, left, right);
  }

  select(condition: Term, consequent: Term, alternate: Term): Term {
    return this.apply(SELECT, condition, consequent, alternate);
  }

  /** Whether two 32-bit integers are different whatever the unknown values are. */
  differ(a: Term, b: Term): boolean {
    const [left, right] = [this.#place(a), this.#place(b)];
    return left.base === right.base && left.offset !== right.offset;
  }

  /** What a term is made of. */
  protected node(term: Term): Node {
    return this.#nodes[term];
  }

  /** Null where it is no constant. */
  protected constantOf(term: Term): number | null {
    const { type, value } = this.#nodes[term];
    return type === undefined ? null : value!;
  }

  /** What this operator, which takes one term, was applied to; null where the term is something else. */
  argumentOf(operator: string, term: Term): Term | null {
    const node = this.#nodes[term];
    return node.operator === operator && node.children.length === 1 ? node.children[0] : null;
  }

  /** For people. Long ones are cut in their middle. */
  describe(term: Term, depth = 0): string {
    const { operator, children, value } = this.#nodes[term];
    if (children.length === 0) return operator;
    if (depth > MAX_DESCRIBED_DEPTH) return '…';
    const parts = children.map((child) => this.describe(child, depth + 1));
    if (operator === 'plus') return `${parts[0]} ${value! < 0 ? '-' : '+'} ${Math.abs(value!)}`;
    if (operator === SELECT) return `(${parts[0]} ? ${parts[1]} : ${parts[2]})`;
    const [name] = operator.split(':');
    if (name.includes('[]')) return name.replace('[]', () => `[${parts[0]}]`);
    if (/^\w/.test(name)) return `${name}(${parts.join(', ')})`;
    return parts.length === 1 ? `${name}${parts[0]}` : `(${parts.join(` ${name} `)})`;
  }

  /** Constants are all at a distance from nothing. */
  #place(term: Term): Place {
    const { operator, children, value, type } = this.#nodes[term];
    if (type === 'i32') return { base: -1, offset: value! };
    if (operator === 'plus' && value !== undefined) return { base: children[0], offset: value };
    return { base: term, offset: 0 };
  }

  #isConstant(term: Term, value: number): boolean {
    const node = this.#nodes[term];
    return node.type !== undefined && node.value === value;
  }

  #make(node: Node, key: string): Term {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#nodes.length);
    return this.#nodes.push(node) - 1;
  }
}

const SELECT = 'select';
const MAX_DESCRIBED_DEPTH = 6;
