import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteInterner } from '../../../src/importers/events/byte-interner.js';
import { Edges } from '../../../src/importers/events/edges.js';
import { SeenLines } from '../../../src/importers/events/seen-lines.js';

const anyPair = fc.tuple(
  fc.nat(40),
  fc.integer({ min: 1, max: 60 }),
  fc.nat(5).map((n) => n + 1),
);

describe('edges', () => {
  it('add up per pair, whatever number there is, and after they were cleared', () => {
    fc.assert(
      fc.property(
        fc.array(anyPair, { maxLength: 600 }),
        fc.array(anyPair, { maxLength: 600 }),
        (before, pairs) => {
          const edges = new Edges();
          for (const [from, to, n] of before) edges.add(from, to, n);
          edges.clear();
          const expected = new Map<string, number>();
          for (const [from, to, n] of pairs) {
            edges.add(from, to, n);
            expected.set(`${from} ${to}`, (expected.get(`${from} ${to}`) ?? 0) + n);
          }
          const found = new Map<string, number>();
          edges.forEach((from, to, n) => {
            found.set(`${from} ${to}`, n);
          });
          expect(found).toEqual(expected);
          expect(edges.size).toBe(expected.size);
        },
      ),
    );
  });
});

describe('pieces of bytes', () => {
  it('have the numbers in whose order they came first, and are found again', () => {
    const anyPiece = fc.array(fc.nat(2), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 900 }), (pieces) => {
        const interner = new ByteInterner();
        interner.idOf(Uint8Array.of(9), 0, 1);
        interner.clear();
        const ids = new Map<string, number>();
        for (const piece of pieces) {
          const bytes = Uint8Array.from([7, ...piece, 8]);
          const [start, end] = [1, bytes.length - 1];
          const known = ids.get(`${piece}`) ?? -1;
          expect(interner.find(bytes, start, end)).toBe(known);
          const id = interner.idOf(bytes, start, end);
          expect(id).toBe(known < 0 ? ids.size : known);
          ids.set(`${piece}`, id);
          expect(interner.matches(id, bytes, start, end)).toBe(piece.length);
          expect(interner.matches(id, bytes, start + 1, end)).toBe(0);
        }
        expect(interner.size).toBe(ids.size);
        expect(interner.length).toBe([...ids.keys()].join('').replaceAll(',', '').length);
      }),
    );
  });
});

describe('lines that were seen', () => {
  it('are found only as what they were, however few are kept', () => {
    const limits = { lines: 4, bytes: 40, lineBytes: 12, misses: 6, pause: 5 };
    const anyLine = fc.tuple(fc.nat(7), fc.nat(2)).map(([id, length]) => `${id}${'x'.repeat(5 * length)}\n`);
    let found = 0;
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 200 }), fc.nat(7), (lines, repeated) => {
        const all = lines.flatMap((line) => [line, `${repeated}\n`]);
        const bytes = new TextEncoder().encode(all.join(''));
        const view = new DataView(bytes.buffer);
        const seen = new SeenLines(limits);
        seen.open({ bytes, view, searchable: bytes, start: 0, end: bytes.length, isUnterminated: false });
        let start = 0;
        for (const line of all) {
          const end = start + line.length;
          const [id, depth] = [Number(line[0]), line.length];
          const length = seen.find(start, bytes.length);
          if (length === 0) seen.add(start, end, id, depth);
          else {
            found++;
            expect([length, seen.id, seen.depth]).toEqual([line.length, id, depth]);
          }
          start = end;
        }
      }),
    );
    expect(found).toBeGreaterThan(100);
  });
});
