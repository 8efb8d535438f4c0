import { describe, expect, it } from 'vitest';
import { execute, instantiate, runToEnd } from '../../../src/execution/typescript/vm.js';
import { InputError } from '../../../src/util/input-error.js';
import { createDevice, isa, program, programs } from '../../machines/counter/counter.js';
import { fuseProgram } from '../../random-code.js';
import { interpretProgram, snapshot } from '../../reference-machine.js';

describe('a loaded program', () => {
  it.each(programs.map((candidate) => [candidate.name, candidate] as const))(
    '%s does what the interpreter does, and counts the same',
    (_, candidate) => {
      const expected = interpretProgram(isa, candidate, createDevice().runtime);
      const vm = instantiate(isa, candidate, createDevice().runtime, true);
      const states = [];
      for (const _observed of execute(vm)) states.push(snapshot(isa, vm.memories));
      expect([...states, snapshot(isa, vm.memories)]).toEqual(expected.states);
      for (const { name } of candidate.sections)
        expect([...vm.executions(name)]).toEqual(expected.executions[name]);
    },
  );

  it('starts with memories of zeros and registers that are false or zero in every activation', () => {
    const once = program(
      'p',
      'f',
      {
        main: 'push 1\npush 2\nload 7\nchoose\nemit\npush 1\naccumulate\nemit\npush 0\npush 1\ncompare\nhalt',
      },
      [{ kind: 'repeat', times: 2, body: [{ kind: 'run', section: 'main' }] }],
    );
    const device = createDevice();
    runToEnd(instantiate(isa, once, device.runtime));
    expect(device.recorded).toEqual([0, 1, 0, 1]);
  });

  it('leaves a repeat when a cell has reached another', () => {
    const counting = program('p', 'f', { start: 'push 5\nstore 1\nhalt', step: 'increment 0\nhalt' }, [
      { kind: 'run', section: 'start' },
      {
        kind: 'repeat',
        times: 3,
        body: [
          {
            kind: 'repeat',
            times: 1000,
            body: [
              { kind: 'leave', memory: 'cells', cell: 0, atLeast: 1 },
              { kind: 'run', section: 'step' },
            ],
          },
          { kind: 'run', section: 'step' },
        ],
      },
    ]);
    const vm = instantiate(isa, counting, createDevice().runtime);
    runToEnd(vm);
    expect(vm.memories.cells[0]).toBe(8);
  });

  it('wraps the integers that functions give, forwarded or not', () => {
    const baseline = program('p', 'f', { main: 'push 4\npush 6\ngcd\nemit\nhalt' });
    const { isa: fusedIsa, program: fused } = fuseProgram(isa, baseline, () => 4);
    for (const [machine, candidate] of [
      [isa, baseline],
      [fusedIsa, fused],
    ] as const) {
      const { runtime, recorded } = createDevice();
      runToEnd(instantiate(machine, candidate, { ...runtime, gcd: () => 2 ** 32 + 5 }));
      expect(recorded).toEqual([5]);
    }
  });

  it('counts nothing unless it is asked to', () => {
    const vm = instantiate(isa, programs[0], createDevice().runtime);
    runToEnd(vm);
    expect(Math.max(...vm.executions('main'))).toBe(0);
  });

  it('is refused when it is not valid or the runtime is incomplete', () => {
    const invalid = program('p', 'f', { main: 'drop\nhalt' });
    expect(() => instantiate(isa, invalid, createDevice().runtime)).toThrow(InputError);
    expect(() => instantiate(isa, programs[0], {})).toThrow(
      'programs of counter cannot run: nothing implements its function record',
    );
  });
});
