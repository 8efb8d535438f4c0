import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, Model } from '../../../../src/machines/models/model.js';
import { analyseVensim, runVensim, vensim } from './run.js';

const roleOf = (model: Model, name: string) =>
  model.variables.find((variable) => variable.name === name)?.role;

function read(expression: Expression): readonly number[] {
  if (expression.kind === 'variable') return [expression.variable];
  if (expression.kind === 'operation') return expression.arguments.flatMap(read);
  if (expression.kind === 'lookup') return read(expression.input);
  if (expression.kind === 'select') {
    return [expression.condition, expression.consequent, expression.alternate].flatMap(read);
  }
  return [];
}

describe('the model', () => {
  it('begins with the globals', () => {
    const { variables } = analyseVensim(vensim('x = 1'));
    expect(variables.slice(0, 4).map(({ name }) => name)).toEqual([
      'Time',
      'TIME STEP',
      'INITIAL TIME',
      'FINAL TIME',
    ]);
    expect(variables[0].role).toEqual({ kind: 'time' });
    expect(variables[1].role).toEqual({ kind: 'constant', value: 1 });
  });

  it('has constants for signed numbers, and evaluates what is computed from them in every step', () => {
    const model = analyseVensim(vensim('a = -3\nb = a*2\nc = INITIAL(b)'));
    expect(roleOf(model, 'a')).toEqual({ kind: 'constant', value: -3 });
    expect(roleOf(model, 'b')?.kind).toBe('auxiliary');
    expect(roleOf(model, 'c')?.kind).toBe('initial');
    const place = (name: string) =>
      model.initialOrder.indexOf(model.variables.findIndex((v) => v.name === name));
    expect(place('a')).toBeGreaterThanOrEqual(0);
    expect(place('a')).toBeLessThan(place('b'));
    expect(place('b')).toBeLessThan(place('c'));
  });

  it('computes its time grid from equations', () => {
    const { time } = analyseVensim(
      'INITIAL TIME = 2000 ~~|\nFINAL TIME = INITIAL TIME + years ~~|\nyears = 10 ~~|\nTIME STEP = 1/8 ~~|\nSAVEPER = MAX(TIME STEP, 0.5) ~~|',
    );
    expect(time).toEqual({ start: 2000, stop: 2010, step: 0.125, steps: 80, stepsPerSave: 4 });
  });

  it('lets FINAL TIME vary, from its first value', () => {
    const text = 'INITIAL TIME = 0 ~~|\nFINAL TIME = IF THEN ELSE(Time > 3, Time, 50) ~~|\nTIME STEP = 1 ~~|';
    const model = analyseVensim(text);
    expect(model.time.stop).toBe(50);
    expect(model.variables[3].role.kind).toBe('auxiliary');
    expect(model.flowOrder).toContain(3);
  });

  it('keeps names as written, with subscripts', () => {
    const { variables } = analyseVensim(vensim('Region: North, "South East"\n"Net $ worth"[Region] = 1, 2'));
    expect(variables.map(({ name }) => name)).toContain('Net $ worth[South East]');
  });

  it('finds names whatever their case, spaces, underscores and quotes', () => {
    expect(runVensim('Some  Name = 4\nx = "some_name" + SOME NAME').last('x')).toBe(8);
  });

  it('orders any acyclic equations so that each comes after those it needs', () => {
    const equations = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
      .chain((needs) =>
        fc.tuple(fc.constant(needs), fc.shuffledSubarray([...needs.keys()], { minLength: needs.length })),
      );
    fc.assert(
      fc.property(equations, ([needs, order]) => {
        const lines = needs.map((wanted, at) => {
          const sum = at === 0 ? [] : wanted.map((need) => `v${need % at}`);
          return `v${at} = Time${sum.map((name) => ` + ${name}`).join('')}`;
        });
        const model = analyseVensim(vensim(order.map((at) => lines[at]).join('\n')));
        const place = new Map(model.flowOrder.map((variable, at) => [variable, at]));
        for (const variable of model.flowOrder) {
          const { role } = model.variables[variable];
          if (role.kind !== 'auxiliary') throw new Error(`${role.kind} in the flow order`);
          for (const need of read(role.expression)) {
            if (place.has(need)) expect(place.get(need)).toBeLessThan(place.get(variable) ?? -1);
          }
        }
        expect(place.size).toBe(needs.length);
      }),
      { numRuns: 50 },
    );
  });

  it('may have many equations that need each other through stocks', () => {
    const count = 8000;
    const equations = Array.from(
      { length: count },
      (_, at) => `s${at} = INTEG(SMOOTH(s${at}, 3) - s${(at * 7) % count}*0.1, 1)`,
    );
    const model = analyseVensim(vensim(equations.join('\n')));
    expect(model.variables.filter(({ role }) => role.kind === 'stock')).toHaveLength(2 * count);
  });
});
