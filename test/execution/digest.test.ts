import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestMemories, type MemoryArrays } from '../../src/execution/digest.js';
import { counter, models } from '../random-code.js';

/** The definition, in big integers. */
function fnv1aOfWords(arrays: readonly (Float64Array | Int32Array)[]): string {
  let hash = 0xcbf29ce484222325n;
  const mix = (word: number) => {
    hash = ((hash ^ BigInt(word >>> 0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  };
  const view = new DataView(new ArrayBuffer(8));
  for (const array of arrays)
    for (const value of array) {
      if (array instanceof Int32Array) mix(value);
      else {
        view.setBigUint64(0, Number.isNaN(value) ? 0x7ff8000000000000n : bitsOf(value));
        mix(view.getUint32(4));
        mix(view.getUint32(0));
      }
    }
  return hash.toString(16).padStart(16, '0');
}

function bitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

const slots = (cell: number, value: number): MemoryArrays =>
  Object.fromEntries(
    models.isa.memories.map(({ name }) => {
      const memory = new Float64Array(4);
      if (name === 'next') memory[cell] = value;
      return [name, memory];
    }),
  );

describe('the digest of memories', () => {
  it('is 64-bit FNV-1a over 32-bit words', () => {
    const floats = fc.float64Array({ minLength: 5, maxLength: 5 });
    const integers = fc.int32Array({ minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(floats, { minLength: 4, maxLength: 4 }), (arrays) => {
        const memories = Object.fromEntries(models.isa.memories.map(({ name }, i) => [name, arrays[i]]));
        expect(digestMemories(models.isa, memories)).toBe(fnv1aOfWords(arrays));
      }),
    );
    fc.assert(
      fc.property(integers, integers, (cells, saved) => {
        expect(digestMemories(counter.isa, { cells, saved })).toBe(fnv1aOfWords([cells, saved]));
      }),
    );
  });

  it('tells bits apart, and takes every NaN for the same', () => {
    const digest = (cell: number, value: number) => digestMemories(models.isa, slots(cell, value));
    expect(digest(0, -0)).not.toBe(digest(0, 0));
    expect(digest(0, 1)).not.toBe(digest(1, 1));
    const otherNaN = new Float64Array(new BigUint64Array([0xfff0000000000001n]).buffer)[0];
    expect(digest(2, otherNaN)).toBe(digest(2, Number.NaN));
  });
});
