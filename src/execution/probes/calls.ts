import type { Isa, Runtime } from '../../isa/isa.js';

/** Hashes of the impure calls made, in order: their functions and what they were given. */
export type CallLog = number[];

const BITS = new Float64Array(1);
const WORDS = new Int32Array(BITS.buffer);

/**
 * A runtime whose impure functions do nothing but note down in `log` that they were called; what they give
 * depends on what they are given alone, and is a small number half of the time.
 */
export function notingCalls({ externs }: Isa, runtime: Runtime, log: CallLog): Runtime {
  const impure = externs.flatMap(({ name, pure, result }, index) => {
    if (pure) return [];
    const call = (...values: (number | ArrayLike<number>)[]): number => {
      const hash = hashCall(index, values);
      log.push(hash);
      const value = hash < 0 ? hash & 15 : hash;
      return result === 'i32' ? value : value / 4;
    };
    return [[name, call as Runtime[string]] as const];
  });
  return { ...runtime, ...Object.fromEntries(impure) };
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
