import { type Evidence, failures, neverExecuted } from '../src/artifacts/evidence.js';
import { gapOf } from '../src/artifacts/stated-figures.js';
import type { ProgramSummary, Results, SchedulingSummary, Total } from '../src/artifacts/summary.js';
import { decisionsDigest, type SchedulingResult } from '../src/artifacts/superinstructions.js';
import {
  dispatches,
  instructionCount,
  originalOf,
  type Profile,
  type TracedProgram,
} from '../src/bytecode/profile.js';
import { predictDispatches } from '../src/mining/tile.js';
import type { Artifacts } from './artifacts.js';
import { definePass } from './pass.js';
import { heldOutPrograms } from './weigh.js';

/** The result of a run in figures. */
export function summarisePass() {
  return definePass({
    name: 'summarise',
    reads: ['decisions', 'profile', 'tiled', 'evidence', 'drift', 'handMade'],
    writes: ['summary'],
    options: {},
    run: (input, { writersOf }) => ({
      summary: summariseRun(input, writersOf('decisions').length === 0),
    }),
  });
}

type Input = Pick<Artifacts, 'decisions' | 'profile' | 'tiled' | 'evidence' | 'drift' | 'handMade'>;

/** `isGiven`: the decisions are those of an earlier run, or claim to be. */
function summariseRun(
  { decisions, profile, tiled, evidence, drift, handMade }: Input,
  isGiven: boolean,
): Results {
  const heldOut = heldOutPrograms(profile, decisions.options.holdOut);
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
  return {
    schema: 2,
    machine: decisions.machine,
    isaDigest: evidence.isaDigest,
    profileDigest: evidence.profileDigest,
    instructionSet: evidence.instructionSet,
    decisionsDigest: decisionsDigest(decisions),
    asStated: isGiven ? ['bound', 'search', ...(decisions.scheduling ? ['scheduling' as const] : [])] : [],
    options: decisions.options,
    programs,
    total: sumUp(programs),
    heldOut: heldOut.size > 0 ? sumUp(programs.filter((program) => program.heldOut)) : null,
    superinstructions: decisions.superinstructions.length,
    knee: decisions.knee,
    search: decisions.search,
    bound: {
      weightedDispatches: left,
      gap: gapOf(decisions.bound.fusedDispatches, left),
      ...decisions.bound,
    },
    verification: summariseEvidence(evidence),
    scheduling: decisions.scheduling && summariseScheduling(decisions.scheduling, profile),
    drift,
    handMade: [...handMade],
  };
}

function summariseEvidence(evidence: Evidence): Results['verification'] {
  const { programs, level } = evidence;
  return {
    level,
    bitIdentical: programs.some(({ cellsCompared }) => cellsCompared)
      ? programs.every(({ difference, failure }) => !difference && !failure)
      : null,
    predictedEqualsMeasured: programs.some(({ measuredDispatches }) => measuredDispatches === null)
      ? null
      : programs.every((program) => program.predictedDispatches === program.measuredDispatches),
    decomposes: programs.every(({ decomposes }) => decomposes),
    neverExecuted: neverExecuted(evidence),
    ...summariseProofs(evidence),
    failures: failures(evidence),
  };
}

function summariseProofs({
  superinstructions,
}: Evidence): Pick<Results['verification'], 'proved' | 'notProved'> {
  if (superinstructions.some(({ proof }) => proof === null)) return { proved: null, notProved: [] };
  const notProved = superinstructions.filter(({ proof }) => proof?.status !== 'proved');
  return {
    proved: superinstructions.length - notProved.length,
    notProved: notProved.map(({ pattern }) => pattern),
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
