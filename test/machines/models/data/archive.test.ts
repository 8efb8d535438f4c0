import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../../../src/machines/models/data/archive.js';
import { InputError } from '../../../../src/util/input-error.js';
import { archive } from './spreadsheets.js';

const MEGABYTE = 2 ** 20;
const all = () => true;
const text = (content: string) => Buffer.from(content);

describe('an archive', () => {
  const bytes = archive([
    { name: 'a.xml', content: text('one') },
    { name: 'picture.png', content: text('two') },
  ]);

  it('gives the parts that are wanted', () => {
    const found = unpack(bytes, (name) => name.endsWith('.xml'), MEGABYTE);
    expect(found.map(({ name, content }) => [name, content.toString()])).toEqual([['a.xml', 'one']]);
  });

  it('may be followed by a comment', () => {
    expect(unpack(Buffer.concat([bytes, text('a comment')]), all, MEGABYTE)).toHaveLength(2);
  });

  it.each([
    ['one part', [{ name: 'a', content: Buffer.alloc(3 * MEGABYTE), claimedSize: 10 }]],
    [
      'all together',
      ['a', 'b', 'c'].map((name) => ({ name, content: Buffer.alloc(MEGABYTE * 0.9), claimedSize: 10 })),
    ],
  ])('that unpacks to more than it may is refused, whatever it claims: %s', (_, entries) => {
    expect(archive(entries).length).toBeLessThan(10_000);
    expect(() => unpack(archive(entries), all, 2 * MEGABYTE)).toThrow(
      'the file is too large: unpacked, it has more than 2 MB',
    );
  });

  it('whose parts are the same bytes over and over is refused', () => {
    const content = Buffer.from(Array.from({ length: 5000 }, (_, place) => (place * place * 31) % 251));
    expect(unpack(archive([{ name: 'a', content }]), all, 100 * MEGABYTE)[0]?.content).toEqual(content);
    expect(() => unpack(archive([{ name: 'a', content, times: 50 }]), all, 100 * MEGABYTE)).toThrow(
      'the file is damaged',
    );
  });

  it('with a password is refused', () => {
    expect(() =>
      unpack(archive([{ name: 'a', content: text('x'), encrypted: true }]), all, MEGABYTE),
    ).toThrow('the file is protected with a password');
  });

  it('that is damaged is refused, wherever', () => {
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(bytes.length),
        (at, byte, length) => {
          const broken = Buffer.from(bytes.subarray(0, length));
          if (at < length) broken[at] = byte;
          try {
            unpack(broken, all, MEGABYTE);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
