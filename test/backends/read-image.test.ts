import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeImage } from '../../src/backends/image.js';
import { readImage } from '../../src/backends/read-image.js';
import { bad, forged, good } from '../images.js';
import { counter, counterProgram, guards, guardsProgram, models, modelsProgram } from '../random-code.js';

describe('the reader of images', () => {
  it.each(Object.entries(good))('reads the program that was written: %s', (_, { isa, program }) => {
    const image = writeImage(isa, program);
    const read = readImage(isa, image);
    const sections = program.sections.map(({ code }, i) => ({ name: `section ${i}`, code }));
    expect(read).toMatchObject({ cells: program.cells, pools: program.pools, sections });
    expect(writeImage(isa, read)).toEqual(image);
  });

  it('reads random programs, which give the same image again', () => {
    for (const [{ isa }, programs] of [
      [counter, counterProgram],
      [guards, guardsProgram],
      [models, modelsProgram],
    ] as const)
      fc.assert(
        fc.property(programs, (program) => {
          const image = writeImage(isa, program);
          expect(writeImage(isa, readImage(isa, image))).toEqual(image);
        }),
        { numRuns: 30 },
      );
  });

  it.each(bad)('refuses an image with %s', (_, { isa, program }, change) => {
    expect(() => readImage(isa, forged({ isa, program }, []))).not.toThrow();
    expect(() => readImage(isa, forged({ isa, program }, change))).toThrow('image');
  });

  it('refuses an image that is cut short, or goes on', () => {
    const { isa, program } = good.fibonacci;
    const image = writeImage(isa, program);
    for (let length = 0; length < image.length; length++)
      expect(() => readImage(isa, image.subarray(0, length))).toThrow(/image is (cut short|not an image)/);
    expect(() => readImage(isa, Uint8Array.of(...image, 0))).toThrow('image goes on behind its end');
  });
});
