import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { failures } from '../../src/artifacts/evidence.js';
import { type MiningOptions, SCHEDULINGS, type Scheduling } from '../../src/artifacts/options.js';
import { dispatches, originalOf } from '../../src/bytecode/profile.js';
import { decodeSection, encode, type Program } from '../../src/bytecode/program.js';
import type { Machine } from '../../src/machines/machine.js';
import { models } from '../../src/machines/models/machine.js';
import { packageRoot } from '../../src/util/package-root.js';
import { sharedCorpora } from '../corpora.js';
import { program, programs } from '../machines/counter/counter.js';
import { counter } from '../machines/counter/machine.js';
import { choose, prove, runMainJob } from '../pipelines.js';
import { options } from './support.js';

function run(machine: Machine, of: readonly Program[], schedule: Scheduling, change: Partial<MiningOptions>) {
  return runMainJob(machine, of, { ...options, ...change, schedule });
}

function model(path: string): Program {
  const [family, name] = path.split('/');
  return models.compile(join(packageRoot, 'corpora', path), { name, family }).program;
}

const shipped = ['ecology/rosenzweig-macarthur.xmile', 'supply-chains/hog-cycle.mdl'].map(model);

const limits = { budget: 8, maxLength: 8, payload: 6 };

describe.each(SCHEDULINGS.filter((scheduling) => scheduling !== 'none'))('--schedule %s', (scheduling) => {
  it.each([
    ['with loops', counter, programs, {}],
    ['of models', models, shipped, limits],
  ] as const)(
    'leaves no more than without, in programs %s, verified against them as they came',
    async (_, machine, of, change) => {
      const plain = await run(machine, of, 'none', change);
      const scheduled = await run(machine, of, scheduling, change);
      expect(failures(scheduled.evidence)).toEqual([]);
      expect(scheduled.decisions.curve.at(-1)).toBeLessThanOrEqual(plain.decisions.curve.at(-1)!);
      expect(scheduled.profile.programs.map((entry) => originalOf(entry).program)).toEqual(of);
      expect(scheduled.summary.total.baselineDispatches).toBe(plain.summary.total.baselineDispatches);
      const { summary } = scheduled;
      expect(summary.scheduling?.reductionByFusionWithoutScheduling).toBe(plain.summary.total.reduction);
      expect(summary.scheduling?.fusedWithoutScheduling).toBe(plain.summary.total.fusedDispatches);
      expect(summary.scheduling?.scheduledBaselineDispatches).toBe(
        scheduled.profile.programs.reduce((sum, entry) => sum + dispatches(entry), 0),
      );
      if (scheduling === 'hoist') {
        expect(summary.scheduling?.statementsMoved).toBe(0);
        expect(summary.scheduling?.reductionWithoutReordering).toBe(summary.total.reduction);
      }
      if (scheduling === 'reorder') expect(summary.scheduling?.hoistedDispatches).toBe(0);
    },
  );
});

describe('what scheduling does', () => {
  let all: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    all = await run(models, shipped, 'all', limits);
  });

  it('is found in these models, and hoisting alone is counted', () => {
    const { scheduling, total } = all.summary;
    expect(scheduling?.statementsHoisted).toBeGreaterThan(0);
    expect(scheduling?.statementsMoved).toBeGreaterThan(0);
    expect(scheduling?.hoistedDispatches).toBe(
      total.baselineDispatches - scheduling!.scheduledBaselineDispatches,
    );
    expect(scheduling?.hoistedDispatches).toBeGreaterThan(0);
  });

  it('is the same when it is done again, and when its own result is scheduled', async () => {
    const again = await run(models, shipped, 'all', limits);
    expect(again.decisions).toEqual(all.decisions);
    expect(again.profile).toEqual(all.profile);
    const { decisions } = await choose(models, all.profile, all.decisions.options);
    expect(decisions).toEqual(all.decisions);
  });

  it('is done to held-out programs too, for the set chosen without them', async () => {
    const held = await run(models, shipped, 'all', { ...limits, holdOut: 'ecology' });
    expect(failures(held.evidence)).toEqual([]);
    expect(held.summary.heldOut?.baselineDispatches).toBe(dispatches(originalOf(held.profile.programs[0])));
    expect(held.profile.programs[0].original?.program).toEqual(shipped[0]);
  });

  it('is null in the summary when it was not asked for', async () => {
    const plain = await run(counter, programs, 'none', {});
    expect([plain.summary.scheduling, plain.decisions.scheduling]).toEqual([null, null]);
    expect(plain.profile.programs.every(({ original }) => original === undefined)).toBe(true);
  });
});

describe('verification catches', () => {
  it('a schedule that lets a read overtake the write before it', async () => {
    const text = 'push 5\nstore 0\nload 0\nstore 1\nload 1\nemit\nhalt';
    const { isa, runtime } = counter;
    const [original] = tracePrograms(isa, runtime, [program('order', 'test', { main: text })]).programs;
    const code = decodeSection(isa, original.program, original.program.sections[0]);
    const wrong = [...code.slice(2, 4), ...code.slice(0, 2), ...code.slice(4)];
    const sections = [{ name: 'main', code: encode(isa, wrong) }];
    const entry = { ...original, program: { ...original.program, sections }, original };
    const profile = { schema: 2, machine: isa.machine, isaDigest: isa.digest, programs: [entry] } as const;
    const { decisions } = await choose(counter, profile, options);
    const { evidence } = await prove(counter, profile, decisions);
    expect(failures(evidence).join()).toMatch(/cells\[1\]|a call is record\(0\) instead of record\(5\)/);
    expect(evidence.programs[0].decomposes).toBe(true);
  });
});

describe.skipIf(sharedCorpora === null)('World3 (skipped where ../shared/corpora is absent)', () => {
  it('loses 2 % more of what is left to another order, verified', async () => {
    const { program: world3 } = models.compile(join(sharedCorpora ?? '', 'world3/wrld3-03.mdl'), {
      name: 'World3',
      family: 'world3',
    });
    const { summary, evidence } = await run(models, [world3], 'all', {
      budget: 55,
      maxLength: 8,
      payload: 6,
    });
    expect(failures(evidence)).toEqual([]);
    const { fusedWithoutScheduling, fusedWithoutReordering } = summary.scheduling!;
    expect(fusedWithoutReordering).toBeLessThan(fusedWithoutScheduling);
    expect(summary.total.fusedDispatches).toBeLessThan(0.98 * fusedWithoutReordering);
  });
});
