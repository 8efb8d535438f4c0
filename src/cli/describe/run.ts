import type { Artifacts } from '../../../passes/artifacts.js';
import type { Evidence, ProgramEvidence } from '../../artifacts/evidence.js';
import { describeProbes } from '../../artifacts/probes.js';
import type { HandMadeResult, Results, SchedulingSummary, Summary, Total } from '../../artifacts/summary.js';
import { isChanged } from '../../artifacts/superinstructions.js';
import { type Objective, UNITS } from '../../mining/costs.js';
import type { Search } from '../../mining/search.js';
import { formatCount, formatPercent, formatSeconds, formatTable, plural, printable } from './print.js';

export function describePrograms({ programs, total, heldOut }: Results): string {
  const figures = (entry: { baselineDispatches: number; fusedDispatches: number; reduction: number }) => [
    formatCount(entry.baselineDispatches),
    formatCount(entry.fusedDispatches),
    formatPercent(entry.reduction),
  ];
  const rows = programs.map((program) => [
    program.name,
    program.heldOut ? `${program.family} (held out)` : program.family,
    formatCount(program.instructions),
    ...figures(program),
  ]);
  if (programs.length > 1) rows.push(['all', '', '', ...figures(total)]);
  if (heldOut && programs.length > 1) rows.push(['held out', '', '', ...figures(heldOut)]);
  return formatTable(
    ['program', 'family', 'instructions', 'dispatches', 'fused', 'removed'],
    ['left', 'left', 'right', 'right', 'right', 'right'],
    rows,
  );
}

export function describeSuperinstructions({
  decisions,
  evidence,
}: Pick<Artifacts, 'decisions' | 'evidence'>): string {
  const [baseline] = decisions.curve;
  const rows = decisions.superinstructions.map(({ pattern, payload, marginal }, i) => [
    String(i + 1),
    formatPercent(marginal / baseline),
    Number.isFinite(payload) ? String(payload) : 'any',
    formatCount(evidence.superinstructions[i].executions),
    pattern,
  ]);
  return formatTable(
    ['#', 'worth', 'bytes', 'executions', 'superinstruction'],
    ['right', 'right', 'right', 'right', 'left'],
    rows,
  );
}

/** The bound is of the programs mined from: `ofMined` says that these are they. */
export function describeEvidence(
  evidence: Evidence,
  summary: Results,
  totalSeconds: number,
  ofMined: boolean,
): string {
  const { total, bound, options, verification, superinstructions, scheduling } = summary;
  const isScheduled = scheduling !== null && isChanged(scheduling);
  const verdict =
    verification.failures.length === 0
      ? describeLevel(evidence)
      : `NOT VERIFIED: ${plural(verification.failures.length, 'failure')}, listed below`;
  return [
    `${plural(superinstructions, 'superinstruction')}${isScheduled ? ' and scheduling' : ''} ${superinstructions === 1 && !isScheduled ? 'removes' : 'remove'} ${formatPercent(total.reduction)} of ${plural(total.baselineDispatches, 'dispatch')}`,
    ...(scheduling ? [describeScheduling(scheduling, total)] : []),
    ...summary.handMade.map(describeHandMade),
    ...(ofMined
      ? [
          `${describeBound(bound, options.objective)}${isScheduled ? ', for the code in this order' : ''}`,
          describeSearch(summary),
        ]
      : []),
    ...describeProofs(summary),
    ...describeProbes(evidence.probes ?? []),
    verdict,
    // Where that is a failure it is told as one.
    ...(evidence.allowsUnused
      ? verification.neverExecuted.map((pattern) => `never executed: ${printable(pattern)}`)
      : []),
    `took ${formatSeconds(totalSeconds)}`,
  ].join('\n');
}

/** What holds from every state, whatever the programs are. */
function describeProofs({ verification: { proved, notProved }, superinstructions }: Results): string[] {
  if (proved === null || superinstructions === 0) return [];
  const all =
    notProved.length === 0 ? (superinstructions === 1 ? 'the' : 'all') : `${formatCount(proved)} of`;
  return [
    `proved: ${all} ${plural(superinstructions, 'superinstruction')}, from every state, to do what their parts do`,
    ...notProved.map((pattern) => `not proved: ${printable(pattern)}`),
  ];
}

/** What was proven, and what was not. */
function describeLevel({ level, rerunBy, programs }: Evidence): string {
  const sum = (value: (program: ProgramEvidence) => number | null) =>
    programs.reduce((total, program) => total + (value(program) ?? 0), 0);
  const measured = sum(({ measuredDispatches }) => measuredDispatches);
  const states = sum(({ statesCompared }) => statesCompared);
  const cells = sum(({ cellsCompared }) => cellsCompared);
  const weakest = programs.filter((program) => program.level === level).length;
  const which =
    weakest < programs.length
      ? `${formatCount(weakest)} of ${plural(programs.length, 'program')}, the others replayed`
      : plural(programs.length, 'program');
  if (level === 'counted')
    return `counted only: ${which}; no count contradicts the superinstructions, fused code decomposes; where control went is not known, dispatches were NOT measured, handlers were NOT executed`;
  if (level === 'replayed')
    return `replayed: ${which}; control enters no superinstruction midway and leaves none but where it may, ${plural(measured, 'dispatch')} counted as predicted, fused code decomposes; handlers were NOT executed`;
  const ending = 'dispatches measured as predicted, fused code decomposes';
  if (rerunBy !== null) {
    const events = sum(({ baselineMeasured }) => baselineMeasured);
    const alike = states > 0 ? `, and ${plural(states, 'state')} alike` : '';
    const what =
      events > 0
        ? `${plural(events, 'event')} of the baseline with the same operands${alike}`
        : 'counts taken apart add up to those of the baseline';
    return `rerun by ${printable(rerunBy)}: ${what}; ${plural(measured, 'dispatch')} measured as predicted, fused code decomposes`;
  }
  if (cells === 0)
    return `verified: ${plural(states, 'state')} compared that have no cell of memory, so only calls were; ${ending}`;
  return `verified: ${plural(states, 'state')} (${plural(cells, 'cell')}) bit-identical, ${ending}`;
}

function describeHandMade({
  name,
  superinstructions,
  impossible,
  reduction,
  bestReduction,
}: HandMadeResult): string {
  const without = impossible > 0 ? ` (without ${formatCount(impossible)} that cannot occur)` : '';
  return `${name}${without}: ${plural(superinstructions, 'superinstruction')} made by hand ${superinstructions === 1 ? 'removes' : 'remove'} ${formatPercent(reduction)}; the best ${formatCount(superinstructions)} that are no longer ${formatPercent(bestReduction)}`;
}

export function describeBound(
  { gap, fusedDispatches, weightedDispatches, filteredBy }: Summary['bound'],
  objective: Objective,
): string {
  const of = filteredBy.length > 0 ? ` of what ${filteredBy.join(', ')} left to choose from` : '';
  return `${formatCount(weightedDispatches)} weighted ${UNITS[objective]} left; any set within the limits${of} leaves at least ${formatCount(fusedDispatches)}: within ${formatPercent(gap)} of the best possible`;
}

/** What is fusion and what is not. */
export function describeScheduling(
  scheduling: SchedulingSummary,
  { baselineDispatches, reduction }: Total,
): string {
  const { statementsHoisted, statementsMoved, hoistedDispatches } = scheduling;
  if (!isChanged(scheduling)) return '  all by fusion: no scheduling pays';
  const alone = baselineDispatches > 0 ? hoistedDispatches / baselineDispatches : 0;
  return [
    `  ${formatPercent(scheduling.reductionByFusionWithoutScheduling)} by fusion alone: the same options without scheduling`,
    `  ${formatPercent(scheduling.reductionWithoutReordering)} with ${plural(statementsHoisted, 'statement')} hoisted, which alone takes away ${plural(hoistedDispatches, 'dispatch')} (${formatPercent(alone)}) and fuses nothing`,
    `  ${formatPercent(reduction)} with ${plural(statementsMoved, 'statement')} in another place as well`,
  ].join('\n');
}

const STOPPED: Readonly<Record<Search['stopped'], string>> = {
  optimal: 'proven optimal',
  moves: 'all moves made',
  seconds: 'time is up',
  'nothing to try': 'nothing left to try',
};

export function describeSearch({ knee, search }: Pick<Summary, 'knee' | 'search'>): string {
  const bend =
    knee === 0 ? 'the curve does not bend' : `the curve bends at ${plural(knee, 'superinstruction')}`;
  return `${bend}; search: ${plural(search.moves, 'move')}, ${formatCount(search.improvements)} better than any before, ${STOPPED[search.stopped]}`;
}
