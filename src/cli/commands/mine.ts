import { basename, dirname, join } from 'node:path';
import { crossValidatePass } from '../../../passes/cross-validate.js';
import type { AnyPass } from '../../../passes/pass.js';
import { deciding, explaining } from '../../../passes/pipelines.js';
import { writeFiles } from '../../artifacts/files.js';
import { formatArtifact } from '../../artifacts/format.js';
import { formatProfile } from '../../artifacts/profile.js';
import { UNITS } from '../../mining/costs.js';
import type { SequenceCount } from '../../mining/sequences.js';
import { InputError } from '../../util/input-error.js';
import { type OverrideArguments, patternsFor, readOverrides } from '../decisions.js';
import { describeCrossValidation } from '../describe/cross-validation.js';
import { describeDrift, limitRegret } from '../describe/drift.js';
import {
  formatCount,
  formatPercent,
  formatTable,
  plural,
  printable,
  say,
  sayJson,
} from '../describe/print.js';
import { describeSearch } from '../describe/run.js';
import { judgeInThreads } from '../fold-threads.js';
import { loadProfile } from '../inputs.js';
import {
  inputsPositional,
  type MiningArguments,
  miningOptions,
  type OutputArguments,
  outputOptions,
  overrideOptions,
  readMaxRegret,
  readMiningOptions,
  runningOptions,
  textOption,
  wholeNumber,
} from '../options.js';
import { run } from '../run-pipeline.js';
import type { Setup } from '../setup.js';
import type { SourceOptions } from '../sources.js';
import type { Command } from './command.js';

type Arguments = MiningArguments &
  OutputArguments &
  OverrideArguments &
  SourceOptions & {
    readonly inputs: readonly string[];
    readonly out?: string;
    readonly 'cross-validate': boolean;
    readonly 'max-regret'?: string;
    readonly top: string;
  };

export const mineCommand: Command<Arguments> = (setup) => ({
  command: 'mine <inputs..>',
  describe: 'Choose superinstructions for a profile or for sources, without generating or verifying',
  builder: (yargs) =>
    yargs
      .positional('inputs', inputsPositional)
      .options(
        setup.options({
          ...miningOptions,
          ...overrideOptions,
          out: { ...textOption, describe: 'File to write [default: superinstructions.json]' },
          'cross-validate': {
            type: 'boolean',
            default: false,
            describe: 'Judge every family on a set mined from the others; writes only to --out',
          },
          top: { ...textOption, default: '20', describe: 'How many opcode sequences to print' },
          ...runningOptions,
          ...outputOptions,
        }),
      )
      .example('$0 mine profile.json --budget 16 --payload none', '')
      .example('$0 mine corpora --cross-validate', 'how much of the reduction is overfitting'),
  handler: (args) => (args['cross-validate'] ? crossValidateFamilies(args, setup) : mineOnce(args, setup)),
});

/** Written beside the decisions: scheduled code exists nowhere else. */
const SCHEDULED_PROFILE = 'scheduled-profile.json';

async function mineOnce(args: Arguments, setup: Setup): Promise<void> {
  const top = wholeNumber('--top', args.top, 0, 1_000_000);
  const optionsFor = readMiningOptions(args);
  const choices = readOverrides(args, setup);
  const maxRegret = readMaxRegret(args);
  const out = args.out ?? 'superinstructions.json';
  const { machine, profile } = await loadProfile(args.inputs, setup, args);
  const { named, existing } = patternsFor(machine.isa, choices);
  const mining = optionsFor(machine.isa);
  const passes: AnyPass[] = [
    ...deciding({ mining, overrides: choices.overrides }),
    ...explaining({ mining, existing }),
  ];
  const { artifacts } = await run(passes, setup, {
    given: { machine, profile, named },
    wanted: ['decisions', 'profile', 'sequences', 'drift'],
  });
  const { decisions, sequences, drift } = artifacts;
  const isScheduled = mining.schedule !== 'none';
  const files = new Map([
    [basename(out), formatArtifact(decisions)],
    ...setup.machineFile(machine, args.machine),
  ]);
  if (isScheduled) files.set(SCHEDULED_PROFILE, formatProfile(artifacts.profile));
  writeFiles(dirname(out), files);
  const frequent = mostFrequent(sequences).slice(0, top);
  if (args.json) sayJson({ decisions, sequences: frequent, drift });
  else if (!args.quiet) {
    const [before] = decisions.curve;
    const after = decisions.curve.at(-1)!;
    say(
      [
        describeSequences(frequent),
        `${plural(decisions.superinstructions.length, 'superinstruction')} ${decisions.superinstructions.length === 1 ? 'leaves' : 'leave'} ${formatCount(after)} of ${formatCount(before)} weighted ${UNITS[mining.objective]} (${formatPercent(1 - after / before)} removed)`,
        describeSearch(decisions),
        ...(drift && args.from !== undefined ? [describeDrift(drift, args.from, mining.objective)] : []),
        `decisions: ${printable(out)}${isScheduled ? `\nscheduled programs: ${printable(join(dirname(out), SCHEDULED_PROFILE))}` : ''}`,
      ].join('\n\n'),
    );
  }
  limitRegret(drift, args.from, mining.objective, maxRegret);
}

async function crossValidateFamilies(args: Arguments, setup: Setup): Promise<void> {
  for (const other of ['hold-out', 'from', 'max-regret'] as const)
    if (args[other] !== undefined)
      throw new InputError(`--cross-validate mines once per family: leave out --${other}`);
  if (args.schedule !== 'none')
    throw new InputError('--cross-validate judges code in the order it came in: leave out --schedule');
  const optionsFor = readMiningOptions(args);
  const choices = readOverrides(args, setup);
  const { out } = args;
  const { machine, profile } = await loadProfile(args.inputs, setup, args);
  const { named } = patternsFor(machine.isa, choices);
  const mining = optionsFor(machine.isa);
  const options = { mining, overrides: choices.overrides };
  const judge = judgeInThreads(options, setup.configPath);
  const { artifacts } = await run([crossValidatePass(mining, deciding(options), judge)], setup, {
    given: { machine, profile, named },
    wanted: ['crossValidation'],
  });
  const result = artifacts.crossValidation;
  if (out !== undefined) writeFiles(dirname(out), new Map([[basename(out), formatArtifact(result)]]));
  if (args.json) sayJson(result);
  else if (!args.quiet)
    say(
      [
        describeCrossValidation(result),
        'in sample: left by the set mined from all families; held out: by the set mined from the others;\noverfitting: percentage points between them',
        ...(out === undefined ? [] : [`cross-validation: ${printable(out)}`]),
      ].join('\n\n'),
    );
}

/** By the dispatches that fusing all of them would remove, were there no overlaps. */
function mostFrequent(sequences: readonly SequenceCount[]): SequenceCount[] {
  const saving = ({ opcodes, dynamicCount }: SequenceCount) => (opcodes.length - 1) * dynamicCount;
  return [...sequences].sort((a, b) => saving(b) - saving(a));
}

function describeSequences(sequences: readonly SequenceCount[]): string {
  return formatTable(
    ['executions', 'places', 'programs', 'sequence'],
    ['right', 'right', 'right', 'left'],
    sequences.map(({ opcodes, dynamicCount, staticCount, programs }) => [
      formatCount(dynamicCount),
      formatCount(staticCount),
      formatCount(programs),
      opcodes.join('; '),
    ]),
  );
}
