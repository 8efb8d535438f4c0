import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { equations, parse, printEquation, problemsOf, xmile } from './support.js';

const DIMENSIONS = `<dimensions>
  <dim name="Place"><elem name="North"/><elem name="South East"/></dim>
  <dim name="N" size="3"/>
</dimensions>`;
const PLACE = '<dimensions><dim name="Place"/></dimensions>';
const BOTH = '<dimensions><dim name="Place"/><dim name="N"/></dimensions>';

/** The equations that these variables make, printed. */
function lines(variables: string, beside = DIMENSIONS): string[] {
  return equations(variables, beside).map(printEquation);
}

/** What is wrong with these variables: the messages without their places. */
function problems(variables: string, beside = DIMENSIONS): string[] {
  return problemsOf(() => parse(variables, beside)).map((problem) => problem.replace(/^\d+:\d+: /, ''));
}

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

describe('sim_specs', () => {
  function settings(specs: string, variables = ''): string[] {
    return parse(variables, '', specs).equations.map(printEquation);
  }

  it('may have documentation inside, as Vensim writes it', () => {
    const specs =
      '<sim_specs><start>0<doc>from</doc></start><stop>30<doc>to</doc></stop><vensim:saveper>TIME_STEP<doc>all</doc></vensim:saveper></sim_specs>';
    expect(settings(specs, '<aux name="TIME_STEP"><eqn>DT</eqn></aux>')).toEqual([
      'INITIAL TIME = 0',
      'FINAL TIME = 30',
      'TIME STEP = 1',
      'SAVEPER = TIME_STEP',
    ]);
  });

  it('become equations at their places', () => {
    const file = parse(
      '',
      '',
      '\n<sim_specs time_units="Months">\n <start>1</start><stop> -2e1 </stop><dt>0.25</dt></sim_specs>',
    );
    expect(file.equations.map(printEquation)).toEqual([
      'INITIAL TIME = 1',
      'FINAL TIME = (- 20)',
      'TIME STEP = 0.25',
      'SAVEPER = TIME STEP',
    ]);
    expect(file.equations.map(({ at }) => `${at.line}:${at.column}`)).toEqual(['3:9', '3:25', '3:41', '2:1']);
    expect(file.equations[0]?.units).toBe('Months');
  });

  it('the time step is 1 where none is given', () => {
    expect(settings('<sim_specs><start>0</start><stop>9</stop></sim_specs>')).toContain('TIME STEP = 1');
  });

  it('the time step may be a reciprocal', () => {
    const specs = (dt: string) => `<sim_specs><start>0</start><stop>9</stop>${dt}</sim_specs>`;
    expect(settings(specs('<dt reciprocal="true">8</dt>'))).toContain('TIME STEP = 0.125');
    expect(settings(specs('<dt reciprocal="false">8</dt>'))).toContain('TIME STEP = 8');
    expect(problemsOf(() => settings(specs('<dt reciprocal="true">0</dt>')))).toEqual([
      expect.stringContaining('the reciprocal of the time step'),
    ]);
  });

  it.each([
    '<sim_specs isee:save_interval="2"><start>0</start><stop>9</stop></sim_specs>',
    '<sim_specs save_interval="2"><start>0</start><stop>9</stop></sim_specs>',
    '<sim_specs><start>0</start><stop>9</stop><save_step>2</save_step></sim_specs>',
    '<sim_specs><start>0</start><stop>9</stop><savestep>2</savestep></sim_specs>',
  ])('%s has an interval to save at', (specs) => expect(settings(specs)).toContain('SAVEPER = 2'));

  it.each([
    ['', 'euler'],
    ['method="Euler"', 'euler'],
    ['method="RK4"', 'rk4'],
    ['method="rk2"', 'rk4'],
    ['method="rk2, euler"', 'euler'],
    ['method="gear, rk4"', 'rk4'],
  ])('%j means %s', (method, integration) => {
    const specs = `<sim_specs ${method}><start>0</start><stop>9</stop></sim_specs>`;
    expect(parse('', '', specs).integration).toBe(integration);
  });

  it('an unknown method is an error', () => {
    const specs = '<sim_specs method="simplex"><start>0</start><stop>9</stop></sim_specs>';
    expect(problemsOf(() => settings(specs))).toEqual([
      '1:27: unknown integration method: use one of euler, rk4, rk2, rk45, gear',
    ]);
  });

  it('without a start or stop are an error', () => {
    expect(problemsOf(() => settings('<sim_specs><start>0</start></sim_specs>'))).toEqual([
      expect.stringContaining('1:8: <sim_specs> has no <stop>'),
    ]);
  });

  it('of the root model count more than those of the file', () => {
    const text = xmile('').replace(
      '<variables>',
      '<sim_specs><start>5</start><stop>6</stop></sim_specs><variables>',
    );
    expect(parseXmile(text, 'x.xmile').equations.map(printEquation)).toContain('INITIAL TIME = 5');
  });

  it('may be variables as well if these agree, as in files from Vensim', () => {
    const variables = ['TIME_STEP', 'INITIAL TIME', 'final time'].map(
      (name, i) => `<aux name="${name}"><eqn>${[0.5, 0, 10][i]}</eqn><units>Month</units></aux>`,
    );
    const file = parse(
      `${variables.join('')}<aux name="SAVEPER"><eqn>TIME_STEP</eqn></aux><aux name="x"><eqn>1</eqn></aux>`,
    );
    expect(file.equations.map(printEquation)).toEqual([
      'INITIAL TIME = 0',
      'FINAL TIME = 10',
      'TIME STEP = 0.5',
      'SAVEPER = TIME_STEP',
      'x = 1',
    ]);
    expect(file.equations[0]?.units).toBe('Month');
  });

  it('a variable that repeats a setting by name says nothing new', () => {
    expect(parse('<aux name="time step"><eqn>DT</eqn></aux>').equations.map(printEquation)).toContain(
      'TIME STEP = 0.5',
    );
  });

  it('a variable that gives a setting another value is an error', () => {
    expect(problems('<aux name="Final Time"><eqn>11</eqn></aux>')).toEqual([
      expect.stringContaining('Final Time means a setting of the simulation'),
    ]);
  });
});

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

describe('modules', () => {
  const model = (name: string, variables: string) =>
    `<model name="${name}"><variables>${variables}</variables></model>`;
  const inner = model('inner', '<aux name="x" access="input"/>');

  it('are instances of the models with their names', () => {
    const file = parse(
      '<module name="Sub Model"><connect to="Sub_Model.Input" from=".Root_Output"/></module><aux name="a"><eqn>Sub_Model.Output</eqn></aux>',
      model('Sub Model', '<aux name="Input" access="input"/><aux name="Output"><eqn>2 * Input</eqn></aux>'),
    );
    expect(file.modules).toEqual([
      {
        name: 'Sub Model',
        at: expect.objectContaining({ line: 1 }),
        model: 'Sub Model',
        connections: [{ to: 'Input', from: 'Root_Output' }],
      },
    ]);
    expect(file.moduleModels.map(({ name, equations }) => [name, equations.map(printEquation)])).toEqual([
      ['Sub Model', ['Input = data', 'Output = (* 2 Input)']],
    ]);
  });

  it('connections stand with the module whose variable they set, once', () => {
    const connections = `<connect to="hares.area" from=".area"/><connect2 to="hares.area" from="area"/>
      <connect to="lynxes.&quot;hare density&quot;" from="hares.hare_density"/>
      <connect2 to="lynxes.hare_density" from="hares.hare_density"/><connect to="hares.deep.x" from="lynxes.y"/><connect to="" from=""/>`;
    const file = parse(
      `<module name="hares">${connections}</module><module name="lynxes">${connections}</module>`,
      model('hares', '') + model('lynxes', ''),
    );
    expect(file.modules.map(({ connections }) => connections)).toEqual([
      [
        { to: 'area', from: 'area' },
        { to: 'deep.x', from: 'lynxes.y' },
      ],
      [{ to: 'hare_density', from: 'hares.hare_density' }],
    ]);
  });

  it('connections without a module before them belong to the one they stand in', () => {
    const file = parse('<module name="inner"><connect to="x" from=".y"/></module>', inner);
    expect(file.modules[0]?.connections).toEqual([{ to: 'x', from: 'y' }]);
  });

  it('connections may set variables of the model around the modules', () => {
    const variables =
      '<module name="inner"><connect to=".Total" from="inner.y"/></module><aux name="total" access="input"/>';
    expect(lines(variables, inner)).toEqual(['total = inner.y']);
  });

  it('names of connections are relative to the model around the modules', () => {
    const outer =
      '<module name="inner"><connect to="inner.x" from="Outer.y"/><connect to="outer.z" from=".r"/></module><aux name="z" access="input"/>';
    const file = parse('<module name="outer"/>', model('outer', outer) + inner);
    expect(file.moduleModels[0]?.modules[0]?.connections).toEqual([{ to: 'x', from: 'y' }]);
    expect(file.moduleModels[0]?.equations.map(printEquation)).toEqual(['z = .r']);
  });

  it('may have models of other names', () => {
    const file = parse('<module name="a" model="inner"/><module name="b" simlin:model_name="inner"/>', inner);
    expect(file.modules.map((module) => module.model)).toEqual(['inner', 'inner']);
  });

  it('the root is the first model where all have names', () => {
    const variables =
      '<module name="inner"><connect to=".x" from="inner.y"/></module><aux name="x" access="input"/>';
    const text = xmile(variables)
      .replace('<model>', '<model name="default">')
      .replace('</xmile>', `${inner}</xmile>`);
    const file = parseXmile(text, 'x.xmile');
    expect(file.equations.slice(4).map(printEquation)).toEqual(['x = inner.y']);
    expect(file.moduleModels.map(({ name }) => name)).toEqual(['inner']);
  });

  it.each([
    ['<module name="m"/>', '', 'the module m has no model: add <model name="m">'],
    [
      '<module name="m" resource="m.xmile"/>',
      '',
      'the module m is in another file, which is not supported: put its <model> into this one',
    ],
    ['', model('m', '') + model('M', ''), 'two models have the name M'],
    ['', model('', ''), 'two models have no name: give all but one a name'],
    [
      '',
      '<model name="m" resource="m.xmile"/>',
      'a model in another file is not supported: put its content here',
    ],
    [
      '',
      '<model name="m"><sim_specs/></model>',
      'the model m has a time of its own, which is not supported: remove this <sim_specs>',
    ],
    [
      '<module name="inner"><connect to=".y" from="inner.x"/></module>',
      inner,
      'this connects y, but the model has no variable of that name',
    ],
    ['<module name="inner"><connect to="inner.x"/></module>', inner, '<connect> needs the attribute from'],
  ])('%s %s is an error', (variables, beside, problem) =>
    expect(problems(variables, beside)).toEqual([problem]),
  );

  it('the model without a name is the root wherever it stands', () => {
    const text = xmile('<aux name="x"><eqn>1</eqn></aux>', inner);
    expect(parseXmile(text, 'x.xmile').moduleModels.map(({ name }) => name)).toEqual(['inner']);
  });
});

describe('macros', () => {
  function macros(text: string) {
    return parse('', text).macros.map(({ name, inputs, outputs, equations }) => ({
      call: `${outputs} = ${name}(${inputs})`,
      equations: equations.map(printEquation),
    }));
  }

  it('may be an expression', () => {
    const macro =
      '<macro name="LOG"><parm>x</parm><parm>base</parm><eqn>LN(x)/LN(base)</eqn><format><![CDATA[LOG(<value>, <base>)]]></format></macro>';
    expect(macros(macro)).toEqual([{ call: 'LOG = LOG(x,base)', equations: ['LOG = (/ (LN x) (LN base))'] }]);
  });

  it('may have variables, one of them the value', () => {
    const variables =
      '<stock name="Smooth of Input"><eqn>input</eqn><inflow>change</inflow></stock><flow name="change"><eqn>(input - Smooth_of_Input) / time</eqn></flow>';
    const macro = `<macro name="SMOOTH1"><parm>input</parm><parm>time</parm><eqn>Smooth_of_Input</eqn><variables>${variables}</variables></macro>`;
    expect(macros(macro)).toEqual([
      {
        call: 'Smooth_of_Input = SMOOTH1(input,time)',
        equations: ['Smooth of Input = stock input + change', 'change = (/ (- input Smooth_of_Input) time)'],
      },
    ]);
  });

  it('may have a variable with their own name beside their value', () => {
    const macro =
      '<macro name="FACT"><eqn>Fact + 1</eqn><variables><aux name="Fact"><eqn>1</eqn></aux></variables></macro>';
    expect(macros(macro)).toEqual([
      { call: 'FACT value = FACT()', equations: ['Fact = 1', 'FACT value = (+ Fact 1)'] },
    ]);
  });

  it('may be called with fewer arguments if parameters have defaults', () => {
    const macro =
      '<macro name="F"><parm>a</parm><parm default="2 * a">b</parm><parm default="b">c</parm><eqn>a + b + c</eqn></macro>';
    const value = 'F = (+ (+ a b) c)';
    expect(macros(macro)).toEqual([
      { call: 'F = F(a)', equations: ['b = (* 2 a)', 'c = b', value] },
      { call: 'F = F(a,b)', equations: ['c = b', value] },
      { call: 'F = F(a,b,c)', equations: [value] },
    ]);
  });

  it('may have further outputs, as Vensim writes them', () => {
    const variables =
      '<stock name="S"><eqn>input</eqn><vensim:netflow>RATE</vensim:netflow></stock><aux name="RATE" access="output"><eqn>-S</eqn></aux>';
    const macro = `<macro name="S"><parm>input</parm><eqn>S</eqn><variables>${variables}</variables></macro>`;
    expect(macros(macro)).toEqual([
      { call: 'S,RATE = S(input)', equations: ['S = stock input + RATE', 'RATE = (- S)'] },
    ]);
  });

  it('that repeat what non-negative variables do are left out', () => {
    const macro =
      '<macro filter="flow" name="non_negative"><parm>flow</parm><parm>option</parm><eqn>MAX(flow, 0)</eqn></macro>';
    expect(macros(macro)).toEqual([]);
  });

  it.each([
    ['<macro name="f"/>', 'the macro f has no value: write its expression in <eqn>'],
    ['<macro><eqn>1</eqn></macro>', '<macro> needs the attribute name'],
    [
      '<macro name="f" filter="stock"><eqn>1</eqn></macro>',
      'the macro f filters an option of variables, which is not supported',
    ],
    [
      '<macro name="f"><eqn>1</eqn><sim_specs/></macro>',
      'the macro f runs a simulation of its own, which is not supported',
    ],
    [
      '<macro name="f"><parm default="1">a</parm><parm>b</parm><eqn>1</eqn></macro>',
      'the parameter b follows one with a default: give it a default, too',
    ],
    ['<macro name="f"><parm/><eqn>1</eqn></macro>', '<parm> has to hold the name of a parameter'],
    [
      '<macro name="f"><eqn>1</eqn><variables><module name="m"/></variables></macro>',
      'the macro f has a module, which is not supported',
    ],
    [
      '<macro name="f"><eqn>1</eqn><variables><aux name="a"/></variables></macro>',
      'a has no equation: write it in <eqn>',
    ],
  ])('%s is an error', (macro, problem) => expect(problems('', macro)).toEqual([problem]));
});
