import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PassContext } from '../../passes/pass.js';
import { tracePrograms } from '../../passes/trace.js';
import { verifyTargetsPass } from '../../passes/verify-targets.js';
import { describeDifference } from '../../src/artifacts/target-evidence.js';
import { dispatches, type Profile } from '../../src/bytecode/profile.js';
import type { Observation, Prepared, Technique } from '../../src/execution/technique.js';
import { switchLoop } from '../../src/execution/typescript/switch.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { models } from '../../src/machines/models/machine.js';
import { predictDispatches, type TiledProgram, tileProgram } from '../../src/mining/tile.js';
import { packageRoot } from '../../src/util/package-root.js';
import { runToEnd } from '../../src/util/steps.js';

const context: PassContext = {
  writersOf: () => [],
  isCancelled: () => false,
  drive: async (steps) => runToEnd(steps),
  run: () => Promise.reject(new Error('it runs no passes')),
};

let profile: Profile;
let fused: FusedIsa;
let tiled: TiledProgram[];
let stops: number;

beforeAll(() => {
  const path = join(packageRoot, 'corpora/ecology/logistic.xmile');
  const { program } = models.compile(path, { name: 'logistic', family: 'ecology' });
  profile = tracePrograms(models.isa, models.runtime, [program]);
  fused = extendIsa(models.isa, [parsePattern('load_var a; load_var b; mul', models.isa, 'test')]);
  tiled = [tileProgram(models.isa, fused, program)];
  stops = switchLoop.prepare(models.isa, program, { functions: models.runtime }).observe().digests.length;
});

type State = Record<string, Float64Array | Int32Array>;

/** What a technique gets wrong. */
interface Mistake {
  /** Of which code; of both where absent. */
  readonly in?: 'baseline' | 'fused';
  /** From this stop on, and in which way the state is wrong there. */
  readonly from?: number;
  readonly state?: (state: State) => void;
  readonly observed?: (observation: Observation) => Partial<Observation>;
  readonly throws?: string;
}

let alive = 0;

/** The technique of the reference, but for a mistake. */
function mistaken(mistake: Mistake = {}): Technique {
  return {
    ...switchLoop,
    target: 'c',
    name: 'mistaken',
    prepare(isa, program, host): Prepared {
      const prepared = switchLoop.prepare(isa, program, host);
      const isWrong = mistake.in === undefined || (mistake.in === 'fused') === (isa === fused);
      if (isWrong && mistake.throws) throw new Error(mistake.throws);
      alive++;
      const { from = Number.POSITIVE_INFINITY, state, observed } = mistake;
      return {
        compileSeconds: 0,
        codeBytes: null,
        codeUnit: 'bytes',
        time: () => 0,
        checkThatEnds: prepared.checkThatEnds,
        follow: prepared.follow,
        observe: () => {
          const observation = prepared.observe();
          if (!isWrong) return observation;
          const digests = observation.digests.map((digest, i) => (i >= from ? `not ${digest}` : digest));
          const wrong = { ...observation, digests };
          return { ...wrong, ...observed?.(wrong) };
        },
        stateAt: (stop) => {
          const copies = Object.entries(prepared.stateAt(stop)).map(([name, cells]) => [name, cells.slice()]);
          const copy: State = Object.fromEntries(copies);
          if (isWrong && stop >= from) state?.(copy);
          return copy;
        },
        dispose: () => {
          alive--;
          prepared.dispose();
        },
      };
    },
  };
}

async function verify(...techniques: readonly Technique[]) {
  alive = 0;
  const pass = verifyTargetsPass({ techniques });
  const { targetEvidence } = await pass.run({ machine: models, fused, profile, tiled }, context);
  expect(alive).toBe(0);
  return targetEvidence;
}

/** The next double above a positive one, so many times. */
function above(value: number, times: number): number {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] += BigInt(times);
  return new Float64Array(bits.buffer)[0];
}

describe('a rerun on targets', () => {
  it('that does as TypeScript does has compared every stop and counted what was predicted', async () => {
    const [evidence] = await verify(mistaken());
    const predicted = predictDispatches(profile.programs[0], tiled[0]);
    expect(evidence).toEqual({
      target: 'c',
      technique: 'mistaken',
      program: 'logistic',
      stops,
      difference: null,
      fromTypeScript: null,
      baselineMeasured: dispatches(profile.programs[0]),
      fusedMeasured: predicted,
      predicted,
      failures: [],
    });
    expect(stops).toBeGreaterThan(10);
    expect(predicted).toBeLessThan(dispatches(profile.programs[0]));
  });

  it('that differs fails with the first stop and cell, and how far apart they are', async () => {
    const [{ difference, fromTypeScript, failures }] = await verify(
      mistaken({
        in: 'fused',
        from: 7,
        state: ({ curr }) => {
          curr[1] = above(curr[1], 3);
          curr[2]++;
        },
      }),
    );
    const name = profile.programs[0].program.symbols.slot[1];
    expect(difference).toMatchObject({ stop: 7, what: `curr[1] (${name})`, ulps: 3 });
    expect(Number(difference!.found)).toBe(above(Number(difference!.expected), 3));
    expect(failures).toEqual([`fused differs from baseline: ${describeDifference(difference!)}`]);
    expect(failures[0]).toMatch(/^fused differs .* is \S+ instead of \S+, 3 ULP apart, at stop 7$/);
    expect(fromTypeScript).toBeNull();
  });

  it.each<[what: string, value: number, ulps: number | null]>([
    ['of other sign', -0, 1],
    ['that is infinite', Number.POSITIVE_INFINITY, null],
    ['that is no number', Number.NaN, null],
  ])('tells ULPs of a number %s where there are any', async (_, value, ulps) => {
    const smallest = Number.MIN_VALUE;
    const set =
      (to: number) =>
      ({ curr }: State) => {
        curr[0] = to;
      };
    const right = mistaken({ from: 0, state: set(smallest) });
    const wrong = mistaken({ from: 0, state: set(value), observed: () => ({ digests: ['other'] }) });
    const both: Technique = {
      ...right,
      prepare: (isa, ...rest) => (isa === fused ? wrong : right).prepare(isa, ...rest),
    };
    const [{ difference }] = await verify(both);
    expect(difference).toMatchObject({ stop: 0, ulps });
  });

  it('that stops more or less often differs there', async () => {
    const [{ difference, failures }] = await verify(
      mistaken({ in: 'fused', observed: ({ digests }) => ({ digests: digests.slice(0, 5) }) }),
    );
    expect(difference).toEqual({
      stop: 5,
      what: 'the run',
      expected: `${stops} stops`,
      found: '5 stops',
      ulps: null,
    });
    expect(failures).toHaveLength(1);
  });

  it('that traps where the baseline does not differs at its end', async () => {
    const [{ difference, failures }] = await verify(
      mistaken({ in: 'fused', observed: () => ({ trapped: true }) }),
    );
    expect(difference).toMatchObject({
      stop: stops,
      what: 'the run',
      expected: `${stops} stops`,
      found: `${stops} stops and a trap`,
    });
    expect(failures).toHaveLength(1);
    expect((await verify(mistaken({ observed: () => ({ trapped: true }) })))[0].difference).toBeNull();
  });

  it('of which only a digest differs says that', async () => {
    const [{ difference }] = await verify(mistaken({ in: 'fused', from: 3 }));
    expect(difference).toMatchObject({ stop: 3, what: 'a digest', ulps: null });
  });

  it('that differs from TypeScript in both codes alike is verified, and it is told', async () => {
    const state = ({ curr }: State) => {
      curr[0]++;
    };
    const [{ difference, fromTypeScript, failures }] = await verify(mistaken({ from: 2, state }));
    expect([difference, failures]).toEqual([null, []]);
    expect(fromTypeScript).toMatchObject({ stop: 2, what: expect.stringMatching(/^curr\[0\]/) });
  });

  it.each(['baseline', 'fused'] as const)('that counts other dispatches in %s code fails', async (code) => {
    const observed = ({ dispatches }: Observation) => ({ dispatches: dispatches! + 1 });
    const [{ failures }] = await verify(mistaken({ in: code, observed }));
    expect(failures).toEqual([
      expect.stringMatching(new RegExp(`^${code}: (\\d+) dispatches instead of \\d+$`)),
    ]);
  });

  it('without dispatches is verified by its states alone', async () => {
    const [{ baselineMeasured, fusedMeasured, failures }] = await verify(
      mistaken({ observed: () => ({ dispatches: null }) }),
    );
    expect([baselineMeasured, fusedMeasured, failures]).toEqual([null, null, []]);
  });

  it.each(['baseline', 'fused'] as const)(
    'whose %s code cannot be compiled fails with why, leaves nothing behind, and the next one goes on',
    async (code) => {
      const [broken, next] = await verify(mistaken({ in: code, throws: 'no such header' }), mistaken());
      expect(broken).toMatchObject({ stops: 0, fusedMeasured: null, failures: ['no such header'] });
      expect(next.failures).toEqual([]);
    },
  );
});
