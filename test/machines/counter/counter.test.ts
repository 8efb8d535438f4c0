import { describe, expect, it } from 'vitest';
import { instantiate, runToEnd } from '../../../src/execution/typescript/vm.js';
import { createDevice, isa, programs } from './counter.js';

function run(name: string) {
  const device = createDevice();
  const vm = instantiate(isa, programs.find((candidate) => candidate.name === name)!, device.runtime);
  runToEnd(vm);
  return { cells: [...vm.memories.cells], recorded: device.recorded };
}

describe('the counter machine', () => {
  it('adds the numbers up to 100', () => {
    expect(run('sum')).toMatchObject({ recorded: [5050], cells: [0, 5050, 0, 0, 0, 0, 0, 0] });
  });

  it('multiplies in a loop within a loop', () => {
    const { cells, recorded } = run('products');
    expect(recorded.slice(0, 13)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 24]);
    expect(recorded).toHaveLength(144);
    expect(cells[1]).toBe(78 * 78);
  });

  it('needs 111 steps from 27 to 1', () => {
    expect(run('collatz')).toMatchObject({ recorded: [111] });
  });

  it('computes Fibonacci numbers modulo 2^32', () => {
    const { cells, recorded } = run('fibonacci');
    expect(recorded.slice(0, 8)).toEqual([1, 2, 3, 5, 8, 13, 21, 34]);
    expect(recorded.at(-1)).toBe(Number(BigInt.asIntN(32, 2504730781961n)));
    expect(cells[2]).toBe(940);
  });
});
