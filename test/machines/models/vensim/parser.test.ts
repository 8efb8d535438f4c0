import { describe, expect, it } from 'vitest';
import type { Definition, Equation, ModelFile } from '../../../../src/machines/models/syntax.js';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { messagesOf, show } from './show.js';

const parse = (text: string): ModelFile => parseVensim(text, 'models/test.mdl');
const first = (text: string): Equation => parse(text).equations[0]!;

/** A definition as plain data, its expressions shown and without positions. */
function definitionOf(text: string) {
  const definition: Definition = first(text).definition;
  if (definition.kind === 'lookup')
    return { kind: 'lookup', xs: definition.table.xs, ys: definition.table.ys };
  if (definition.kind === 'expression' || definition.kind === 'data') {
    return { ...definition, expression: definition.expression && show(definition.expression) };
  }
  return definition;
}

describe('a model file', () => {
  it('is named after its file and has the parts it needs', () => {
    expect(parse('x = 1 ~~|')).toMatchObject({
      file: 'models/test.mdl',
      format: 'vensim',
      name: 'test',
      modules: [],
      moduleModels: [],
      integration: 'euler',
    });
  });

  it('keeps equations in their order, with units and documentation', () => {
    const { equations } = parse(
      '{UTF-8}\nbirths = rate * People\n\t~\tPerson / Year [0,?]\n\t~\tHow many \\\n\t\tare born. |\nPeople = 5 ~~|',
    );
    expect(equations).toMatchObject([
      { name: 'births', units: 'Person / Year', documentation: 'How many are born.' },
      { name: 'People', units: '', documentation: '' },
    ]);
  });

  it.each([
    ['x = 1 |', '', ''],
    ['x = 1 ~ m |', 'm', ''],
    ['x = 1 ~ m [0,10,0.5] ~ doc |', 'm', 'doc'],
    ['x = 1 ~ [0,1] ~~ :SUPPLEMENTARY |', '', ''],
    ['x = 1 ~ $/(m*m) ~ costs = "much ~ :SUP |', '$/(m*m)', 'costs = "much'],
    ['x = 1 ~ m ~ "one quote and { one brace | y = 2 ~~|', 'm', '"one quote and { one brace'],
  ])('%j has its units and documentation', (text, units, documentation) => {
    expect(first(text)).toMatchObject({ units, documentation });
  });

  it('without equations is empty, not wrong', () => {
    expect(parse('').equations).toEqual([]);
    expect(parse('{UTF-8}\r\n\\\\\\---/// Sketch information').equations).toEqual([]);
  });
});

describe('names', () => {
  it.each([
    ['  Long \t name\r\n  over_lines  ', 'Long name over_lines'],
    ['split \\\n\t\there', 'split here'],
    ['spl\\\r\n\t\tit', 'split'],
    ['with {a comment} inside', 'with inside'],
    ["Driver's $ share & 5% x2", "Driver's $ share & 5% x2"],
    ['Größe der Bevölkerung €', 'Größe der Bevölkerung €'],
    ['人口', '人口'],
    ['2nd stage', '2nd stage'],
    ['"a + b | c ~ {d}"', 'a + b | c ~ {d}'],
    ['"with \\"quotes\\" and \\ backslash"', 'with "quotes" and \\ backslash'],
    ['"split \\\n\t\tquote"', 'split quote'],
    ['"two\nlines"', 'two\nlines'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
  ])('%j is %j', (text, name) => {
    expect(first(`${text} = 1 ~~|`).name).toBe(name);
  });

  it('of a million characters are read', () => {
    const name = 'ab '.repeat(333_333).trim();
    expect(first(`${name} = 1 ~~|`).name).toBe(name);
  });
});

describe('definitions', () => {
  it('an expression', () => {
    expect(definitionOf('Stock = INTEG (in - out, 10) ~~|')).toEqual({
      kind: 'expression',
      expression: 'INTEG((in - out), 10)',
    });
    expect(definitionOf('x == 5 ~~|')).toEqual({ kind: 'expression', expression: '5' });
    expect(definitionOf("label :IS: 'some text' ~~|")).toEqual({
      kind: 'expression',
      expression: "'some text'",
    });
  });

  it.each([
    ['x[d] = 1, 2, 3 ~~|', [1, 2, 3]],
    ['x[d] = 1,-2.5 , + 3e2 ~~|', [1, -2.5, 300]],
    ['x[d,e] = 1,2;3,4; ~~|', [1, 2, 3, 4]],
    ['x[d,e] == 1,2;\n 3,\\\n4;|', [1, 2, 3, 4]],
    ['x[d] = 5; ~~|', [5]],
    ['x[d] = :NA:, -1 ~~|', [-(2 ** 110), -1]],
    ['x[d,e] = TABBED ARRAY(\n1\t-2\t3\n4\t5\t+6\n) ~~|', [1, -2, 3, 4, 5, 6]],
    ['x[d,e] == tabbed_array ( 7 ) ~~|', [7]],
  ])('the numbers of %j', (text, values) => {
    expect(definitionOf(text)).toEqual({ kind: 'constants', values });
  });

  it.each([
    ['f( (0,1),(2,3) ) ~~|', [0, 2], [1, 3]],
    ['f((-1,+1.5),\\\n(2e1,-.5)) ~~|', [-1, 20], [1.5, -0.5]],
    ['f[a,b]([(0,-1)-(45,1)],(0,0),(45,1)) ~~|', [0, 45], [0, 1]],
    ['f( [(0,0)-(10,10),(1,1),(2,2.5)],(0,0),(10,4)) ~~|', [0, 10], [0, 4]],
    ['f( 0, 1, 2, 10, 20, 30 ) ~~|', [0, 1, 2], [10, 20, 30]],
    ['f( [(0,0)-(9,9)], 0, 1, 10, 20 ) ~~|', [0, 1], [10, 20]],
  ])('the lookup %j', (text, xs, ys) => {
    expect(definitionOf(text)).toEqual({ kind: 'lookup', xs, ys });
  });

  it('a lookup from a file is an expression, however it is written', () => {
    const expected = { kind: 'expression', expression: "GET DIRECT LOOKUPS('a.csv', ',', 'A', 'B2')" };
    expect(definitionOf("f[a](GET DIRECT LOOKUPS('a.csv',',','A','B2')) ~~|")).toEqual(expected);
    expect(definitionOf("f[a] = GET DIRECT LOOKUPS('a.csv',',','A','B2') ~~|")).toEqual(expected);
  });

  it.each([
    ['x ~~|', { kind: 'data', mode: null, expression: null }],
    ['x|', { kind: 'data', mode: null, expression: null }],
    ['x[a]:INTERPOLATE: ~~|', { kind: 'data', mode: 'INTERPOLATE', expression: null }],
    ['x:Look  Forward: ~~|', { kind: 'data', mode: 'LOOK FORWARD', expression: null }],
    ['x :hold backward: := y + 1 ~~|', { kind: 'data', mode: 'HOLD BACKWARD', expression: '(y + 1)' }],
    ['x[a]:RAW::= y ~~|', { kind: 'data', mode: 'RAW', expression: 'y' }],
    ['x :RAW: = y ~~|', { kind: 'data', mode: 'RAW', expression: 'y' }],
    ['x := y ~~|', { kind: 'data', mode: null, expression: 'y' }],
  ])('the data variable %j', (text, expected) => {
    expect(definitionOf(text)).toEqual(expected);
  });
});

describe('left-hand sides', () => {
  it('have subscripts and exceptions', () => {
    expect(first('x[a, "b c" , d1] = 1 ~~|')).toMatchObject({ subscripts: ['a', 'b c', 'd1'], except: [] });
    expect(first('x[a,b] :EXCEPT: [a1,b],  [a, \\\n\t\tb2] = 1 ~~|')).toMatchObject({
      subscripts: ['a', 'b'],
      except: [
        ['a1', 'b'],
        ['a', 'b2'],
      ],
    });
    expect(first('x[a]:EXCEPT:[a1]:INTERPOLATE::=y ~~|')).toMatchObject({
      except: [['a1']],
      definition: { mode: 'INTERPOLATE' },
    });
  });
});

describe('macros', () => {
  it('may have groups inside and around them', () => {
    const group = '****\n\t.Group\n****~\n\t\t|\n';
    const text = `${group}:MACRO: m(a : b)\n${group}m = a ~~|\n${group}b = (a) * a ~~|\n:END OF MACRO:\n${group}x = m(1 : y) ~~|`;
    const { macros, equations } = parse(text);
    expect(macros.map(({ equations: inside }) => inside.map(({ name }) => name))).toEqual([['m', 'b']]);
    expect(equations.map(({ name }) => name)).toEqual(['x']);
  });

  const text = `
:MACRO: SMOOTHED( input , time$ )
SMOOTHED = INTEG((input - SMOOTHED)/time$, input) ~~|
:END OF MACRO:
:MACRO: stats(x, y : mean,
   spread)
stats = mean ~~|
mean = (x + y)/2 ~~|
spread = x - y ~~|
:END OF MACRO:
z = stats(1, 2 : m, s) ~~|
`;

  it('have inputs, outputs and equations of their own', () => {
    const { macros, equations } = parse(text);
    expect(macros).toMatchObject([
      {
        name: 'SMOOTHED',
        at: { line: 2, column: 9 },
        inputs: ['input', 'time$'],
        outputs: ['SMOOTHED'],
        equations: [{ name: 'SMOOTHED' }],
      },
      {
        name: 'stats',
        inputs: ['x', 'y'],
        outputs: ['stats', 'mean', 'spread'],
        equations: [{ name: 'stats' }, { name: 'mean' }, { name: 'spread' }],
      },
    ]);
    expect(equations.map(({ name }) => name)).toEqual(['z']);
  });

  it('may have no input', () => {
    expect(parse(':MACRO: one()\none = 1 ~~|\n:END OF MACRO:').macros).toMatchObject([{ inputs: [] }]);
  });

  it('have to end, and only once', () => {
    expect(messagesOf('x = 1 ~~|\n:MACRO: m(a)\nm = a ~~|')).toEqual([
      '2:9 the macro m has no :END OF MACRO:',
    ]);
    expect(messagesOf(':MACRO: m(a)\nm = a ~~|\n:MACRO: n(a)\nn = a ~~|\n:END OF MACRO:')).toEqual([
      '3:1 the macro m has no :END OF MACRO: before this macro',
    ]);
    expect(messagesOf('x = 1 ~~|\n:END OF MACRO:\ny = 2 ~~|')).toEqual([
      '2:1 this ends a macro, but no :MACRO: is open',
    ]);
  });

  it('with a mistake in the first line keep their equations to themselves', () => {
    expect(messagesOf(':MACRO: m(a b c, 5)\nm = a ~~|\nn = 5 ~~|\n:END OF MACRO:\nx = 1 ~~|')).toEqual([
      '1:18 expected the name of an input, but found "5"',
    ]);
  });
});

describe('what does not take part in a simulation', () => {
  it.each([
    ['a group', '****\n\t.Control\n****~\n\t\tx = "5 ~~ |'],
    ['a group with text', '***\n.Name.Sub\n***~ Some = "text"\n|\n'],
    ['comments', '{ a {nested} | = ~ comment }'],
    ['a comment group', '{** Population **}'],
    ['a test input', 'no people[d] :TEST INPUT: People[d] = RC STEP(People[d], 0) ~~|'],
    ['a reality check', 'check :THE CONDITION: no people :IMPLIES: births = 0 :AT LEAST ONCE: ~~ doc |'],
    ['empty statements', '| ~~| ~ ~ |'],
  ])('%s is passed over', (_, text) => {
    const { equations, dimensions, macros } = parse(`${text}\ny = 1 ~~|`);
    expect({ names: equations.map(({ name }) => name), dimensions, macros }).toEqual({
      names: ['y'],
      dimensions: [],
      macros: [],
    });
  });

  it('the sketch ends the equations', () => {
    for (const mark of ['\\\\\\---/// Sketch information', '\\\\---/// Sketch', '///---\\\\\\']) {
      expect(parse(`x = 1 ~~|\n${mark} - do not modify\n*View 1\n10,1,y = 2|`).equations).toHaveLength(1);
    }
  });
});

describe('problems', () => {
  it('are reported for several equations at once, each in its place', () => {
    const text =
      'a = 1 +\n\t~ m ~ doc |\nb = 2 ~~|\nc[d = 3 ~~|\nd : e, ~~|\ng( (1,2), (3) ) ~~|\nh = 4 ~~|\nk = )|';
    expect(messagesOf(text)).toEqual([
      '2:2 expected a number, a variable or a function, but found "~"',
      '4:5 expected "]" to end the subscripts, but found "="',
      '5:8 expected an element of the dimension, but found "~"',
      '6:13 expected "," between x and y of a point, but found ")"',
      '8:5 expected a number, a variable or a function, but found ")"',
    ]);
  });

  it('are no more than a reader can use', () => {
    expect(messagesOf('x = ~~|\n'.repeat(1000))).toHaveLength(20);
  });

  it.each([
    [
      'x = 1 + 2',
      '1:10 expected "|" at the end of the equation, but found the end of the equations (is the file truncated?)',
    ],
    [
      'x = 1 ~ m ~ doc',
      '1:16 expected "|" at the end of the equation, but found the end of the equations (is the file truncated?)',
    ],
    [
      'x = 1 ~~\ny = 2 ~~|',
      '1:7 there are more "~" here than one equation can have; is the "|" at its end missing?',
    ],
    ['x = 1 ~~|\n{ open', '2:1 this comment has no closing }'],
    ['{ a { b } x = 1 ~~|', '1:1 this comment has no closing }'],
    ['x = "a + 1 ~~|\ny = 2 ~~|', '1:5 this name has no closing "'],
    ['"" = 1 ~~|', '1:1 this name is empty'],
    ['= 1 ~~|', '1:1 expected the name of a variable, but found "="'],
    ['x 1.5 ~~|', '1:4 expected "=" after the name of the variable, but found ".5"'],
    ['x[a] b = 5 ~~|', '1:6 expected "=" after the name of the variable, but found "b"'],
    ['x = 1, 2, y ~~|', '1:11 expected a number, but found "y"'],
    ['x = TABBED ARRAY() ~~|', '1:18 expected a number, but found ")"'],
    ['f() ~~|', '1:3 expected a number, but found ")"'],
    ['f(1,2,3) ~~|', '1:3 this lookup lists 3 numbers; it needs as many y values as x values'],
    ['f([(0,0)-(1,x)],(1,2)) ~~|', '1:13 expected "]" to end the range of the lookup, but found "x"'],
    ['f((1,2) (3,4)) ~~|', '1:9 expected ")" to end the lookup, but found "("'],
    ['***\n.Group\n~ |', '1:1 this group heading does not end with "***~ ... |"'],
    ['???', '1:1 unexpected "?"; a name with such characters has to stand in double quotes'],
  ])('%j', (text, message) => {
    expect(messagesOf(text)).toEqual([message]);
  });

  it('show long names shortened, on one line', () => {
    const [message] = messagesOf(`x = f(1 "${'long\n'.repeat(1e5)}" ~~|`);
    expect(message).toBe(
      `1:9 expected ")" or an operator in the arguments of f, but found "${'long '.repeat(12)}…"`,
    );
  });
});
