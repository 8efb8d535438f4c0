import { join } from 'node:path';
import { notesOf } from '../../../passes/generate.js';
import { mainJob } from '../../../passes/pipelines.js';
import { REPORT_FILE, RUN_FOLDER, writeRunFolder } from '../../artifacts/run-folder.js';
import type { Results } from '../../artifacts/summary.js';
import type { GeneratedFiles } from '../../backends/back-end.js';
import type { Target } from '../../backends/registry.js';
import type { Machine } from '../../machines/machine.js';
import { sourceEndings } from '../../machines/registry.js';
import { type OverrideArguments, patternsFor, readOverrides } from '../decisions.js';
import { describeDrift, limitRegret } from '../describe/drift.js';
import { printable, say, sayJson, tell } from '../describe/print.js';
import { describeEvidence, describePrograms, describeSuperinstructions } from '../describe/run.js';
import { findStart } from '../inputs.js';
import {
  type MiningArguments,
  miningOptions,
  type OutputArguments,
  outputOptions,
  overrideOptions,
  readMaxRegret,
  readMiningOptions,
  readTargets,
  runningOptions,
  targetsOption,
  templateOption,
  textOption,
  type VerifyArguments,
  verifyOptions,
} from '../options.js';
import { run } from '../run-pipeline.js';
import type { Setup } from '../setup.js';
import { type SourceOptions, tellNotes, tracingOptions } from '../sources.js';
import type { Command } from './command.js';

type Arguments = MiningArguments &
  OutputArguments &
  OverrideArguments &
  SourceOptions &
  VerifyArguments & {
    readonly sources?: readonly string[];
    readonly out?: string;
    readonly targets: string;
    readonly template?: string;
    readonly 'max-regret'?: string;
  };

export const mainJobCommand: Command<Arguments> = (setup) => ({
  command: '$0 [sources..]',
  describe: 'Trace programs, choose superinstructions, generate and verify them, write a report',
  builder: (yargs) =>
    yargs
      .positional('sources', {
        type: 'string',
        array: true,
        describe: `Sources (${sourceEndings(setup.machines).join(', ')}) or folders of them, or counts from a foreign VM [default: the shipped corpora]`,
      })
      .options(
        setup.options({
          ...miningOptions,
          ...targetsOption(setup),
          ...templateOption,
          ...overrideOptions,
          out: { ...textOption, describe: 'Folder to write to [default: reports/<name>]' },
          ...runningOptions,
          ...verifyOptions,
          ...outputOptions,
        }),
      )
      .example('$0 model.mdl --budget 55', 'the best 55 superinstructions for one model')
      .example('$0 corpora --hold-out ecology', 'judge on a family that was not mined')
      .example('$0 programs --machine vm.isa', 'programs of your own machine, in assembly text'),
  handler: async (args) => {
    const targets = readTargets(args.targets, setup);
    const optionsFor = readMiningOptions(args);
    const choices = readOverrides(args, setup);
    const maxRegret = readMaxRegret(args);
    const { title, ...start } = await findStart(args.sources ?? [], setup, args);
    const { machine } = start;
    const { named, existing } = patternsFor(machine.isa, choices);
    const mining = optionsFor(machine.isa);
    const passes = mainJob({
      sources: tracingOptions(args),
      mining,
      overrides: choices.overrides,
      existing,
      generating: setup.generating(targets, args.template),
      verifying: { allowUnused: args['allow-unused'] },
    });
    const { artifacts, seconds } = await run(passes, setup, {
      given: { ...start, named },
      wanted: 'sources' in start ? [...RUN_FOLDER, 'compiled'] : RUN_FOLDER,
    });
    if (artifacts.compiled) tellNotes(artifacts.compiled, args);
    if (!args.quiet) for (const note of notesOf(artifacts.handlers)) tell(`note: ${note}`);
    tellMissing(targets, artifacts.handlers, machine, args, setup);
    const out = args.out ?? join('reports', title);
    const summary = writeRunFolder(out, machine.isaText, artifacts, seconds, tellNote);
    const { drift } = artifacts.summary;
    if (args.json) sayJson(summary);
    else if (!args.quiet)
      say(
        [
          describePrograms(summary),
          describeSuperinstructions(artifacts),
          ...(drift && args.from !== undefined ? [describeDrift(drift, args.from, mining.objective)] : []),
          describeEvidence(artifacts.evidence, summary, summary.seconds.total, true),
          `report: ${printable(join(out, REPORT_FILE))}`,
        ].join('\n\n'),
      );
    finish(summary, args);
    limitRegret(drift, args.from, mining.objective, maxRegret);
  },
});

/** What users should know of files that are there. */
export function tellNote(text: string): void {
  tell(`note: ${text}`);
}

/** Tells of languages that the user named for nothing: those that need bodies which the machine lacks. */
function tellMissing(
  targets: readonly Target[],
  handlers: GeneratedFiles,
  { isa }: Machine,
  args: Arguments,
  setup: Setup,
): void {
  const isAsked = args.targets !== targetsOption(setup).targets.default;
  if (args.quiet || !isAsked || isa.bodies === 'expressions') return;
  const missing = targets.filter(
    (target) => ![...handlers.keys()].some((path) => path.startsWith(`${target}/`)),
  );
  if (missing.length === 0) return;
  const name = printable(isa.machine);
  tell(`note: no handlers in ${missing.join(', ')}: ${name} has no bodies in expressions`);
}

/** Complains about what was not verified, and makes the command fail. */
export function finish({ verification }: Results, { json }: Pick<OutputArguments, 'json'>): void {
  if (verification.failures.length === 0) return;
  if (!json) for (const failure of verification.failures) tell(`not verified: ${failure}`);
  process.exitCode = 1;
}
