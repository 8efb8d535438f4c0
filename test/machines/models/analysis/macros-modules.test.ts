import { describe, expect, it } from 'vitest';
import { problemsOf, runVensim, runXmile } from './run.js';

describe('Vensim macros', () => {
  it('have their own names, stocks and the time of the model', () => {
    const { last, model } = runVensim(
      ':MACRO: GROW(start, rate)\nGROW = INTEG(rate*GROW + extra, start)\nextra = Time$*0 + TIME STEP$*0\n:END OF MACRO:\nextra = 100\na = GROW(1, 1)\nb = GROW(extra, 0) + 1',
      { stop: 3 },
    );
    expect([last('a'), last('b')]).toEqual([8, 101]);
    expect(model.variables.filter(({ name, hidden }) => name.includes('GROW') && !hidden)).toEqual([]);
  });

  it('call each other', () => {
    const { last } = runVensim(
      ':MACRO: TWICE(x)\nTWICE = 2*x\n:END OF MACRO:\n:MACRO: FOUR(x)\nFOUR = TWICE(TWICE(x))\n:END OF MACRO:\na = FOUR(Time)',
      { stop: 3 },
    );
    expect(last('a')).toBe(12);
  });

  it('have further outputs, which become variables', () => {
    const { last } = runVensim(
      ':MACRO: DIVIDE(a, b : rest)\nDIVIDE = INTEGER(a/b)\nrest = a - b*DIVIDE\n:END OF MACRO:\nx = DIVIDE(17, 5 : remainder)\ny = remainder*10',
    );
    expect([last('x'), last('remainder'), last('y')]).toEqual([3, 2, 20]);
  });

  it('are written out for each element', () => {
    const { last } = runVensim(
      ':MACRO: TWICE(x)\nTWICE = 2*x\n:END OF MACRO:\nD: a, b\nx[D] = 1, 2\ny[D] = TWICE(x[D] + 1)\nz = SUM(y[D!])',
    );
    expect([last('y[a]'), last('y[b]'), last('z')]).toEqual([4, 6, 10]);
  });

  it('take lookup tables as inputs', () => {
    const { last } = runVensim(
      ':MACRO: AT(table, x)\nAT = table(x)*2\n:END OF MACRO:\nt( (0,0), (10,20) )\ny = AT(t, 4)',
    );
    expect(last('y')).toBe(16);
  });

  it('that call themselves are refused, with the chain of calls', () => {
    const problems = problemsOf(() =>
      runVensim(':MACRO: F(x)\nF = G(x)\n:END OF MACRO:\n:MACRO: G(x)\nG = F(x)\n:END OF MACRO:\na = F(1)'),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('f -> g -> f');
  });

  it('that multiply without end are refused in time', () => {
    const macros = Array.from({ length: 40 }, (_, level) =>
      level === 0
        ? ':MACRO: F0(x)\nF0 = x\n:END OF MACRO:'
        : `:MACRO: F${level}(x)\nF${level} = F${level - 1}(x) + F${level - 1}(x)\n:END OF MACRO:`,
    );
    const problems = problemsOf(() => runVensim(`${macros.join('\n')}\na = F39(Time)`));
    expect(problems[0]).toContain('more than 200000 variables');
  });
});

describe('XMILE modules', () => {
  const aux = (name: string, equation: string, rest = '') =>
    `<aux name="${name}"${rest}><eqn>${equation}</eqn></aux>`;
  const withModules = (root: string, models: string, settings = {}) =>
    runXmile(root, settings, `<!-- models -->${''}`.concat(models));

  it('have inputs that are connected and outputs that others read', () => {
    const { last } = withModules(
      `${aux('height', '3')}<module name="box" ><connect to="box.side" from="height"/></module>${aux('volume', 'box.area*height')}`,
      `<model name="box"><variables>${aux('side', '0', ' access="input"')}${aux('area', 'side*side')}</variables></model>`,
    );
    expect([last('box.area'), last('volume')]).toEqual([9, 27]);
  });

  it('may be inside each other', () => {
    const { last } = withModules(
      `${aux('seed', '2')}<module name="outer"><connect to="outer.in" from="seed"/></module>${aux('result', 'outer.inner.out + outer.out')}`,
      `<model name="outer"><variables>${aux('in', '0', ' access="input"')}<module name="inner"><connect to="inner.in" from="in"/></module>${aux('out', 'inner.out*10')}</variables></model>` +
        `<model name="inner"><variables>${aux('in', '0', ' access="input"')}${aux('out', 'in + 1')}</variables></model>`,
    );
    expect(last('result')).toBe(33);
  });

  const nested = (rootConnection: string, outerConnection: string) =>
    withModules(
      `${aux('seed', '2')}${aux('in', '7')}<module name="outer">${rootConnection}</module>`,
      `<model name="outer"><variables>${aux('in', '30')}<module name="inner">${outerConnection}</module></variables></model>` +
        `<model name="inner"><variables><aux name="in" access="input"/>${aux('out', 'in + 1')}</variables></model>`,
    );

  it('are connected from outside of the module they are in', () => {
    const { last } = nested('<connect to="outer.inner.in" from="seed"/>', '');
    expect([last('outer.inner.out'), last('outer.in')]).toEqual([3, 30]);
  });

  it('are connected to what a path from the root names', () => {
    const { last } = nested('', '<connect to="outer.inner.in" from="outer.in"/>');
    expect(last('outer.inner.out')).toBe(31);
  });

  it('with an input that is not connected are refused where something needs it', () => {
    const problems = problemsOf(() => nested('', ''));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('the module input "outer.inner.in" is not connected');
    expect(problems[0]).toContain('"outer.inner.out" needs it');
  });

  it('that contain themselves are refused', () => {
    const problems = problemsOf(() =>
      withModules(
        '<module name="a"></module>',
        '<model name="a"><variables><module name="b"></module></variables></model><model name="b"><variables><module name="a"></module></variables></model>',
      ),
    );
    expect(problems.join()).toContain('a -> b -> a');
  });
});

describe('XMILE macros', () => {
  it('take defaults for the arguments that a call leaves out, which may use the others', () => {
    const { last } = runXmile(
      ['F(1)', 'F(1, 2)', 'F(1, 2, 3)']
        .map((call, i) => `<aux name="y${i}"><eqn>${call}</eqn></aux>`)
        .join(''),
      {},
      '<macro name="F"><eqn>a + b*10 + c*100</eqn><parm>a</parm><parm default="5">b</parm><parm default="b + 1">c</parm></macro>',
    );
    expect([last('y0'), last('y1'), last('y2')]).toEqual([651, 321, 321]);
  });

  it('called with too few or too many arguments name all that they take', () => {
    const problems = problemsOf(() =>
      runXmile(
        '<aux name="y"><eqn>F() + F(1, 2, 3)</eqn></aux>',
        {},
        '<macro name="F"><eqn>a + b</eqn><parm>a</parm><parm default="5">b</parm></macro>',
      ),
    );
    expect(problems.join()).toContain('takes 2 arguments (a, b)');
  });

  it('are expanded like Vensim ones', () => {
    const { last } = runXmile(
      '<aux name="y"><eqn>LUCAS(3, 4) + 1</eqn></aux>',
      {},
      '<macro name="LUCAS"><eqn>a * b</eqn><parm>a</parm><parm>b</parm></macro>',
    );
    expect(last('y')).toBe(13);
  });
});
