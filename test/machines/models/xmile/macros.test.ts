import { describe, expect, it } from 'vitest';
import { parse, printEquation, problems } from './support.js';

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
