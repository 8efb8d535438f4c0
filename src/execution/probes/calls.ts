import { functionsFor, type MachineRuntime, type RunningMachine } from '../../bytecode/running.js';
import { changesAll, isValue, memoriesRead } from '../../isa/extern-effect.js';
import type { Extern, Runtime } from '../../isa/isa.js';
import type { ProbeMachine } from './probe-machine.js';

/** Hashes of the calls made of externs that are no values, in order: their functions and what they saw. */
export type CallLog = number[];

const BITS = new Float64Array(1);
const WORDS = new Int32Array(BITS.buffer);

/**
 * A runtime whose functions, but for the pure ones, do nothing but note down in `log` that they were called,
 * where they are no values; what they give depends on what they see alone, and is a small number half of the
 * time. Those that may change all memories put such numbers into some cells.
 */
export function notingCalls(
  { isa: { externs }, memories }: ProbeMachine,
  runtime: MachineRuntime,
  log: CallLog,
): MachineRuntime {
  const note = (run: RunningMachine, extern: Extern, index: number): Runtime[string] => {
    const touched = changesAll(extern) ? memories.map(({ name }) => name) : [];
    const seen = changesAll(extern) ? touched : memoriesRead(extern);
    return (...values: (number | ArrayLike<number>)[]): number => {
      const hash = hashCall(index, [...values, ...seen.map((memory) => run.memories[memory])]);
      if (!isValue(extern)) log.push(hash);
      for (const [i, memory] of touched.entries()) {
        const cells = run.memories[memory];
        if (cells.length > 0)
          cells[((hash >>> 8) + i) % cells.length] = numberOf(hash, cells instanceof Int32Array);
      }
      return numberOf(hash, extern.result === 'i32');
    };
  };
  return (run) => ({
    ...functionsFor(runtime, run),
    ...Object.fromEntries(
      externs.flatMap((extern, index) =>
        extern.effect === 'pure' ? [] : [[extern.name, note(run, extern, index)] as const],
      ),
    ),
  });
}

function numberOf(hash: number, isInteger: boolean): number {
  const value = hash < 0 ? hash & 15 : hash;
  return isInteger ? value : value / 4;
}

function hashCall(index: number, values: readonly (number | ArrayLike<number>)[]): number {
  let hash = index;
  const mix = (word: number) => {
    hash = Math.imul(hash ^ word, 0x9e3779b1 | 0);
    hash ^= hash >>> 15;
  };
  const add = (value: number) => {
    BITS[0] = Number.isNaN(value) ? Number.NaN : value;
    mix(WORDS[0]);
    mix(WORDS[1]);
  };
  for (const value of values)
    if (typeof value === 'number') add(value);
    else for (let i = 0; i < value.length; i++) add(value[i]);
  return hash;
}
