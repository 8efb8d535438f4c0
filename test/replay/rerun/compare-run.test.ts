import { describe, expect, it } from 'vitest';
import { events } from '../../../src/importers/events/events.js';
import { tileProgram } from '../../../src/mining/tile.js';
import { compareRun } from '../../../src/replay/rerun/compare-run.js';
import { type Line, loop, profileOf, threeRounds, withPatterns } from '../walker.js';
import { asCounters, baselineLines, compare, fusedLines, type Printed, textOf } from './traces.js';

/** The check throws once. */
const walks = [threeRounds, [0, 1, 2, 3, 6]];
const profile = profileOf(loop, walks);
const isa = withPatterns('push #1; add; check', 'drop; branch a');
const tiled = tileProgram(isa, isa, profile.program).program;
const baseline = baselineLines(loop, walks);
const fused = fusedLines(isa, profile, tiled, walks);
const total = threeRounds.length + 5;

/** With one line changed. */
function changing(at: number, change: Partial<Printed>): Printed[] {
  return fused.map((line, i) => (i === at ? { ...line, ...change } : line));
}

describe('a VM with superinstructions that does what the one without did', () => {
  const result = {
    difference: null,
    isWhole: true,
    found: [],
    dispatches: fused.length,
    executions: [4, 3],
  };

  it('is told so, with every state that both tell', async () => {
    expect(await compare(isa, profile, baseline, fused)).toMatchObject({
      ...result,
      events: total,
      statesCompared: fused.length,
    });
  });

  it('need not tell pcs: its code may have moved, jump targets with it', async () => {
    const moved = fused.map(({ pc, fn, ...line }) => ({
      ...line,
      args: line.args?.map((arg) => (line.op.includes('branch') ? 7 : arg)),
    }));
    expect(await compare(isa, profile, baseline, moved)).toMatchObject({ ...result, events: total });
  });

  it('need not tell states', async () => {
    const silent = fused.map(({ state, ...line }) => line);
    expect(await compare(isa, profile, baseline, silent)).toMatchObject({ ...result, statesCompared: 0 });
  });

  it('may list what it could execute, and then print pcs alone', async () => {
    const listed = asCounters(fused).map((line) => ({ ...line, op: line.op, n: 0 }));
    const ops = new Map(fused.map(({ pc, op }) => [pc, op]));
    const list = textOf(listed.filter(({ pc, op }) => ops.get(pc) === op));
    const pcs = fused.map(({ pc }) => `${pc}\n`).join('');
    expect(await compare(isa, profile, baseline, list + pcs)).toMatchObject(result);
  });

  it('may print how often it dispatched what, where the baseline has events', async () => {
    expect(await compare(isa, profile, baseline, asCounters(fused))).toMatchObject({
      ...result,
      events: null,
      statesCompared: 0,
    });
  });

  it.each([
    ['counts', asCounters(fused)],
    ['dispatches', fused],
  ])('is compared by counts where the baseline has no more: %s', async (_, printed) => {
    expect(await compare(isa, profile, null, printed)).toMatchObject({ ...result, events: null });
  });

  it('may not have used any superinstruction', async () => {
    expect(await compare(isa, profile, baseline, baseline)).toMatchObject({
      difference: null,
      dispatches: total,
      executions: [0, 0],
    });
  });
});

describe('a baseline that does not list what it never executed', () => {
  // A check, which always throws; where it goes is listed next.
  const [{ program, ...rest }] = [
    profileOf(
      [['check'], ['leave']],
      [
        [0, 1],
        [0, 1],
      ],
    ),
  ];
  const sections = [{ ...program.sections[0], pcs: [0, 40], leaders: [0, 1] }];
  const gap = { ...rest, program: { ...program, sections } };
  const whole = withPatterns('check; drop; add');
  const printed: Printed[] = [
    { fn: 'f', pc: 0, op: 'check; drop; add' },
    { fn: 'f', pc: 40, op: 'leave' },
  ];
  const trace: Printed[] = [
    { fn: 'f', pc: 0, op: 'check' },
    { fn: 'f', pc: 40, op: 'leave' },
  ];

  it.each([
    ['events', [...trace, ...trace], [...printed, ...printed]],
    ['counts', null, asCounters([...printed, ...printed])],
  ])(
    'is the same where a VM that knows all its code always leaves midway, by %s',
    async (_, events, lines) => {
      expect(await compare(whole, gap, events, lines)).toMatchObject({ difference: null, found: [] });
    },
  );
});

describe('operands of superinstructions', () => {
  const code: readonly Line[] = [['load', 'x'], ['load', 'x'], ['load', 'y'], ['push', 255], ['leave']];
  const own = profileOf(code, [[0, 1, 2, 3, 4]]);
  const texts = withPatterns('load a; load a; load #"y"; push b');
  const trace = baselineLines(code, [[0, 1, 2, 3, 4]]);
  const printed = (...args: (number | string)[]): Printed[] => [
    { fn: 'f', pc: 0, op: 'load a; load a; load #"y"; push b', args },
    { fn: 'f', pc: 40, op: 'leave' },
  ];

  it('are those of their parts: repeated, bound and free', async () => {
    expect((await compare(texts, own, trace, printed('x', 255))).difference).toBeNull();
    expect((await compare(texts, own, trace, printed('z', 255))).difference).toMatchObject({
      state: 0,
      baseline: 'load x',
      fused: 'load z',
    });
    expect((await compare(texts, own, trace, printed('x', 254))).difference).toMatchObject({
      state: 3,
      what: 'pc 30 of f, part 4 of load a; load a; load #"y"; push b on line 1',
      baseline: 'push 255',
      fused: 'push 254',
    });
  });

  it('have to be as many as the superinstruction has', async () => {
    await expect(compare(texts, own, trace, printed('x'))).rejects.toThrow(
      'output:1:1: load a; load a; load #"y"; push b has 2 operands: n, n2, but "args" has 1',
    );
  });
});

describe('the first difference is found', () => {
  // Line 1 is push, 2 the sum with its check, 3 the branch.
  const name = isa.instructions[isa.base].name;

  it.each<[what: string, printed: readonly Printed[], difference: object]>([
    [
      'another operation',
      changing(0, { op: 'drop', args: [] }),
      { state: 0, what: 'pc 0 of f on line 1', baseline: 'push 3', fused: 'drop' },
    ],
    [
      'another operand',
      changing(0, { args: [4] }),
      { state: 0, what: 'pc 0 of f on line 1', baseline: 'push 3', fused: 'push 4' },
    ],
    [
      'another jump target',
      changing(2, { args: [20] }),
      { state: 5, baseline: 'branch 10', fused: 'branch 20' },
    ],
    [
      'another pc',
      changing(1, { pc: 20 }),
      { state: 1, what: 'what is dispatched on line 2', baseline: 'pc 10 of f', fused: 'pc 20 of f' },
    ],
    ['another function', changing(1, { fn: 'g' }), { state: 1, baseline: 'pc 10 of f', fused: 'pc 10 of g' }],
    [
      'another function of code that moved',
      changing(1, { fn: 'g', pc: undefined }),
      { state: 1, baseline: 'pc 10 of f', fused: 'g' },
    ],
    [
      'another state',
      changing(2, { state: 'other' }),
      {
        state: 4,
        what: `the state before ${fused[2].op} (pc 40 of f, line 3)`,
        baseline: 's4',
        fused: 'other',
      },
    ],
    [
      'an end before the end',
      fused.slice(0, -1),
      { state: total - 1, what: 'the run', baseline: 'at leave at pc 60 of f', fused: 'over' },
    ],
    [
      'no end at the end',
      [...fused, { fn: 'f', pc: 0, op: 'push', args: [3] }],
      { state: total, what: 'the run', baseline: 'over', fused: `push, on line ${fused.length + 1}` },
    ],
  ])('%s', async (_, printed, difference) => {
    const result = await compare(isa, profile, baseline, printed);
    expect(result.difference).toMatchObject(difference);
  });

  it.each([
    [
      'went elsewhere',
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      'push 3 at pc 0 of f',
    ],
    ['ended', [[0, 1, 2]], 'over'],
  ])(
    'a superinstruction that goes on where the baseline %s, though the machine says that it goes on',
    async (_, left, where) => {
      const own = profileOf(loop, left);
      const lines = fused.slice(0, 2);
      expect((await compare(isa, own, baselineLines(loop, left), lines)).difference).toEqual({
        state: 3,
        what: `part 3 of ${fused[1].op}, on line 2`,
        baseline: where,
        fused: 'check',
      });
    },
  );

  it('in runs that never end, for they are read as they come', async () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const code: readonly Line[] = [['push', 1], ['drop'], ['jump', 0]];
    const round = baselineLines(code, [[0, 1, 2]]);
    const endless = (last: string) => ({
      path: 'endless',
      async *chunks() {
        for (let i = 0; ; i++) yield bytes(i === 5000 ? last : textOf(round));
      },
    });
    const own = profileOf(code, [[0, 1, 2, 0, 1, 2]]);
    const trace = events(endless(textOf(round)));
    const wrong = textOf([{ fn: 'f', pc: 0, op: 'push', args: [2] }]);
    const { difference } = await compareRun(isa, own, trace, endless(wrong));
    expect(difference).toMatchObject({ state: 15_000, baseline: 'push 1', fused: 'push 2' });
  });

  it('name is what the generated handlers are called by', () => {
    expect(fused.map(({ op }) => op)).toContain(name);
  });
});

describe('counts are found', () => {
  const counters = asCounters(fused);
  const at = (pc: number) => counters.findIndex((line) => line.pc === pc);
  const with_ = (pc: number, change: Partial<Printed>) =>
    counters.map((line, i) => (i === at(pc) ? { ...line, ...change } : line));

  it.each<[what: string, printed: readonly Printed[], found: RegExp]>([
    ['too many', with_(0, { n: 9 }), /^f, pc 0, push: the baseline executed it 2 times, the rerun 9$/],
    ['too few', with_(0, { n: 1 }), /^f, pc 0, push: the baseline executed it 2 times, the rerun 1$/],
    ['missing', counters.filter(({ pc }) => pc !== 0), /^f, pc 0, push: .* 2 times, the rerun 0$/],
    [
      'of another operation',
      with_(0, { op: 'drop', args: [] }),
      /^f, pc 0, push: the baseline has push 3, the rerun drop$/,
    ],
    ['of another operand', with_(0, { args: [4] }), /the baseline has push 3, the rerun push 4/],
    ['of a pc that is none', with_(0, { pc: 5 }), /^f, pc 5, push: the rerun dispatched it 2 times, but/],
    [
      'of a function that is none',
      with_(0, { fn: 'g' }),
      /^g, pc 0, push: the rerun dispatched it 2 times, but/,
    ],
  ])('%s', async (_, printed, found) => {
    const result = await compare(isa, profile, null, printed);
    expect(result.found[0]).toMatch(found);
  });

  it('of a part that control cannot have left before', async () => {
    // Three sums, but the check after them four times.
    const counts = [profile.counts[0].map((count, i) => (i === 2 ? 3 : count))];
    const { found } = await compare(isa, { ...profile, counts }, null, counters);
    expect(found[0]).toBe('f, pc 20, add: the baseline executed it 3 times, the rerun 4');
  });

  it('of a superinstruction that does not fit in its function', async () => {
    const last = counters.map((line) =>
      line.pc === 60 ? { ...line, op: 'push #1; add; check', args: [] } : line,
    );
    const { found } = await compare(isa, profile, null, last);
    expect(found.join('\n')).toMatch(/pc 60, .*the rerun goes on behind the last instruction/);
  });
});

describe('what cannot be read is refused', () => {
  it.each<[what: string, printed: string, message: string]>([
    ['nothing', '', 'output:1:1: it printed nothing: it has to print a line for each dispatch'],
    ['blank lines', '\n\n', 'output:1:1: it printed nothing'],
    ['a list alone', textOf([{ fn: 'f', pc: 0, op: 'push', args: [3], n: 0 }]), 'it printed nothing'],
    ['words', 'starting up\n', 'output:1:1: expected a dispatch, such as {"pc":0,"op":"add"}'],
    ['a cut line', textOf(fused.slice(0, 2)).slice(0, -5), 'output:2:'],
    ['no operation', '{"pc":1}\n', 'output:1:1: "op" is missing: it names the operation'],
    ['an operation that is a number', '{"op":1}\n', 'output:1:7: "op" has to be a string'],
    ['an unknown operation', '{"op":"nope"}\n', 'output:1:1: "nope" is neither an instruction of walker nor'],
    ['a pc alone that nothing lists', '5\n', 'output:1:1: no line before it tells what is at pc 5'],
    ['a state that is a list', '{"op":"drop","state":[]}\n', 'output:1:22: expected a value'],
    [
      'counts after dispatches',
      textOf([fused[0], { ...fused[0], n: 2 }]),
      'output:2:1: a count after lines that are dispatches: print one or the other',
    ],
    [
      'counts of code that moved',
      textOf([{ op: 'push', args: [3], n: 2 }]),
      'output:1:1: "pc" is missing: counts can only be compared where each says what it is of',
    ],
  ])('%s', async (_, printed, message) => {
    await expect(compare(isa, profile, baseline, printed)).rejects.toThrow(message);
  });

  it('but not before a difference that comes first', async () => {
    const { difference } = await compare(isa, profile, baseline, `${textOf(changing(0, { args: [4] }))}oops`);
    expect(difference).toMatchObject({ state: 0 });
  });
});
