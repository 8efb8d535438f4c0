import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { lines, printEquation, xmile } from './support.js';

describe('non-negative', () => {
  const STOCK = '<stock name="s"><eqn>0</eqn></stock>';
  const FLOW = '<flow name="f"><eqn>0</eqn></flow>';
  const both = (behavior: string) => lines(STOCK + FLOW, behavior);

  it('variables are if they say so', () => {
    expect(
      lines(
        '<stock name="s"><eqn>0</eqn><non_negative/></stock><flow name="f"><eqn>0</eqn><non_negative> TruE </non_negative></flow>',
      ),
    ).toEqual(['s = nonNegativeStock 0', 'f = nonNegativeFlow 0']);
  });

  it('auxiliaries never are', () => {
    expect(
      lines('<aux name="a"><eqn>0</eqn><non_negative/></aux>', '<behavior><non_negative/></behavior>'),
    ).toEqual(['a = 0']);
  });

  it('variables are if the behavior of the file says so', () => {
    expect(both('<behavior><non_negative/></behavior>')).toEqual([
      's = nonNegativeStock 0',
      'f = nonNegativeFlow 0',
    ]);
    expect(both('<behavior><flow><non_negative/></flow></behavior>')).toEqual([
      's = stock 0',
      'f = nonNegativeFlow 0',
    ]);
    expect(
      both('<behavior><non_negative/><stock><non_negative>false</non_negative></stock></behavior>'),
    ).toEqual(['s = stock 0', 'f = nonNegativeFlow 0']);
  });

  it('a variable says the last word, then the model, then the file', () => {
    const text = xmile(
      `${STOCK}${FLOW}<flow name="g"><eqn>0</eqn><non_negative/></flow>`,
      '<behavior><non_negative/></behavior>',
    );
    const model = '<model><behavior><flow><non_negative>False</non_negative></flow></behavior>';
    const file = parseXmile(text.replace('<model>', model), 'x.xmile');
    expect(file.equations.slice(4).map(printEquation)).toEqual([
      's = nonNegativeStock 0',
      'f = 0',
      'g = nonNegativeFlow 0',
    ]);
  });
});
