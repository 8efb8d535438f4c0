import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { lines, parse, printEquation, problems, problemsOf, xmile } from './support.js';

describe('the file', () => {
  it('has the name of its header, else that of the file', () => {
    expect(parse('', '<header><name> Teacup </name></header>').name).toBe('Teacup');
    expect(parse('', '<header><name/></header>').name).toBe('test');
  });

  it('may be from before the standard, with the variables right in the model', () => {
    const old =
      '<xmile><sim_specs><start>0</start><stop>1</stop></sim_specs><model><aux name="x"><eqn>1</eqn></aux></model></xmile>';
    expect(parseXmile(old, 'old.xmile').equations.slice(4).map(printEquation)).toEqual(['x = 1']);
  });

  it('may have a prefix for the namespace of XMILE', () => {
    const prefixed = xmile('<aux name="x"><eqn>1</eqn></aux>')
      .replaceAll(/<(\/?)(\w)/g, '<$1x:$2')
      .replace('<x:xmile', '<x:xmile xmlns:x="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"');
    expect(parseXmile(prefixed, 'x.xmile').equations).toHaveLength(5);
  });

  it('what vendors add is ignored', () => {
    expect(
      lines(
        '<isee:stock name="y"/><isee:dependencies/><aux name="x" isee:z="1"><isee:eqn>2</isee:eqn><eqn>1</eqn></aux>',
      ),
    ).toEqual(['x = 1']);
  });

  it('reports several problems at once, each in its place', () => {
    const variables =
      '\n<aux name="a"><eqn>1 +</eqn></aux>\n<aux name="b"/>\n<stock name="c"><eqn>(</eqn></stock><aux/>';
    expect(problemsOf(() => parse(variables))).toEqual([
      '2:23: the equation ends here where a value is needed',
      '3:1: b has no equation: write it in <eqn>',
      '4:23: the equation ends here where a value is needed',
      '4:37: <aux> needs the attribute name',
    ]);
  });

  it('says how many more problems there are', () => {
    const list = problems('<aux name="a"/>'.repeat(80));
    expect(list).toHaveLength(51);
    expect(list.at(-1)).toBe('and 30 more problems');
  });

  it('cuts messages that quote something endless', () => {
    const [message] = problems(`<aux name="${'a'.repeat(1_000_000)}"/>`);
    expect(message).toMatch(/^a+ … a+ has no equation: write it in <eqn>$/);
    expect(message!.length).toBeLessThan(500);
  });

  it.each([
    ['<html/>', '1:1: this is not an XMILE file: its outermost tag is <html>, not <xmile>'],
    ['<xmile/>', '1:1: this file has no <model>'],
    ['<xmile>\n<model/></xmile>', '1:1: this file has no <sim_specs>: add one with <start>, <stop> and <dt>'],
  ])('%j is none', (text, problem) =>
    expect(problemsOf(() => parseXmile(text, 'x.xmile'))).toEqual([problem]),
  );

  it('an encrypted model is refused', () => {
    const text = xmile('').replace('<model>', '<model encryption-scheme="AES-128,CBC,SHA256">');
    expect(problemsOf(() => parseXmile(text, 'x.xmile'))).toEqual([expect.stringContaining('encrypted')]);
  });
});
