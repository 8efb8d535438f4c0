import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, decodeSection, encode, wordOffsets } from '../../src/bytecode/program.js';
import { InputError } from '../../src/util/input-error.js';
import { assemble, isa, programs } from '../machines/counter/counter.js';
import { counterProgram } from '../random-code.js';

const opcode = (name: string) => isa.instructions.findIndex((instruction) => instruction.name === name);

describe('code', () => {
  it('is a word per opcode and operand, with jump targets as word offsets', () => {
    const code = assemble('push -1\nagain:\nadd\nloop_cell 3 again\nhalt');
    const words = [opcode('push'), -1, opcode('add'), opcode('loop_cell'), 3, 2, opcode('halt')];
    expect([...encode(isa, code)]).toEqual(words);
    expect([...wordOffsets(code)]).toEqual([0, 2, 3, 6, 7]);
  });

  it('decodes into what was encoded', () => {
    fc.assert(
      fc.property(counterProgram, (program) => {
        for (const section of program.sections) {
          const code = decodeSection(isa, program, section);
          expect(encode(isa, code)).toEqual(section.code);
          expect(decode(isa, encode(isa, code), 'again')).toEqual(code);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('cannot be encoded with a jump to nowhere', () => {
    expect(() => encode(isa, [{ opcode: opcode('jump'), operands: [7] }])).toThrow(
      'jump: operand 0 is missing',
    );
  });

  it.each([
    ['an unknown opcode', [99999], 'word 0: 99999 is not an opcode'],
    ['a negative opcode', [-1], 'word 0: -1 is not an opcode'],
    ['operands that are missing', [opcode('halt'), opcode('push')], 'the code ends inside push'],
    ['a jump into an instruction', [opcode('push'), 0, opcode('jump'), 1], 'word 2: 1 is not a jump target'],
    ['a jump past the end', [opcode('jump'), 2], 'word 0: 2 is not a jump target'],
    ['a jump before the start', [opcode('jump'), -2], 'word 0: -2 is not a jump target'],
  ])('is refused with %s', (_, words, message) => {
    expect(() => decode(isa, Int32Array.from(words), 'p')).toThrow(InputError);
    expect(() => decode(isa, Int32Array.from(words), 'p')).toThrow(`p: ${message}`);
  });

  it('of any words decodes or is refused', () => {
    fc.assert(
      fc.property(fc.int32Array({ max: 50, min: -2 }), (words) => {
        try {
          expect(encode(isa, decode(isa, words, 'p'))).toEqual(words);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  it('names the program and section that cannot be read', () => {
    const broken = { ...programs[0], sections: [{ name: 'main', code: Int32Array.of(-5) }] };
    expect(() => decodeSection(isa, broken, broken.sections[0])).toThrow('sum, section main: word 0');
  });
});
