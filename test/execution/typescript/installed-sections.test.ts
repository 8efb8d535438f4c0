import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../../passes/trace.js';
import { verifyPrograms } from '../../../passes/verify.js';
import { formatArtifact } from '../../../src/artifacts/format.js';
import { parseArtifact } from '../../../src/artifacts/parse.js';
import { profileArtifact } from '../../../src/artifacts/profile.js';
import { encode, type Program, withoutInstalled } from '../../../src/bytecode/program.js';
import type { RunningMachine } from '../../../src/bytecode/running.js';
import { techniquesOf } from '../../../src/execution/techniques.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import { execute, instantiate } from '../../../src/execution/typescript/vm.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { hostOf } from '../../../src/machines/machine.js';
import { tileProgram } from '../../../src/mining/tile.js';
import { runToEnd } from '../../../src/util/steps.js';
import { assemble } from '../../machines/counter/counter.js';
import { DOUBLING, isa, loop, program, RESULT, sitesMachine } from '../../machines/sites/sites.js';
import { options } from '../../passes/support.js';
import { runMainJob } from '../../pipelines.js';

const machine = sitesMachine();

function run(one: Program, recorded = DOUBLING, counting = true) {
  const vm = instantiate(isa, one, sitesMachine(recorded).runtime, counting);
  return { vm, ending: runToEnd(execute(vm)) };
}

/** What `loop` leaves in cell 4: `total` and the stack begin anew in the second run, the sum goes on. */
function expectedSum(): number {
  const site = (number: number, value: number) => (value === -1 ? 0 : 2 * value + number);
  let sum = 0;
  for (let round = 0; round < 2; round++)
    for (let i = 9, total = 0; i > 0; i--) {
      total += i;
      sum += site(0, i) + site(7, -(i - 1)) + site(2, i) + 5 + total;
    }
  return sum;
}

describe('sections that a function installs and runs', () => {
  it('leave stack, registers and scratch cells of their caller as they were', () => {
    for (const counting of [true, false])
      expect(run(loop, DOUBLING, counting).vm.memories.heap[4]).toBe(expectedSum());
  });

  it('are sections of the traced program, in the order of installation', () => {
    const [{ program: traced, counts }] = tracePrograms(isa, machine.runtime, [loop]).programs;
    expect(traced.sections.map(({ name }) => name)).toEqual(['main', 'site 0', 'site 7', 'site 2']);
    expect(traced.installed).toBe(3);
    // 18 calls each; the argument of site 7 is -1 once a run, where the guard leaves.
    expect([...counts[1]]).toEqual(Array.from({ length: 10 }, () => 18));
    expect([...counts[2]]).toEqual([18, 18, ...Array.from({ length: 8 }, () => 16)]);
    expect(withoutInstalled(traced)).toEqual(loop);
  });

  it('are installed again in another run, and when the traced program is run', () => {
    const [{ program: traced, counts }] = tracePrograms(isa, machine.runtime, [loop]).programs;
    const again = tracePrograms(isa, machine.runtime, [traced]).programs[0];
    expect(again).toEqual({ program: traced, counts });
    const prepared = switchLoop.prepare(isa, traced, hostOf(machine));
    const first = prepared.observe();
    expect(prepared.observe()).toEqual(first);
    expect(prepared.time(1)).toBeGreaterThan(0);
  });

  it('stay what they are when a profile is written and read', () => {
    const profile = tracePrograms(isa, machine.runtime, [loop]);
    const text = formatArtifact(profile);
    expect(parseArtifact(profileArtifact, text, 'profile.json')).toEqual(profile);
  });

  it('end everything where they trap', () => {
    const main = 'push 4\ncall 0\nstore 4\npush 13\ncall 0\nstore 5\npush 1\nstore 6\ndone';
    const { vm, ending } = run(program(main), () => 'argument\nrefuse 13\nresult\ndone');
    expect(ending).toBe('trap');
    expect([...vm.memories.heap].slice(4)).toEqual([4, 0, 0, 0]);
    expect(vm.trappedAt()).toEqual({ section: 'site 0', instruction: 1 });
  });

  it('run within each other as deep as there is room, and are stopped where there is none', () => {
    // A site calls the next until its argument is 0.
    const deeper = (site: number) =>
      `argument\nkeep 0\nkept 0\nguard 0\npush -1\nadd\ncall ${site}\nkept 0\nadd\nresult\ndone`;
    const { vm } = run(program('push 100\ncall 0\nstore 4\ndone'), deeper);
    expect(vm.memories.heap[4]).toBe((100 * 101) / 2);
    expect(() => run(program('push 10000\ncall 0\nstore 4\ndone'), deeper)).toThrow(
      /^sites: stopped with \d+ sections running within each other/,
    );
  });

  it.each([
    ['push 1\nstore 200\ndone', 'sites, section site 0: instruction 1: store: the cell 200 is not in 0 to 7'],
    ['add\nresult\ndone', 'sites, section site 0:'],
    ['kept 0\nresult\ndone', 'kept reads temporaries[0], a scratch cell that may not have been written'],
    [
      Array.from({ length: 65 }, () => 'push 1')
        .join('\n')
        .concat('\ndone'),
      'an installed section may have 64',
    ],
  ])('are validated like any: %j', (text, problem) => {
    expect(() => run(program('push 1\ncall 0\nstore 4\ndone'), () => text)).toThrow(problem);
  });

  it('have a name of their own, and are there', () => {
    const runtimeOf = (act: (run: RunningMachine) => void) => (running: RunningMachine) => ({
      dispatch: () => {
        act(running);
        return 0;
      },
    });
    const one = program('push 1\ncall 0\nstore 4\ndone');
    const start = (act: (run: RunningMachine) => void) =>
      runToEnd(execute(instantiate(isa, one, runtimeOf(act))));
    const code = encode(isa, assemble('done', isa));
    expect(() => start(({ install }) => install({ name: 'main', code }))).toThrow(
      'there are two of that name',
    );
    expect(() => start((running) => running.run('nothing'))).toThrow(
      'runs the section nothing, which is not there',
    );
    expect(() => start((running) => running.run(1))).toThrow('runs the section 1, which is not there');
  });

  it.each(['ts', 'wasm'].flatMap((target) => techniquesOf(target)).filter(({ name }) => name !== 'switch'))(
    'are refused in $target, $name',
    (technique) => {
      expect(() => technique.prepare(isa, loop, hostOf(machine)).observe()).toThrow(
        'one of its functions runs or installs a section, which only the technique switch of ts can do',
      );
    },
  );
});

describe('a program that installs sections', () => {
  it('is mined, fused and verified with them', async () => {
    const { profile, evidence, tiled, fused, decisions } = await runMainJob(machine, [loop], {
      ...options,
      budget: 4,
      minPlaces: 1,
    });
    expect(profile.programs[0].program.sections).toHaveLength(4);
    const [seen] = evidence.programs;
    expect(seen).toMatchObject({ difference: null, failure: null, decomposes: true, level: 'rerun' });
    expect(seen.measuredDispatches).toBe(seen.predictedDispatches);
    expect(seen.measuredDispatches).toBeLessThan(seen.baselineDispatches! * 0.7);
    expect(decisions.superinstructions.length).toBe(4);
    const vm = instantiate(fused, tiled[0].program, machine.runtime, true);
    runToEnd(execute(vm));
    expect(vm.programNow().sections.map(({ code }) => [...code])).toEqual(
      tiled[0].program.sections.map(({ code }) => [...code]),
    );
    expect(vm.memories.heap[4]).toBe(expectedSum());
    expect(vm.memories.heap[RESULT]).toBe(4);
  });

  it('is verified where a section traps within a superinstruction', () => {
    const one = program('push 4\ncall 0\nstore 4\npush 13\ncall 0\nstore 5\npush 1\nstore 6\ndone');
    const trapping = sitesMachine(() => 'argument\nrefuse 13\nresult\ndone');
    const profile = tracePrograms(isa, trapping.runtime, [one]);
    const texts = ['push a; call b; store c; push d; call e; store f', 'argument; refuse a; result; done'];
    const fused = extendIsa(
      isa,
      texts.map((text) => parsePattern(text, isa, 'test')),
    );
    const tiled = profile.programs.map(({ program: traced }) => tileProgram(isa, fused, traced));
    const [seen] = verifyPrograms(isa, fused, trapping.runtime, profile, tiled).programs;
    expect(seen).toMatchObject({
      difference: null,
      failure: null,
      predictedDispatches: 3,
      measuredDispatches: 3,
    });
  });

  it('cannot be scheduled', async () => {
    await expect(runMainJob(machine, [loop], { ...options, schedule: 'all' })).rejects.toThrow(
      'sites installs sections while it runs, whose code cannot be moved beforehand',
    );
  });

  it('is not verified where a run installs others than those traced', () => {
    const profile = tracePrograms(isa, machine.runtime, [loop]);
    const fused = extendIsa(isa, [parsePattern('push #2; mul', isa, 'test')]);
    const tiled = profile.programs.map(({ program: traced }) => tileProgram(isa, fused, traced));
    const verdict = (runtime: typeof machine.runtime) =>
      verifyPrograms(isa, fused, runtime, profile, tiled).programs[0];
    expect(verdict(machine.runtime)).toMatchObject({ difference: null });
    const other = sitesMachine((site) => DOUBLING(site).replace('push 2', 'push 2\n  push 0\n  add'));
    expect(verdict(other.runtime).difference).toMatchObject({ what: 'section 1, installed while running' });
  });
});
