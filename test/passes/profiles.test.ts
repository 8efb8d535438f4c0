import { describe, expect, it } from 'vitest';
import { mergeProfiles } from '../../src/bytecode/merge-profiles.js';
import { buildCorpus } from '../../src/mining/corpus.js';
import { Tiling } from '../../src/mining/tiling.js';
import { weigh } from '../../src/mining/weights.js';
import { isa, program } from '../machines/counter/counter.js';
import { selectFrom } from '../mining/select-from.js';
import { profileOf, profileOfPrograms } from './support.js';

describe('merging profiles', () => {
  const profile = profileOf(['dup', 'add']);
  const [entry] = profile.programs;

  it('keeps a program that is there twice once: every run counts the same', () => {
    expect(mergeProfiles(isa, [profile, profile])).toEqual(profile);
  });

  it('refuses two counts of one program', () => {
    const counts = entry.counts.map((section) => section.map((count) => count + 1));
    expect(() => mergeProfiles(isa, [profile, { ...profile, programs: [{ ...entry, counts }] }])).toThrow(
      /trace it again/,
    );
  });

  it.each([
    ['numbers', { pools: { ...entry.program.pools, other: [1] } }],
    ['schedule', { schedule: [] }],
  ])('refuses programs of one name that differ in their %s alone', (_, change) => {
    const other = { ...profile, programs: [{ ...entry, program: { ...entry.program, ...change } }] };
    expect(() => mergeProfiles(isa, [profile, other])).toThrow(/two different programs/);
  });
});

describe('weighing', () => {
  it.each(['families', 'programs', 'executions'] as const)(
    'by %s gives programs that never ran no share',
    (weighting) => {
      const { programs } = profileOf(['dup', 'add']);
      const idle = {
        program: { ...programs[0].program, name: 'idle', family: 'idle' },
        counts: programs[0].counts.map((section) => section.map(() => 0)),
      };
      const profile = { ...profileOfPrograms([]), programs: [programs[0], idle] };
      expect(weigh(profile, weighting).factors).toEqual([1, 0]);
      expect(weigh({ ...profile, programs: [idle] }, weighting).factors).toEqual([0]);
    },
  );

  const hot = counted('hot', 'one', ['dup', 'mul', 'dup', 'mul', 'add', 'halt'], 100);
  const cold = counted('cold', 'one', ['dup', 'swap', 'mul', 'halt'], 0);
  const long = counted('long', 'two', ['dup', 'add', 'dup', 'add', 'dup', 'add', 'add', 'halt'], 1);
  const profile = { ...profileOfPrograms([]), programs: [hot, cold, long] };

  it('by static counts every place once, also where nothing ran', () => {
    const { basis, factors } = weigh(profile, 'static');
    const corpus = buildCorpus(isa, profile, factors, { basis });
    expect(corpus.blocks.map(({ weight }) => weight)).toEqual([1, 1, 1]);
    expect(new Tiling(corpus).cost).toBe(18);
  });

  it.each(['families', 'static-families'] as const)(
    'by %s makes every family count the same',
    (weighting) => {
      const { basis, factors } = weigh(profile, weighting);
      const { blocks } = buildCorpus(isa, profile, factors, { basis });
      const ofFamily = (family: string) =>
        blocks.reduce(
          (sum, { start, end, weight, programs: [index] }) =>
            sum + (profile.programs[index].program.family === family ? (end - start) * weight : 0),
          0,
        );
      expect(ofFamily('one')).toBeCloseTo(ofFamily('two'), 9);
    },
  );

  it('by static chooses what is in most places, by executions what runs most', async () => {
    const best = async (weighting: 'static' | 'executions') => {
      const { basis, factors } = weigh(profile, weighting);
      const corpus = buildCorpus(isa, profile, factors, { basis });
      const { selection } = await selectFrom(corpus, { budget: 1, maxLength: 2, payload: null });
      return selection.superinstructions.map(({ pattern, places }) => [
        pattern.parts.map(({ opcode }) => opcode).join(' '),
        places,
      ]);
    };
    expect(await best('static')).toEqual([['dup add', 3]]);
    expect(await best('executions')).toEqual([['dup mul', 2]]);
  });
});

/** A program of one block, executed so many times. */
function counted(name: string, family: string, lines: readonly string[], executions: number) {
  const [entry] = profileOfPrograms([program(name, family, { main: lines.join('\n') })]).programs;
  return { ...entry, counts: entry.counts.map((section) => section.map(() => executions)) };
}
