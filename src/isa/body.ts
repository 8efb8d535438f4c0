import type { Cursor, Token } from '../util/cursor.js';
import { InputError } from '../util/input-error.js';
import { Composer } from './compose.js';
import { isValue } from './extern-effect.js';
import { type Body, findByName, type Isa, type Memory, type Operand } from './isa.js';
import { BINARY_LEVELS, BUILT_INS, COMPARISONS, INTEGER_ONLY, LOGICAL } from './operators.js';
import {
  type BinaryOperator,
  type CallExpression,
  type CellType,
  type Control,
  computedPlace,
  type Effect,
  EXIT_KINDS,
  type ExitKind,
  type Expression,
  namedPlace,
  type Semantics,
  type UnaryOperator,
  type ValueType,
  walk,
} from './semantics.js';

/** The declarations a body may refer to. */
export type Declarations = Pick<Isa, 'word' | 'memories' | 'pools' | 'registers' | 'externs'> & {
  /** `let NAME = number`: a name for an address or another integer. */
  readonly constants: ReadonlyMap<string, number>;
};

/** Expressions within expressions. */
const MAX_DEPTH = 100;

/** Parses and checks the body of one instruction. */
export function parseBody(
  cursor: Cursor,
  declarations: Declarations,
  operands: readonly Operand[],
  pops: readonly string[],
  pushes: readonly string[],
): Body & { readonly kind: 'expressions' } {
  const written = new BodyParser(cursor, declarations, operands, pops, pushes).parse();
  const composer = new Composer(declarations);
  composer.append(
    written,
    operands.map((_, index) => ({ kind: 'operand', index, offset: 0 })),
  );
  return { kind: 'expressions', semantics: composer.finish(), written };
}

class BodyParser {
  readonly #effects: Effect[] = [];
  /** Names assigned so far: locals and outputs. */
  readonly #locals = new Map<string, Expression>();
  #control: Control = { kind: 'next' };
  #temporaries = 0;
  #depth = 0;

  constructor(
    private readonly cursor: Cursor,
    private readonly declarations: Declarations,
    private readonly operands: readonly Operand[],
    private readonly pops: readonly string[],
    private readonly pushes: readonly string[],
  ) {}

  parse(): Semantics {
    const cursor: Cursor = this.cursor;
    while (!cursor.atEnd) {
      if (cursor.accept(';')) continue;
      if (this.#control.kind !== 'next') cursor.fail('nothing may follow a jump or return');
      this.#statement();
      if (!cursor.atEnd && !cursor.is(';')) cursor.fail(`expected \`;\`, found \`${cursor.token.text}\``);
    }
    const outputs = this.pushes.map((name) => {
      const value = this.#locals.get(name);
      if (!value) cursor.fail(`\`${name}\` is pushed but never assigned`);
      return this.#convert(value, this.declarations.word, cursor.token);
    });
    return { inputs: this.pops.length, effects: this.#effects, outputs, control: this.#control };
  }

  #statement(): void {
    const cursor: Cursor = this.cursor;
    const { declarations } = this;
    const first = cursor.name('a statement');
    if (first.text === 'return') {
      this.#control = { kind: 'return' };
    } else if (isExit(first.text)) {
      if (!cursor.accept('if'))
        cursor.fail(`\`${first.text}\` takes a condition: write \`${first.text} if …\``, first.at);
      this.#effects.push({ kind: 'exit', how: first.text, condition: this.#expression('bool') });
    } else if (first.text === 'jump') {
      this.#control = this.#jump();
    } else if (cursor.is('(')) {
      const call = this.#call(first);
      if (call.kind !== 'call' || isValue(call))
        cursor.fail(`the result of \`${first.text}\` is not used`, first.at);
      else this.#effects.push({ kind: 'call', call });
    } else if (cursor.accept('[')) {
      const memory = findByName(declarations.memories, first.text);
      if (!memory) cursor.fail(`\`${first.text}\` is not a memory, so it cannot be written`, first.at);
      const index = this.#cellOf(memory);
      const value = this.#assigned(memory.type);
      this.#effects.push({ kind: 'store', memory: memory.name, index, value });
    } else {
      const register = findByName(declarations.registers, first.text);
      if (register) {
        this.#effects.push({ kind: 'set', register: register.name, value: this.#assigned(register.type) });
        return;
      }
      this.#define(first);
    }
  }

  #define(name: Token): void {
    const cursor: Cursor = this.cursor;
    if (this.#locals.has(name.text)) cursor.fail(`\`${name.text}\` is assigned twice`, name.at);
    if (this.pops.includes(name.text) || findByName(this.operands, name.text))
      cursor.fail(`\`${name.text}\` is an input and cannot be assigned`, name.at);
    const { memories, pools, constants } = this.declarations;
    if (findByName(memories, name.text))
      cursor.fail(`\`${name.text}\` is a memory: write one cell of it`, name.at);
    if (findByName(pools, name.text) || constants.has(name.text))
      cursor.fail(`\`${name.text}\` is constant and cannot be assigned`, name.at);
    const value = this.#assigned(this.pushes.includes(name.text) ? this.declarations.word : null);
    if (value.type === 'row') cursor.fail('a row can only be handed to a function', name.at);
    this.#locals.set(name.text, this.#defined(value));
  }

  #defined(value: Expression): Expression {
    const temporary = this.#temporaries++;
    this.#effects.push({ kind: 'define', temporary, value });
    return { kind: 'temporary', type: value.type, index: temporary };
  }

  #jump(): Control {
    const cursor: Cursor = this.cursor;
    const name = cursor.name('a jump target');
    const target = this.operands.findIndex((operand) => operand.name === name.text);
    if (!this.operands[target]?.kind.label)
      cursor.fail(`\`${name.text}\` is not an operand of a kind marked \`label\``, name.at);
    const condition = cursor.accept('if') ? this.#expression('bool') : null;
    return { kind: 'jump', target, condition };
  }

  #assigned(type: ValueType | null): Expression {
    this.cursor.expect('=');
    const value = this.#expression(type, true);
    return value.kind === 'call' && !isValue(value) ? this.#defined(value) : value;
  }

  #expression(type: ValueType | null, mayAct = false): Expression {
    const start = this.cursor.token;
    const expression = this.#select();
    walk(expression, (inner) => {
      const whole = inner === expression && mayAct;
      if (inner.kind === 'call' && !isValue(inner) && !whole)
        this.cursor.fail(`\`${inner.function}\` does something: assign its result to a name first`, start.at);
    });
    return type ? this.#convert(expression, type, start) : expression;
  }

  #nested(parse: () => Expression): Expression {
    if (++this.#depth > MAX_DEPTH) this.cursor.fail('the expression is nested too deeply');
    const expression = parse();
    this.#depth--;
    return expression;
  }

  #select(): Expression {
    return this.#nested(() => this.#conditional());
  }

  #conditional(): Expression {
    const start = this.cursor.token;
    const condition = this.#binary(0);
    if (!this.cursor.accept('?')) return condition;
    const consequent = this.#select();
    this.cursor.expect(':');
    const alternate = this.#select();
    const [left, right] = this.#unify(consequent, alternate, start);
    if (left.type === 'row') this.cursor.fail('rows cannot be selected', start.at);
    return {
      kind: 'select',
      type: left.type,
      condition: this.#convert(condition, 'bool', start),
      consequent: left,
      alternate: right,
    };
  }

  #binary(level: number): Expression {
    const operators = BINARY_LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.cursor.token;
      const operator = operators.find((candidate) => this.cursor.is(candidate));
      if (!operator) return left;
      this.cursor.advance();
      left = this.#operation(operator, left, this.#binary(level + 1), token);
    }
  }

  #operation(operator: BinaryOperator, a: Expression, b: Expression, token: Token): Expression {
    const [left, right] = this.#unify(a, b, token);
    const wanted = LOGICAL.has(operator) ? 'bool' : INTEGER_ONLY.has(operator) ? 'i32' : left.type;
    if (left.type !== wanted || wanted === 'row' || (wanted === 'bool' && !LOGICAL.has(operator)))
      this.cursor.fail(`\`${operator}\` cannot be applied to ${left.type}`, token.at);
    const type = COMPARISONS.has(operator) || LOGICAL.has(operator) ? 'bool' : (left.type as CellType);
    return { kind: 'binary', type, operator, left, right };
  }

  #unary(): Expression {
    const token = this.cursor.token;
    if (this.cursor.accept('-')) {
      const operand = this.#nested(() => this.#unary());
      if (operand.kind === 'number')
        return { ...operand, value: operand.type === 'i32' ? -operand.value | 0 : -operand.value };
      if (operand.type === 'bool' || operand.type === 'row')
        this.cursor.fail(`\`-\` cannot be applied to ${operand.type}`, token.at);
      return unary('-', operand.type, operand);
    }
    if (this.cursor.accept('!')) {
      const operand = this.#nested(() => this.#unary());
      return unary('!', 'bool', this.#convert(operand, 'bool', token));
    }
    return this.#primary();
  }

  #primary(): Expression {
    const cursor: Cursor = this.cursor;
    if (cursor.accept('(')) {
      const inner = this.#select();
      cursor.expect(')');
      return inner;
    }
    const token = cursor.advance();
    if (token.kind === 'number') {
      const value = Number(token.text);
      const integer = /^\d+$/.test(token.text) && isInt32(value);
      return { kind: 'number', type: integer ? this.declarations.word : 'f64', value };
    }
    if (token.kind !== 'name') cursor.fail(`expected a value, found ${token.text}`, token.at);
    if (cursor.is('(')) return this.#call(token);
    if (cursor.accept('[')) return this.#read(token);
    return this.#named(token);
  }

  #named(token: Token): Expression {
    const { text } = token;
    const { word, registers, constants } = this.declarations;
    const local = this.#locals.get(text);
    if (local) return local;
    const input = this.pops.indexOf(text);
    if (input >= 0) return { kind: 'input', type: word, index: input };
    const operand = this.operands.findIndex(({ name }) => name === text);
    if (operand >= 0) {
      const { kind } = this.operands[operand];
      // As a number it would change when code is fused, or moved.
      if (kind.label) this.cursor.fail(`\`${text}\` is a jump target, and no value`, token.at);
      if (kind.pool && kind.bindable)
        this.cursor.fail(`\`${text}\` can be used as an index of ${kind.pool} alone`, token.at);
      return { kind: 'operand', type: 'i32', index: operand };
    }
    const register = findByName(registers, text);
    if (register) return { kind: 'register', type: register.type, register: text };
    const constant = constants.get(text);
    if (constant !== undefined) return { kind: 'number', type: 'i32', value: constant };
    this.cursor.fail(`\`${text}\` is not defined`, token.at);
  }

  #read(token: Token): Expression {
    const { memories, pools } = this.declarations;
    const memory = findByName(memories, token.text);
    if (memory)
      return { kind: 'memory', type: memory.type, memory: memory.name, index: this.#cellOf(memory) };
    const pool = findByName(pools, token.text);
    if (!pool) this.cursor.fail(`\`${token.text}\` is neither a memory nor a pool`, token.at);
    const index = this.#index(pool.index);
    return { kind: 'pool', type: pool.rows ? 'row' : pool.type, pool: pool.name, index };
  }

  /** Of a scratch memory only cells that are named, so that it shows that they are written before read. */
  #cellOf({ name, index, scratch }: Memory): Expression {
    const { at } = this.cursor.token;
    const cell = this.#index(index);
    if (scratch && cell.kind !== 'operand' && cell.kind !== 'number')
      this.cursor.fail(`\`${name}\` is scratch: its cells are named by an operand or a number`, at);
    return cell;
  }

  /**
   * The index and the closing bracket; a bare operand must be of the kind that addresses the array. A sum
   * with an operand of another kind is an address that is computed, though it has the form of a named place.
   */
  #index(kindName: string): Expression {
    const start = this.cursor.token;
    const index = this.#bareOperand() ?? this.#expression('i32');
    const operand = namedPlace(index)?.operand ?? null;
    const kind = operand === null ? null : this.operands[operand].kind;
    const isOther = kind !== null && kind.name !== kindName && kind.within !== kindName;
    if (isOther && index.kind === 'operand')
      this.cursor.fail(`indexed by ${kindName}, but \`${start.text}\` is a ${kind.name}`, start.at);
    this.cursor.expect(']');
    return isOther ? computedPlace(index) : index;
  }

  #bareOperand(): Expression | null {
    const index = this.operands.findIndex(({ name }) => name === this.cursor.token.text);
    if (index < 0 || this.cursor.peek(1)?.text !== ']') return null;
    this.cursor.advance();
    return { kind: 'operand', type: 'i32', index };
  }

  #call(token: Token): Expression {
    const cursor: Cursor = this.cursor;
    const { declarations } = this;
    cursor.expect('(');
    const values: { readonly value: Expression; readonly token: Token }[] = [];
    while (!cursor.accept(')')) {
      if (values.length > 0) cursor.expect(',');
      const start = cursor.token;
      values.push({ token: start, value: this.#expression(null) });
    }
    const builtIn = BUILT_INS.get(token.text);
    const extern = findByName(declarations.externs, token.text);
    if (!builtIn && !extern) cursor.fail(`the function \`${token.text}\` is not declared`, token.at);
    const parameters = builtIn ? [builtIn[0]] : extern!.parameters;
    if (values.length !== parameters.length)
      cursor.fail(`\`${token.text}\` takes ${parameters.length} arguments, not ${values.length}`, token.at);
    const converted = values.map(({ value, token: at }, i) => {
      const parameter = parameters[i];
      if (typeof parameter === 'string') return this.#convert(value, parameter, at);
      if (value.kind !== 'pool' || value.pool !== parameter.pool)
        cursor.fail(`expected a row of \`${parameter.pool}\``, at.at);
      return value;
    });
    if (builtIn) return unary(token.text as UnaryOperator, builtIn[1], converted[0]);
    const { name, result, effect } = extern!;
    return {
      kind: 'call',
      type: result,
      function: name,
      effect,
      arguments: converted,
    } satisfies CallExpression;
  }

  /** Gives integer literals the type of the other side. */
  #unify(a: Expression, b: Expression, token: Token): [Expression, Expression] {
    if (a.type === b.type) return [a, b];
    if (isInteger(a)) return [this.#convert(a, b.type, token), b];
    return [a, this.#convert(b, a.type, token)];
  }

  #convert(expression: Expression, type: ValueType, token: Token): Expression {
    if (expression.type === type) return expression;
    if (isInteger(expression) && type === 'f64') return { ...expression, type };
    if (isInteger(expression) && type === 'i32') {
      if (!isInt32(expression.value)) throw new InputError(`${expression.value} is not an i32`, token.at);
      return { ...expression, type, value: expression.value | 0 };
    }
    throw new InputError(`expected ${type}, found ${expression.type}`, token.at);
  }
}

function unary(operator: UnaryOperator, type: CellType | 'bool', operand: Expression): Expression {
  return { kind: 'unary', type, operator, operand };
}

function isExit(text: string): text is ExitKind {
  return EXIT_KINDS.some((kind) => kind === text);
}

function isInt32(value: number): boolean {
  return value === (value | 0);
}

function isInteger(expression: Expression): expression is Expression & { kind: 'number' } {
  return expression.kind === 'number' && Number.isInteger(expression.value);
}
