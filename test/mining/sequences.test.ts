import { describe, expect, it } from 'vitest';
import { countSequences } from '../../src/mining/sequences.js';
import { corpusOf } from '../passes/support.js';

describe('counting', () => {
  it('counts sequences where they stand and as often as they run', () => {
    const sequences = countSequences(corpusOf(['dup', 'add', 'dup', 'add', 'dup', 'add']), 2);
    expect(sequences.find(({ opcodes }) => opcodes.join() === 'dup,add')).toMatchObject({
      staticCount: 3,
      dynamicCount: 3,
      programs: 1,
    });
  });
});
