import { printExpression } from '../../backends/language.js';
import { typescript } from '../../backends/typescript/language.js';
import { type Decision, isComparison, type Order } from '../../isa/interpret.js';
import { type Instruction, semanticsOf } from '../../isa/isa.js';
import { type Expression, walkSemantics } from '../../isa/semantics.js';

/** Outcomes as bits. */
const BIT: Readonly<Record<`${boolean}` | Order, number>> = {
  true: 1,
  false: 2,
  less: 4,
  'just less': 4 | 64,
  equal: 8,
  'just greater': 16 | 128,
  greater: 16,
  unordered: 32,
};
/** What one looks for with comparisons; not every one can be met, and none has to. */
const ORDERS = BIT['just less'] | BIT.equal | BIT['just greater'];
const BOTH = BIT.true | BIT.false;

/** Which choices of one instruction its states have made so far. */
export class Coverage {
  readonly #instruction: Instruction;
  /** Conditions for people, by what makes the choice. */
  readonly #conditions = new Map<Decision, Expression>();
  readonly #missing = new Map<Decision, number>();
  readonly #noted: [Decision, number][] = [];

  constructor(instruction: Instruction) {
    this.#instruction = instruction;
    const { effects, control } = semanticsOf(instruction);
    const decides = (at: Decision, condition: Expression) => {
      this.#conditions.set(at, condition);
      this.#missing.set(at, BOTH);
    };
    for (const effect of effects) if (effect.kind === 'exit') decides(effect, effect.condition);
    if (control.kind === 'jump' && control.condition) decides(control, control.condition);
    walkSemantics(semanticsOf(instruction), (inner) => {
      if (inner.kind === 'select') decides(inner, inner.condition);
      if (inner.kind === 'binary' && isComparison(inner.operator)) this.#missing.set(inner, ORDERS);
    });
  }

  /** Whether nothing is left to look for. */
  get isComplete(): boolean {
    return this.#missing.size === 0;
  }

  /** To be told of what a state decides. */
  readonly note = (at: Decision, outcome: boolean | Order): void => {
    this.#noted.push([at, BIT[`${outcome}`]]);
  };

  /** What the last state has decided does not count. */
  forget(): void {
    this.#noted.length = 0;
  }

  /** Counts what the last state has decided. Whether any of it was missing. */
  count(): boolean {
    let isNew = false;
    for (const [at, bit] of this.#noted) {
      const missing = this.#missing.get(at);
      if (missing === undefined || (missing & bit) === 0) continue;
      isNew = true;
      if ((missing & ~bit) === 0) this.#missing.delete(at);
      else this.#missing.set(at, missing & ~bit);
    }
    this.#noted.length = 0;
    return isNew;
  }

  /** Conditions that never held, or always; comparisons that never found equals are not among them. */
  uncovered(): string[] {
    return [...this.#conditions].flatMap(([at, condition]) => {
      const missing = this.#missing.get(at) ?? 0;
      const text = printExpression(typescript, this.#instruction, condition);
      return [
        ...(missing & BIT.true ? [`${this.#instruction.name}: never ${text}`] : []),
        ...(missing & BIT.false ? [`${this.#instruction.name}: always ${text}`] : []),
      ];
    });
  }
}
