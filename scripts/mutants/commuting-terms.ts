import type { BinaryOperator, ValueType } from '../../src/isa/semantics.js';
import { type Term, Terms } from '../../src/proof/terms.js';

const COMMUTATIVE: ReadonlySet<BinaryOperator> = new Set([
  ...(['+', '*', '&', '|', '^', '==', '!=', '&&', '||'] as const),
]);
const MIRRORED: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = { '>': '<', '>=': '<=' };
const COMPARISONS: Readonly<Partial<Record<BinaryOperator, (a: number, b: number) => boolean>>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

/**
 * Terms that know more than proofs may use, all of it true to the bit, any NaN like any other: operators whose
 * sides may be exchanged, comparisons read from either side, with either zero, or of two constants. It tells
 * why a mutant is none.
 */
export class CommutingTerms extends Terms {
  override binary(operator: BinaryOperator, from: ValueType, left: Term, right: Term): Term {
    const mirrored = MIRRORED[operator];
    if (mirrored) return this.binary(mirrored, from, right, left);
    const compare = COMPARISONS[operator];
    if (!compare) return this.#ordered(operator, from, left, right);
    return (
      this.#decided(compare, left, right) ??
      this.#ordered(operator, from, this.#positiveZero(left), this.#positiveZero(right))
    );
  }

  /** Where equal values give the same either way, `x <= y` is `x < y`. */
  override select(condition: Term, consequent: Term, alternate: Term): Term {
    const { operator, children } = this.node(condition);
    const [left, right] = children;
    const isOfArms =
      (left === consequent && right === alternate) || (right === consequent && left === alternate);
    const constant = [left, right].some((term) => term !== undefined && (this.constantOf(term) ?? 0) !== 0);
    if (operator.startsWith('<=:') && isOfArms && (constant || operator === '<=:i32'))
      return this.select(this.apply(operator.replace('<=', '<'), left, right), consequent, alternate);
    return super.select(condition, consequent, alternate);
  }

  #ordered(operator: BinaryOperator, from: ValueType, left: Term, right: Term): Term {
    return COMMUTATIVE.has(operator) && left > right
      ? super.binary(operator, from, right, left)
      : super.binary(operator, from, left, right);
  }

  /** `(c ? 1 : 0) < 1` is `!c`: a comparison of constants, one of which is chosen. */
  #decided(compare: (a: number, b: number) => boolean, left: Term, right: Term): Term | null {
    const [a, b] = [this.constantOf(left), this.constantOf(right)];
    if ((a === null) === (b === null)) return null;
    const { operator, children } = this.node(a === null ? left : right);
    if (operator !== 'select') return null;
    const [yes, no] = children.slice(1).map((arm) => this.constantOf(arm));
    if (yes === null || no === null) return null;
    const whether = (arm: number) => (a === null ? compare(arm, b!) : compare(a, arm));
    const [then, otherwise] = [whether(yes), whether(no)];
    if (then === otherwise) return this.leaf(`always ${then}`);
    return then ? children[0] : this.unary('!', 'bool', children[0]);
  }

  #positiveZero(term: Term): Term {
    const { operator, children, type } = this.node(term);
    if (operator === 'select') {
      const [condition, ...arms] = children;
      const [yes, no] = arms.map((arm) => this.#positiveZero(arm));
      return super.select(condition, yes, no);
    }
    return this.constantOf(term) === 0 && type === 'f64' ? this.constant('f64', 0) : term;
  }
}
