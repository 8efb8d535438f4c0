import { type Instruction, semanticsOf } from '../isa/isa.js';
import {
  type BinaryOperator,
  type CallExpression,
  type CellType,
  type Effect,
  type ExitKind,
  type Expression,
  namedPlace,
  type UnaryOperator,
  type ValueType,
} from '../isa/semantics.js';
import { formatNumber } from '../util/format.js';
import type { Handler } from './handler.js';
import { block } from './opcodes.js';

/** A text, and how strongly its outermost operator binds: `ATOM` never needs parentheses. */
export type Printed = readonly [text: string, strength: number];
/** Prints an operand, in parentheses when it binds less than `context`. */
export type Print = (context: number) => string;

export const ATOM = 15;
export const UNARY = 13;
export const LOOSEST = 0;

/** Binding strength of infix operators in JavaScript and C. */
export const C_PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '||': 3,
  '&&': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '==': 8,
  '!=': 8,
  '<': 9,
  '<=': 9,
  '>': 9,
  '>=': 9,
  '<<': 10,
  '>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
};

/** Where an array is read or written: the name of a memory or pool, and its index. */
export interface Element {
  readonly array: string;
  /** Of what is read; null where a memory is written. */
  readonly type: CellType | 'row' | null;
  readonly index: string;
  /** Computed by the instruction, so that validation of the program says nothing about it. */
  readonly computed: boolean;
}

/** How one language writes expressions; what they mean is said in `isa.ts`. */
export interface Expressions {
  /** Words that a name of an `.isa` may not be: the language's own and those of the generated text. */
  readonly reserved: ReadonlySet<string>;
  number(value: number, type: CellType): Printed;
  /** A cell of the stack, counted from the stack pointer. */
  cell(offset: number): string;
  /** Operand `index`, as a number or to index an array with. */
  operand(index: number, use: 'value' | 'index'): string;
  element(element: Element): Printed;
  register(name: string): string;
  unary(operator: UnaryOperator, type: CellType | 'bool', operand: Print): Printed;
  /** `of` is the type of the operands. */
  binary(operator: BinaryOperator, of: ValueType, left: Print, right: Print): Printed;
  select(condition: Print, consequent: Print, alternate: Print): Printed;
  /** `values` are the printed arguments; `isStatement`: the result is not used. */
  call(call: CallExpression, values: readonly string[], isStatement: boolean): Printed;
}

/**
 * How one language writes the statements of a handler. `pc` and `sp` stand for the next word and the stack's
 * end.
 */
export interface Language extends Expressions {
  /** What a statement ends with. */
  readonly end: ';' | '';
  /** Spaces of one level. */
  readonly indentation: number;
  comment(text: string): string;
  /** The first and only assignment of a temporary. */
  define(name: string, type: ValueType, value: string): string;
  assign(place: string, value: string): string;
  /** Moves `pc` or `sp` ahead, or back. */
  advance(pointer: 'pc' | 'sp', by: number): string;
  /** The place in the code that an operand names. */
  target(operand: number): string;
  /** Sets `pc`: to the target when the condition holds, otherwise ahead by so many words. */
  branch(condition: Print, target: string, words: number): readonly string[];
  if(condition: string, then: readonly string[]): readonly string[];
}

/** Assignments as most languages write them. */
export function assignments(end: Language['end']): Pick<Language, 'end' | 'assign' | 'advance'> {
  return {
    end,
    assign: (place, value) => `${place} = ${value}${end}`,
    advance: (pointer, by) => `${pointer} ${by < 0 ? '-' : '+'}= ${Math.abs(by)}${end}`,
  };
}

/** How Rust and Go write blocks and comments. */
export const BRACES: Pick<Language, 'indentation' | 'comment' | 'if'> = {
  indentation: 4,
  comment: (text) => `// ${text}`,
  if: (condition, then) => block(`if ${condition}`, then),
};

/**
 * The name of a memory, pool or register in the generated text: never one that is taken, and never one for
 * two.
 */
export function safeName({ reserved }: Pick<Expressions, 'reserved'>, name: string): string {
  const bare = name.replace(/_+$/, '');
  const isOurs = /^[bcfir]\d+$/.test(bare);
  return reserved.has(bare) || isOurs ? `${name}_` : name;
}

/** Temporaries are named by type, so that no variable ever holds two types. */
export function temporaryName(type: ValueType, index: number): string {
  return `${type === 'f64' ? 'f' : type === 'i32' ? 'i' : type === 'bool' ? 'b' : 'r'}${index}`;
}

/** `left operator right`, for an operator that associates to the left. */
export function infix(strength: number, left: Print, operator: string, right: Print): Printed {
  return [`${left(strength)} ${operator} ${right(strength + 1)}`, strength];
}

/** A call of a function that the language or the generated text has. */
export function called(name: string, ...values: readonly Print[]): Printed {
  return [`${name}(${values.map((value) => value(LOOSEST)).join(', ')})`, ATOM];
}

/** Calls of externs by their names in the text of the machine. */
export const EXTERNS: Pick<Expressions, 'call'> = {
  call: (call, values) => [`extern_${call.function}(${values.join(', ')})`, ATOM],
};

/** Operators between their operands, but for those of integers that are functions. */
export function operators(
  precedence: Readonly<Record<BinaryOperator, number>>,
  integerFunctions: Readonly<Partial<Record<BinaryOperator, string>>>,
): Expressions['binary'] {
  return (operator, of, left, right) => {
    const name = of === 'i32' ? integerFunctions[operator] : undefined;
    return name ? called(name, left, right) : infix(precedence[operator], left, operator, right);
  };
}

/** A double where a literal without a point is an integer. */
export function doubleLiteral(
  value: number,
  names: { readonly nan: string; readonly infinity: string; readonly negativeInfinity: string },
): string {
  if (Number.isNaN(value)) return names.nan;
  if (!Number.isFinite(value)) return value < 0 ? names.negativeInfinity : names.infinity;
  const text = formatNumber(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Words that all compiled languages keep from names of an `.isa`, and these of its own. */
export function reservedWords(own: string): ReadonlySet<string> {
  return new Set(`${COMMON_WORDS} ${own}`.split(/\s+/));
}

const COMMON_WORDS = `break const continue do else enum extern false for if return static struct true typeof while bool
  pc sp code handlers prepare run main f64_cell i32_cell f64_constant i32_constant i32_from_f64 i32_div i32_rem i32_shl
  i32_shr`;

/** Prints an expression of an instruction, with no more parentheses than needed. */
export function printExpression(
  language: Expressions,
  instruction: Instruction,
  expression: Expression,
  context: number = LOOSEST,
): string {
  const [text, strength] = printPiece(language, instruction, expression);
  return strength < context ? `(${text})` : text;
}

function printPiece(language: Expressions, instruction: Instruction, expression: Expression): Printed {
  const print =
    (inner: Expression): Print =>
    (context) =>
      printExpression(language, instruction, inner, context);
  switch (expression.kind) {
    case 'number':
      return language.number(expression.value, expression.type);
    case 'input':
      return [cellAt(language, instruction, expression.index), ATOM];
    case 'operand':
      return [language.operand(expression.index, 'value'), ATOM];
    case 'temporary':
      return [temporaryName(expression.type, expression.index), ATOM];
    case 'memory':
      return printElement(language, instruction, expression.memory, expression.type, expression.index);
    case 'pool':
      return printElement(language, instruction, expression.pool, expression.type, expression.index);
    case 'register':
      return [language.register(expression.register), ATOM];
    case 'call':
      return printCall(language, instruction, expression, false);
    case 'select': {
      const { condition, consequent, alternate } = expression;
      return language.select(print(condition), print(consequent), print(alternate));
    }
    case 'unary':
      return language.unary(expression.operator, expression.type, print(expression.operand));
    case 'binary': {
      const { operator, left, right } = expression;
      return language.binary(operator, left.type, print(left), print(right));
    }
  }
}

function printCall(
  language: Expressions,
  instruction: Instruction,
  call: CallExpression,
  isStatement: boolean,
): Printed {
  const values = call.arguments.map((value) => printExpression(language, instruction, value));
  return language.call(call, values, isStatement);
}

function printElement(
  language: Expressions,
  instruction: Instruction,
  array: string,
  type: CellType | 'row' | null,
  index: Expression,
): Printed {
  const valid = validatedIndex(language, instruction, index);
  return language.element({
    array,
    type,
    index: valid ?? printExpression(language, instruction, index),
    computed: valid === null,
  });
}

/** An index that validation of the program has checked: an operand, a cell beside it, or a constant. */
function validatedIndex(language: Expressions, instruction: Instruction, index: Expression): string | null {
  const place = namedPlace(index);
  if (!place) return null;
  const { operand, distance } = place;
  if (operand === null) return String(distance);
  const [low, high] = instruction.operands[operand].reach ?? [0, 0];
  if (distance < low || distance > high) return null;
  const named = language.operand(operand, 'index');
  if (distance === 0) return named;
  return distance > 0 ? `${named} + ${distance}` : `${named} - ${-distance}`;
}

function cellAt(language: Expressions, instruction: Instruction, cell: number): string {
  return language.cell(cell - semanticsOf(instruction).inputs);
}

/**
 * The effects of an instruction and its writes of stack cells, a statement a line; control is for the run
 * loop.
 */
export function printStatements(
  language: Language,
  instruction: Instruction,
  { effects, writes }: Pick<Handler, 'effects' | 'writes'>,
  exits: Exits,
): string[] {
  return [
    ...effects.flatMap((effect) => printEffect(language, instruction, effect, exits)),
    ...writes.map(({ cell, value }) =>
      language.assign(cellAt(language, instruction, cell), printExpression(language, instruction, value)),
    ),
  ];
}

function printEffect(
  language: Language,
  instruction: Instruction,
  effect: Effect,
  exits: Exits,
): string | readonly string[] {
  const print = (expression: Expression) => printExpression(language, instruction, expression);
  switch (effect.kind) {
    case 'define': {
      const { value, temporary } = effect;
      return language.define(temporaryName(value.type, temporary), value.type, print(value));
    }
    case 'store': {
      const [cell] = printElement(language, instruction, effect.memory, null, effect.index);
      return language.assign(cell, print(effect.value));
    }
    case 'set':
      return language.assign(language.register(effect.register), print(effect.value));
    case 'call':
      return printCall(language, instruction, effect.call, true)[0] + language.end;
    case 'exit':
      return language.if(print(effect.condition), exits[effect.how]);
  }
}

/** What stands where a handler leaves in its middle. */
export type Exits = Readonly<Record<ExitKind, readonly string[]>>;

/** A trap is noted down before the section is left: whoever runs the schedule looks for it. */
export function exitsBy(leave: readonly string[], noteTrap: string): Exits {
  return { leave, trap: [noteTrap, ...leave] };
}

/** What comes behind a handler's statements. */
export interface Leaving {
  /** Once `pc` and `sp` are those of the next instruction. */
  readonly next: readonly string[];
  /** Where the section returns. */
  readonly return: readonly string[];
  readonly exits: Exits;
}

/**
 * The way to the next instruction. A condition may read popped cells, so the stack pointer moves after it.
 */
export function printLeaving(
  language: Language,
  instruction: Instruction,
  { growth, control }: Handler,
  leaving: Leaving,
): readonly string[] {
  if (control.kind === 'return') return leaving.return;
  const move = growth === 0 ? [] : [language.advance('sp', growth)];
  return [...printControl(language, instruction, control), ...move, ...leaving.next];
}

function printControl(
  language: Language,
  instruction: Instruction,
  control: Exclude<Handler['control'], { kind: 'return' }>,
): readonly string[] {
  const words = instruction.operands.length + 1;
  if (control.kind === 'next') return [language.advance('pc', words)];
  const target = language.target(control.target);
  const { condition } = control;
  if (!condition) return [language.assign('pc', target)];
  return language.branch(
    (context) => printExpression(language, instruction, condition, context),
    target,
    words,
  );
}

/** A language that notes which arrays it names, where validation has checked the index. */
export function notingArrays<L extends Expressions>(language: L): { noting: L; arrays: ReadonlySet<string> } {
  const arrays = new Set<string>();
  const element = (one: Element): Printed => {
    if (!one.computed) arrays.add(one.array);
    return language.element(one);
  };
  return { noting: { ...language, element }, arrays };
}
