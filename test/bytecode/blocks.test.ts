import { describe, expect, it } from 'vitest';
import { basicBlocks } from '../../src/bytecode/blocks.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { assemble, isa } from '../machines/counter/counter.js';

const blocks = (text: string) => basicBlocks(isa, assemble(text)).map(({ start, end }) => [start, end]);

describe('basic blocks', () => {
  it('begin at jump targets and end after jumps and returns', () => {
    expect(blocks('push 3\nagain:\ndup\nemit\ncountdown again\ndrop\njump end\ndup\nend:\nhalt')).toEqual([
      [0, 1],
      [1, 4],
      [4, 6],
      [6, 7],
      [7, 8],
    ]);
  });

  it('are one when nothing jumps, and none when there is no code', () => {
    expect(blocks('push 3\nemit\nhalt')).toEqual([[0, 3]]);
    expect(blocks('')).toEqual([]);
  });

  it('begin at the first instruction even when it is a target', () => {
    expect(blocks('again:\njump again')).toEqual([[0, 1]]);
  });

  it('end after superinstructions that jump', () => {
    const fused = extendIsa(isa, [parsePattern('dup; jump_if_zero t', isa, 'test')]);
    const code = [...assemble('push 1'), { opcode: fused.base, operands: [2] }, ...assemble('drop\nhalt')];
    expect(basicBlocks(fused, code)).toEqual([
      { start: 0, end: 2 },
      { start: 2, end: 4 },
    ]);
  });
});
