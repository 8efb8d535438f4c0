import { describe, expect, it } from 'vitest';
import { equations, lines, problems } from './support.js';

describe('variables', () => {
  it('a stock has its initial value and its flows', () => {
    const stock =
      '<stock name="s"><eqn>100 * k</eqn><inflow>"in w/ slash"</inflow><inflow>b</inflow><outflow> c </outflow></stock>';
    expect(lines(stock)).toEqual(['s = stock (* 100 k) + in w/ slash + b - c']);
  });

  it('a flow may lack the quotes it needs', () => {
    expect(lines('<stock name="s"><eqn>0</eqn><inflow>pre-tax income (net</inflow></stock>')).toEqual([
      's = stock 0 + pre-tax income (net',
    ]);
  });

  it('a flow is converted for the stock downstream', () => {
    const flow = '<flow name="f"><eqn>1</eqn><multiplier>3 * k</multiplier></flow>';
    const stocks =
      '<stock name="a"><eqn>0</eqn><outflow>F</outflow></stock><stock name="b"><eqn>0</eqn><inflow>F</inflow></stock>';
    expect(lines(flow + stocks)).toEqual(['f = 1', 'a = stock 0 - F', 'b = stock 0 + (* F (* 3 k))']);
  });

  it('keep name, place, units and documentation', () => {
    const [equation] = equations(
      '\n <aux name="birth rate&lt;"><doc> how\n many </doc><eqn>1</eqn><units>1/year</units></aux>',
    );
    expect(equation).toMatchObject({ name: 'birth rate<', units: '1/year', documentation: 'how\n many' });
    expect(equation?.at).toEqual({ file: 'test.xmile', line: 2, column: 13 });
  });

  it('have names without their quotes', () => {
    expect(lines('<aux name="&quot;a \\&quot;b\\&quot;&quot;"><eqn>1</eqn></aux>')).toEqual(['a "b" = 1']);
  });

  it('may have names that objects have', () => {
    expect(lines('<aux name="__proto__"><eqn>constructor</eqn></aux>')).toEqual(['__proto__ = constructor']);
  });

  it('may stand in groups', () => {
    expect(lines('<group name="g"><entity name="x"/><aux name="x"><eqn>1</eqn></aux></group>')).toEqual([
      'x = 1',
    ]);
  });

  it('an initial equation beside the equation is ACTIVE INITIAL', () => {
    expect(lines('<aux name="x"><eqn>a</eqn><init_eqn>b</init_eqn></aux>')).toEqual([
      'x = (ACTIVE INITIAL a b)',
    ]);
  });

  it('inputs of a module need no equation', () => {
    expect(
      lines('<aux name="x" access="input"/><aux name="y" access="input"><eqn>{unused}</eqn></aux>'),
    ).toEqual(['x = data', 'y = data']);
  });

  it.each(['<conveyor><len>4</len></conveyor>', '<queue/>', '<isee:oven/>'])(
    'a stock with %s is refused',
    (option) => {
      const stock = `<stock name="Students"><eqn>0</eqn><outflow>graduating</outflow>${option}</stock><flow name="graduating"/>`;
      expect(problems(stock)).toEqual([
        'Students is a conveyor, queue or oven, which is not supported: use a plain stock',
      ]);
    },
  );

  it.each([
    ['<aux name="x"/>', 'x has no equation: write it in <eqn>'],
    ['<flow name="x"><eqn> </eqn></flow>', 'x has no equation: write it in <eqn>'],
    ['<stock name="x"><non_negative/></stock>', 'x has no initial value: write it in <eqn>'],
    ['<aux name=""><eqn>1</eqn></aux>', 'the attribute name of <aux> is empty'],
  ])('%s is an error', (variable, problem) => expect(problems(variable)).toEqual([problem]));
});
