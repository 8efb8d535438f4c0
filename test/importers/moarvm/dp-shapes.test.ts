import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flowOf } from '../../../src/isa/flow.js';
import { sharedCorpora } from '../../corpora.js';
import { type DispatchShapes, recordShapes } from './dp-shapes.js';

describe.skipIf(!sharedCorpora)('shapes of dispatch programs (skipped without ../shared/corpora)', () => {
  const benchmarks = (): DispatchShapes =>
    JSON.parse(readFileSync(join(sharedCorpora!, 'moarvm/dp-shapes.json'), 'utf8'));

  it('are twelve programs of ops that are all known', () => {
    const { programs, instructions } = recordShapes(benchmarks());
    expect(programs).toHaveLength(12);
    const ops = programs.flatMap(({ functions }) => functions.flatMap((one) => one.instructions));
    expect([...new Set(ops.map(({ op }) => op))].filter((op) => !instructions.has(op))).toEqual([]);
  });

  it('have counts that become smaller only where an op may reject, and end with accepts', () => {
    const shapes = benchmarks();
    const { programs, instructions } = recordShapes(shapes);
    for (const { name: benchmark, functions } of programs)
      for (const { name, instructions: ops } of functions) {
        expect(ops.at(-1)!.n).toBe(shapes[benchmark].shapes[name].accepts);
        for (const [i, { n }] of ops.slice(1).entries()) {
          const { op, n: before } = ops[i];
          const { mayExit } = flowOf(instructions.get(op)!.flags);
          expect(mayExit ? n <= before : n === before).toBe(true);
        }
      }
  });
});
