import { describe, expect, it } from 'vitest';
import type { Action, Program } from '../../src/bytecode/program.js';
import { DispatchLimitError } from '../../src/execution/dispatch-limit.js';
import { closures } from '../../src/execution/typescript/closures.js';
import { switchLoop } from '../../src/execution/typescript/switch.js';
import { execute, instantiate } from '../../src/execution/typescript/vm.js';
import { branchTable, tailCalls } from '../../src/execution/wasm/techniques.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { tileProgram } from '../../src/mining/tile.js';
import { runToEnd } from '../../src/util/steps.js';
import { createDevice, isa, program } from '../machines/counter/counter.js';

const endless = program('endless', 'test', { main: 'push 1\nagain:\nincrement 0\njump again\nhalt' });
const straight = program('straight', 'test', { main: 'push 1\nstore 0\nhalt' });

const createHost = () => ({ functions: createDevice().runtime });

function dispatch(candidate: Program, maxDispatches: number): void {
  runToEnd(execute(instantiate(isa, candidate, createDevice().runtime, true, maxDispatches)));
}

describe('a limit of dispatches', () => {
  it('stops a program that never ends, and says where', () => {
    expect(() => dispatch(endless, 1000)).toThrow(DispatchLimitError);
    expect(() => dispatch(endless, 1000)).toThrow(
      /^endless: stopped after 1,000 dispatches, in section main at instruction 2 \(jump ->1\): if it ends at all, allow it more/,
    );
  });

  it('is exact', () => {
    dispatch(straight, 3);
    expect(() => dispatch(straight, 2)).toThrow('at instruction 2 (halt)');
  });

  it('is of the whole run, not of one section', () => {
    const again: Action = { kind: 'repeat', times: 2 ** 53 - 1, body: straight.schedule };
    expect(() => dispatch({ ...straight, schedule: [again] }, 10)).toThrow('after 10 dispatches');
  });

  it('stops a schedule that goes round without running anything', () => {
    const idle: Action = { kind: 'repeat', times: 2 ** 53 - 1, body: [] };
    const nested: Action = { kind: 'repeat', times: 2 ** 53 - 1, body: [{ ...idle, times: 10 }] };
    for (const schedule of [[idle], [nested]])
      expect(() => dispatch({ ...straight, schedule }, 10)).toThrow(
        'without running a section: see its schedule',
      );
  });

  it('lets a schedule go round that runs something now and then', () => {
    const schedule: Action[] = [
      {
        kind: 'repeat',
        times: 2,
        body: [{ kind: 'repeat', times: 400_000, body: [] }, ...straight.schedule],
      },
    ];
    dispatch({ ...straight, schedule }, 6);
  });

  it.each([switchLoop, closures, branchTable, tailCalls])(
    'holds for what is observed under the technique $name',
    (technique) => {
      const observe = (candidate: Program, most?: number) =>
        technique.prepare(isa, candidate, createHost()).observe(most);
      expect(observe(straight, 3).dispatches).toBe(3);
      expect(() => observe(straight, 2)).toThrow(/^straight: stopped after 2 dispatches/);
      expect(() => observe(endless, 1000)).toThrow(DispatchLimitError);
    },
  );

  it('names the superinstruction', () => {
    const fused = extendIsa(isa, [parsePattern('increment a; jump b', isa, 'test')]);
    const tiled = tileProgram(isa, fused, endless).program;
    const vm = instantiate(fused, tiled, createDevice().runtime, true, 1000);
    expect(() => runToEnd(execute(vm))).toThrow('in section main at instruction 1 (increment__jump)');
  });
});
