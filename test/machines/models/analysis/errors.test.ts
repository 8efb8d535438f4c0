import { describe, expect, it } from 'vitest';
import { analyseVensim, analyseXmile, problemsOf, vensim, xmile } from './run.js';

const problems = (equations: string) => problemsOf(() => analyseVensim(vensim(equations)));
const raw = (text: string) => problemsOf(() => analyseVensim(text));

describe('functions of Vensim that are not supported', () => {
  it('are named, with the variable', () => {
    expect(problemsOf(() => analyseVensim('x = DELAY CONVEYOR(1, 2, p, i, 0, 1) ~~|'))[0]).toBe(
      '1:5: in the equation of "x": DELAY CONVEYOR is not supported: write it with others',
    );
  });
});

describe('names that are not defined', () => {
  it('are told with their place and the nearest name', () => {
    expect(problems('birth rate = 3\nx = 2 * brith rate')).toEqual([
      '2:9: in the equation of "x": "brith rate" is not defined; did you mean "birth rate"?',
    ]);
  });

  it('are all told at once, one per equation', () => {
    expect(problems('x = p + q\ny = r')).toEqual([
      '1:5: in the equation of "x": "p" is not defined',
      '2:5: in the equation of "y": "r" is not defined',
    ]);
  });

  it('are not found among what JavaScript objects have', () => {
    expect(problems('x = constructor + __proto__\ny = valueOf(1)')).toEqual([
      '1:5: in the equation of "x": "constructor" is not defined',
      '2:5: in the equation of "y": there is no function or lookup table "valueOf"',
    ]);
  });

  it('may be named like them, though', () => {
    const { variables } = analyseVensim(vensim('__proto__ = 1\nconstructor = __proto__ + 1'));
    expect(variables.map(({ name }) => name)).toContain('__proto__');
  });
});

describe('functions', () => {
  it('that do not exist are told', () => {
    expect(problems('x = SMOTH(1, 2)')).toEqual([
      '1:5: in the equation of "x": there is no function or lookup table "SMOTH"; did you mean "smooth"?',
    ]);
  });

  it('say how many arguments they take', () => {
    expect(problems('x = MAX(1)\ny = SMOOTH(1, 2, 3)')).toEqual([
      '1:5: in the equation of "x": MAX takes 2 arguments, not 1',
      '2:5: in the equation of "y": SMOOTH takes 2 arguments, not 3',
    ]);
  });

  it('of the other language are unknown', () => {
    expect(problems('x = SMTH1(1, 2)')[0]).toContain('there is no function');
  });

  it('that read files are refused, naming the variable', () => {
    expect(problems("x = GET XLS CONSTANTS('a.xls', 'b', 'c')\ny\nz = 2 * y")).toEqual([
      '1:5: in the equation of "x": "a.xls" is external data, which is not read here; write the numbers into the model',
      '2:1: "y" is external data: give its points in a data file (--data), or write an equation ("z" needs it)',
    ]);
  });

  it('that read tables from files are refused once, not wherever the table is used', () => {
    expect(problems("t = GET DIRECT LOOKUPS('a.csv', ',', '1', 'b2')\nx = t(Time)\ny = t(5)")).toEqual([
      '1:5: in the equation of "t": "a.csv" is external data, which is not read here; write the numbers into the model',
    ]);
  });

  it('need tables where they read tables', () => {
    expect(problems('t( (0,0), (1,1) )\nx = t\ny = t(1, 2)\nz = LOOKUP FORWARD(x, 1)')).toEqual([
      '2:5: in the equation of "x": "t" is a lookup table; apply it to an argument: t(x)',
      '3:5: in the equation of "y": lookup table "t" takes one argument, not 2',
      '4:20: in the equation of "z": "x" is neither a function nor a lookup table',
    ]);
  });
});

describe('loops', () => {
  it('name the variables on them in the order in which they need each other', () => {
    expect(problems('a = b + 1\nb = SIN(c)\nc = 2*a\ne = a')).toEqual([
      '1:1: algebraic loop: "a" -> "b" -> "c" -> "a"; each needs the current value of the next; break it with a stock or a delay',
    ]);
  });

  it('are told each', () => {
    expect(problems('a = a\nb = c\nc = b')).toHaveLength(2);
  });

  it('of initial values are a matter of their own', () => {
    expect(problems('s = INTEG(1, a)\na = s*2')).toEqual([
      '1:1: loop of initial values: "s" -> "a" -> "s"; each needs the initial value of the next; break it with ACTIVE INITIAL or a number',
    ]);
  });

  it('through stocks are none', () => {
    expect(analyseVensim(vensim('s = INTEG(f, 1)\nf = s*0.1')).flowOrder).toHaveLength(1);
  });

  it('may be longer than the call stack is deep', () => {
    const chain = Array.from({ length: 20_000 }, (_, at) => `x${at + 1} = x${at}`).join('\n');
    expect(problems(`x0 = x20000\n${chain}`)[0]).toContain('(19981 more)');
  });
});

describe('time settings', () => {
  it('that are missing are told', () => {
    expect(raw('INITIAL TIME = 0 ~~|')).toEqual([
      expect.stringContaining('the model has no TIME STEP'),
      expect.stringContaining('the model has no FINAL TIME'),
    ]);
  });

  it.each([
    ['TIME STEP = 0', '3:1: TIME STEP is 0; it must be more than 0'],
    ['TIME STEP = -1', '3:1: TIME STEP is -1; it must be more than 0'],
    ['TIME STEP = 1e-12', '3:1: the run would have 10000000000000 time steps; choose a larger TIME STEP'],
    ['TIME STEP = 0/0', '3:1: TIME STEP is NaN; it must be a number'],
    ['TIME STEP = TIME STEP', '3:1: the value of "TIME STEP" must be known before the run; make it a number'],
    [
      'TIME STEP = 1 + STEP(1, 5)',
      '3:1: TIME STEP changes during the run, which is not supported; make it a constant',
    ],
  ])('%s is refused', (step, problem) => {
    expect(raw(`INITIAL TIME = 0 ~~|\nFINAL TIME = 10 ~~|\n${step} ~~|`)).toEqual([problem]);
  });

  it('that end before they begin are refused', () => {
    expect(raw('INITIAL TIME = 5 ~~|\nFINAL TIME = 1 ~~|\nTIME STEP = 1 ~~|')).toEqual([
      '2:1: FINAL TIME (1) is before INITIAL TIME (5)',
    ]);
  });

  it('do not include Time itself', () => {
    expect(problems('Time = 3')).toEqual(['1:1: Time is set by the machine; rename this variable']);
  });
});

describe('equations', () => {
  it('that define a variable twice are refused', () => {
    expect(problems('D: p, q\na = 1\na = 2\nb[D] = 1\nb[D] = 2')).toEqual([
      '3:1: "a" is defined twice, first at line 2; remove one of the equations',
      '5:1: "b[p]" is defined twice, first at line 4; remove one of the equations',
    ]);
  });

  it('must agree on the number of subscripts', () => {
    expect(problems('D: p, q\nb[D] = 1\nb = 2')).toEqual([
      '3:1: "b" has no subscripts here but 1 subscript at line 2',
    ]);
  });

  it('must have as many numbers as elements', () => {
    expect(problems('D: p, q, r\nb[D] = 1, 2')).toEqual(['2:1: "b" has 3 elements here but 2 numbers']);
  });

  it('may have a sum of any length', () => {
    const model = analyseVensim(vensim(`x = ${Array.from({ length: 1500 }, () => 'Time').join(' + ')}`));
    expect(model.variables.some(({ hidden }) => hidden)).toBe(true);
  });
});

describe('subscripts', () => {
  const arrays = 'D: p, q\nF: r, s\nx[D] = 1, 2\n';

  it.each([
    ['y[F] = x[D]', 'dimension "D" is not among the subscripts on the left-hand side'],
    ['y = x[t]', '"t" is neither a dimension nor an element of one'],
    ['y = x', '"x" is an array and needs subscripts: x[D]'],
    ['y = x[r]', '"x" has no element "r"'],
    ['y = x[p,q]', '"x" has 1 subscript, not 2'],
    ['y = x[D!]', '"D!" is only possible inside SUM and other array functions'],
    ['y = VECTOR SELECT(x[D!], x[D!], 0, Time, 0)', 'the fourth argument of VECTOR SELECT must be constant'],
  ])('%s is refused', (equation, problem) => {
    expect(problems(arrays + equation)[0]).toContain(problem);
  });

  it('of elements without an equation are refused', () => {
    expect(problems('D: p, q, r\nx[p] = 1\nx[r] = 2\ny[D] = x[D]')[0]).toContain('"x" has no element "q"');
  });

  it.each([
    'VECTOR RANK(weight[Band], 1)',
    'VECTOR SORT ORDER(weight[Band], 1)',
    'VECTOR REORDER(weight[Band], 2)',
    'VECTOR ELM MAP(weight[Band], 0)',
    'VECTOR LOOKUP(weight[Band], 1, 0, 2, 0)',
  ])('of vectors must each have an equation: %s', (call) => {
    const equations = `Band: low, mid, high\nweight[low] = 3\nweight[mid] = 1\nplace[Band] = ${call}`;
    expect(problems(equations)).toEqual([
      `4:${15 + call.indexOf('Band')}: in the equation of "place": "weight" has no element "high"`,
    ]);
  });

  it('that number the elements of a vector leave none out between its first and last', () => {
    const equations =
      'Band: low, mid, high\nweight[low] = 3\nweight[high] = 1\ny = VECTOR ELM MAP(weight[low], 1)';
    expect(problems(equations)).toEqual(['4:27: in the equation of "y": "weight" has no element "mid"']);
  });

  it.each(['i', '4'])('from which a vector is read must be an element: %s', (subscript) => {
    const variables = `<aux name="i"><eqn>TIME</eqn></aux><aux name="x"><dimensions><dim name="D"/></dimensions><eqn>7</eqn></aux>
      <aux name="y"><eqn>VECTOR ELM MAP(x[${subscript}], 1)</eqn></aux>`;
    const model = xmile(variables, {}, '<dimensions><dim name="D" size="3"/></dimensions>');
    expect(problemsOf(() => analyseXmile(model))[0]).toContain(
      'the last subscript of "x" must be a dimension or one of its elements here; it must not vary during the run',
    );
  });

  it('must not make an array too large', () => {
    expect(problems('D: (p1-p90000)\nx[D,D] = 1')).toEqual([
      '2:1: "x" has 8100000000 elements; at most 200000 are supported',
    ]);
  });

  it('of dimensions that are defined by each other are refused', () => {
    expect(problems('D: F\nF: D\nx = 1')).toEqual([
      '1:1: dimension "D" is defined by itself',
      '2:1: dimension "F" is defined by itself',
    ]);
  });

  it('of mappings must pair up', () => {
    expect(problems('D: p, q -> F\nF: r, s, t\nx = 1')[0]).toContain(
      '"D" has 2 elements but is mapped to 3 of "F"',
    );
  });
});
