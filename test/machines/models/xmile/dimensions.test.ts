import { describe, expect, it } from 'vitest';
import { BOTH, DIMENSIONS, equations, lines, PLACE, parse, problems } from './support.js';

describe('dimensions', () => {
  it('have named elements, or numbered ones', () => {
    const [place, n] = parse('', DIMENSIONS).dimensions;
    expect(place).toEqual({
      name: 'Place',
      at: { file: 'test.xmile', line: 2, column: 3 },
      elements: ['North', 'South East'],
      mappings: [],
      aliasOf: null,
      external: null,
    });
    expect(n?.elements).toEqual(['1', '2', '3']);
  });

  it.each([
    ['<dim name="D"/>', 'the dimension D needs a size, or an <elem> for each element'],
    ['<dim name="D" size="1e9"/>', 'the size of the dimension D has to be a whole number from 1 to 100000'],
    ['<dim name="D" size="x"/>', 'the size of the dimension D has to be a number'],
    ['<dim name="D"><elem name="a b"/><elem name="A_B"/></dim>', 'the dimension D has an element twice'],
    ['<dim name="D" size="1"/><dim name="d" size="2"/>', 'the dimension d is defined twice'],
  ])('%s is an error', (dim, problem) => {
    expect(problems('', `<dimensions>${dim}</dimensions>`)).toEqual([problem]);
  });
});

describe('arrays', () => {
  it('may have one equation for all elements', () => {
    expect(lines(`<aux name="x">${BOTH}<eqn>a[Place] * b</eqn></aux>`)).toEqual([
      'x[Place,N] = (* a[Place] b)',
    ]);
  });

  it('may have an equation for each element', () => {
    const stock = `<stock name="x">${PLACE}<element subscript="North"><eqn>1</eqn></element><element subscript=" south_east "><eqn>2</eqn><non_negative/></element><inflow>f</inflow></stock>`;
    expect(lines(stock)).toEqual(['x[North] = stock 1 + f', 'x[South East] = nonNegativeStock 2 + f']);
  });

  it('flows into single elements have their subscripts, as far as the flow has the dimensions', () => {
    const stock = `<stock name="x">${BOTH}<inflow>f</inflow><outflow>g</outflow><outflow>h</outflow><element subscript="North,2"><eqn>1</eqn></element></stock>`;
    const flow = (name: string, dimensions: string) =>
      `<flow name="${name}">${dimensions}<eqn>0</eqn></flow>`;
    const reversed = '<dimensions><dim name="n"/><dim name="PLACE"/></dimensions>';
    expect(lines(stock + flow('F', reversed) + flow('g', PLACE) + flow('h', ''))[0]).toBe(
      'x[North,2] = stock 1 + f[2,North] - g[North] - h',
    );
  });

  it('may give elements by their positions', () => {
    const aux = `<aux name="x">${BOTH}<element subscript="2, 3"><eqn>a[@1]</eqn></element></aux>`;
    expect(lines(aux)).toEqual(['x[South East,3] = a[South East]']);
  });

  it('may have an equation for the elements that have none', () => {
    const aux = `<aux name="x">${PLACE}<eqn>7</eqn><element subscript="North"><eqn>1</eqn></element></aux>`;
    expect(lines(aux)).toEqual(['x[North] = 1', 'x[Place] except [North] = 7']);
  });

  it('may have equations in a row for their elements', () => {
    const aux = `<aux name="x">${BOTH}${[1, 2, 3, 4, 5, 6].map((i) => `<eqn>${i}</eqn>`).join('')}</aux>`;
    expect(lines(aux)).toEqual([
      'x[North,1] = 1',
      'x[North,2] = 2',
      'x[North,3] = 3',
      'x[South East,1] = 4',
      'x[South East,2] = 5',
      'x[South East,3] = 6',
    ]);
  });

  it('may be a list of numbers', () => {
    expect(lines(`<aux name="x">${BOTH}<eqn>1, -2, 3; 4, +5, 6;</eqn></aux>`)).toEqual([
      'x[Place,N] = constants 1,-2,3,4,5,6',
    ]);
  });

  it('may be tables', () => {
    const gf = (y: number) => `<gf><xscale min="0" max="1"/><ypts>0,${y}</ypts></gf>`;
    const elements = `<element subscript="North">${gf(1)}</element><element subscript="South East">${gf(2)}</element>`;
    expect(lines(`<aux name="x">${PLACE}${elements}</aux>`)).toEqual([
      'x[North] = lookup interpolate 0,1:0,1',
      'x[South East] = lookup interpolate 0,1:0,2',
    ]);
    expect(lines(`<flow name="x">${PLACE}${elements}<eqn>2 * a[Place]</eqn><non_negative/></flow>`)).toEqual([
      'x <gf>[North] = lookup interpolate 0,1:0,1',
      'x <gf>[South East] = lookup interpolate 0,1:0,2',
      'x[Place] = nonNegativeFlow (x <gf>[Place] (* 2 a[Place]))',
    ]);
  });

  it.each([
    [
      '<aux name="x"><dimensions><dim name="D"/></dimensions><eqn>1</eqn></aux>',
      'unknown dimension D: define it in the <dimensions> of the file',
    ],
    [
      '<aux name="x"><element subscript="1"><eqn>1</eqn></element></aux>',
      'x has an <element>, but no <dimensions>',
    ],
    [
      `<aux name="x">${PLACE}<element subscript="West"><eqn>1</eqn></element></aux>`,
      'West is not an element of the dimension Place',
    ],
    [
      `<aux name="x">${PLACE}<element subscript="3"><eqn>1</eqn></element></aux>`,
      '3 is not an element of the dimension Place',
    ],
    [
      `<aux name="x">${PLACE}<element subscript="1,1"><eqn>1</eqn></element></aux>`,
      'the subscript has 2 parts, but the variable has 1 dimensions',
    ],
    [`<aux name="x">${PLACE}<element subscript="1"/></aux>`, 'x[1] has no equation: write it in <eqn>'],
    [
      `<aux name="x">${PLACE}<element><eqn>1</eqn></element></aux>`,
      '<element> needs the attribute subscript',
    ],
    [
      `<aux name="x">${PLACE}${'<element subscript="1"><eqn>1</eqn></element>'.repeat(2)}</aux>`,
      'x has the element North twice',
    ],
    [
      `<aux name="x">${PLACE}${'<eqn>1</eqn>'.repeat(3)}</aux>`,
      'x has 3 equations: it needs one, or one for each of its 2 elements',
    ],
    ['<aux name="x"><eqn>1</eqn><eqn>2</eqn></aux>', 'x has 2 equations: it needs one'],
    [`<aux name="x">${PLACE}<eqn>1, a</eqn></aux>`, 'a list of values may hold nothing but numbers'],
    [
      `<aux name="x">${PLACE}<eqn>1</eqn><element subscript="1"><gf><xscale min="0" max="1"/><ypts>1</ypts></gf></element></aux>`,
      'x has a graphical function for some of its elements only: add an <element> for each of the others',
    ],
  ])('%s is an error', (variable, problem) => expect(problems(variable)).toEqual([problem]));

  it('may be many', () => {
    const count = 20_000;
    const elements = Array.from(
      { length: count },
      (_, i) => `<element subscript="${i + 1}"><eqn>${i}</eqn></element>`,
    );
    const dimensions = `<dimensions><dim name="Big" size="${count}"/></dimensions>`;
    const stock = `<stock name="x"><dimensions><dim name="Big"/></dimensions>${elements.join('')}</stock>`;
    expect(equations(stock, dimensions)).toHaveLength(count);
  });
});
