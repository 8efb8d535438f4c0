import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AnyPass, definePass, type PassContext } from '../../passes/pass.js';
import { Cancelled, type ProgressEvent, plan, runPipeline } from '../../passes/runner.js';
import { numberPasses } from './number-passes.js';

afterEach(() => vi.restoreAllMocks());

describe('planning', () => {
  const { double, increment, square } = numberPasses();
  const passes = [double, increment, square];
  const planned = (given: readonly string[], wanted: readonly string[], of: readonly AnyPass[] = passes) =>
    plan(of, { given, wanted }).map(({ name }) => name);

  it('starts from whatever is given', () => {
    expect(planned(['first'], ['third'], [double, square])).toEqual(['double', 'square']);
    expect(planned(['second'], ['third'], [double, square])).toEqual(['square']);
    expect(planned(['third'], ['third'], [double, square])).toEqual([]);
  });

  it('stops at what is wanted', () => {
    expect(planned(['first'], ['second'], [double, square])).toEqual(['double']);
    expect(planned(['first'], ['first'], [double, square])).toEqual([]);
    expect(planned(['first'], [])).toEqual([]);
  });

  it('has every pass that changes what is taken, also where that was given', () => {
    expect(planned(['first'], ['third'])).toEqual(['double', 'increment', 'square']);
    expect(planned(['second'], ['third'])).toEqual(['increment', 'square']);
    expect(planned(['second'], ['second'])).toEqual(['increment']);
  });

  it('has the last of several that write the same, where none of them reads it', () => {
    expect(planned(['first'], ['second'], [double, { ...double, name: 'double again' }])).toEqual([
      'double again',
    ]);
  });

  it('has a pass for any one of the things that it writes', () => {
    const both: AnyPass = { ...double, name: 'both', writes: ['second', 'third'] };
    expect(planned(['first'], ['third'], [both])).toEqual(['both']);
    expect(planned(['first', 'second', 'third'], ['second', 'third'], [both])).toEqual([]);
  });

  it('says what nobody gave or writes', () => {
    expect(() => planned([], ['third'])).toThrow(/"double" reads "first"/);
    expect(() => planned(['first'], ['report'])).toThrow(
      /no pass of the pipeline \(double, increment, square\) writes "report", and nobody gave it/,
    );
  });
});

describe('a run', () => {
  it('gives what is wanted, made of what is given, and nothing else', async () => {
    const ran: string[] = [];
    const { double, increment, square } = numberPasses(ran);
    const request = { given: { first: 2 }, wanted: ['third'] } as const;
    const { artifacts } = await runPipeline([double, increment, square], request);
    expect(artifacts).toEqual({ third: 25 });
    expect(ran).toEqual(['double', 'increment', 'square']);
    // @ts-expect-error It was not asked for.
    expect(artifacts.second).toBeUndefined();
  });

  it('runs nothing that it takes nothing of', async () => {
    const ran: string[] = [];
    const { double, square } = numberPasses(ran);
    await runPipeline([double, square], { given: { second: 2 }, wanted: ['third'] });
    expect(ran).toEqual(['square']);
  });

  it('leaves what was given as it was', async () => {
    const given = { second: 1 };
    await runPipeline([numberPasses().increment], { given, wanted: ['second'] });
    expect(given).toEqual({ second: 1 });
  });

  it('waits for passes that take their time', async () => {
    const { square } = numberPasses();
    const late = definePass({
      name: 'late',
      reads: ['first'],
      writes: ['second'],
      options: {},
      run: async ({ first }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return { second: first };
      },
    });
    const { artifacts } = await runPipeline([late, square], { given: { first: 3 }, wanted: ['third'] });
    expect(artifacts.third).toBe(9);
  });

  it('tells passes who wrote what before them', async () => {
    const { double, increment } = numberPasses();
    const seen: unknown[] = [];
    const look = spy('look', ({ writersOf }) => seen.push(writersOf('first'), writersOf('second')));
    await runPipeline([double, increment, look], { given: { first: 1 }, wanted: ['third'] });
    expect(seen).toEqual([[], ['double', 'increment']]);
  });

  it('fails where a pass does not write what it says, or writes something else', async () => {
    const { double } = numberPasses();
    const run = (written: object) => {
      const wrong: AnyPass = { ...double, name: 'wrong', run: () => written };
      return runPipeline([wrong], { given: { first: 1 }, wanted: ['second'] });
    };
    await expect(run({})).rejects.toThrow(/"wrong" says that it writes "second", and did not/);
    await expect(run({ second: undefined })).rejects.toThrow(/"wrong" says that it writes "second"/);
    await expect(run({ second: 1, third: 2 })).rejects.toThrow(/"wrong" wrote "third", which is not among/);
    expect((await run({ second: 1 })).artifacts.second).toBe(1);
  });

  it('fails with what a pass throws, and runs nothing after it', async () => {
    const ran: string[] = [];
    const { double, square } = numberPasses(ran);
    const failing: AnyPass = { ...double, run: () => Promise.reject(new RangeError('too much')) };
    const run = runPipeline([failing, square], { given: { first: 1 }, wanted: ['third'] });
    await expect(run).rejects.toThrow(new RangeError('too much'));
    expect(ran).toEqual([]);
  });
});

/** Reads `second`, writes `third`, and does something with its context. */
function spy(name: string, act: (context: PassContext) => unknown): AnyPass {
  return definePass({
    name,
    reads: ['second'],
    writes: ['third'],
    options: {},
    run: async ({ second }, context) => {
      await act(context);
      return { third: second };
    },
  });
}

describe('timing', () => {
  /** Passes take as long as they say: the clock stands still otherwise. */
  function stoppedClock(): (seconds: number) => void {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    return (seconds) => {
      now += 1000 * seconds;
    };
  }

  const request = { given: { second: 1 }, wanted: ['third'] } as const;

  it('counts for each pass its own seconds, without those of passes that it runs', async () => {
    const take = stoppedClock();
    const innermost = spy('innermost', () => take(1));
    const inner = spy('inner', async ({ run }) => {
      take(10);
      await run([innermost], request);
      take(10);
    });
    const outer = spy('outer', async ({ run }) => {
      take(100);
      await run([inner], request);
      await run([inner], request);
    });
    const { double } = numberPasses();
    const { seconds } = await runPipeline([double, outer], { given: { first: 1 }, wanted: ['third'] });
    expect(seconds).toEqual({ double: 0, outer: 100, inner: 40, innermost: 2 });
    expect(Object.keys(seconds)).toEqual(['double', 'outer', 'inner', 'innermost']);
  });

  it('tells of every pass when it starts, and when it ends how long it took in all', async () => {
    const take = stoppedClock();
    const inner = spy('inner', () => take(2));
    const outer = spy('outer', async ({ run }) => {
      take(3);
      await run([inner], request);
    });
    const events: ProgressEvent[] = [];
    await runPipeline([numberPasses().double, outer], {
      given: { first: 1 },
      wanted: ['third'],
      onProgress: (event) => events.push(event),
    });
    const double = { pass: 'double', depth: 0, index: 0, count: 2 };
    const around = { pass: 'outer', depth: 0, index: 1, count: 2 };
    const within = { pass: 'inner', depth: 1, index: 0, count: 1 };
    expect(events).toEqual([
      { ...double, seconds: null },
      { ...double, seconds: 0 },
      { ...around, seconds: null },
      { ...within, seconds: null },
      { ...within, seconds: 2 },
      { ...around, seconds: 5 },
    ]);
  });
});

describe('an inner run', () => {
  it('sees what it is given, not what is around it', async () => {
    const { square } = numberPasses();
    const seen: unknown[] = [];
    const outer = spy('outer', async ({ run }) => {
      seen.push(await run([square], { given: { second: 7 }, wanted: ['third'] }));
      await run([square], { given: {}, wanted: ['third'] }).catch((error) => seen.push(error.message));
    });
    await runPipeline([outer], { given: { second: 1 }, wanted: ['third'] });
    expect(seen).toEqual([{ third: 49 }, expect.stringContaining('"square" reads "second"')]);
  });
});

describe('cancelling', () => {
  const request = { given: { second: 1 }, wanted: ['third'] } as const;

  it('before the first pass runs none', async () => {
    const ran: string[] = [];
    const run = runPipeline([numberPasses(ran).square], { ...request, signal: AbortSignal.abort() });
    await expect(run).rejects.toThrow(Cancelled);
    expect(ran).toEqual([]);
  });

  it('while a pass runs ends the run after it, and names it', async () => {
    const ran: string[] = [];
    const controller = new AbortController();
    const { double, square } = numberPasses(ran);
    const aborting: AnyPass = {
      ...double,
      name: 'aborting',
      run: ({ first }) => {
        controller.abort();
        return { second: first };
      },
    };
    const { signal } = controller;
    const run = runPipeline([aborting, square], { given: { first: 1 }, wanted: ['third'], signal });
    await expect(run).rejects.toThrow('cancelled in the pass "aborting"');
    expect(ran).toEqual([]);
  });

  it('is seen by a pass that asks', async () => {
    let asked = 0;
    const signal = {
      get aborted() {
        return ++asked > 5;
      },
    };
    const untilTold = spy('until told', ({ isCancelled }) => {
      while (!isCancelled());
    });
    await expect(runPipeline([untilTold], { ...request, signal })).rejects.toThrow(Cancelled);
    expect(asked).toBeGreaterThan(5);
  });

  it('from a timer is seen between passes that never wait', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 0);
    const { double, increment } = numberPasses();
    const many = Array.from({ length: 1000 }, (_, i): AnyPass => ({ ...increment, name: `${i}` }));
    const run = runPipeline([double, ...many], {
      given: { first: 1 },
      wanted: ['second'],
      signal: controller.signal,
    });
    await expect(run).rejects.toThrow(Cancelled);
  });

  it('ends inner runs too, and names the pass within', async () => {
    const controller = new AbortController();
    const inner = spy('inner', () => controller.abort());
    const outer = spy('outer', ({ run }) => run([inner], request));
    const run = runPipeline([outer], { ...request, signal: controller.signal });
    await expect(run).rejects.toThrow('cancelled in the pass "inner"');
  });
});

describe('a long pass', () => {
  it('is cancelled while it runs, by a timer of the same thread', async () => {
    const controller = new AbortController();
    let steps = 0;
    const endless = definePass({
      name: 'endless',
      reads: [],
      writes: ['programs'],
      options: {},
      async run(_input, { drive }) {
        await drive(
          (function* () {
            for (;;) {
              if (steps++ === 0) setTimeout(() => controller.abort(), 0);
              yield;
            }
          })(),
        );
        return { programs: [] };
      },
    });
    const running = runPipeline([endless], { given: {}, wanted: ['programs'], signal: controller.signal });
    await expect(running).rejects.toThrow('cancelled in the pass "endless"');
    expect(steps).toBeGreaterThan(0);
  });

  it('that only looks runs where what it reads is there, though nobody needs it', async () => {
    const seen: number[] = [];
    const make = definePass({
      name: 'make',
      reads: [],
      writes: ['programs'],
      options: {},
      run: () => ({ programs: [] }),
    });
    const look = definePass({
      name: 'look',
      reads: ['programs'],
      writes: [],
      options: {},
      run({ programs }) {
        seen.push(programs.length);
        return {};
      },
    });
    await runPipeline([look, make, { ...look, name: 'look again' }], { given: {}, wanted: ['programs'] });
    expect(seen).toEqual([0]);
  });
});
