import { describe, expect, it } from 'vitest';
import type { Expression } from '../../../../src/machines/models/syntax.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { messagesOf, showExpression } from './show.js';

describe('operators', () => {
  it.each([
    // Vensim gives -9 for -3^2.
    ['-x^2', '(- (x ^ 2))'],
    ['2^-x^2', '(2 ^ (- (x ^ 2)))'],
    // Vensim gives 262144 for 4^3^2, not 4096.
    ['a^b^c', '(a ^ (b ^ c))'],
    ['-a*b', '((- a) * b)'],
    ['a*-b', '(a * (- b))'],
    ['a - -b', '(a - (- b))'],
    ['- - a', '(- (- a))'],
    ['+a - +b', '((+ a) - (+ b))'],
    ['a-b-c', '((a - b) - c)'],
    ['a/b/c', '((a / b) / c)'],
    ['a/b*c', '((a / b) * c)'],
    ['a+b*c^d', '(a + (b * (c ^ d)))'],
    ['a*b+c', '((a * b) + c)'],
    ['(a+b)*c', '((a + b) * c)'],
    ['a+b<c*d', '((a + b) < (c * d))'],
    ['a<=b', '(a <= b)'],
    ['a>=b', '(a >= b)'],
    ['a<>b', '(a <> b)'],
    ['a>b', '(a > b)'],
    ['a=-b', '(a = (- b))'],
    ['a<-1', '(a < (- 1))'],
    ['a = b = c', '((a = b) = c)'],
    ['a :OR: b :AND: c', '(a or (b and c))'],
    ['a :AND: b :OR: c', '((a and b) or c)'],
    ['a=1:AND:b=2:OR:c', '(((a = 1) and (b = 2)) or c)'],
    // Vensim's run of `:NOT: Time > 5` changes at 5.
    [':NOT: a > 5', '(not (a > 5))'],
    [':NOT: a :AND: b', '((not a) and b)'],
    ['a :AND: :NOT: b', '(a and (not b))'],
    ['a :AND::NOT:b', '(a and (not b))'],
    [':not: a :And: b', '((not a) and b)'],
    [':NOT: :NOT: a', '(not (not a))'],
    ['a = :NA:', '(a = :NA:)'],
    ['a=:NA:', '(a = :NA:)'],
  ])('%s is %s', (text, tree) => {
    expect(showExpression(text)).toBe(tree);
  });
});

describe('numbers', () => {
  it.each([
    ['5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1.25', '1.25'],
    ['1e+09', '1000000000'],
    ['1E-3', '0.001'],
    ['2e3', '2000'],
    ['.5e1', '5'],
    ['5.e1', '50'],
    ['1e-400', '0'],
    ['3-.5', '(3 - 0.5)'],
    ['1e5+2', '(100000 + 2)'],
  ])('%s is %s', (text, tree) => {
    expect(showExpression(text)).toBe(tree);
  });

  it('too large for a double are refused', () => {
    expect(messagesOf('x = 1e999 ~~|')).toEqual([
      '1:5 this number is too large; the largest is about 1.8e308',
    ]);
  });
});

describe('calls and references', () => {
  it.each([
    ['MAX(a, b + 1)', 'MAX(a, (b + 1))'],
    ['f()', 'f()'],
    ['my table(Time)', 'my table(Time)'],
    ['my table [a, b] (Time)', 'my table[a,b](Time)'],
    ['SUM(x[dim!, a] * y[dim !])', 'SUM((x[dim!,a] * y[dim!]))'],
    ['stats(x, y : mean, deviation[a])', 'stats(x, y : mean, deviation[a])'],
    ['clock( : seconds)', 'clock( : seconds)'],
    ['TIME STEP$ + Time$', '(TIME STEP$ + Time$)'],
    ["GET DIRECT DATA('a b.csv', ',', 'A', 'B2')", "GET DIRECT DATA('a b.csv', ',', 'A', 'B2')"],
    ['IF THEN ELSE(a > b, 1, 2)', 'if((a > b), 1, 2)'],
    ['if  then\n\telse (a, 1, IF_THEN_ELSE(b, 2, 3))', 'if(a, 1, if(b, 2, 3))'],
    ['x[1, 2nd]', 'x[1,2nd]'],
  ])('%s is %s', (text, tree) => {
    expect(showExpression(text)).toBe(tree);
  });

  it('WITH LOOKUP takes its points with and without the range of the graph', () => {
    expect(showExpression('WITH LOOKUP (Time/2, ((0,1),(2,-3)))')).toBe(
      'withLookup((Time / 2), [0,2], [1,-3])',
    );
    expect(showExpression('2 * with lookup(y, ([(0,0)-(9,9),(1,1),(2,5)],(0,1),(2,3)))')).toBe(
      '(2 * withLookup(y, [0,2], [1,3]))',
    );
  });

  it('IF THEN ELSE needs three arguments', () => {
    expect(messagesOf('x = 1 + IF THEN ELSE(a, b) ~~|')).toEqual([
      '1:9 IF THEN ELSE takes 3 arguments, but here it has 2',
    ]);
  });
});

describe('what is not an expression', () => {
  it.each([
    ['', '1:6 expected a number, a variable or a function, but found "~"'],
    ['1 +', '1:9 expected a number, a variable or a function, but found "~"'],
    ['a b', null],
    ['3 a', '1:7 expected "|" at the end of the equation, but found "a"'],
    ['(1 + 2', '1:12 expected ")" to close the parenthesis, but found "~"'],
    ['f(1, 2', '1:12 expected ")" or an operator in the arguments of f, but found "~"'],
    ['f(1,,2)', '1:9 expected a number, a variable or a function, but found ","'],
    ['a[1', '1:9 expected "]" to end the subscripts, but found "~"'],
    ['a ? b', '1:7 unexpected "?"; a name with such characters has to stand in double quotes'],
    ['a * / b', '1:9 expected a number, a variable or a function, but found "/"'],
    ["f('abc)", "1:7 this text has no closing '"],
    ['"abc', '1:5 this name has no closing "'],
    ['a :AND b', '1:7 expected "|" at the end of the equation, but found ":"'],
    [
      '1 \u0000',
      '1:7 unexpected character U+0000; a name with such characters has to stand in double quotes',
    ],
  ])('%j', (text, message) => {
    expect(messagesOf(`x = ${text} ~~|`)).toEqual(message === null ? [] : [message]);
  });
});

describe('depth', () => {
  const nested = (levels: number) => `x = ${'('.repeat(levels)}1${')'.repeat(levels)} ~~|`;

  it('500 levels of nesting are read, 501 are refused where they begin', () => {
    expect(messagesOf(nested(500))).toEqual([]);
    expect(messagesOf(nested(501))).toEqual([
      '1:506 this expression is nested more than 500 levels deep; split it into several variables',
    ]);
  });

  it.each([
    ['parentheses', '(', 'nested more than 500 levels deep'],
    ['calls', 'f(', 'nested more than 500 levels deep'],
    ['conditions', 'IF THEN ELSE(', 'nested more than 500 levels deep'],
    ['lookups', 'WITH LOOKUP(', 'nested more than 500 levels deep'],
    ['everything', 'a:OR:b:AND::NOT:c=d+e*-f^g(-(', 'nested more than 500 levels deep'],
    ['unary operators', '-', 'more than 2000 operators deep'],
    [':NOT:', ':NOT:', 'more than 2000 operators deep'],
    ['powers', '2^', 'more than 2000 operators deep'],
  ])('100000 levels of %s are refused', (_, part, message) => {
    const messages = messagesOf(`x = ${part.repeat(100_000)}1 ~~|`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
  });

  it('any number of terms in a row are read', () => {
    expect(messagesOf(`y = ${Array(300_000).fill('a').join('+')} ~~|`)).toEqual([]);
  });
});

describe('positions', () => {
  it('every node has the place of its first character, a binary one of its operator', () => {
    const text = [
      '{comment}',
      'long \\',
      '  name[ d1 , d2 ] :EXCEPT: [a,b] = IF THEN ELSE( a[x!, "y z"] {c} >= -3 :AND: :NA:,',
      '\t2 * tbl (Time ) ,',
      "\tWITH LOOKUP( m(1: o[s]), ([(0,0)-(1,1)],(0,1))) ^ g('t')) ~~|",
    ].join('\n');
    const lines = text.split('\n');
    const [equation] = parseVensim(text, 'f.mdl').equations;
    if (equation?.definition.kind !== 'expression') throw new Error('no expression');
    expect(equation.at).toEqual({ file: 'f.mdl', line: 2, column: 1 });

    const places: string[] = [];
    const visit = (expression: Expression): void => {
      places.push(`${expression.kind} ${lines[expression.at.line - 1]!.slice(expression.at.column - 1, -1)}`);
      for (const subscript of 'subscripts' in expression ? expression.subscripts : []) {
        places.push(`subscript ${lines[subscript.at.line - 1]!.slice(subscript.at.column - 1, -1)}`);
      }
      children(expression).forEach(visit);
      if (expression.kind === 'call') expression.outputs.forEach(visit);
      if (expression.kind === 'withLookup') {
        places.push(
          `table ${lines[expression.table.at.line - 1]!.slice(expression.table.at.column - 1, -1)}`,
        );
      }
    };
    visit(equation.definition.expression);
    expect(places.map((place) => place.slice(0, 22).trim())).toEqual([
      'conditional IF THEN EL',
      'binary :AND: :NA:',
      'binary >= -3 :AND: :NA',
      'reference a[x!, "y z"]',
      'subscript x!, "y z"] {',
      'subscript "y z"] {c} >',
      'unary -3 :AND: :NA:',
      'number 3 :AND: :NA:',
      'missing :NA:',
      'binary * tbl (Time )',
      'number 2 * tbl (Time )',
      'call tbl (Time )',
      'reference Time )',
      "binary ^ g('t')) ~~",
      'withLookup WITH LOOKUP',
      'call m(1: o[s]), ([(0,',
      'number 1: o[s]), ([(0,',
      'reference o[s]), ([(0,',
      'subscript s]), ([(0,0)',
      'table [(0,0)-(1,1)],(0',
      "call g('t')) ~~",
      "string 't')) ~~",
    ]);
  });
});

function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments;
    case 'withLookup':
      return [expression.input];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.consequent, expression.alternate];
    default:
      return [];
  }
}
