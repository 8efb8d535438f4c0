import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { parse, printEquation, problems, problemsOf, xmile } from './support.js';

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
