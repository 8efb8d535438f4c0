import { describe, expect, it } from 'vitest';
import { runVensim, runXmile } from './run.js';

const value = (expression: string) => runVensim(`x = ${expression}`, { stop: 1 }).last('x');
const over = (expression: string, stop = 6) => runVensim(`x = ${expression}`, { stop }).series('x');
const xmileOver = (equation: string, stop = 6) =>
  runXmile(`<aux name="x"><eqn>${equation}</eqn></aux>`, { stop }).series('x');

describe('Vensim functions', () => {
  it('may be used by variables of the same name', () => {
    const { last } = runVensim('Ramp = RAMP(2, 1, 3) + 1\ny = RAMP(1, 0, 10) + ramp');
    expect([last('ramp'), last('y')]).toEqual([5, 15]);
  });

  it.each([
    ['LOG(8, 2)', 3],
    ['LN(EXP(2))', 2],
    ['MODULO(-10, 3)', -1],
    ['MODULO(10, 3)', 1],
    ['INTEGER(-2.7)', -2],
    ['QUANTUM(7.9, 2)', 6],
    ['POWER(2, 10)', 1024],
    ['ZIDZ(1, 0)', 0],
    ['XIDZ(1, 0, 5)', 5],
    ['MIN(1, 2) + MAX(3, 4)', 5],
    ['IF THEN ELSE(2 > 1 :AND: :NOT: 0, 10, 20)', 10],
    ['SQRT(16) + ABS(-3)', 7],
    ['ARCTAN(TAN(0.5)) + ARCSIN(SIN(0.25)) + ARCCOS(COS(0.25))', 1],
    ['TANH(0) + SINH(0) + COSH(0)', 1],
    ['GAMMA LN(6)', Math.log(120)],
    ['GAME(4)', 4],
    ['-2^2', -4],
    ['X IF MISSING(:NA:, 7)', 7],
  ])('%s is %d', (expression, expected) => {
    expect(value(expression)).toBeCloseTo(expected, 10);
  });

  it('STEP, RAMP and PULSE begin at their time', () => {
    expect(over('STEP(3, 2)', 4)).toEqual([0, 0, 3, 3, 3]);
    expect(over('RAMP(2, 1, 3)', 5)).toEqual([0, 0, 2, 4, 4, 4]);
    expect(over('PULSE(2, 2)', 5)).toEqual([0, 0, 1, 1, 0, 0]);
    expect(over('PULSE(2, 0)', 4)).toEqual([0, 0, 1, 0, 0]);
  });

  it('PULSE TRAIN repeats up to and including its end', () => {
    expect(over('PULSE TRAIN(1, 1, 2, 5)', 7)).toEqual([0, 1, 0, 1, 0, 1, 0, 0]);
    expect(over('PULSE TRAIN(1, 9, 0, 3)', 5)).toEqual([0, 1, 1, 1, 0, 0]);
  });

  it('GET TIME VALUE is relative to the current or the initial time', () => {
    expect(over('GET TIME VALUE(0, 10, 0)', 2)).toEqual([10, 11, 12]);
    expect(over('GET TIME VALUE(1, 10, 0)', 2)).toEqual([10, 10, 10]);
  });

  it('lookups differ between points and beyond the ends', () => {
    const { series } = runVensim(
      't( (1,10), (3,30), (4,20) )\nlinear = t(Time)\nforward = LOOKUP FORWARD(t, Time)\nbackward = LOOKUP BACKWARD(t, Time)\nbeyond = LOOKUP EXTRAPOLATE(t, Time)\ninverse = LOOKUP INVERT(t, 20)',
      { stop: 5 },
    );
    expect(series('linear')).toEqual([10, 10, 20, 30, 20, 20]);
    expect(series('forward')).toEqual([10, 10, 30, 30, 20, 20]);
    expect(series('backward')).toEqual([10, 10, 10, 30, 20, 20]);
    expect(series('beyond')).toEqual([0, 10, 20, 30, 20, 10]);
    expect(series('inverse')[0]).toBe(2);
  });

  it('WITH LOOKUP sorts points that are written in another order', () => {
    expect(over('WITH LOOKUP(Time, ((4,40),(0,0),(2,10)))', 4)).toEqual([0, 5, 10, 25, 40]);
  });
});

describe('XMILE functions', () => {
  it.each([
    ['LOG10(1000)', 3],
    ['PI', Math.PI],
    ['ROUND(2.5)', 3],
    ['ROOTN(27, 3)', 3],
    ['SAFEDIV(1, 0)', 0],
    ['SAFEDIV(1, 0, 9)', 9],
    ['SAFEDIV(6, 3)', 2],
    ['7 MOD 4', 3],
    ['INT(2.9)', 2],
    ['MAX(1, 2, 3)', 3],
    ['STARTTIME + STOPTIME*10 + DT*100', 160],
    ['IF 1 = 1 AND NOT 0 THEN 5 ELSE 6', 5],
  ])('%s is %d', (equation, expected) => {
    expect(xmileOver(equation)[0]).toBeCloseTo(expected, 10);
  });

  it('PULSE lets a volume flow within a step, again and again', () => {
    expect(xmileOver('PULSE(8, 1, 2)', 5)).toEqual([0, 8, 0, 8, 0, 8]);
    expect(xmileOver('PULSE(8, 1)', 3)).toEqual([0, 8, 0, 0]);
  });

  it('RAMP goes on to the end when no end is given', () => {
    expect(xmileOver('RAMP(2, 1)', 4)).toEqual([0, 0, 2, 4, 6]);
  });

  it('SINWAVE has an amplitude and a period', () => {
    expect(xmileOver('SINWAVE(3, 4)', 2).map((x) => Number(x.toFixed(9)))).toEqual([0, 3, 0]);
  });

  it('a graphical function is a table of its input, and LOOKUP reads it elsewhere', () => {
    const { last } = runXmile(
      '<aux name="g"><eqn>TIME</eqn><gf><xscale min="0" max="10"/><ypts>0,100</ypts></gf></aux><aux name="y"><eqn>LOOKUP(g, 5)</eqn></aux>',
      { stop: 2 },
    );
    expect([last('g'), last('y')]).toEqual([20, 50]);
  });
});

describe('random numbers', () => {
  const sample = (expression: string, stop = 4000) => over(expression, stop);
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

  it('repeat exactly, and differ with the seed', () => {
    expect(sample('RANDOM UNIFORM(0, 1, 7)', 5)).toEqual(sample('RANDOM UNIFORM(0, 1, 7)', 5));
    expect(sample('RANDOM UNIFORM(0, 1, 7)', 5)).not.toEqual(sample('RANDOM UNIFORM(0, 1, 8)', 5));
  });

  it('start alike whether the seed is written or computed', () => {
    const { series } = runVensim('x = RANDOM UNIFORM(0, 1, seed)\nseed = 3 + Time*0', { stop: 3 });
    expect(series('x').every((x) => x > 0 && x < 1)).toBe(true);
    expect(new Set(series('x')).size).toBe(4);
  });

  it('have a stream for each element', () => {
    const { last } = runVensim('D: p, q\nx[D] = RANDOM 0 1()', { stop: 3 });
    expect(last('x[p]')).not.toBe(last('x[q]'));
  });

  it('RANDOM UNIFORM fills its range evenly', () => {
    const values = sample('RANDOM UNIFORM(2, 4, 1)');
    expect(mean(values)).toBeCloseTo(3, 1);
    expect(Math.min(...values)).toBeGreaterThan(2);
    expect(Math.max(...values)).toBeLessThan(4);
  });

  it('RANDOM NORMAL has its mean and deviation, within its limits', () => {
    const values = sample('RANDOM NORMAL(-100, 100, 5, 2, 1)');
    expect(mean(values)).toBeCloseTo(5, 0);
    expect(Math.sqrt(mean(values.map((x) => (x - 5) ** 2)))).toBeCloseTo(2, 0);
    const cut = sample('RANDOM NORMAL(4, 6, 5, 2, 1)', 500);
    expect(Math.min(...cut)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...cut)).toBeLessThanOrEqual(6);
    expect(sample('RANDOM NORMAL(-1, 1, 0.5, 0, 1)', 2)).toEqual([0.5, 0.5, 0.5]);
  });

  it.each([
    ['RANDOM EXPONENTIAL(0, 1e9, 0, 3, 1)', 3],
    ['RANDOM POISSON(0, 1e9, 4, 0, 1, 1)', 4],
    ['RANDOM TRIANGULAR(0, 9, 0, 3, 9, 1)', 4],
  ])('%s has mean %d', (expression, expected) => {
    expect(Math.abs(mean(sample(expression)) - expected)).toBeLessThan(0.2);
  });

  it.each([
    ['NORMAL(3, 1)', 3],
    ['EXPRND(2)', 2],
    ['POISSON(2)', 2],
    ['LOGNORMAL(3, 1)', 3],
    ['RANDOM(0, 4, 9)', 2],
  ])('XMILE %s has mean %d', (equation, expected) => {
    expect(Math.abs(mean(xmileOver(equation, 4000)) - expected)).toBeLessThan(0.2);
  });
});
