import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { formatArtifact, writeFiles } from '../../passes/artifacts.js';
import { notesOf } from '../../passes/generate.js';
import { type Run, runPipeline, Stopwatch } from '../../passes/pipeline.js';
import { isChanged } from '../../passes/schedule.js';
import type { SchedulingSummary, Summary, Total } from '../../passes/summary.js';
import { type Objective, UNITS } from '../mining/costs.js';
import type { Search } from '../mining/search.js';
import { renderReport } from '../report/report.js';
import { type OverrideArguments, readOverrides } from './decisions.js';
import { describeDrift, limitRegret } from './drift.js';
import {
  dataOptions,
  type MiningArguments,
  miningOptions,
  outputOptions,
  overrideOptions,
  readMaxRegret,
  readMiningOptions,
  readTargets,
  targetsOption,
  textOption,
} from './options.js';
import { formatCount, formatPercent, formatSeconds, formatTable, plural, printable, say } from './print.js';
import { compileSources, type DataOptions, SOURCE_ENDINGS } from './sources.js';

export interface OutputArguments {
  readonly json: boolean;
  readonly quiet: boolean;
}

type Arguments = MiningArguments &
  OutputArguments &
  OverrideArguments &
  DataOptions & {
    readonly sources?: readonly string[];
    readonly out?: string;
    readonly targets: string;
    readonly 'max-regret'?: string;
  };

export const mainJob: CommandModule<object, Arguments> = {
  command: '$0 [sources..]',
  describe: 'Trace programs, choose superinstructions, generate and verify them, write a report',
  builder: (yargs) =>
    yargs
      .positional('sources', {
        type: 'string',
        array: true,
        describe: `Models (${SOURCE_ENDINGS}) or folders of them [default: the shipped corpora]`,
      })
      .options({
        ...miningOptions,
        ...targetsOption,
        ...overrideOptions,
        out: { ...textOption, describe: 'Folder to write to [default: reports/<name>]' },
        ...dataOptions,
        ...outputOptions,
      })
      .example('$0 model.mdl --budget 55', 'the best 55 superinstructions for one model')
      .example('$0 corpora --hold-out ecology', 'judge on a family that was not mined'),
  handler: (args) => {
    const watch = new Stopwatch();
    const targets = readTargets(args.targets);
    const optionsFor = readMiningOptions(args);
    const overrides = readOverrides(args);
    const maxRegret = readMaxRegret(args);
    const { machine, compiled, title } = watch.measure('compile', () =>
      compileSources(args.sources ?? [], args),
    );
    const options = optionsFor(machine.isa);
    const programs = compiled.map(({ program }) => program);
    const run = runPipeline(machine, programs, options, overrides, targets, watch);
    if (!args.quiet) for (const note of notesOf(run.handlers)) process.stderr.write(`note: ${note}\n`);
    const out = args.out ?? join('reports', title);
    const summary = writeRun(out, run, watch);
    if (args.json) say(JSON.stringify(summary, null, 2));
    else if (!args.quiet) say(describeRun(run, summary, out, args.from));
    finish(summary, args);
    limitRegret(summary.drift, args.from, options.objective, maxRegret);
  },
};

/** Writes all artifacts of a run into a folder and returns the summary as written, timings complete. */
export function writeRun(out: string, run: Run, watch: Stopwatch): Summary {
  const report = watch.measure('report', () => renderReport(run));
  const summary: Summary = { ...run.summary, seconds: watch.seconds };
  const handlers = [...run.handlers].map(([path, text]) => [`handlers/${path}`, text] as const);
  writeFiles(
    out,
    new Map([
      ['profile.json', formatArtifact(run.profile)],
      ['superinstructions.json', formatArtifact(run.decisions)],
      ...handlers,
      ['evidence.json', formatArtifact(run.evidence)],
      ['report.html', report],
      ['summary.json', formatArtifact(summary)],
    ]),
  );
  return summary;
}

/** Complains about what was not verified, and makes the command fail. */
export function finish({ verification }: Summary, { json }: Pick<OutputArguments, 'json'>): void {
  if (verification.failures.length === 0) return;
  if (!json)
    for (const failure of verification.failures)
      process.stderr.write(`not verified: ${printable(failure)}\n`);
  process.exitCode = 1;
}

function describeRun(run: Run, summary: Summary, out: string, from: string | undefined): string {
  return [
    describePrograms(summary),
    describeSuperinstructions(run),
    ...(summary.drift && from !== undefined
      ? [describeDrift(summary.drift, from, summary.options.objective)]
      : []),
    describeEvidence(run, summary, true),
    `report: ${join(out, 'report.html')}`,
  ].join('\n\n');
}

export function describePrograms({ programs, total, heldOut }: Summary): string {
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

function describeSuperinstructions({ decisions, evidence }: Pick<Run, 'decisions' | 'evidence'>): string {
  const [baseline] = decisions.curve;
  const rows = decisions.superinstructions.map(({ pattern, payload, marginal }, i) => [
    String(i + 1),
    formatPercent(marginal / baseline),
    String(payload),
    formatCount(evidence.executions[i].executions),
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
  { evidence }: Pick<Run, 'evidence'>,
  summary: Summary,
  ofMined: boolean,
): string {
  const { total, bound, options, verification, superinstructions, scheduling, seconds } = summary;
  const isScheduled = scheduling !== null && isChanged(scheduling);
  const states = evidence.programs.reduce((sum, program) => sum + program.statesCompared, 0);
  const cells = evidence.programs.reduce((sum, program) => sum + program.cellsCompared, 0);
  const verdict =
    verification.failures.length === 0
      ? `verified: ${plural(states, 'state')} (${plural(cells, 'cell')}) bit-identical, dispatches measured as predicted, fused code decomposes`
      : `NOT VERIFIED: ${plural(verification.failures.length, 'failure')}, listed below`;
  return [
    `${plural(superinstructions, 'superinstruction')}${isScheduled ? ' and scheduling' : ''} remove ${formatPercent(total.reduction)} of ${plural(total.baselineDispatches, 'dispatch')}`,
    ...(scheduling ? [describeScheduling(scheduling, total)] : []),
    ...(ofMined
      ? [
          `${describeBound(bound, options.objective)}${isScheduled ? ', for the code in this order' : ''}`,
          describeSearch(summary),
        ]
      : []),
    verdict,
    ...verification.neverExecuted.map((pattern) => `never executed: ${pattern}`),
    `took ${formatSeconds(seconds.total)}`,
  ].join('\n');
}

export function describeBound(
  { gap, fusedDispatches, weightedDispatches }: Summary['bound'],
  objective: Objective,
): string {
  return `${formatCount(weightedDispatches)} weighted ${UNITS[objective]} left; any set within the limits leaves at least ${formatCount(fusedDispatches)}: within ${formatPercent(gap)} of the best possible`;
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
  return `the curve bends at ${plural(knee, 'superinstruction')}; search: ${plural(search.moves, 'move')}, ${formatCount(search.improvements)} better than any before, ${STOPPED[search.stopped]}`;
}
