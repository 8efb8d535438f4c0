import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { disassembleSection } from '../../src/bytecode/disassemble.js';
import { dispatches } from '../../src/bytecode/profile.js';
import type { Action, Program } from '../../src/bytecode/program.js';
import { hoist } from '../../src/scheduling/hoist.js';
import { isa, program } from '../machines/counter/counter.js';
import {
  counter,
  counterProgram,
  drafts,
  draftsProgram,
  guards,
  guardsProgram,
  models,
  modelsProgram,
  seers,
  seersProgram,
} from '../random-code.js';
import { interpretProgram } from '../reference-machine.js';

const STEPS = 10;
const run = (section: string): Action => ({ kind: 'run', section });
const observe: Action = { kind: 'observe' };
const repeat = (...body: readonly Action[]): Action => ({ kind: 'repeat', times: STEPS, body });
const copy: Action = { kind: 'copy', from: 'cells', to: 'saved', start: 0, length: 4 };

const START = 'push 3\nstore 0\nhalt';
const STEP = 'load 0\npush 2\nmul\nstore 1\nincrement 2\nload 1\nload 2\nadd\nstore 3\nhalt';

/** What of the section `step` is hoisted, as the code of a section of its own; empty where nothing is. */
function hoisted(step: string, schedule: readonly Action[], start = START): string[] {
  const one = program('steps', 'test', { start, step }, schedule);
  const [entry] = tracePrograms(isa, counter.createRuntime().runtime, [one]).programs;
  const result = hoist(isa, entry);
  check(one, result.entry.program);
  expect(
    tracePrograms(isa, counter.createRuntime().runtime, [result.entry.program]).programs[0].counts,
  ).toEqual(result.entry.counts);
  const unnamed = { ...result.entry.program, symbols: {} };
  return unnamed.sections
    .filter(({ name }) => name === 'step once')
    .flatMap((section) => disassembleSection(isa, unnamed, section))
    .map(({ name, operands }) => [name, ...operands].join(' '))
    .filter((line) => line !== 'halt');
}

function check(original: Program, changed: Program): void {
  const of = (one: Program) => {
    const { runtime, recorded } = counter.createRuntime();
    return { states: interpretProgram(isa, one, runtime).states, recorded };
  };
  expect(of(changed)).toEqual(of(original));
}

describe('hoisting', () => {
  const steps = [run('start'), repeat(run('step'), observe)];

  it('takes out what reads only what does not change and is written by nobody else', () => {
    expect(hoisted(STEP, steps)).toEqual(['load cell 0', 'push 2', 'mul', 'store cell 1']);
  });

  it('runs it once: all other runs are shorter by it', () => {
    const one = program('steps', 'test', { start: START, step: STEP }, steps);
    const [entry] = tracePrograms(isa, counter.createRuntime().runtime, [one]).programs;
    const result = hoist(isa, entry);
    expect(result.statements).toBe(1);
    expect(dispatches(entry) - dispatches(result.entry)).toBe(4 * STEPS - 4 - 1);
  });

  it('takes out what follows from what was taken out before it', () => {
    const step = 'load 0\nstore 1\nload 1\nstore 4\nincrement 2\nhalt';
    expect(hoisted(step, steps)).toEqual(['load cell 0', 'store cell 1', 'load cell 1', 'store cell 4']);
  });

  it('leaves what follows from something that comes later', () => {
    expect(hoisted('load 1\nstore 4\nload 0\nstore 5\nload 5\nstore 1\nhalt', steps)).toEqual([
      'load cell 0',
      'store cell 5',
    ]);
  });

  it('leaves what is read before it is written', () => {
    expect(hoisted('load 1\nstore 4\nload 0\nstore 1\nhalt', steps)).toEqual([]);
  });

  it('leaves what two statements write', () => {
    expect(hoisted('load 0\nstore 1\nincrement 2\npush 9\nstore 1\nhalt', steps)).toEqual([]);
  });

  it('leaves what changes itself', () => {
    expect(hoisted('load 1\npush 1\nadd\nstore 1\nincrement 2\nhalt', steps)).toEqual([]);
  });

  it('leaves what calls the device, jumps, or may be jumped over', () => {
    expect(hoisted('load 0\nemit\nincrement 2\nhalt', steps)).toEqual([]);
    expect(hoisted('load 2\njump_if_zero over\nload 0\nstore 1\nover:\nincrement 2\nhalt', steps)).toEqual(
      [],
    );
  });

  it('leaves what a copy writes, or what reads what a copy writes', () => {
    const copied = [run('start'), repeat(run('step'), observe, copy)];
    const back: Action = { kind: 'copy', from: 'saved', to: 'cells', start: 1, length: 1 };
    expect(hoisted('load_saved 0\nstore 1\nincrement 2\nhalt', copied)).toEqual([]);
    expect(hoisted(STEP, [run('start'), repeat(run('step'), observe, back)])).toEqual([]);
    expect(hoisted(STEP, copied)).not.toEqual([]);
  });

  it('leaves what would be seen too early: by an observer, a copy or another section', () => {
    expect(hoisted(STEP, [run('start'), repeat(observe, run('step'))])).toEqual([]);
    expect(hoisted(STEP, [run('start'), repeat(copy, run('step'), observe)])).toEqual([]);
    const before = program('before', 'test', { start: START, reader: 'load 1\nemit\nhalt', step: STEP }, [
      run('start'),
      repeat(run('reader'), run('step'), observe),
    ]);
    const [entry] = tracePrograms(isa, counter.createRuntime().runtime, [before]).programs;
    expect(hoist(isa, entry).statements).toBe(0);
  });

  it('leaves what another section writes', () => {
    const schedule = [run('start'), repeat(run('step'), observe, run('start'))];
    expect(hoisted(STEP, schedule, 'increment 0\nhalt')).toEqual([]);
    expect(hoisted(STEP, schedule, 'push 3\nstore 0\nhalt')).not.toEqual([]);
  });

  it('leaves what may never run', () => {
    const never: Action = { kind: 'repeat', times: 0, body: [run('step')] };
    expect(hoisted(STEP, [run('start'), never, repeat(run('step'), observe)])).toEqual([]);
  });

  it('comes before the repeat, and after a copy that happens before it', () => {
    expect(hoisted(STEP, [run('start'), copy, repeat(run('step'), observe), run('step'), observe])).toEqual([
      'load cell 0',
      'push 2',
      'mul',
      'store cell 1',
    ]);
  });
});

/** Other machines have all instructions of the counter machine, with the same opcodes. */
const onlyFirst = (programs: fc.Arbitrary<Program>) =>
  fc
    .tuple(programs, counterProgram)
    .map(([one, { sections }]): Program => ({ ...one, sections: [one.sections[0], sections[1]] }));

describe('hoisting around what may leave in its middle', () => {
  /**
   * How many statements of `step` are hoisted, where a trace saw it run often: with other results of functions
   * the same program may not get there.
   */
  const count = (sections: Readonly<Record<string, string>>, schedule: readonly Action[]) => {
    const one = program('exits', 'test', sections, schedule, undefined, guards.isa);
    const [entry] = tracePrograms(guards.isa, guards.createRuntime().runtime, [one]).programs;
    const counts = entry.counts.map((own, s) => (one.sections[s].name === 'step' ? own.fill(STEPS) : own));
    const result = hoist(guards.isa, { ...entry, counts });
    const of = (some: Program) => interpretProgram(guards.isa, some, guards.createRuntime().runtime);
    expect(of(result.entry.program)).toMatchObject({ states: of(one).states, trapped: of(one).trapped });
    return result.statements;
  };
  const constant = 'push 2\nstore 1';

  it('leaves what may never be reached', () => {
    const again = (step: string) =>
      [{ start: START, step }, [run('start'), repeat(run('step'), observe)]] as const;
    expect(count(...again(`${constant}\nincrement 2\nhalt`))).toBe(1);
    expect(count(...again(`push 0\nrequire\n${constant}\nincrement 2\nhalt`))).toBe(0);
  });

  it('leaves what would happen before a trap instead of after it', () => {
    const sections = (start: string) => ({ start, step: `${constant}\nincrement 2\nhalt` });
    const together = [repeat(run('start'), run('step')), observe];
    expect(count(sections(START), together)).toBeGreaterThan(0);
    expect(count(sections('push 31\nrefuse\ndrop\nhalt'), together)).toBe(0);
    expect(count(sections('push 30\nrefuse\ndrop\nhalt'), [run('start'), repeat(run('step'), observe)])).toBe(
      1,
    );
  });
});

describe.each([
  ['models', models, modelsProgram],
  ['counter', counter, counterProgram],
  ['guards', guards, fc.oneof(guardsProgram, onlyFirst(guardsProgram))],
  ['seers', seers, fc.oneof(seersProgram, onlyFirst(seersProgram))],
  ['drafts', drafts, fc.oneof(draftsProgram, onlyFirst(draftsProgram))],
] as const)('hoisting in random programs of the %s machine', (_, guest, programs) => {
  it('keeps every state to the bit and every call, and knows how often blocks run', () => {
    let found = 0;
    fc.assert(
      fc.property(programs, (one) => {
        const observed = (of: Program) => {
          const { runtime, recorded } = guest.createRuntime();
          const { states, trapped } = interpretProgram(guest.isa, of, runtime);
          return { states, trapped, recorded };
        };
        const counted = (of: Program) =>
          tracePrograms(guest.isa, guest.createRuntime().runtime, [of]).programs[0];
        const entry = counted(one);
        const result = hoist(guest.isa, entry);
        found += result.statements;
        if (result.statements === 0) return;
        expect(observed(result.entry.program)).toEqual(observed(one));
        expect(counted(result.entry.program)).toEqual(result.entry);
        expect(dispatches(result.entry)).toBeLessThan(dispatches(entry));
      }),
      { numRuns: 1500 },
    );
    expect(found).toBeGreaterThan(20);
  });
});
