import type { PredictorReach, ProgramTimings } from '../../artifacts/timings.js';
import type { Technique } from '../../execution/technique.js';
import type { TechniqueChoice } from '../../execution/techniques.js';
import { formatCount, formatSeconds, formatTable, plural, printable } from './print.js';
import { describeSkipped } from './target-evidence.js';

export interface TargetsBenched extends Pick<TechniqueChoice, 'skipped'> {
  readonly programs: readonly ProgramTimings[];
  readonly reach: PredictorReach | null;
}

/** The predictor is measured with what depends on it the most, as far as there is a compiler. */
const REACH_TECHNIQUES = [
  'c computed goto, addresses',
  'rust become, addresses',
  'c switch',
  'rust match',
  'wasm br_table',
];

export function reachTechnique(techniques: readonly Technique[]): Technique | null {
  const nameOf = ({ target, name }: Technique) => `${target} ${name}`;
  const preferred = REACH_TECHNIQUES.flatMap((name) =>
    techniques.filter((technique) => nameOf(technique) === name),
  );
  return preferred[0] ?? techniques[0] ?? null;
}

export function describeBench({ programs, skipped, reach }: TargetsBenched, rounds: number): string {
  return [
    ...programs.flatMap((timings) => [...describeProgram(timings, reach), '']),
    ...(reach ? describeReach(reach) : []),
    ...describeSkipped(skipped),
    `medians of ${plural(rounds, 'round')} of interleaved runs; ratio: to the baseline under the first technique of the same language, right before and after; spread: middle half of the rounds`,
  ].join('\n');
}

function describeProgram({ program, targets }: ProgramTimings, reach: PredictorReach | null): string[] {
  const rows = targets.flatMap(({ timings }) =>
    timings.map((timing) => [
      `${timing.target} ${timing.technique}`,
      timing.code,
      timing.dispatchesPerStep === null ? '-' : formatCount(timing.dispatchesPerStep),
      timing.nanosecondsPerDispatch === null ? '-' : timing.nanosecondsPerDispatch.toFixed(2),
      `${(timing.seconds * 1000).toPrecision(3)} ms`,
      timing.ratio.toFixed(3),
      formatRange(timing.spread),
      formatSeconds(timing.compileSeconds),
      timing.codeBytes === null ? '-' : `${formatCount(timing.codeBytes)} ${timing.codeUnit}`,
    ]),
  );
  const controls = targets.map(
    ({ target, nullRatio, nullSpread }) => `${target} ${nullRatio.toFixed(3)} (${formatRange(nullSpread)})`,
  );
  const steps = targets[0]?.timings
    .slice(0, 2)
    .map(({ code, dispatchesPerStep }) => `${formatCount(dispatchesPerStep ?? 0)} ${code}`);
  return [
    printable(program),
    formatTable(
      [
        'technique',
        'code',
        'dispatches/step',
        'ns/dispatch',
        'run',
        'ratio',
        'spread',
        'compile',
        'size in bytes',
      ],
      ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
      rows,
    ),
    `null control, the reference against itself: ${controls.join('; ')}`,
    ...(steps ? [`dispatches of one step: ${steps.join(', ')}${describeMemory(reach)}`] : []),
  ];
}

function describeMemory(reach: PredictorReach | null): string {
  if (!reach) return '';
  return reach.reach === null
    ? '; no length tried is beyond what the branch predictor remembers'
    : `; the branch predictor remembers about ${formatCount(reach.reach)}`;
}

function describeReach({ target, technique, points }: PredictorReach): string[] {
  return [
    `predictor reach: the program's statements in random order, one sequence over and over, ${target} ${technique}`,
    formatTable(
      ['dispatches', ...points.map(({ dispatches }) => formatCount(dispatches))],
      ['left', ...points.map(() => 'right' as const)],
      [['ns/dispatch', ...points.map(({ nanoseconds }) => nanoseconds.toFixed(2))]],
    ),
  ];
}

function formatRange([lower, upper]: readonly [number, number]): string {
  return `${lower.toFixed(3)} to ${upper.toFixed(3)}`;
}
