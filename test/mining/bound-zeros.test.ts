import { describe, expect, it } from 'vitest';
import { encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { formatPattern, parsePattern } from '../../src/isa/pattern.js';
import { patternOf } from '../../src/mining/candidate.js';
import { buildCorpus } from '../../src/mining/corpus.js';
import { enumerateCandidates } from '../../src/mining/lattice.js';
import { tileProgram } from '../../src/mining/tile.js';
import { models } from '../random-code.js';
import { instructionOf } from '../random-guests.js';

const { isa } = models;
/** Negates 0 twice, and -0 once. */
const code = [0, 1, 0].flatMap((literal) => [
  instructionOf(isa, 'load_constant', literal),
  instructionOf(isa, 'neg'),
  instructionOf(isa, 'assign_curr', 0),
]);
const program: Program = {
  name: 'zeros',
  family: 'test',
  machine: isa.machine,
  cells: { slot: 1 },
  pools: { constant: [0, -0], points: [] },
  sections: [{ name: 'main', code: encode(isa, [...code, instructionOf(isa, 'ret')]) }],
  schedule: [{ kind: 'run', section: 'main' }],
  symbols: {},
};

describe('the constants 0 and -0', () => {
  it('are bound by candidates of their own, each where it is', () => {
    const counts = [new Float64Array(code.length + 1).fill(1)];
    const profile = { schema: 2, machine: isa.machine, isaDigest: isa.digest } as const;
    const corpus = buildCorpus(isa, { ...profile, programs: [{ program, counts }] }, [1]);
    const limits = { maxLength: 2, payload: 0, minPlaces: 1, minPrograms: 1 };
    const found = enumerateCandidates(corpus, limits).candidates.map(
      (one) => [formatPattern(patternOf(corpus, one)), one.occurrences.length] as const,
    );
    expect(found.filter(([text]) => text.startsWith('load_constant #')).sort()).toEqual([
      ['load_constant #-0; neg', 1],
      ['load_constant #0; neg', 2],
    ]);
  });

  it.each([
    ['0', [true, false, true]],
    ['-0', [false, true, false]],
  ])('are fused where the program has the same bits: %s', (text, expected) => {
    const fused = extendIsa(isa, [parsePattern(`load_constant #${text}; neg`, isa, 'test')]);
    const { program: tiled } = tileProgram(isa, fused, program);
    const words = [...tiled.sections[0].code];
    const firsts: boolean[] = [];
    for (let at = 0; firsts.length < 3; ) {
      const isFused = words[at] === fused.base;
      firsts.push(isFused);
      at += (isFused ? 1 : 3) + 2;
    }
    expect(firsts).toEqual(expected);
  });
});
