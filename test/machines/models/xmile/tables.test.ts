import { describe, expect, it } from 'vitest';
import { lines, problems } from './support.js';

describe('graphical functions', () => {
  const points = '<xpts>0,1,5</xpts><ypts>2,-.5,1e1</ypts>';

  it('beside an equation look its value up', () => {
    expect(lines(`<aux name="x"><eqn>TIME</eqn><gf>${points}</gf></aux>`)).toEqual([
      'x = (lookup TIME 0,1,5:2,-0.5,10)',
    ]);
    expect(lines(`<flow name="x"><gf>${points}</gf><eqn>TIME</eqn><non_negative/></flow>`)).toEqual([
      'x = nonNegativeFlow (lookup TIME 0,1,5:2,-0.5,10)',
    ]);
  });

  it('alone are lookups', () => {
    expect(lines(`<aux name="x"><gf>${points}</gf></aux><gf name="y">${points}</gf>`)).toEqual([
      'x = lookup interpolate 0,1,5:2,-0.5,10',
      'y = lookup interpolate 0,1,5:2,-0.5,10',
    ]);
  });

  it('may space their points evenly', () => {
    expect(
      lines('<gf name="x"><xscale min="0" max="0.5"/><yscale min="0" max="9"/><ypts>1,2,3</ypts></gf>'),
    ).toEqual(['x = lookup interpolate 0,0.25,0.5:1,2,3']);
  });

  it.each([
    ['continuous', 'interpolate'],
    ['Extrapolate', 'extrapolate'],
    ['discrete', 'discrete'],
  ])('of type %s %s', (type, mode) => {
    expect(lines(`<gf name="x" type="${type}">${points}</gf>`)).toEqual([
      `x = lookup ${mode} 0,1,5:2,-0.5,10`,
    ]);
  });

  it('may separate their points otherwise', () => {
    expect(lines('<gf name="x"><xpts sep=";"> 1 ;2; </xpts><ypts sep=" ">\n 3  4\n</ypts></gf>')).toEqual([
      'x = lookup interpolate 1,2:3,4',
    ]);
  });

  it('may have a name of their own, and be used by it', () => {
    const variables = `<aux name="x"><eqn>1</eqn><gf name="rising">${points}</gf></aux><aux name="y"><eqn>2</eqn><gf name="Rising"/></aux>`;
    expect(lines(variables)).toEqual([
      'x = (lookup 1 0,1,5:2,-0.5,10)',
      'rising = lookup interpolate 0,1,5:2,-0.5,10',
      'y = (lookup 2 0,1,5:2,-0.5,10)',
    ]);
  });

  it.each([
    ['<xpts>1,2</xpts>', 'this graphical function has no <ypts>'],
    ['<ypts>1,2</ypts>', 'this graphical function has neither <xpts> nor an <xscale>'],
    ['<xpts>1,2</xpts><ypts>1</ypts>', '<xpts> has 2 values and <ypts> 1'],
    ['<xpts>1,0</xpts><ypts>1,2</ypts>', 'the x values have to ascend, but 0 follows 1'],
    ['<xpts>1,b</xpts><ypts>1,2</ypts>', '<xpts> has to be a list of numbers'],
    ['<xpts></xpts><ypts></ypts>', '<ypts> has to be a list of numbers'],
    ['<xscale min="0" max="x"/><ypts>1,2</ypts>', 'max has to be a number'],
  ])('%s are wrong', (gf, problem) => {
    expect(problems(`<gf name="x">${gf}</gf>`)).toEqual([expect.stringContaining(problem)]);
  });
});
