import { DISPATCH_OPS } from '../../../src/importers/moarvm/dispatch-ops.js';
import type { Recording } from '../../../src/importers/recording.js';

/**
 * Counts of dispatch programs, by benchmark and by the names of their ops: `moarvm/dp-shapes.json` of the shared
 * corpora.
 */
export type DispatchShapes = Readonly<
  Record<
    string,
    {
      readonly shapes: Readonly<
        Record<string, { readonly accepts: number; readonly counts: readonly number[] }>
      >;
    }
  >
>;

/** A program per benchmark, a function per shape; ops have no operands, for they are not known. */
export function recordShapes(benchmarks: DispatchShapes): Recording {
  const programs = Object.entries(benchmarks).map(([name, { shapes }]) => ({
    name,
    family: name,
    functions: Object.entries(shapes).map(([shape, { counts }]) => ({
      name: shape,
      instructions: shape
        .split(' ')
        .map((op, pc) => ({ pc, op, args: [], n: counts[pc], isEntry: pc === 0 })),
      isComplete: true,
      transfers: null,
    })),
  }));
  const events = Object.values(benchmarks).flatMap(({ shapes }) =>
    Object.values(shapes).flatMap(({ counts }) => counts),
  );
  const total = events.reduce((sum, n) => sum + n, 0);
  return {
    machine: 'moarvm_dispatch',
    payload: null,
    kinds: [],
    instructions: new Map([...DISPATCH_OPS].map(([name, facts]) => [name, { ...facts, operands: [] }])),
    programs,
    eventsRead: total,
    eventsExplained: total,
  };
}
