import { describe, expect, it } from 'vitest';
import { relabel } from '../../src/bytecode/relabel.js';
import { assemble, isa } from '../machines/counter/counter.js';

describe('relabelling', () => {
  it('moves jump targets and nothing else', () => {
    const code = assemble('push 1\nagain:\nload 1\nloop_cell 1 again\ndrop\nhalt');
    expect(relabel(isa, code, [0, 7, 8, 9, 10])).toEqual([
      code[0],
      code[1],
      { opcode: isa.opcodeOf.get('loop_cell'), operands: [1, 7] },
      ...code.slice(3),
    ]);
  });
});
