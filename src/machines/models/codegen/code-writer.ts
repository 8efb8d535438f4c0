import type { DecodedInstruction } from '../../../bytecode/program.js';
import { isa } from '../isa.js';
import { type Expression, GLOBALS, type Model } from '../model.js';
import { foldLiterals } from './literal-folding.js';

interface WrittenSection {
  readonly name: string;
  readonly code: DecodedInstruction[];
  /** By instruction: the variable whose equation it is of, counted from 1; 0 where it is of none. */
  readonly origins: number[];
}

/** Collects the instructions of a program's sections and its pool of numbers. */
export class CodeWriter {
  readonly #model: Model;
  readonly #slots: readonly number[];
  readonly #sections: WrittenSection[] = [];
  readonly #constants: number[] = [];
  /** Keys tell -0 from 0. */
  readonly #literals = new Map<number | string, number>();
  #variable: number | null = null;
  #usesInitialValues = false;
  #usesPreviousValues = false;

  constructor(model: Model, slots: readonly number[]) {
    this.#model = model;
    this.#slots = slots;
  }

  section(name: string): void {
    this.#sections.push({ name, code: [], origins: [] });
  }

  /** What is emitted from here on is of the equation of this variable; null: of none. */
  equationOf(variable: number | null): void {
    this.#variable = variable;
  }

  emit(name: string, operand?: number): void {
    const opcode = opcodeOf(name);
    const { code, origins } = this.#sections.at(-1)!;
    code.push({ opcode, operands: operand === undefined ? [] : [operand] });
    origins.push(this.#variable === null ? 0 : this.#variable + 1);
  }

  number(value: number): void {
    const key = Object.is(value, -0) ? '-0' : value;
    let literal = this.#literals.get(key);
    if (literal === undefined) {
      literal = this.#constants.push(value) - 1;
      this.#literals.set(key, literal);
    }
    this.emit('load_constant', literal);
  }

  expression(expression: Expression): void {
    this.#print(foldLiterals(expression));
  }

  finish() {
    return {
      sections: this.#sections,
      constants: this.#constants,
      usesInitialValues: this.#usesInitialValues,
      usesPreviousValues: this.#usesPreviousValues,
    };
  }

  #print(expression: Expression): void {
    switch (expression.kind) {
      case 'number':
        this.number(expression.value);
        break;
      case 'variable':
        this.#load(expression.variable);
        break;
      case 'initialValue':
        this.#usesInitialValues = true;
        this.emit('load_initial', this.#slots[expression.variable]);
        break;
      case 'previousValue':
        this.#usesPreviousValues = true;
        this.emit('load_prev', this.#slots[expression.variable]);
        break;
      case 'operation':
        for (const argument of expression.arguments) this.#print(argument);
        this.emit(expression.opcode);
        break;
      case 'lookup':
        this.#print(expression.input);
        this.emit(expression.opcode, expression.table);
        break;
      case 'select':
        this.#print(expression.consequent);
        this.#print(expression.alternate);
        this.#print(expression.condition);
        this.emit('set_cond');
        this.emit('if');
    }
  }

  #load(variable: number): void {
    const isGlobal = variable < GLOBALS.length;
    const { role } = this.#model.variables[variable];
    // FINAL TIME may be a variable like any other, when its equation changes during the run.
    const name =
      isGlobal && (role.kind === 'constant' || role.kind === 'time') ? 'load_global_var' : 'load_var';
    this.emit(name, this.#slots[variable]);
  }
}

const opcodes = new Map(isa.instructions.map(({ name }, opcode) => [name, opcode]));

function opcodeOf(name: string): number {
  const opcode = opcodes.get(name);
  if (opcode === undefined) throw new Error(`models.isa has no instruction ${name}`);
  return opcode;
}
