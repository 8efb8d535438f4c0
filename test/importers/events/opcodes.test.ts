import { describe, expect, it } from 'vitest';
import { DEFINED, factsOf, OPCODES } from '../../../src/importers/events/evm/opcodes.js';
import { FLOW_FLAGS } from '../../../src/isa/flow.js';

describe('the table of opcodes', () => {
  it('has each name once, and room for each immediate', () => {
    const names = OPCODES.map(({ name }) => name);
    expect(new Set(names).size).toBe(256);
    for (const byte of DEFINED) {
      const facts = factsOf(OPCODES[byte], true);
      expect(facts.flags.every((flag) => FLOW_FLAGS.includes(flag))).toBe(true);
    }
    expect(DEFINED).toHaveLength(new Set(DEFINED).size);
  });

  it('says what is where', () => {
    const shown = [0x5f, 0x60, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa4, 0xf1].map((byte) => {
      const { name, stack, immediateBytes } = OPCODES[byte];
      return `${name} ${immediateBytes} ${stack!.pops} ${stack!.pushes}`;
    });
    expect(shown).toEqual([
      'PUSH0 0 0 1',
      'PUSH1 1 0 1',
      'PUSH32 32 0 1',
      'DUP1 0 1 2',
      'DUP16 0 16 17',
      'SWAP1 0 2 2',
      'SWAP16 0 17 17',
      'LOG4 0 6 0',
      'CALL 0 7 1',
    ]);
  });
});
