import { describe, expect, it } from 'vitest';
import { parseXmile } from '../../../../src/machines/models/xmile/parser.js';
import { lines, parse, printEquation, problems, xmile } from './support.js';

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
