import { describe, expect, it } from 'vitest';
import { parseVensim } from '../../../../src/machines/models/vensim/parser.js';
import { show } from './show.js';

const withSettings = (...lines: readonly string[]) =>
  [
    "x = GET DIRECT CONSTANTS('?data', 'S', 'B2') ~~|",
    '\\\\\\---/// Sketch information',
    '*View 1',
    '15:0,0,0,1',
  ].join('\r\n') + ['', '///---\\\\\\', ':L\u007f<%^E!@', ...lines].join('\r\n');

describe('the settings behind the sketch', () => {
  it.each([
    ['15:0,0,0,0,0,0', 'euler'],
    ['15:0,1,0,0,0,0', 'euler'],
    ['15:0,0,0,1,0,0', 'rk4'],
    ['15:0,0,0,2,0,0', 'euler'],
    ['15:0,0,0,3,0,0', 'rk4'],
    ['15:0,0,0,4,0,0', 'rk4'],
    ['15:0,0,0,5,0,0', 'rk4'],
    ['15:0', 'euler'],
    ['19:100,0', 'euler'],
  ])('%s means %s', (line, method) => {
    expect(parseVensim(withSettings('1:Current.vdf', line, '19:100,0'), 'test.mdl').integration).toBe(method);
  });

  it('name the files behind aliases', () => {
    const { definition } = parseVensim(withSettings('30:?data=folder/my data.xlsx'), 'test.mdl')
      .equations[0]!;
    expect(definition.kind === 'expression' && show(definition.expression)).toBe(
      "GET DIRECT CONSTANTS('folder/my data.xlsx', 'S', 'B2')",
    );
  });
});
