import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../src/input-error.js';
import { unpack } from '../../../../src/machines/models/data/archive.js';
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

  it('whose parts overlap is refused', () => {
    const one = archive([{ name: 'a', content: Buffer.alloc(5000, 'abc') }]);
    const entry = one.subarray(one.length - 22 - 47, one.length - 22);
    const end = Buffer.from(one.subarray(-22));
    end.writeUInt16LE(500, 10);
    const bomb = Buffer.concat([one.subarray(0, -22 - 47), ...Array<Buffer>(500).fill(entry), end]);
    const short = Buffer.from(bomb);
    expect(() => unpack(short, all, 100 * MEGABYTE)).not.toThrow(RangeError);
    end.writeUInt16LE(60_000, 10);
    const long = Buffer.concat([
      archive([
        {
          name: 'a',
          content: Buffer.from(Array.from({ length: 9000 }, (_, place) => (place * place * 31) % 251)),
        },
      ]).subarray(0, -22 - 47),
      ...Array<Buffer>(500).fill(entry),
      end,
    ]);
    expect(() => unpack(long, all, 100 * MEGABYTE)).toThrow('the file is damaged');
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
