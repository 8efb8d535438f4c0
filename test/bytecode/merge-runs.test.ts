import { describe, expect, it } from 'vitest';
import { mergeProfiles } from '../../src/bytecode/merge-profiles.js';
import type { Profile } from '../../src/bytecode/profile.js';
import { layOut } from '../../src/importers/layout.js';
import type { RecordedFunction, Recording } from '../../src/importers/recording.js';
import { tileProgram } from '../../src/mining/tile.js';
import { replay, walker, withPatterns } from '../replay/walker.js';

type Seen = readonly [pc: number, op: string, n: number, ...args: number[]];
type Move = readonly [from: number | null, to: number | null, n: number];

/** A run that lists only what it executed. */
function run(instructions: readonly Seen[], transfers: readonly Move[]): Profile {
  const one: RecordedFunction = {
    name: 'f',
    isComplete: false,
    instructions: instructions.map(([pc, op, n, ...args]) => ({ pc, op, args, n, isEntry: false })),
    transfers: transfers.map(([from, to, n]) => ({ from, to, n })),
  };
  const recording: Recording = {
    machine: 'walker',
    payload: null,
    kinds: [],
    instructions: new Map(),
    programs: [{ name: 'p', family: 'p', functions: [one] }],
    eventsRead: 0,
    eventsExplained: 0,
  };
  return layOut(recording, walker, 'run');
}

describe('adding up runs of a foreign VM', () => {
  const ends = (n: number): Move[] => [
    [null, 0, n],
    [30, null, n],
  ];
  // Nothing is listed between the branch and where it always went.
  const jumping = run(
    [
      [0, 'check', 5],
      [30, 'leave', 5],
    ],
    ends(5),
  );
  const falling = run(
    [
      [0, 'check', 2],
      [10, 'drop', 2],
      [20, 'drop', 2],
      [30, 'leave', 2],
    ],
    ends(2),
  );

  it.each([
    ['first', [jumping, falling]],
    ['last', [falling, jumping]],
  ])('keeps where control went past instructions that only the other run knows: %s', (_, runs) => {
    const [merged] = mergeProfiles(walker, runs).programs;
    expect([...merged.counts[0]]).toEqual([7, 2, 2, 7]);
    expect(merged.transfers![0]).toContainEqual({ from: 0, to: 3, times: 5 });
    const fused = withPatterns('check; drop', 'drop; leave');
    const tiled = tileProgram(walker, fused, merged.program);
    const replayed = replay(fused, merged, tiled);
    expect(replayed.found).toEqual([]);
    expect(replayed.measuredDispatches).toBe(replayed.predicted);
  });

  it('has no transfers where one run has none', () => {
    const { programs, ...rest } = falling;
    const [{ transfers, ...counted }] = programs;
    const [merged] = mergeProfiles(walker, [jumping, { ...rest, programs: [counted] }]).programs;
    expect(merged.transfers).toBeUndefined();
    expect(merged.program.sections[0].leaders).toEqual([0, 3]);
    expect([...merged.counts[0]]).toEqual([7, 2, 2, 7]);
  });
});
