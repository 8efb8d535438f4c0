import { describe, expect, it } from 'vitest';
import type { ProgramProfile } from '../../src/bytecode/profile.js';
import type { FusedIsa } from '../../src/isa/fuse.js';
import { tileProgram } from '../../src/mining/tile.js';
import { covering, type Line, loop, profileOf, replay, threeRounds, walker, withPatterns } from './walker.js';

const fused = withPatterns('push a; add; check', 'drop; branch a; leave', 'push a; push b');
const [base, withBranch, pair] = [fused.base, fused.base + 1, fused.base + 2];
const single = (name: string) => [walker.opcodeOf.get(name)!, 1] as const;

function tiled(profile: ProgramProfile, isa: FusedIsa = fused) {
  return tileProgram(isa, isa, profile.program);
}

describe('an honest trace', () => {
  const profile = profileOf(loop, [threeRounds]);
  const result = replay(fused, profile, tiled(profile));

  it('is replayed without a violation, and its dispatches are those predicted', () => {
    expect(result).toMatchObject({ level: 'replayed', found: [], violationCount: 0, decomposes: true });
    // push, then 3 times the sum with its check, and drop and branch with the return.
    expect([result.measuredDispatches, result.predicted]).toEqual([1 + 3 + 3, 7]);
    expect([result.baselineMeasured, result.baseline]).toEqual([threeRounds.length, threeRounds.length]);
  });

  it('tells how often each superinstruction was executed', () => {
    expect([...result.executions]).toEqual([3, 3, 0]);
  });

  it('tells how far blocks grow the stack', () => {
    expect(result.peaks).toEqual({ baseline: 1, fused: 1 });
    const unknown = profileOf([['touch'], ...loop.slice(0, 1), ['leave']], [[0, 1, 2]]);
    expect(replay(fused, unknown, tiled(unknown)).peaks).toBeNull();
  });

  it('may leave a superinstruction midway where the machine says so', () => {
    // The check throws once, to the end.
    const throwing = profileOf(loop, [[0, 1, 2, 3, 4, 5, 1, 2, 3, 6]]);
    const replayed = replay(fused, throwing, tiled(throwing));
    expect(replayed.found).toEqual([]);
    expect(replayed.measuredDispatches).toBe(replayed.predicted);
  });

  it('of several functions is that of all of them', () => {
    const [one, two] = [
      profileOf(loop, [threeRounds, threeRounds]),
      profileOf([['push', 1], ['leave']], [[0, 1]]),
    ];
    const sections = [one, two].map(({ program }, i) => ({ ...program.sections[0], name: `f${i}` }));
    const both = {
      program: { ...one.program, sections },
      counts: [...one.counts, ...two.counts],
      transfers: [...one.transfers!, ...two.transfers!],
    };
    const replayed = replay(fused, both, tiled(both));
    expect(replayed).toMatchObject({ found: [], measuredDispatches: 2 * 7 + 2 });
  });
});

describe('a replay finds', () => {
  const profile = profileOf(loop, [threeRounds]);

  it('a superinstruction that control enters midway', () => {
    const crossing = covering(fused, profile, [[pair, 2], single('add'), single('check'), [withBranch, 3]]);
    expect(replay(fused, profile, crossing).found).toEqual([
      'f, pc 10, push, in `push a; push b`: control may enter it midway: branch at pc 50 goes there',
      'f, pc 10, push, in `push a; push b`: control enters it midway from pc 50, 2 times',
    ]);
  });

  it('one that control enters midway from outside, where only the events tell', () => {
    const resumed = profileOf(loop, [threeRounds, [4, 5, 6]]);
    const { leaders, ...section } = resumed.program.sections[0];
    expect(leaders).toContain(4);
    const silent = { ...resumed, program: { ...resumed.program, sections: [section] } };
    const across = withPatterns('check; drop');
    const { found } = replay(across, silent, tiled(silent, across));
    expect(found).toEqual([
      'f, pc 40, drop, in `check; drop`: control enters it midway from outside, 1 time',
    ]);
  });

  it('one with an entry that the recording knows of, though control never took it', () => {
    const entry = profileOf(loop, [threeRounds], { entries: [4] });
    const across = withPatterns('check; drop');
    const wrong = covering(across, entry, [
      ...loop.slice(0, 3).map(([name]) => single(name)),
      [across.base, 2],
      ...loop.slice(5).map(([name]) => single(name)),
    ]);
    expect(replay(across, entry, wrong).found).toEqual([
      'f, pc 40, drop, in `check; drop`: control may enter it midway: the recording has an entry there',
    ]);
  });

  it('one that control leaves midway at an operation that goes on', () => {
    const leaving = profileOf(loop, [[0, 1, 2], threeRounds]);
    expect(replay(fused, leaving, tiled(leaving)).found).toEqual([
      'f, pc 20, add, in `push a; add; check`: control leaves it midway for outside, 1 time, but the machine says that it always goes on: flag it `may-exit`, or end the recording elsewhere if it was cut off there',
    ]);
  });

  it.each<[what: string, code: readonly Line[], covers: readonly string[], message: RegExp]>([
    ['jumps', [['jump', 10], ['drop'], ['leave']], ['jump', 'drop'], /pc 0, jump, .*leaves it midway/],
    ['calls', [['call'], ['drop'], ['leave']], ['call', 'drop'], /pc 10, drop, .*call at pc 0 calls/],
    ['selects', [['select'], ['drop'], ['leave']], ['select', 'drop'], /pc 0, select, .*leaves it midway/],
    ['stands alone', [['drop'], ['lone'], ['leave']], ['drop', 'lone'], /pc 10, lone, .*never part/],
    ['skips', [['skip'], ['drop'], ['leave']], ['skip', 'drop'], /pc 10, drop, .*skip at pc 0 may skip it/],
    ['is a prefix', [['wide', 1], ['drop'], ['leave']], ['wide', 'drop'], /pc 0, wide, .*never part/],
    ['has a prefix', [['wide', 1], ['drop'], ['drop'], ['leave']], ['', 'drop', 'drop'], /wide at pc 0 ends/],
  ])('a part that %s', (_, code, covers, message) => {
    const steps = code.map((_, i) => i);
    const odd = profileOf(code, [steps]);
    // No pattern that users may write has such a part.
    const names = covers.filter((name) => name !== '');
    const instructions = names.map((name) => walker.instructions[walker.opcodeOf.get(name)!]);
    const parts = instructions.map(({ name, operands }) => ({
      opcode: name,
      bindings: operands.map(() => ({ kind: 'free' as const })),
    }));
    const plain = withPatterns();
    const operands = instructions.flatMap((part) => part.operands);
    const one = { ...walker.instructions[0], name: 'odd', operands };
    const isa = { ...plain, instructions: [...plain.instructions, one], patterns: [{ parts }] };
    const before = covers.indexOf(names[0]);
    const rest = code.slice(before + names.length);
    const wrong = covering(isa, odd, [
      ...code.slice(0, before).map(([name]) => single(name)),
      [isa.base, names.length],
      ...rest.map(([name]) => single(name)),
    ]);
    expect(replay(isa, odd, wrong).found.join('\n')).toMatch(message);
  });

  it('counts that the events do not explain', () => {
    const counts = [profile.counts[0].map((count, i) => count + Number(i === 2))];
    expect(replay(fused, { ...profile, counts }, tiled(profile)).found).toEqual([
      'f, pc 20, add: it was executed 4 times, but control came to it 3: 3 from pc 10 before it and 0 from elsewhere',
      'f, pc 30, check: it was executed 3 times, but control came to it 4: 4 from pc 20 before it and 0 from elsewhere',
    ]);
  });

  it('control that leaves more often than it came', () => {
    const transfers = [profile.transfers![0].map((one) => (one.to === 1 ? { ...one, times: 9 } : one))];
    const { found } = replay(fused, { ...profile, transfers }, tiled(profile));
    expect(found).toContain('f, pc 50, branch: it was executed 3 times, but control left it for elsewhere 9');
  });

  it('control that runs off the end', () => {
    const transfers = [profile.transfers![0].filter(({ to }) => to !== -1)];
    const { found } = replay(fused, { ...profile, transfers }, tiled(profile));
    expect(found).toEqual([
      'f, pc 60, leave: control goes on from it 1 time, but it is the last instruction',
    ]);
  });

  it('fused code that decomposes into something else', () => {
    const other = profileOf([['push', 4], ...loop.slice(1)], [threeRounds]);
    expect(replay(fused, profile, tiled(other))).toMatchObject({ found: [], decomposes: false });
  });

  it('fused code that stands for more or fewer instructions, which cannot be walked', () => {
    const code = tiled(profile).program;
    const [section] = code.sections;
    const short = { ...code, sections: [{ ...section, code: section.code.slice(0, -2) }] };
    expect(replay(fused, profile, { program: short, starts: [] })).toMatchObject({
      decomposes: false,
      measuredDispatches: null,
      baselineMeasured: null,
    });
  });

  it('a dispatch that was not predicted, by walking the code and not by the starts it was given', () => {
    const wrong = { ...tiled(profile), starts: [Int32Array.of(0, 1)] };
    const { predicted, measuredDispatches } = replay(fused, profile, wrong);
    expect([predicted, measuredDispatches]).toEqual([4, 7]);
  });
});

describe('the stack', () => {
  const profile = profileOf(loop, [threeRounds]);
  const breaking = (change: Partial<FusedIsa['instructions'][number]>): FusedIsa => ({
    ...fused,
    instructions: fused.instructions.map((one, i) => (i === base ? { ...one, ...change } : one)),
  });

  it.each([
    ['pops', { pops: ['a', 'b'] }, 'it pops 2 and pushes 1, but its parts together pop 1 and push 1'],
    ['pushes', { pushes: [] }, 'it pops 1 and pushes 0, but its parts together pop 1 and push 1'],
    [
      'another stack',
      { others: [{ stack: 'returns', pops: [], pushes: ['r'] }] },
      'it pops 0 and pushes 1 on returns, but its parts together pop 0 and push 0',
    ],
    [
      'nothing it tells of',
      { isStackKnown: false },
      'what it does to the stack is unknown, but that of its parts is known',
    ],
  ])('may not be treated otherwise than by the parts: %s', (_, change, message) => {
    const broken = breaking(change);
    expect(replay(broken, profile, tiled(profile)).found).toEqual([
      `f, pc 10, push, in \`push a; add; check\`: ${message}`,
    ]);
  });

  it('may not grow further in a block than it did', () => {
    const { found, peaks } = replay(breaking({ pushes: ['a', 'b', 'c', 'd'] }), profile, tiled(profile));
    expect(found[1]).toBe(
      'f, pc 10, push: the fused code of the block that begins here grows the stack by 3 cells, the baseline by 1',
    );
    expect(peaks).toEqual({ baseline: 1, fused: 3 });
  });

  it('is unknown of a superinstruction of which a part is', () => {
    const touching: readonly Line[] = [['touch'], ['drop'], ['leave']];
    const own = profileOf(touching, [[0, 1, 2]]);
    const isa = withPatterns('touch; drop');
    expect(replay(isa, own, tiled(own, isa)).found).toEqual([]);
    const known = isa.instructions.map((one, i) => (i === isa.base ? { ...one, isStackKnown: true } : one));
    expect(replay({ ...isa, instructions: known }, own, tiled(own, isa)).found).toEqual([
      'f, pc 0, touch, in `touch; drop`: what it does to the stack is given, but that of its parts is not known',
    ]);
  });
});

describe('counts alone', () => {
  const counts = [1, 3, 3, 3, 3, 3, 1];

  it('that contradict nothing are no violation, and measure nothing', () => {
    const profile = profileOf(loop, [], { counts, entries: [1] });
    const result = replay(fused, profile, tiled(profile));
    expect(result).toMatchObject({
      level: 'counted',
      found: [],
      measuredDispatches: null,
      baselineMeasured: null,
      decomposes: true,
      peaks: { baseline: 1, fused: 1 },
    });
    expect([...result.executions]).toEqual([3, 3, 0]);
  });

  it('may fall where control may leave', () => {
    const profile = profileOf(loop, [], { counts: [1, 3, 3, 3, 2, 2, 1], entries: [1] });
    expect(replay(fused, profile, tiled(profile)).found).toEqual([]);
  });

  it('show control that enters midway', () => {
    const profile = profileOf(loop, [], { counts: [1, 1, 1, 1, 5, 5, 1], entries: [1] });
    const wrong = covering(fused, profile, [single('push'), [base, 3], [withBranch, 3]]);
    expect(replay(fused, profile, wrong).found).toEqual([]);
    const across = withPatterns('check; drop');
    const { program } = profile;
    const sections = program.sections.map(({ leaders, ...section }) => section);
    const silent = { ...profile, program: { ...program, sections } };
    expect(replay(across, silent, tiled(silent, across)).found).toEqual([
      'f, pc 40, drop, in `check; drop`: control enters it midway: it was executed 4 times more often than pc 30 before it',
    ]);
  });

  it('show control that leaves midway where the machine says that it goes on', () => {
    const profile = profileOf(loop, [], { counts: [1, 3, 2, 2, 2, 2, 1], entries: [1] });
    expect(replay(fused, profile, tiled(profile)).found).toEqual([
      'f, pc 10, push, in `push a; add; check`: control leaves it midway: the next instruction was executed 1 time less often, but the machine says that it always goes on: flag it `may-exit`',
    ]);
  });
});
