import { group, median } from 'd3-array';
import type { ProgramTimings, TargetTimings } from '../src/artifacts/timings.js';
import type { HostFunctions } from '../src/backends/host.js';
import { originalOf } from '../src/bytecode/profile.js';
import type { Program } from '../src/bytecode/program.js';
import type { Prepared, Technique } from '../src/execution/technique.js';
import { ratioOf, takeTurns } from '../src/execution/timing.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import { hostOf } from '../src/machines/machine.js';
import { definePass } from './pass.js';

/** Times every program, as it came and fused, under these techniques. */
export function timePass(options: { readonly techniques: readonly Technique[]; readonly rounds: number }) {
  return definePass({
    name: 'time',
    reads: ['machine', 'fused', 'profile', 'tiled'],
    writes: ['timings'],
    options,
    run({ machine, fused, profile, tiled }) {
      const { techniques, rounds } = options;
      const host = hostOf(machine);
      const byTarget = [...group(techniques, ({ target }) => target).values()];
      const timings = profile.programs.map((entry, i): ProgramTimings => {
        const { program: baseline } = originalOf(entry);
        const code = { isa: machine.isa, fused, baseline, tiled: tiled[i].program };
        return {
          program: baseline.name,
          targets: byTarget.map((some) => timeTechniques(code, host, some, rounds)),
        };
      });
      return { timings };
    },
  });
}

interface TimedCode {
  readonly isa: Isa;
  readonly fused: FusedIsa;
  readonly baseline: Program;
  readonly tiled: Program;
}

/** Long enough to be optimised, short enough that a round sees one and the same machine. */
const ROUND_MILLISECONDS = 60;

/**
 * Times one program, baseline and fused, under techniques of one target. They take turns; before and after
 * each one the reference runs, the baseline under the first technique. Run loops that live in this process
 * are compiled anew in every round, because V8 does not always make the same code of the same text.
 */
function timeTechniques(
  programs: TimedCode,
  host: HostFunctions,
  techniques: readonly Technique[],
  rounds: number,
): TargetTimings {
  const contestants = techniques.flatMap((technique) =>
    (['baseline', 'fused'] as const).map((code) => ({
      technique,
      code,
      prepare: (): Prepared =>
        code === 'baseline'
          ? technique.prepare(programs.isa, programs.baseline, host)
          : technique.prepare(programs.fused, programs.tiled, host),
    })),
  );
  const [reference] = contestants;
  const { turns, nullRatios } = takeTurns(
    reference.prepare,
    contestants.map(({ prepare }) => prepare),
    rounds,
    ROUND_MILLISECONDS,
  );
  const timings = contestants.map(({ technique, code, prepare }, i) => {
    const prepared = prepare();
    const { digests, dispatches } = prepared.observe();
    const { codeBytes, codeUnit } = prepared;
    prepared.dispose();
    const { seconds, reference: around, compileSeconds } = turns[i];
    const typical = median(seconds)!;
    return {
      target: technique.target,
      technique: technique.name,
      code,
      seconds: typical,
      dispatches,
      dispatchesPerStep: dispatches === null ? null : dispatches / Math.max(1, digests.length - 1),
      nanosecondsPerDispatch: dispatches === null ? null : (typical * 1e9) / dispatches,
      ...ratioOf(seconds.map((one, round) => one / around[round])),
      compileSeconds: median(compileSeconds)!,
      codeBytes,
      codeUnit,
    };
  });
  const { ratio: nullRatio, spread: nullSpread } = ratioOf(nullRatios);
  return { target: techniques[0].target, timings, nullRatio, nullSpread };
}
