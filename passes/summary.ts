import {
  dispatches,
  instructionCount,
  originalOf,
  type Profile,
  type TracedProgram,
} from '../src/bytecode/profile.js';
import type { Drift } from '../src/mining/drift.js';
import { predictDispatches, type TiledProgram } from '../src/mining/tile.js';
import type { Decisions, MiningOptions } from './decisions.js';
import { type Evidence, failures } from './evidence.js';
import type { SchedulingResult } from './schedule.js';

/** `summary.json`: the result of a run in figures. Dispatches are per whole run of a program, all steps. */
export interface Summary {
  readonly schema: 1;
  readonly machine: string;
  readonly options: MiningOptions;
  readonly programs: readonly ProgramSummary[];
  readonly total: Total;
  /** The programs that the set was not mined from; null where none were held out. */
  readonly heldOut: Total | null;
  readonly superinstructions: number;
  /** How many of them are before the bend of the curve of what each further one saves. */
  readonly knee: number;
  readonly search: Decisions['search'];
  /**
   * On the programs mined from, weighted as the set was chosen: what the set leaves, what any set within the limits must
   * leave, and gap = 1 - bound / left.
   */
  readonly bound: {
    readonly weightedDispatches: number;
    readonly fusedDispatches: number;
    readonly gap: number;
    readonly method: Decisions['bound']['method'];
  };
  readonly verification: {
    readonly bitIdentical: boolean;
    readonly predictedEqualsMeasured: boolean;
    readonly decomposes: boolean;
    readonly neverExecuted: readonly string[];
    readonly failures: readonly string[];
  };
  /** Counted apart from fusion; null where no scheduling was asked for. */
  readonly scheduling: SchedulingSummary | null;
  /** From the set given to start from; null without one. */
  readonly drift: Drift | null;
  readonly seconds: Seconds;
}

/** What part of a reduction is not fusion's. Baselines are the programs as they came. */
export interface SchedulingSummary extends SchedulingResult {
  /** Removed by hoisting alone, without any superinstruction, and what that leaves. */
  readonly hoistedDispatches: number;
  readonly scheduledBaselineDispatches: number;
  /** What the same options reach without scheduling: by fusion alone. */
  readonly reductionByFusionWithoutScheduling: number;
  /** What they reach with hoisting, but with all statements in the order they came in. */
  readonly reductionWithoutReordering: number;
}

export interface Total {
  readonly baselineDispatches: number;
  readonly fusedDispatches: number;
  /** 1 - fused / baseline. */
  readonly reduction: number;
}

export interface ProgramSummary extends Total {
  readonly name: string;
  readonly family: string;
  readonly heldOut: boolean;
  /** Static size of the baseline. */
  readonly instructions: number;
}

export const STAGES = [
  'compile',
  'trace',
  'schedule',
  'mine',
  'select',
  'generate',
  'verify',
  'report',
] as const;
export type Stage = (typeof STAGES)[number];
export type Seconds = Readonly<Record<Stage | 'total', number>>;

export function summarise(
  decisions: Decisions,
  profile: Profile,
  heldOut: ReadonlySet<number>,
  tiled: readonly TiledProgram[],
  evidence: Evidence,
  drift: Drift | null,
  seconds: Seconds,
): Summary {
  const programs = profile.programs.map((program, i): ProgramSummary => {
    const { name, family } = program.program;
    return {
      name,
      family,
      heldOut: heldOut.has(i),
      instructions: instructionCount(originalOf(program)),
      ...reduction(dispatches(originalOf(program)), predictDispatches(program, tiled[i])),
    };
  });
  const left = decisions.curve.at(-1)!;
  const bound = decisions.bound.fusedDispatches;
  return {
    schema: 1,
    machine: decisions.machine,
    options: decisions.options,
    programs,
    total: sumUp(programs),
    heldOut: heldOut.size > 0 ? sumUp(programs.filter((program) => program.heldOut)) : null,
    superinstructions: decisions.superinstructions.length,
    knee: decisions.knee,
    search: decisions.search,
    bound: {
      weightedDispatches: left,
      fusedDispatches: bound,
      gap: left > 0 ? 1 - bound / left : 0,
      method: decisions.bound.method,
    },
    verification: {
      bitIdentical: evidence.programs.every(({ difference, failure }) => !difference && !failure),
      predictedEqualsMeasured: evidence.programs.every(
        (program) => program.predictedDispatches === program.measuredDispatches,
      ),
      decomposes: evidence.programs.every(({ decomposes }) => decomposes),
      neverExecuted: evidence.executions.flatMap(({ pattern, executions }) =>
        executions > 0 ? [] : [pattern],
      ),
      failures: failures(evidence),
    },
    scheduling: decisions.scheduling && summariseScheduling(decisions.scheduling, profile),
    drift,
    seconds,
  };
}

function summariseScheduling(result: SchedulingResult, { programs }: Profile): SchedulingSummary {
  const sum = (entries: readonly TracedProgram[]) =>
    entries.reduce((total, entry) => total + dispatches(entry), 0);
  const baseline = sum(programs.map(originalOf));
  const scheduledBaselineDispatches = sum(programs);
  return {
    ...result,
    hoistedDispatches: baseline - scheduledBaselineDispatches,
    scheduledBaselineDispatches,
    reductionByFusionWithoutScheduling: reduction(baseline, result.fusedWithoutScheduling).reduction,
    reductionWithoutReordering: reduction(baseline, result.fusedWithoutReordering).reduction,
  };
}

function sumUp(programs: readonly ProgramSummary[]): Total {
  const sum = (value: (program: ProgramSummary) => number) =>
    programs.reduce((total, program) => total + value(program), 0);
  return reduction(
    sum((program) => program.baselineDispatches),
    sum((program) => program.fusedDispatches),
  );
}

function reduction(baselineDispatches: number, fusedDispatches: number): Total {
  const part = baselineDispatches > 0 ? 1 - fusedDispatches / baselineDispatches : 0;
  return { baselineDispatches, fusedDispatches, reduction: part };
}
