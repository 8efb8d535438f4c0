/**
 * What an `.isa` file says, as data. Everything that has to agree with a machine (encoding, disassembler, stack
 * depths, validators, handlers in every language, fused instructions) is derived from one `Isa`.
 */
export interface Isa {
  readonly machine: string;
  /** What a cell of the operand stack holds. */
  readonly word: CellType;
  /** Bytes of operands a fused instruction may carry unless the user says otherwise; null: any number. */
  readonly payload: number | null;
  readonly operandKinds: readonly OperandKind[];
  readonly memories: readonly Memory[];
  readonly pools: readonly Pool[];
  readonly registers: readonly Register[];
  readonly externs: readonly Extern[];
  /** An instruction's opcode is its index here. */
  readonly instructions: readonly Instruction[];
  /** Opcodes by the name of the instruction. */
  readonly opcodeOf: ReadonlyMap<string, number>;
  /** Changes whenever the text of the `.isa` file does: artifacts of another version are refused. */
  readonly digest: string;
}

export type CellType = 'f64' | 'i32';
/** `row` is an opaque reference to one row of a pool, only ever handed to an extern. */
export type ValueType = CellType | 'bool' | 'row';

export interface OperandKind {
  readonly name: string;
  /** Bytes it takes of an instruction's payload. */
  readonly bytes: number;
  readonly signed: boolean;
  /** Fused instructions may bind it to a constant. */
  readonly bindable: boolean;
  /** It is a jump target: the index of an instruction when decoded, of a word when encoded. */
  readonly label: boolean;
  /** It addresses the same cells as this kind (`global : u16 within slot`). */
  readonly within: string | null;
  /** The pool it indexes: two operands are the same constant when the pool's values are. */
  readonly pool: string | null;
}

/** A writable array, one cell per address of `index`. All start at zero. */
export interface Memory {
  readonly name: string;
  readonly type: CellType;
  readonly index: string;
}

/** Read-only data of a program: one value per index, or one row of values where `rows` is set. */
export interface Pool {
  readonly name: string;
  readonly type: CellType;
  readonly index: string;
  readonly rows: boolean;
}

/** A scalar that lives, like the stack, for one activation of a section; false or zero at its start. */
export interface Register {
  readonly name: string;
  readonly type: CellType | 'bool';
}

export interface Extern {
  readonly name: string;
  readonly parameters: readonly (CellType | { readonly pool: string })[];
  readonly result: CellType;
  /**
   * The result depends on the arguments alone, and nothing else is changed. An impure extern has effects outside the
   * machine: it is called as often and in the same order, but never sees memories or registers.
   */
  readonly pure: boolean;
}

/** What implements a machine's externs, by name. Rows of pools arrive as typed arrays. */
export type Runtime = Readonly<Record<string, (...values: never[]) => number>>;

export interface Operand {
  readonly name: string;
  readonly kind: OperandKind;
  /** A superinstruction may use cells beside the one it names: from `reach[0]` (not above 0) to `reach[1]` (not below 0) away. */
  readonly reach?: readonly [low: number, high: number];
}

export interface Instruction {
  readonly name: string;
  readonly operands: readonly Operand[];
  /** Names of the cells popped and pushed, deepest first. */
  readonly pops: readonly string[];
  readonly pushes: readonly string[];
  readonly semantics: Semantics;
}

/**
 * What an instruction does. `effects` happen in order; then `outputs` replace the popped cells; then control goes
 * on. Expressions have no side effects: only a `define` or a `call` effect may call an impure extern, as its whole
 * value.
 */
export interface Semantics {
  /** Cells popped: `input 0` is the deepest. */
  readonly inputs: number;
  readonly effects: readonly Effect[];
  /** Cells pushed, deepest first. */
  readonly outputs: readonly Expression[];
  readonly control: Control;
}

export type Effect =
  | { readonly kind: 'define'; readonly temporary: number; readonly value: Expression }
  | {
      readonly kind: 'store';
      readonly memory: string;
      readonly index: Expression;
      readonly value: Expression;
    }
  | { readonly kind: 'set'; readonly register: string; readonly value: Expression }
  | { readonly kind: 'call'; readonly call: CallExpression };

export type Control =
  | { readonly kind: 'next' }
  | { readonly kind: 'return' }
  /** To the instruction that operand `target` names; without a condition always. */
  | { readonly kind: 'jump'; readonly target: number; readonly condition: Expression | null };

export type UnaryOperator = '-' | '!' | 'abs' | 'sqrt' | 'floor' | 'ceil' | 'trunc' | 'f64' | 'i32';
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||';

export interface CallExpression {
  readonly kind: 'call';
  readonly type: ValueType;
  readonly function: string;
  readonly pure: boolean;
  readonly arguments: readonly Expression[];
}

/**
 * One meaning in every back end: f64 is IEEE-754 double precision, never reordered or contracted; i32 wraps, results
 * of externs included; i32 division truncates, and `/` and `%` by zero give 0; shifts use the low five bits of their
 * count; `i32(x)` of an f64 wraps like JavaScript's `x | 0`; `a ? b : c` may evaluate both; outside an array an f64
 * reads as NaN, an i32 as 0, a row as empty, and what is written there is lost.
 */
export type Expression =
  | { readonly kind: 'number'; readonly type: CellType; readonly value: number }
  | { readonly kind: 'input'; readonly type: CellType; readonly index: number }
  | { readonly kind: 'operand'; readonly type: 'i32'; readonly index: number }
  | { readonly kind: 'temporary'; readonly type: ValueType; readonly index: number }
  | {
      readonly kind: 'memory';
      readonly type: CellType;
      readonly memory: string;
      readonly index: Expression;
    }
  | { readonly kind: 'register'; readonly type: CellType | 'bool'; readonly register: string }
  | {
      readonly kind: 'pool';
      readonly type: CellType | 'row';
      readonly pool: string;
      readonly index: Expression;
    }
  | {
      readonly kind: 'unary';
      readonly type: CellType | 'bool';
      readonly operator: UnaryOperator;
      readonly operand: Expression;
    }
  | {
      readonly kind: 'binary';
      readonly type: CellType | 'bool';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'select';
      readonly type: CellType | 'bool';
      readonly condition: Expression;
      readonly consequent: Expression;
      readonly alternate: Expression;
    }
  | CallExpression;

/** The expressions directly inside another. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'memory':
    case 'pool':
      return [expression.index];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'select':
      return [expression.condition, expression.consequent, expression.alternate];
    case 'call':
      return expression.arguments;
    default:
      return [];
  }
}

/** The same expression over other children. */
export function mapChildren(expression: Expression, map: (child: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'memory':
    case 'pool':
      return { ...expression, index: map(expression.index) };
    case 'unary':
      return { ...expression, operand: map(expression.operand) };
    case 'binary':
      return { ...expression, left: map(expression.left), right: map(expression.right) };
    case 'select':
      return {
        ...expression,
        condition: map(expression.condition),
        consequent: map(expression.consequent),
        alternate: map(expression.alternate),
      };
    case 'call':
      return { ...expression, arguments: expression.arguments.map(map) };
    default:
      return expression;
  }
}

/** A cell that an instruction names: a distance from an operand, or, where that is null, a number. */
export interface NamedPlace {
  readonly operand: number | null;
  readonly distance: number;
}

/** Which cell an address is; null where it is computed, so that only the run tells. */
export function namedPlace(index: Expression): NamedPlace | null {
  if (index.kind === 'number') return { operand: null, distance: index.value };
  if (index.kind === 'operand') return { operand: index.index, distance: 0 };
  if (index.kind !== 'binary' || index.left.kind !== 'operand' || index.right.kind !== 'number') return null;
  const { operator, left, right } = index;
  if (operator === '+') return { operand: left.index, distance: right.value };
  return operator === '-' ? { operand: left.index, distance: -right.value } : null;
}

/** The same effect over other expressions. */
export function mapEffect(effect: Effect, map: (expression: Expression) => Expression): Effect {
  switch (effect.kind) {
    case 'store':
      return { ...effect, index: map(effect.index), value: map(effect.value) };
    case 'call':
      return { kind: 'call', call: mapChildren(effect.call, map) as CallExpression };
    default:
      return { ...effect, value: map(effect.value) };
  }
}

/** Calls `visit` for an expression and everything inside it. */
export function walk(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of children(expression)) walk(child, visit);
}

/** The expressions of an effect that are evaluated before it takes place. */
export function effectExpressions(effect: Effect): readonly Expression[] {
  switch (effect.kind) {
    case 'store':
      return [effect.index, effect.value];
    case 'call':
      return effect.call.arguments;
    default:
      return [effect.value];
  }
}

/** The same meaning over other expressions. */
export function mapSemantics(semantics: Semantics, map: (expression: Expression) => Expression): Semantics {
  const { inputs, effects, outputs, control } = semantics;
  return {
    inputs,
    effects: effects.map((effect) => mapEffect(effect, map)),
    outputs: outputs.map(map),
    control: mapControl(control, map),
  };
}

/** The same control with another condition, where it has one. */
export function mapControl(control: Control, map: (expression: Expression) => Expression): Control {
  return control.kind === 'jump' && control.condition
    ? { ...control, condition: map(control.condition) }
    : control;
}

/** Every expression of an instruction's meaning, in the order of evaluation. */
export function semanticsExpressions(semantics: Semantics): readonly Expression[] {
  const { effects, outputs, control } = semantics;
  const condition = control.kind === 'jump' && control.condition ? [control.condition] : [];
  return [...effects.flatMap(effectExpressions), ...outputs, ...condition];
}

/** A machine's instructions with their opcodes by name: the two always agree. */
export function instructionSet(instructions: readonly Instruction[]): Pick<Isa, 'instructions' | 'opcodeOf'> {
  return { instructions, opcodeOf: new Map(instructions.map(({ name }, opcode) => [name, opcode])) };
}

export function instructionNamed({ instructions, opcodeOf }: Isa, name: string): Instruction | undefined {
  return instructions[opcodeOf.get(name) ?? -1];
}

/** For short lists: it looks at one item after the other. Instructions have an index. */
export function findByName<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
): T | undefined {
  return list.find((item) => item.name === name);
}

/** The numbers an operand of this kind can be, inclusive. Words of code are 32 bits and signed. */
export function rangeOf({ bytes, signed }: OperandKind): readonly [low: number, high: number] {
  const low = signed ? -(2 ** (8 * bytes - 1)) : 0;
  return [low, Math.min(low + 2 ** (8 * bytes) - 1, 2 ** 31 - 1)];
}

/** The opcode of an instruction that does nothing but return; null where there is none. */
export function returnOpcode({ instructions }: Isa): number | null {
  const opcode = instructions.findIndex(
    ({ operands, semantics: { inputs, effects, outputs, control } }) =>
      control.kind === 'return' && operands.length + inputs + effects.length + outputs.length === 0,
  );
  return opcode < 0 ? null : opcode;
}

/** Whether operands of this kind address cells of a memory: a distance between two of them means something. */
export function isAddress({ memories }: Isa, { name, within }: OperandKind): boolean {
  return memories.some(({ index }) => index === name || index === within);
}

/** Bytes of operands an instruction carries. */
export function payloadOf(instruction: Instruction): number {
  return instruction.operands.reduce((sum, operand) => sum + operand.kind.bytes, 0);
}
