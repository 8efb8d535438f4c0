import { describe, expect, it } from 'vitest';
import { equations, print, printed, problemsOf } from './support.js';

const PLACES =
  '<dimensions><dim name="Location"><elem name="Boston"/><elem name="L A"/></dim><dim name="N" size="3"/></dimensions>';

function arrayed(equation: string): string {
  const dimensions = '<dimensions><dim name="Location"/><dim name="N"/></dimensions>';
  const [found] = equations(`<aux name="x">${dimensions}<eqn><![CDATA[${equation}]]></eqn></aux>`, PLACES);
  if (found?.definition.kind !== 'expression') throw new Error('no expression');
  return print(found.definition.expression);
}

describe('operators', () => {
  it.each([
    ['a + b - c', '(- (+ a b) c)'],
    ['a - (b - c)', '(- a (- b c))'],
    ['a / b * c', '(* (/ a b) c)'],
    ['a + b * c', '(+ a (* b c))'],
    ['a mod b * c', '(* (mod a b) c)'],
    ['a < b + 1', '(< a (+ b 1))'],
    ['a < b = c > d', '(= (< a b) (> c d))'],
    ['a = b <> c', '(<> (= a b) c)'],
    ['a >= b AND c <= d', '(and (>= a b) (<= c d))'],
    ['a or b and c', '(or a (and b c))'],
    ['a oR b Or c', '(or (or a b) c)'],
  ])('%s is %s', (equation, tree) => expect(printed(equation)).toBe(tree));

  it('exponentiation binds tighter than a sign before it', () => expect(printed('-2^2')).toBe('(- (^ 2 2))'));
  it('exponentiation associates to the right', () => expect(printed('a^b^c')).toBe('(^ a (^ b c))'));
  it('an exponent may have a sign', () => expect(printed('2^-1*3')).toBe('(* (^ 2 (- 1)) 3)'));
  it('a signed base needs parentheses', () => expect(printed('(-2)^2')).toBe('(^ (- 2) 2)'));
  it('NOT binds tighter than a comparison', () => expect(printed('NOT a = b')).toBe('(= (not a) b)'));
  it('signs and NOT may be repeated', () => expect(printed('- + not -a')).toBe('(- (+ (not (- a))))'));
  it('a double slash is a division that is safe for zero', () => {
    expect(printed('a // b * c')).toBe('(* (SAFEDIV a b) c)');
  });
  it('MOD may be called like a function', () => expect(printed('MOD(a, 3) + 1')).toBe('(+ (mod a 3) 1)'));
});

describe('what Vensim leaves in its files', () => {
  it('logical operators', () => expect(printed('a > 1 :AND: b :or: c')).toBe('(or (and (> a 1) b) c)'));
  it('missing values', () => expect(printed('IF_THEN_ELSE(a = :NA:, 0, a)')).toBe('(if (= a :NA:) 0 a)'));
  it('a negation that cannot be taken for NOT', () => {
    expect(problemsOf(() => printed(':NOT: a < 40'))).toEqual([
      expect.stringContaining(':NOT: is not an XMILE operator: write NOT (…)'),
    ]);
  });
});

describe('numbers', () => {
  it.each([
    ['.375', '0.375'],
    ['14.', '14'],
    ['6E5', '600000'],
    ['8.5e-2', '0.085'],
    ['3e-05', '0.00003'],
  ])('%s is %s', (equation, value) => expect(printed(equation)).toBe(value));

  it('too large for a double is an error', () => {
    expect(problemsOf(() => printed('1e999'))).toEqual([expect.stringMatching(/:.*too large/)]);
  });
});

describe('IF THEN ELSE', () => {
  it('takes everything up to its end', () => {
    expect(printed('1 + (IF a > b THEN a ELSE b + 1) * 2')).toBe('(+ 1 (* (if (> a b) a (+ b 1)) 2))');
  });
  it('nests in every branch', () => {
    expect(printed('if if a then b else c then if d then e else f else if g then h else i')).toBe(
      '(if (if a b c) (if d e f) (if g h i))',
    );
  });
  it('may be written as a function', () => expect(printed('IF_THEN_ELSE(a, b, c)')).toBe('(if a b c)'));
  it('needs an ELSE', () => {
    expect(problemsOf(() => printed('IF a THEN b'))).toEqual([
      expect.stringContaining('IF needs an ELSE: add ELSE'),
    ]);
  });
});

describe('names', () => {
  it('in quotes may hold anything', () => {
    expect(printed('"Flow w/ division, lists" + "a \\"b\\" \\\\ c"')).toBe(
      '(+ Flow w/ division, lists a "b" \\ c)',
    );
  });
  it('keep the escape for a line break, which counts as a space', () =>
    expect(printed('"a\\nb"')).toBe('a\\nb'));
  it('may be words beyond ASCII', () => expect(printed('Größe * 人口_1')).toBe('(* Größe 人口_1)'));
  it('may be reserved words if they are in quotes', () => expect(printed('"if" + "mod"')).toBe('(+ if mod)'));
  it('may have a module before them', () => {
    expect(printed('sales.price + .root + "my module"."a b"')).toBe(
      '(+ (+ sales.price .root) my module.a b)',
    );
  });
  it('are joined where a program left spaces in them', () => {
    expect(printed('SECOND MACRO(contact rate, 2)')).toBe('(SECOND MACRO contact rate 2)');
  });
  it('lose the namespace of the standard', () =>
    expect(printed('std.MAX(std.TIME, isee.NAN)')).toBe('(MAX TIME isee.NAN)'));
  it('of elements with their dimension are positions', () => {
    expect(printed('Location."L A" + location.boston', PLACES)).toBe('(+ 2 1)');
  });
});

describe('calls', () => {
  it('may have no arguments', () => expect(printed('SIN(PI())')).toBe('(SIN (PI))'));
  it('may have outputs, as Vensim writes them', () => {
    expect(printed('SMTH_DECR(level, time:rate of change, "x")')).toBe(
      '(SMTH_DECR level time : rate of change x)',
    );
  });
  it('may have subscripts', () => expect(arrayed('table[Location](TIME)')).toBe('(table[Location] TIME)'));
});

describe('subscripts', () => {
  it.each([
    ['a[Location, N]', 'a[Location,N]'],
    ['a[L A, 2]', 'a[L A,2]'],
    ['a["L A", N + 1]', 'a[L A,(+ N 1)]'],
    ['a[Location.Boston, *]', 'a[Boston,*]'],
    ['SUM(a[Location.*, N.*])', '(SUM a[*:Location,*:N])'],
    ['SUM(a[*:Location, 1:3])', '(SUM a[*:Location,1:3])'],
    ['a[b[N], INT(c)]', 'a[b[N],(INT c)]'],
    ['a[@2, @1]', 'a[N,Location]'],
  ])('%s is %s', (equation, tree) => expect(arrayed(equation)).toBe(tree));

  it.each([
    ['a[@3]', '@3 is not there'],
    ["a'", 'the transposition'],
    ['a[1][2]', 'second list of subscripts'],
    ['a[1', 'this bracket is not closed: add ]'],
    ['a[]', 'found ] where a value is needed'],
  ])('%s is an error', (equation, message) => {
    expect(problemsOf(() => arrayed(equation))).toEqual([expect.stringContaining(message)]);
  });

  it('by position are an error where the variable has a dimension twice', () => {
    const dimensions = '<dimensions><dim name="N"/><dim name="N"/></dimensions>';
    const twice = () => equations(`<aux name="x">${dimensions}<eqn>a[@2, @1]</eqn></aux>`, PLACES);
    expect(problemsOf(twice)).toEqual([expect.stringContaining('@2 is not supported')]);
  });
});

describe('comments', () => {
  it('are ignored', () => expect(printed('a*b { take product } + { then "add } c')).toBe('(+ (* a b) c)'));
});

describe('errors', () => {
  const start = '<xmile><sim_specs><start>0</start><stop>10</stop><dt>0.5</dt></sim_specs><model><variables>'
    .length;
  const column = start + '<aux name="x"><eqn><![CDATA['.length + 1;

  it.each([
    ['a +', 3, 'the equation ends here where a value is needed'],
    ['a b + "c" d', 10, 'found d where an operator'],
    ['(a + b', 0, 'this parenthesis is not closed: add )'],
    ['f(a, b', 1, 'this parenthesis is not closed: add )'],
    ['a + ) b', 4, 'found ) where a value is needed'],
    ['a == b', 2, '== is not an XMILE operator: write ='],
    ['a && b', 2, '&& is not an XMILE operator: write AND'],
    ['a ! b', 2, '! is not an XMILE operator: write NOT'],
    ['a ** b', 2, '** is not an XMILE operator: write ^'],
    ['a # b', 2, 'unexpected character "#"'],
    ['2nd', 0, 'has to be in quotes'],
    ['"abc', 0, 'this quotation mark is not closed'],
    ['a {b', 2, 'this comment is not closed'],
    ['a.', 1, 'a name is missing after this point'],
    [' ??? ', 1, 'left question marks for the equation'],
    ['MOD(1)', 0, 'MOD takes two arguments'],
  ])('%s', (equation, offset, message) => {
    const [problem, ...rest] = problemsOf(() => printed(equation));
    expect(problem).toMatch(new RegExp(`^1:${column + offset}: `));
    expect(problem).toContain(message);
    expect(rest).toEqual([]);
  });
});

describe('size', () => {
  it.each([
    ['parentheses', (n: number) => `${'('.repeat(n)}a${')'.repeat(n)}`],
    ['signs', (n: number) => `${'-'.repeat(n)}a`],
    ['exponents', (n: number) => `a${'^a'.repeat(n)}`],
    ['branches', (n: number) => `${'IF a THEN b ELSE '.repeat(n)}c`],
    ['calls', (n: number) => `${'f('.repeat(n)}a${')'.repeat(n)}`],
    ['subscripts', (n: number) => `${'a['.repeat(n)}1${']'.repeat(n)}`],
    ['all operators', (n: number) => `${'a or b and c = d < e + f * -(g ^ '.repeat(n)}1${')'.repeat(n)}`],
  ])('%s may be nested, but not without end', (_, nested) => {
    expect(() => printed(nested(50))).not.toThrow();
    for (const depth of [501, 100_000]) {
      expect(problemsOf(() => printed(nested(depth)))).toEqual([
        expect.stringContaining('nested more than 500 levels'),
      ]);
    }
  });

  it('a flat chain may be as long as one likes', () => {
    const [found] = equations(`<aux name="x"><eqn>a${' + a * b'.repeat(20_000)}</eqn></aux>`);
    let depth = 0;
    let expression = found?.definition.kind === 'expression' ? found.definition.expression : null;
    for (; expression?.kind === 'binary'; expression = expression.left) depth++;
    expect(depth).toBe(20_000);
  });

  it('a name may be as long as one likes', () =>
    expect(printed('a'.repeat(1_000_000))).toHaveLength(1_000_000));
});
