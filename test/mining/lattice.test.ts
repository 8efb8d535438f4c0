import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByName, isAddress } from '../../src/isa/isa.js';
import { type Binding, formatPattern, type Pattern } from '../../src/isa/pattern.js';
import { type Candidate, patternOf } from '../../src/mining/candidate.js';
import type { Corpus } from '../../src/mining/corpus.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { occurrencesOf } from '../../src/mining/occurrences.js';
import { corpusOf } from '../passes/support.js';
import { code, limits } from './support.js';

/** Every way to bind the operands of the first place of a candidate that keeps within the payload. */
function allBindings(corpus: Corpus, wide: Candidate, payload: number): Pattern[] {
  const kinds = patternOf(corpus, wide).parts.flatMap(({ opcode }) =>
    findByName(corpus.isa.instructions, opcode)!.operands.map(({ kind }) => kind),
  );
  const found: Pattern[] = [];
  for (const place of wide.occurrences) {
    const values = corpus.operands.subarray(corpus.operandStart[place]);
    const numbers = corpus.numbers.subarray(corpus.operandStart[place]);
    const extend = (bindings: readonly Binding[], bytes: number): void => {
      const index = bindings.length;
      if (bytes > payload) return;
      if (index === kinds.length) {
        let next = 0;
        const parts = patternOf(corpus, wide).parts.map((part) => ({
          ...part,
          bindings: part.bindings.map(() => bindings[next++]),
        }));
        found.push({ parts });
        return;
      }
      extend([...bindings, { kind: 'free' }], bytes + kinds[index].bytes);
      if (kinds[index].bindable)
        extend([...bindings, { kind: 'constant', value: corpus.constants[values[index]] }], bytes);
      for (const [as, { kind }] of bindings.entries())
        if (kind === 'free' && kinds[as] === kinds[index]) {
          const offset = numbers[index] - numbers[as];
          const isNear = isAddress(corpus.isa, kinds[index]) && Math.abs(offset) === 1;
          if (values[as] === values[index]) extend([...bindings, { kind: 'same', as, offset: 0 }], bytes);
          else if (isNear) extend([...bindings, { kind: 'same', as, offset }], bytes);
        }
    };
    extend([], 0);
  }
  return found;
}

describe('mining', () => {
  it('has for every superinstruction within the limits a candidate that fits wherever it does', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 0, max: 3 }), (lines, payload) => {
        const corpus = corpusOf(lines);
        const { candidates } = enumerateCandidates(corpus, {
          maxLength: 4,
          payload,
          minPlaces: 1,
          minPrograms: 1,
        });
        for (const wide of enumerateCandidates(corpus, {
          maxLength: 4,
          payload: null,
          minPlaces: 1,
          minPrograms: 1,
        }).candidates)
          for (const bound of allBindings(corpus, wide, payload)) {
            const places = occurrencesOf(corpus, bound);
            const covers = (one: Candidate) => places.every((place) => one.occurrences.includes(place));
            expect(candidates.some((one) => one.length === wide.length && covers(one))).toBe(true);
          }
      }),
      { numRuns: 40 },
    );
  });

  it('stays small where the same operand comes again and again', () => {
    const lines = [
      ...Array.from({ length: 40 }, () => ['load 0', 'add', 'push 1', 'add']).flat(),
      ...Array.from({ length: 40 }, (_, i) => [`load ${i}`, 'add', `push ${i}`, 'add']).flat(),
    ];
    const { candidates } = enumerateCandidates(corpusOf(lines), {
      maxLength: 30,
      payload: 8,
      minPlaces: 1,
      minPrograms: 1,
    });
    expect(candidates.length).toBeLessThan(2500);
  });

  it('finds a candidate exactly where its pattern fits', () => {
    fc.assert(
      fc.property(code, (lines) => {
        const corpus = corpusOf(lines);
        for (const candidate of enumerateCandidates(corpus, limits).candidates)
          expect(occurrencesOf(corpus, patternOf(corpus, candidate))).toEqual(candidate.occurrences);
      }),
    );
  });

  it('binds the same slot and a constant only as far as the payload asks for', () => {
    const corpus = corpusOf([
      'load 3',
      'load 3',
      'load 3',
      'add',
      'push 7',
      'load 3',
      'load 4',
      'add',
      'push 7',
    ]);
    const texts = enumerateCandidates(corpus, {
      maxLength: 5,
      payload: 2,
      minPlaces: 1,
      minPrograms: 1,
    }).candidates.map((one) => formatPattern(patternOf(corpus, one)));
    expect(texts).toContain('load a; load b');
    expect(texts).not.toContain('load a; load a');
    expect(texts).toContain('load a; load b; load a');
    expect(texts).toContain('load a; load a; load a; add; push b');
    expect(texts).toContain('load a; load b; add; push #7');
    expect(texts.some((text) => text.includes('load #'))).toBe(false);
  });

  it('lists no candidate that fits at fewer places than asked for', () => {
    fc.assert(
      fc.property(code, fc.integer({ min: 2, max: 4 }), (lines, minPlaces) => {
        const corpus = corpusOf(lines);
        const texts = (least: number) =>
          enumerateCandidates(corpus, { ...limits, minPlaces: least }).candidates.map(({ occurrences }) =>
            occurrences.join(),
          );
        const frequent = enumerateCandidates(corpus, limits).candidates.filter(
          ({ occurrences }) => occurrences.length >= minPlaces,
        );
        for (const { occurrences } of enumerateCandidates(corpus, { ...limits, minPlaces }).candidates)
          expect(occurrences.length).toBeGreaterThanOrEqual(minPlaces);
        expect(texts(minPlaces)).toEqual(
          expect.arrayContaining(frequent.map((one) => one.occurrences.join())),
        );
      }),
      { numRuns: 50 },
    );
  });
});
