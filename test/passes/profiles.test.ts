import { describe, expect, it } from 'vitest';
import { merge } from '../../passes/merge.js';
import { weigh } from '../../passes/weigh.js';
import { profileOf, profileOfPrograms } from './support.js';

describe('merging profiles', () => {
  const profile = profileOf(['dup', 'add']);
  const [entry] = profile.programs;

  it('keeps a program that is there twice once: every run counts the same', () => {
    expect(merge([profile, profile])).toEqual(profile);
  });

  it('refuses two counts of one program', () => {
    const blocks = entry.blocks.map((block) => ({ ...block, executions: block.executions + 1 }));
    expect(() => merge([profile, { ...profile, programs: [{ ...entry, blocks }] }])).toThrow(
      /trace it again/,
    );
  });

  it.each([
    ['numbers', { pools: { ...entry.program.pools, other: [1] } }],
    ['schedule', { schedule: [] }],
  ])('refuses programs of one name that differ in their %s alone', (_, change) => {
    const other = { ...profile, programs: [{ ...entry, program: { ...entry.program, ...change } }] };
    expect(() => merge([profile, other])).toThrow(/two different programs/);
  });
});

describe('weighing', () => {
  it.each(['families', 'programs', 'executions'] as const)(
    'by %s gives programs that never ran no share',
    (weighting) => {
      const { programs } = profileOf(['dup', 'add']);
      const idle = {
        program: { ...programs[0].program, name: 'idle', family: 'idle' },
        blocks: programs[0].blocks.map((block) => ({ ...block, executions: 0 })),
      };
      const profile = { ...profileOfPrograms([]), programs: [programs[0], idle] };
      expect(weigh(profile, weighting)).toEqual([1, 0]);
      expect(weigh({ ...profile, programs: [idle] }, weighting)).toEqual([0]);
    },
  );
});
