import { describe, expect, it } from 'vitest';
import { decompose, partsOf } from '../../src/bytecode/decompose.js';
import { encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { assemble, isa, program, programs } from '../machines/counter/counter.js';
import { models } from '../random-code.js';

describe('decomposing', () => {
  it('gives the baseline back word for word, jump targets included', () => {
    const baseline = program('p', 'f', {
      main: 'push 3\nagain:\ndup\nemit\ncountdown again\ndrop\njump end\nend:\nhalt',
    });
    const fused = extendIsa(
      isa,
      ['dup; emit; countdown t', 'drop; jump t'].map((text) => parsePattern(text, isa, 'test')),
    );
    const code = encode(fused, [
      ...assemble('push 3'),
      { opcode: fused.base, operands: [1] },
      { opcode: fused.base + 1, operands: [3] },
      ...assemble('halt'),
    ]);
    expect(decompose(fused, { ...baseline, sections: [{ name: 'main', code }] })).toEqual(baseline);
  });

  it('keeps where control enters, and tells no pcs: fused code knows those of first parts alone', () => {
    const fused = extendIsa(isa, [parsePattern('dup; emit', isa, 'test')]);
    const code = encode(fused, [
      { opcode: fused.base, operands: [] },
      { opcode: fused.base, operands: [] },
      ...assemble('halt'),
    ]);
    const baseline = program('p', 'f', { main: 'halt' });
    const sections = [{ name: 'main', code, leaders: [0, 1], pcs: [10, 12, 14] }];
    const [section] = decompose(fused, { ...baseline, sections }).sections;
    expect(section.leaders).toEqual([0, 2]);
    expect(section.pcs).toBeUndefined();
  });

  it('leaves a baseline program as it is', () => {
    for (const candidate of programs) expect(decompose(extendIsa(isa, []), candidate)).toEqual(candidate);
  });

  it('finds bound constants in the pool by their bits', () => {
    const fused = extendIsa(models.isa, [
      parsePattern(
        'load_constant #-0; load_constant #NaN; load_constant a; load_constant a',
        models.isa,
        'test',
      ),
      parsePattern('load_constant #123; neg', models.isa, 'test'),
    ]);
    const candidate: Program = {
      ...programs[0],
      machine: 'models',
      pools: { constant: [0, 5, Number.NaN, -0] },
    };
    const operandsOf = (opcode: number, operands: number[]) =>
      partsOf(fused, candidate, { opcode, operands }).map((part) => part.operands);
    expect(operandsOf(fused.base, [1])).toEqual([[3], [2], [1], [1]]);
    expect(operandsOf(fused.base + 1, [])).toEqual([[-1], []]);
  });
});
