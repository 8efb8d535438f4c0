import { beforeAll, describe, expect, it } from 'vitest';
import { type FusedRun, RUNNING, rerunPass } from '../../passes/rerun.js';
import { runPipeline } from '../../passes/runner.js';
import { failures } from '../../src/artifacts/evidence.js';
import { runFusedCommand } from '../../src/cli/fused-command.js';
import { events } from '../../src/importers/events/events.js';
import { machineOf } from '../../src/machines/machine.js';
import { renderReport } from '../../src/report/report.js';
import { inPieces } from '../importers/events/pieces.js';
import { choose, prove } from '../pipelines.js';
import { asCounters, baselineLines, fusedLines, type Printed, textOf } from '../replay/rerun/traces.js';
import { loop, profileOf, threeRounds, walker, walkerText } from '../replay/walker.js';
import { textOf as pageText } from '../report/page.js';
import { options } from './support.js';

const machine = machineOf(walkerText, 'walker.isa');
const walks = [threeRounds];
const traced = profileOf(loop, walks);
let proven: Awaited<ReturnType<typeof prove>>;
let printed: readonly Printed[];

beforeAll(async () => {
  const profile = {
    schema: 2,
    machine: walker.machine,
    isaDigest: walker.digest,
    programs: [traced],
  } as const;
  const { decisions } = await choose(machine, profile, { ...options, minPlaces: 1 });
  proven = await prove(machine, profile, decisions);
  printed = fusedLines(proven.fused, traced, proven.tiled[0].program, walks);
});

/** What a VM proves that prints this and ends so. */
async function rerun(
  lines: readonly Printed[],
  baseline: readonly Printed[] | null,
  ending: Ending = async () => null,
) {
  const trace = baseline && (() => events({ ...inPieces(textOf(baseline)), path: 'baseline' }));
  const start = () => ({ ...inPieces(textOf(lines)), path: 'output', failure: ending, stop() {} });
  const { machine: given, fused, profile, evidence } = { machine, ...proven };
  const { artifacts } = await runPipeline([rerunPass({ command: 'vm', start, baseline: trace })], {
    given: { machine: given, fused, profile, evidence },
    wanted: ['evidence'],
  });
  return artifacts.evidence;
}

type Ending = FusedRun['failure'];

/** The report on it. */
async function reportOn(lines: readonly Printed[], baseline: readonly Printed[] | null) {
  const evidence = await rerun(lines, baseline);
  expect(failures(evidence)).toEqual([]);
  const summary = {
    ...proven.summary,
    verification: { ...proven.summary.verification, level: 'rerun' as const },
  };
  return pageText(renderReport({ ...proven, evidence, summary, sequences: [] }));
}

describe('the report on a program that the VM itself reran', () => {
  it('says that events were compared, and states where both traces have them', async () => {
    const page = await reportOn(printed, baselineLines(loop, walks));
    expect(page).toContain(
      'event by event, with the same operands. Wherever both tell a state, it had to be the same.',
    );
  });

  it('says that states were not compared where a trace has none', async () => {
    const page = await reportOn(
      printed.map(({ state, ...line }) => line),
      baselineLines(loop, walks),
    );
    expect(page).toContain('event by event, with the same operands. No states were compared');
  });

  it.each([
    ['printed', () => asCounters(printed), baselineLines(loop, walks)],
    ['recorded', () => printed, null],
  ])('says that only counts were compared where only they were %s', async (_, lines, baseline) => {
    const page = await reportOn(lines(), baseline);
    expect(page).toContain('rerun by the VM itself, with the counts recorded');
    expect(page).toContain('Only counts were compared');
    expect(page).not.toContain('event by event');
  });
});

describe('a VM that closes its output and lives on', () => {
  it('has failed', async () => {
    // Forever, unless it is told how long to wait.
    const ending: Ending = (milliseconds) =>
      milliseconds > 0 ? Promise.resolve(RUNNING) : new Promise(() => {});
    const evidence = await rerun(printed, baselineLines(loop, walks), ending);
    expect(failures(evidence)).toEqual([expect.stringContaining('vm printed all, but did not end')]);
  });

  it('is waited for so long, and ended', async () => {
    const run = runFusedCommand('echo x; exec >&-; exec sleep 617.75');
    for await (const piece of run.chunks()) expect(String(piece)).toBe('x\n');
    expect(await run.failure(100)).toBe(RUNNING);
    run.stop();
    expect(await run.failure(10_000)).toBe('was ended by SIGKILL');
  });
});
