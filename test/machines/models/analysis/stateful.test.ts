import { describe, expect, it } from 'vitest';
import { runVensim, runXmile } from './run.js';

const closeTo = (values: readonly number[], digits = 9) =>
  values.map((value) => Number(value.toPrecision(digits)));

describe('stocks', () => {
  it('integrate their net flow by Euler steps', () => {
    const { series } = runVensim('s = INTEG(0.5*s, 8)', { stop: 3 });
    expect(series('s')).toEqual([8, 12, 18, 27]);
  });

  it('of XMILE add inflows and subtract outflows', () => {
    const { series } = runXmile(
      '<stock name="s"><eqn>10</eqn><inflow>a</inflow><inflow>b</inflow><outflow>c</outflow></stock>' +
        '<flow name="a"><eqn>3</eqn></flow><flow name="b"><eqn>4</eqn></flow><flow name="c"><eqn>5</eqn></flow>',
      { stop: 2 },
    );
    expect(series('s')).toEqual([10, 12, 14]);
  });

  it('that are non-negative stop at zero and fill again', () => {
    const { series } = runXmile(
      '<stock name="s"><eqn>3</eqn><outflow>out</outflow><non_negative/></stock>' +
        '<flow name="out"><eqn>IF TIME &lt; 3 THEN 2 ELSE -1</eqn></flow>',
      { stop: 5 },
    );
    expect(series('s')).toEqual([3, 1, 0, 0, 1, 2]);
  });

  it('keep non-negative flows at zero', () => {
    const { series } = runXmile('<flow name="f"><eqn>TIME - 2</eqn><non_negative/></flow>', { stop: 4 });
    expect(series('f')).toEqual([0, 0, 0, 1, 2]);
  });
});

describe('initial values', () => {
  it('INITIAL keeps what its argument was at the start', () => {
    const { series } = runVensim('x = INITIAL(Time + 5)', { start: 2, stop: 4 });
    expect(series('x')).toEqual([7, 7, 7]);
  });

  it('ACTIVE INITIAL breaks a loop of initial values', () => {
    const { series } = runVensim('s = INTEG(1, a)\na = ACTIVE INITIAL(s * 2, 3)', { stop: 2 });
    expect(series('s')).toEqual([3, 4, 5]);
    expect(series('a')).toEqual([6, 8, 10]);
  });

  it('XMILE INIT is the first value of a variable', () => {
    const { series } = runXmile(
      '<aux name="x"><eqn>TIME * 2</eqn></aux><aux name="y"><eqn>x - INIT(x)</eqn></aux>',
      {
        start: 1,
        stop: 3,
      },
    );
    expect(series('y')).toEqual([0, 2, 4]);
  });

  it('PREVIOUS is the value one step before, and its second argument at the start', () => {
    const { series } = runXmile('<aux name="x"><eqn>PREVIOUS(TIME, -1)</eqn></aux>', { stop: 3 });
    expect(series('x')).toEqual([-1, 0, 1, 2]);
  });
});

describe('smoothing', () => {
  it('SMOOTH closes a fraction of the gap in each step', () => {
    const { series } = runVensim('x = SMOOTH(STEP(8, 1), 2)', { stop: 4 });
    expect(series('x')).toEqual([0, 0, 4, 6, 7]);
  });

  it('SMOOTHI starts from the value given', () => {
    const { series } = runVensim('x = SMOOTHI(0, 2, 8)', { stop: 3 });
    expect(series('x')).toEqual([8, 4, 2, 1]);
  });

  it('SMOOTH3 is three levels of a third of the time, named as in Vensim', () => {
    const { series, model } = runVensim('x = SMOOTH3(a level, t)\na level = STEP(6, 0)\nt = 3', { stop: 4 });
    expect(series('x')).toEqual([6, 6, 6, 6, 6]);
    const hidden = model.variables.filter(({ hidden }) => hidden).map(({ name }) => name);
    expect(hidden).toEqual([
      '#SMOOTH3(alevel,t)#',
      '#DL<SMOOTH3(alevel,t)#',
      '#LV1<SMOOTH3(alevel,t)#',
      '#LV2<SMOOTH3(alevel,t)#',
    ]);
  });

  it('SMOOTH3I delays a change by three steps when each stage takes one', () => {
    const { series } = runVensim('x = SMOOTH3I(Time, 3, -1)', { stop: 5 });
    expect(series('x')).toEqual([-1, -1, -1, 0, 1, 2]);
  });

  it('SMOOTH N takes its order from the initial time', () => {
    const { series } = runVensim('x = SMOOTH N(Time, 2, -1, 2 + STEP(1, 5))', { stop: 4 });
    expect(series('x')).toEqual([-1, -1, 0, 1, 2]);
  });

  it('SMTHN of XMILE has the order before the initial value', () => {
    const { series } = runXmile('<aux name="x"><eqn>SMTHN(TIME, 2, 2, -1)</eqn></aux>', { stop: 4 });
    expect(series('x')).toEqual([-1, -1, 0, 1, 2]);
  });
});

describe('delays', () => {
  it('DELAY1 empties its level at a rate of one over the delay', () => {
    const { series } = runVensim('x = DELAY1I(0, 2, 8)', { stop: 3 });
    expect(series('x')).toEqual([8, 4, 2, 1]);
  });

  it('DELAY3 keeps what flows through', () => {
    const { last } = runVensim('x = DELAY3I(PULSE(2, 1), 5, 0)\ns = INTEG(x, 0)', { stop: 200 });
    expect(last('s')).toBeCloseTo(1, 6);
  });

  it('DELAY FIXED is a pipeline of whole steps, rounded half up, at least one', () => {
    const { series } = runVensim(
      'a = DELAY FIXED(Time, 2, -1)\nb = DELAY FIXED(Time, 1.5, -1)\nc = DELAY FIXED(Time, 0, -1)\nd = DELAY FIXED(Time, 2.4, -1)',
      { stop: 4 },
    );
    expect(series('a')).toEqual([-1, -1, 0, 1, 2]);
    expect(series('b')).toEqual([-1, -1, 0, 1, 2]);
    expect(series('c')).toEqual([-1, 0, 1, 2, 3]);
    expect(series('d')).toEqual([-1, -1, 0, 1, 2]);
  });

  it('DELAY FIXED computes its length from other equations', () => {
    const { series } = runVensim(
      'x = 1 + DELAY FIXED(Time, steps*TIME STEP, 10)\nsteps = 1 + one\none = MAX(1, 0)',
      {
        stop: 2,
        step: 0.5,
      },
    );
    expect(series('x')).toEqual([11, 11, 1, 1.5, 2]);
  });

  it('XMILE DELAY is filled with the first value of its input', () => {
    const { series } = runXmile('<aux name="x"><eqn>DELAY(TIME + 7, 2)</eqn></aux>', { stop: 4 });
    expect(series('x')).toEqual([7, 7, 7, 8, 9]);
  });

  it('DELAY N lowers its order until a stage takes a step', () => {
    const { series } = runVensim('x = DELAY N(0, 2, 8, 5)', { stop: 3 });
    expect(series('x')).toEqual([8, 8, 0, 0]);
  });
});

describe('trends', () => {
  it('TREND of exponential growth is its growth rate, once the average has caught up', () => {
    const { last } = runVensim('x = EXP(0.05*Time)\ny = TREND(x, 4, 0)', { stop: 200, step: 0.125 });
    expect(last('y')).toBeCloseTo(0.05, 2);
  });

  it('FORECAST extends a constant to itself', () => {
    const { series } = runVensim('y = FORECAST(7, 4, 10)', { stop: 2 });
    expect(series('y')).toEqual([7, 7, 7]);
  });

  it('NPV adds up a discounted stream', () => {
    const { series } = runVensim('y = NPV(10, 0.5, 0, 1)', { stop: 2 });
    expect(series('y')).toEqual([10, 15, 17.5]);
  });
});

describe('SAMPLE IF TRUE', () => {
  it('holds the last input taken', () => {
    const { series } = runVensim('x = SAMPLE IF TRUE(MODULO(Time, 3) = 1, Time*10, -5)', { stop: 6 });
    expect(series('x')).toEqual([-5, 10, 10, 10, 40, 40, 40]);
  });

  it('may compare its input with its own last value', () => {
    const { series } = runVensim('peak = SAMPLE IF TRUE(x > peak, x, x)\nx = SIN(Time)', { stop: 6 });
    const seen = series('x');
    expect(series('peak')).toEqual(seen.map((_, at) => Math.max(...seen.slice(0, at + 1))));
  });
});

describe('Runge-Kutta', () => {
  it('integrates exponential growth to fourth order', () => {
    const { series } = runXmile(
      '<stock name="s"><eqn>1</eqn><inflow>f</inflow></stock><flow name="f"><eqn>s</eqn></flow>',
      { stop: 1, method: 'RK4' },
    );
    expect(closeTo(series('s'))).toEqual(closeTo([1, 1 + 1 + 1 / 2 + 1 / 6 + 1 / 24]));
  });

  it('keeps a non-negative stock from falling below zero', () => {
    const { series } = runXmile(
      '<stock name="s"><eqn>1</eqn><outflow>f</outflow><non_negative/></stock><flow name="f"><eqn>3</eqn></flow>',
      { stop: 3, method: 'RK4' },
    );
    expect(Math.min(...series('s'))).toBeGreaterThanOrEqual(0);
    expect(series('s').at(-1)).toBeLessThan(0.1);
  });
});
