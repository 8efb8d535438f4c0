import { beforeAll, describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { verifyPrograms } from '../../passes/verify.js';
import { failures, programFailures } from '../../src/artifacts/evidence.js';
import { dispatches } from '../../src/bytecode/profile.js';
import { type Action, encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import type { Semantics } from '../../src/isa/semantics.js';
import { tileProgram } from '../../src/mining/tile.js';
import { createDevice, program, programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { programs as guardPrograms, isa as guards } from '../machines/guards/guards.js';
import { runMainJob } from '../pipelines.js';
import { withSemantics } from '../semantics.js';
import { options, pattern } from './support.js';

const { isa } = counter;

describe('the pipeline on a machine with loops', () => {
  let run: Awaited<ReturnType<typeof runMainJob>>;

  beforeAll(async () => {
    run = await runMainJob(counter, programs, options, {}, ['ts']);
  });

  it('removes dispatches and proves it', () => {
    expect(run.summary.total.fusedDispatches).toBeLessThan(run.summary.total.baselineDispatches);
    expect(failures(run.evidence)).toEqual([]);
    expect(run.summary.verification.neverExecuted).toEqual([]);
  });

  it('counts every executed instruction in the trace', () => {
    const device = createDevice();
    const profile = tracePrograms(isa, device.runtime, [programs[0]]);
    // push, then 100 times dup load add store countdown, then drop load emit halt.
    expect(dispatches(profile.programs[0])).toBe(1 + 100 * 5 + 4);
    expect(device.recorded).toEqual([5050]);
  });

  it('predicts for each program just what the rerun counts', () => {
    for (const program of run.evidence.programs)
      expect(program.measuredDispatches).toBe(program.predictedDispatches);
  });

  it('takes instructions that leave or trap in their middle like all others', async () => {
    const machine = { ...counter, isa: guards };
    const anywhere = { ...options, minPlaces: 1 };
    const guarded = await runMainJob(machine, Object.values(guardPrograms), anywhere, {}, ['ts']);
    expect(failures(guarded.evidence)).toEqual([]);
    const exits = guarded.decisions.superinstructions.filter(({ pattern: text }) =>
      /require|refuse/.test(text),
    );
    expect(exits.length).toBeGreaterThan(1);
    expect(guarded.summary.verification.neverExecuted).toEqual([]);
  });

  it('gives the same artifacts again', async () => {
    const again = await runMainJob(counter, programs, options, {}, ['ts']);
    expect(again.decisions).toEqual(run.decisions);
    expect([...again.handlers]).toEqual([...run.handlers]);
    expect(again.evidence).toEqual(run.evidence);
  });

  it('judges held-out programs without mining them', async () => {
    const held = await runMainJob(counter, programs, { ...options, holdOut: 'loops' }, {}, ['ts']);
    expect(held.summary.programs.map(({ heldOut }) => heldOut)).toEqual([true, true, false, false]);
    expect(held.summary.heldOut?.baselineDispatches).toBe(
      held.summary.programs.slice(0, 2).reduce((sum, one) => sum + one.baselineDispatches, 0),
    );
    expect(failures(held.evidence)).toEqual([]);
  });
});

const observe: Action = { kind: 'observe' };

describe('verification catches', () => {
  const straight = program('straight', 'test', {
    main: 'push 5\nstore 0\nload 0\npush 3\nsub\nstore 1\nload 1\nload 0\nmul\nemit\nhalt',
  });
  const looping = program('looping', 'test', {
    main: 'push 9\nagain:\nincrement 0\nload 0\nemit\ncountdown again\nhalt',
  });
  const fused = extendIsa(isa, [
    pattern('load a; push b; sub; store c'),
    pattern('load a; load b; mul; emit'),
  ]);

  const check = (
    broken: FusedIsa,
    baseline: Program,
    rewrite: (fusedProgram: Program) => Program = (one) => one,
  ) => {
    const profile = tracePrograms(isa, counter.runtime, [baseline]);
    const tiled = tileProgram(isa, broken, baseline);
    const evidence = verifyPrograms(isa, broken, counter.runtime, profile, [
      { ...tiled, program: rewrite(tiled.program) },
    ]);
    // Proofs aside: what the rerun alone finds.
    return evidence.programs.flatMap((one) => programFailures(evidence, one));
  };
  const breaking = (opcode: number, change: (semantics: Semantics) => Semantics): FusedIsa => ({
    ...fused,
    instructions: fused.instructions.map((one, i) => (i === opcode ? withSemantics(one, change) : one)),
  });

  it('nothing when nothing is broken', () => {
    expect(check(fused, straight)).toEqual([]);
    expect(check(fused, looping)).toEqual([]);
  });

  it('a fused program that never ends', () => {
    const [countdown, jump] = ['countdown', 'jump'].map((name) => isa.opcodeOf.get(name)!);
    const found = check(fused, looping, (one) => ({
      ...one,
      sections: one.sections.map((section) => ({
        ...section,
        code: section.code.map((word, i) => (word === countdown && i > 2 ? jump : word)),
      })),
    }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(
      /more dispatches than predicted: looping: stopped after 1,076 dispatches, in section main/,
    );
  });

  it('a value forwarded from the wrong place', () => {
    const broken = breaking(fused.base, (one) => ({
      ...one,
      effects: one.effects.map((effect) =>
        effect.kind === 'store' && effect.value.kind === 'binary'
          ? { ...effect, value: { ...effect.value, left: effect.value.right } }
          : effect,
      ),
    }));
    expect(check(broken, straight).join()).toMatch(/a call is record\(0\) instead of record\(10\)/);
  });

  it('swapped operands', () => {
    const broken = breaking(fused.base, (one) => ({
      ...one,
      effects: one.effects.map((effect) =>
        effect.kind === 'store' && effect.value.kind === 'binary'
          ? { ...effect, value: { ...effect.value, left: effect.value.right, right: effect.value.left } }
          : effect,
      ),
    }));
    expect(check(broken, straight).join()).toMatch(/a call is record\(-10\) instead of record\(10\)/);
  });

  it('a call of an extern with another value', () => {
    const broken = breaking(fused.base + 1, (one) => ({
      ...one,
      effects: one.effects.map((effect) =>
        effect.kind === 'define' && effect.value.kind === 'call'
          ? {
              ...effect,
              value: { ...effect.value, arguments: [{ kind: 'number', type: 'i32', value: 1 }] },
            }
          : effect.kind === 'call'
            ? {
                ...effect,
                call: { ...effect.call, arguments: [{ kind: 'number', type: 'i32', value: 1 }] },
              }
            : effect,
      ),
    }));
    expect(check(broken, straight).join()).toMatch(/a call is record\(1\) instead of record\(10\)/);
  });

  it('a superinstruction across a jump target', () => {
    const across = extendIsa(isa, [pattern('push a; increment b')]);
    const rewrite = (one: Program): Program => {
      const opcode = (name: string) =>
        across.instructions.findIndex((instruction) => instruction.name === name);
      const code = [
        { opcode: across.base, operands: [9, 0] },
        { opcode: opcode('load'), operands: [0] },
        { opcode: opcode('emit'), operands: [] },
        { opcode: opcode('countdown'), operands: [1] },
        { opcode: opcode('halt'), operands: [] },
      ];
      return { ...one, sections: [{ name: 'main', code: encode(across, code) }] };
    };
    const found = check(across, looping, rewrite).join('\n');
    expect(found).toMatch(/cells\[0\]|a call/);
    expect(found).toMatch(/does not decompose/);
  });

  it.each([
    ['is the last thing that happens', [], { state: 0, baseline: 'trapped', fused: 'ended' }],
    ['something comes behind', [observe], { state: 0, baseline: 'trapped', fused: 'went on' }],
  ])('a trap that is not taken: %s', (_, behind, difference) => {
    const sections = { main: 'push 31\nrefuse\ndrop\nhalt' };
    const schedule = [{ kind: 'run', section: 'main' } as const, ...behind];
    const trapping = program('trapping', 'test', sections, schedule, undefined, guards);
    const whole = extendIsa(guards, [parsePattern('push a; refuse; drop', guards, 'test')]);
    const withoutExits = (one: Semantics) => ({
      ...one,
      effects: one.effects.filter(({ kind }) => kind !== 'exit'),
    });
    const broken = {
      ...whole,
      instructions: whole.instructions.map((one, i) =>
        i === whole.base ? withSemantics(one, withoutExits) : one,
      ),
    };
    const differenceOf = (one: FusedIsa) =>
      verifyPrograms(guards, one, counter.runtime, tracePrograms(guards, counter.runtime, [trapping]), [
        tileProgram(guards, one, trapping),
      ]).programs[0].difference;
    expect(differenceOf(whole)).toBeNull();
    expect(differenceOf(broken)).toEqual({ what: 'the run', ...difference });
  });

  it('a dispatch count that is not as predicted', () => {
    const profile = tracePrograms(isa, counter.runtime, [straight]);
    const tiled = tileProgram(isa, fused, straight);
    const wrong = {
      ...tiled,
      starts: tiled.starts.map((section) => section.slice(1)),
    };
    expect(failures(verifyPrograms(isa, fused, counter.runtime, profile, [wrong])).join()).toMatch(
      /4 dispatches predicted, 5 measured/,
    );
  });

  it('a handler that does not even compile', () => {
    const broken = breaking(fused.base, (one) => ({
      ...one,
      effects: [{ kind: 'set', register: 'not a name', value: { kind: 'number', type: 'i32', value: 1 } }],
    }));
    expect(check(broken, straight)).not.toEqual([]);
  });

  it('code that is not valid at all', () => {
    const rewrite = (one: Program): Program => ({
      ...one,
      sections: [{ name: 'main', code: Int32Array.of(9999) }],
    });
    const profile = tracePrograms(isa, counter.runtime, [straight]);
    const tiled = tileProgram(isa, fused, straight);
    const found = failures(
      verifyPrograms(isa, fused, counter.runtime, profile, [{ ...tiled, program: rewrite(tiled.program) }]),
    );
    expect(found.join()).toMatch(/9999 is not an opcode/);
  });
});
