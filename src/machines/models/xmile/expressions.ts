import { InputError, type SourcePosition } from '../../../util/input-error.js';
import {
  type BinaryOperator,
  canonicalName,
  type Expression,
  type Reference,
  type Subscript,
  type UnaryOperator,
} from '../syntax.js';
import type { Dimensions } from './dimensions.js';
import { type Token, tokenize } from './lexer.js';
import { MAX_EXPRESSION_DEPTH, MAX_SHOWN_CHARACTERS } from './limits.js';
import { type PositionedText, positionIn } from './text.js';

/** What the meaning of an equation's words depends on. */
export interface EquationScope {
  readonly dimensions: Dimensions;
  /** Subscripts of the variable the equation belongs to: `@1` is the first of them. */
  readonly subscripts: readonly string[];
}

/**
 * Left-associative operators, the loosest first (XMILE 1.0, section 3.3.1). Tighter still are the unary
 * operators and then `^`, which associates to the right: `-2^2` is -4, `2^-1` is 0.5, `NOT a = b` is `(NOT a)
 * = b`.
 */
const PRECEDENCE: readonly (readonly (readonly [string, BinaryOperator | 'SAFEDIV'])[])[] = [
  [['OR', 'or']],
  [['AND', 'and']],
  [
    ['=', '='],
    ['<>', '<>'],
  ],
  [
    ['<', '<'],
    ['<=', '<='],
    ['>', '>'],
    ['>=', '>='],
  ],
  [
    ['+', '+'],
    ['-', '-'],
  ],
  [
    ['*', '*'],
    ['/', '/'],
    ['//', 'SAFEDIV'],
    ['MOD', 'mod'],
  ],
];

const BINARY_OPERATORS = new Map(
  PRECEDENCE.flatMap((group, precedence) =>
    group.map(([text, operator]) => [text, { operator, precedence }]),
  ),
);

const UNARY_OPERATORS: ReadonlyMap<string, UnaryOperator> = new Map([
  ['+', '+'],
  ['-', '-'],
  ['NOT', 'not'],
]);

/** Namespaces that functions are found in without saying so. */
const FUNCTION_NAMESPACE = /^(std|user|isee|vensim)\./i;

/** The expression that a text holds. Throws an InputError where it holds anything else. */
export function parseExpression(text: PositionedText, scope: EquationScope): Expression {
  const parser = new ExpressionParser(text, scope);
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

/** A list of numbers `1, 2, 3` where a text holds more than one expression, else the expression. */
export function parseEquation(text: PositionedText, scope: EquationScope): Expression | readonly number[] {
  const parser = new ExpressionParser(text, scope);
  const first = parser.expression();
  const values: number[] = [];
  while (parser.skip(',') || parser.skip(';')) {
    if (values.length === 0) values.push(constant(first));
    if (!parser.atEnd()) values.push(constant(parser.expression()));
  }
  parser.expectEnd();
  return values.length === 0 ? first : values;
}

function constant(expression: Expression): number {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'unary' && expression.operator !== 'not') {
    const value = constant(expression.operand);
    return expression.operator === '-' ? -value : value;
  }
  throw new InputError('a list of values may hold nothing but numbers', expression.at);
}

/** Recursive descent with precedence climbing. */
class ExpressionParser {
  private readonly tokens: readonly Token[];
  private index = 0;
  /** Bounds the recursion: of parentheses, right operands, arguments, … around the current token. */
  private depth = 0;

  constructor(
    private readonly text: PositionedText,
    private readonly scope: EquationScope,
  ) {
    this.tokens = tokenize(text);
  }

  expression(): Expression {
    return this.binary(0);
  }

  atEnd(): boolean {
    return this.current.kind === 'end';
  }

  expectEnd(): void {
    if (!this.atEnd()) throw this.unexpected('an operator or the end of the equation');
  }

  skip(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.index++;
    return true;
  }

  /** An expression of operators that bind at least as tightly as `precedence`. */
  private binary(precedence: number): Expression {
    this.enter();
    let left = this.unary();
    for (;;) {
      const { current } = this;
      const found = current.kind === 'name' ? undefined : BINARY_OPERATORS.get(current.text);
      if (found === undefined || found.precedence < precedence) break;
      const at = this.here();
      this.index++;
      const right = this.binary(found.precedence + 1);
      left =
        found.operator === 'SAFEDIV'
          ? call('SAFEDIV', [], [left, right], at)
          : { kind: 'binary', operator: found.operator, left, right, at };
    }
    this.depth--;
    return left;
  }

  private unary(): Expression {
    const { current } = this;
    const operator = current.kind === 'name' ? undefined : UNARY_OPERATORS.get(current.text);
    if (operator === undefined) return this.power();
    const at = this.here();
    this.index++;
    this.enter();
    const operand = this.unary();
    this.depth--;
    return { kind: 'unary', operator, operand, at };
  }

  private power(): Expression {
    const left = this.primary();
    if (!this.isAt('^')) return left;
    const at = this.here();
    this.index++;
    this.enter();
    const right = this.unary();
    this.depth--;
    return { kind: 'binary', operator: '^', left, right, at };
  }

  private primary(): Expression {
    const { current } = this;
    const at = this.here();
    let value: Expression;
    if (current.kind === 'number') value = this.number();
    else if (this.skip('NA')) value = { kind: 'missing', at };
    else if (current.kind === 'name') value = this.nameOrCall();
    else if (this.skip('(')) {
      value = this.expression();
      this.expect(')', 'this parenthesis is not closed', at);
    } else if (this.isAt('IF')) value = this.conditional();
    else if (this.isAt('MOD') && this.tokens[this.index + 1]?.text === '(') value = this.modulo();
    else throw this.unexpected('a value');
    if (this.isAt("'")) {
      throw new InputError(
        "the transposition ' is not supported: write the subscripts in the order wanted",
        this.here(),
      );
    }
    return value;
  }

  private number(): Expression {
    const at = this.here();
    const value = Number(this.current.text);
    if (!Number.isFinite(value))
      throw new InputError('this number is too large: the limit is about 1.8e308', at);
    this.index++;
    return { kind: 'number', value, at };
  }

  private conditional(): Expression {
    const at = this.here();
    this.index++;
    const condition = this.expression();
    this.expect('THEN', 'IF needs a THEN', at);
    const consequent = this.expression();
    this.expect('ELSE', 'IF needs an ELSE', at);
    const alternate = this.expression();
    return { kind: 'conditional', condition, consequent, alternate, at };
  }

  private modulo(): Expression {
    const at = this.here();
    this.index++;
    const [left, right, ...rest] = this.callArguments().values;
    if (!left || !right || rest.length > 0) throw new InputError('MOD takes two arguments', at);
    return { kind: 'binary', operator: 'mod', left, right, at };
  }

  private nameOrCall(): Expression {
    const at = this.here();
    const name = this.current.text.replace(/^std\./i, '');
    this.index++;
    const subscripts = this.subscripts();
    if (this.isAt('(')) {
      const { values, outputs } = this.callArguments();
      return call(name.replace(FUNCTION_NAMESPACE, ''), subscripts, values, at, outputs);
    }
    const element = subscripts.length === 0 ? this.element(name) : undefined;
    if (element) return { kind: 'number', value: element.position, at };
    return { kind: 'reference', name, subscripts, at };
  }

  /** What `Location.Boston` stands for: an element of a dimension. */
  private element(name: string): { readonly name: string; readonly position: number } | undefined {
    const point = name.indexOf('.');
    if (point <= 0) return undefined;
    const dimension = this.scope.dimensions.get(canonicalName(name.slice(0, point)));
    return dimension?.byName.get(canonicalName(name.slice(point + 1)));
  }

  /** Arguments in parentheses; after a colon the variables that take further values of a Vensim macro. */
  private callArguments(): {
    readonly values: readonly Expression[];
    readonly outputs: readonly Reference[];
  } {
    const at = this.here();
    this.index++;
    const values: Expression[] = [];
    const outputs: Reference[] = [];
    if (this.skip(')')) return { values, outputs };
    do values.push(this.expression());
    while (this.skip(','));
    if (this.skip(':')) {
      do outputs.push(this.reference());
      while (this.skip(','));
    }
    this.expect(')', 'this parenthesis is not closed', at);
    return { values, outputs };
  }

  private reference(): Reference {
    const at = this.here();
    const name = this.name('the name of a variable');
    return { kind: 'reference', name, subscripts: this.subscripts(), at };
  }

  private subscripts(): Subscript[] {
    if (!this.isAt('[')) return [];
    const at = this.here();
    this.index++;
    const list: Subscript[] = [];
    do list.push(this.subscript());
    while (this.skip(','));
    this.expect(']', 'this bracket is not closed', at);
    if (this.isAt('[')) throw new InputError('a second list of subscripts is not supported', this.here());
    return list;
  }

  private subscript(): Subscript {
    const at = this.here();
    if (this.skip('*')) {
      const dimension = this.skip(':') ? this.name('the name of a dimension') : null;
      return { kind: 'wildcard', dimension, at };
    }
    if (this.skip('@')) return this.dimensionPosition(at);
    const following = this.tokens[this.index + 1]?.text;
    if (this.current.kind === 'name' && following === '.*') {
      const dimension = this.name('the name of a dimension');
      this.index++;
      return { kind: 'wildcard', dimension, at };
    }
    if (this.current.kind === 'name' && (following === ',' || following === ']')) {
      const name = this.name('a subscript');
      return { kind: 'name', name: this.element(name)?.name ?? name, reduce: false, at };
    }
    const expression = this.expression();
    return { kind: 'index', expression, end: this.skip(':') ? this.expression() : null, at };
  }

  /** `@2` is the variable's own second subscript. */
  private dimensionPosition(at: SourcePosition): Subscript {
    const { subscripts } = this.scope;
    const position = this.current.kind === 'number' ? Number(this.current.text) : Number.NaN;
    if (!Number.isInteger(position)) throw this.unexpected('the position of a dimension');
    this.index++;
    const name = subscripts[position - 1];
    if (name === undefined) {
      throw new InputError(`@${position} is not there: the variable has ${subscripts.length} dimensions`, at);
    }
    if (subscripts.filter((other) => canonicalName(other) === canonicalName(name)).length > 1) {
      throw new InputError(`@${position} is not supported: the variable has the dimension ${name} twice`, at);
    }
    return { kind: 'name', name, reduce: false, at };
  }

  private name(wanted: string): string {
    if (this.current.kind !== 'name') throw this.unexpected(wanted);
    const { text } = this.current;
    this.index++;
    return text;
  }

  private get current(): Token {
    return this.tokens[this.index]!;
  }

  private here(): SourcePosition {
    return positionIn(this.text, this.current.start);
  }

  private isAt(text: string): boolean {
    const { kind, text: found } = this.current;
    return found === text && (kind === 'symbol' || kind === 'keyword');
  }

  private expect(text: string, problem: string, at: SourcePosition): void {
    if (this.skip(text)) return;
    if (this.atEnd()) throw new InputError(`${problem}: add ${text}`, at);
    throw this.unexpected(text);
  }

  private unexpected(wanted: string): InputError {
    const found = this.atEnd() ? 'the equation ends here' : `found ${shortened(this.current.text)}`;
    return new InputError(`${found} where ${wanted} is needed`, this.here());
  }

  private enter(): void {
    if (++this.depth <= MAX_EXPRESSION_DEPTH) return;
    throw new InputError(
      `this is nested more than ${MAX_EXPRESSION_DEPTH} levels deep: split the equation into several variables`,
      this.here(),
    );
  }
}

/** IF_THEN_ELSE(c, a, b) is what some programs write for IF c THEN a ELSE b. */
function call(
  name: string,
  subscripts: readonly Subscript[],
  list: readonly Expression[],
  at: SourcePosition,
  outputs: readonly Reference[] = [],
): Expression {
  const [condition, consequent, alternate] = list;
  if (canonicalName(name) === 'if then else' && list.length === 3) {
    return { kind: 'conditional', condition: condition!, consequent: consequent!, alternate: alternate!, at };
  }
  return { kind: 'call', name, subscripts, arguments: list, outputs, at };
}

function shortened(text: string): string {
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
