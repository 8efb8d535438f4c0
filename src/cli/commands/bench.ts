import { basename, dirname } from 'node:path';
import { calibratePass } from '../../../passes/calibrate.js';
import { fusePass } from '../../../passes/fuse.js';
import { measureReachPass } from '../../../passes/measure-reach.js';
import type { AnyPass } from '../../../passes/pass.js';
import { deciding } from '../../../passes/pipelines.js';
import { tilePass } from '../../../passes/tile.js';
import { timePass } from '../../../passes/time.js';
import { writeFiles } from '../../artifacts/files.js';
import { formatArtifact } from '../../artifacts/format.js';
import type { MiningOptions } from '../../artifacts/options.js';
import type { Decisions } from '../../artifacts/superinstructions.js';
import type { ProgramTimings } from '../../artifacts/timings.js';
import { techniquesFor } from '../../execution/techniques.js';
import { switchLoop } from '../../execution/typescript/switch.js';
import { NO_NAMED_PATTERNS } from '../../mining/choices.js';
import { InputError } from '../../util/input-error.js';
import { openDecisions, requireDecided } from '../decisions.js';
import { describeCalibration, techniqueNamed } from '../describe/calibration.js';
import { formatTable, plural, printable, say, sayJson } from '../describe/print.js';
import { describeBench, reachTechnique } from '../describe/timings.js';
import { type LoadedProfile, loadProfile } from '../inputs.js';
import {
  inputsPositional,
  type MiningArguments,
  miningOptions,
  readMiningOptions,
  readTargets,
  runnableIn,
  runningOptions,
  targetNames,
  textOption,
  wholeNumber,
} from '../options.js';
import { run } from '../run-pipeline.js';
import type { Setup } from '../setup.js';
import type { SourceOptions } from '../sources.js';
import type { Command } from './command.js';

type Arguments = MiningArguments &
  SourceOptions & {
    readonly inputs: readonly string[];
    readonly superinstructions?: string;
    readonly rounds: string;
    readonly json: boolean;
    readonly targets?: string;
    readonly calibrate: boolean;
    readonly technique?: string;
    readonly out?: string;
  };

export const benchCommand: Command<Arguments> = (setup) => ({
  command: 'bench <inputs..>',
  describe: 'Time the baseline VM against the fused one, side by side',
  builder: (yargs) =>
    yargs
      .positional('inputs', inputsPositional)
      .options(
        setup.options({
          superinstructions: {
            ...textOption,
            describe: 'A superinstructions.json [default: mine the inputs, within the limits below]',
          },
          rounds: { ...textOption, default: '9', describe: 'How often baseline and fused take turns' },
          targets: {
            ...textOption,
            describe: `Compare the dispatch techniques of these languages: ${targetNames(runnableIn(setup).backEnds).join(',')} [default: the switch in TypeScript alone]`,
          },
          calibrate: {
            type: 'boolean',
            default: false,
            describe: 'Measure what a dispatch, a stack cell and an operand cost, for --objective time',
          },
          technique: {
            ...textOption,
            describe: 'The technique to calibrate [default: the first of the first target]',
          },
          out: { ...textOption, describe: 'File for the costs of --calibrate [default: costs.json]' },
          ...miningOptions,
          ...runningOptions,
          json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
        }),
      )
      .example('$0 bench model.mdl --budget 55', '')
      .example('$0 bench model.mdl --calibrate --targets c', 'costs.json for --objective time')
      .example('$0 bench model.mdl --targets ts,wasm,c,rust', 'every technique there is a compiler for'),
  handler: async (args) => {
    const rounds = wholeNumber('--rounds', args.rounds, 1, 1000);
    for (const name of ['technique', 'out'] as const)
      if (args[name] !== undefined && !args.calibrate)
        throw new InputError(`--${name} goes with --calibrate`);
    if (args.targets !== undefined) readTargets(args.targets, runnableIn(setup));
    const optionsFor = readMiningOptions(args);
    const decisions =
      args.superinstructions === undefined
        ? null
        : openDecisions(args.superinstructions, setup, args).decisions;
    const loaded = await loadProfile(args.inputs, setup, args);
    if (decisions) requireDecided(decisions, loaded.machine.isa, args.superinstructions!);
    const mining = optionsFor(loaded.machine.isa);
    await (args.calibrate
      ? calibrateTo(args.out ?? 'costs.json', args, loaded, mining, rounds, setup)
      : timePrograms(args, loaded, decisions, mining, rounds, setup));
  },
});

const NO_OVERRIDES = { always: [], never: [] };

async function calibrateTo(
  out: string,
  { targets, technique: wanted, json }: Arguments,
  { machine, profile }: LoadedProfile,
  mining: MiningOptions,
  rounds: number,
  setup: Setup,
): Promise<void> {
  const technique = techniqueNamed(wanted, readTargets(targets ?? 'ts', runnableIn(setup)), setup.backEnds);
  const decidingFor = (options: MiningOptions) => deciding({ mining: options, overrides: NO_OVERRIDES });
  const { artifacts } = await run([calibratePass({ mining, technique, rounds }, decidingFor)], setup, {
    given: { machine, profile, named: NO_NAMED_PATTERNS },
    wanted: ['calibration'],
  });
  const { calibration } = artifacts;
  writeFiles(dirname(out), new Map([[basename(out), formatArtifact(calibration.costs)]]));
  if (json) sayJson(calibration);
  else say(`${describeCalibration(calibration)}\n\ncosts: ${printable(out)}`);
}

async function timePrograms(
  args: Arguments,
  { machine, profile }: LoadedProfile,
  decisions: Decisions | null,
  mining: MiningOptions,
  rounds: number,
  setup: Setup,
): Promise<void> {
  const { techniques, skipped } =
    args.targets === undefined
      ? { techniques: [switchLoop], skipped: [] }
      : techniquesFor(readTargets(args.targets, runnableIn(setup)), setup.backEnds);
  const passes: AnyPass[] = [
    ...(decisions ? [] : deciding({ mining, overrides: NO_OVERRIDES })),
    fusePass(),
    tilePass(mining),
    timePass({ techniques, rounds }),
    measureReachPass({ technique: args.targets === undefined ? null : reachTechnique(techniques) }),
  ];
  const { artifacts } = await run(passes, setup, {
    given: { machine, profile, named: NO_NAMED_PATTERNS, ...(decisions && { decisions }) },
    wanted: ['fused', 'timings', 'reach'],
  });
  const { fused, timings, reach } = artifacts;
  const superinstructions = fused.patterns.length;
  const benched = { programs: timings, reach, skipped };
  if (args.json) sayJson({ superinstructions, ...benched });
  else if (args.targets === undefined) say(describeSwitch(timings, superinstructions, rounds));
  else say(`${describeBench(benched, rounds)}; ${superinstructions} superinstructions`);
}

/** A line a program: the one technique, baseline and fused. */
function describeSwitch(
  programs: readonly ProgramTimings[],
  superinstructions: number,
  rounds: number,
): string {
  const milliseconds = (seconds: number) => `${(1000 * seconds).toPrecision(3)} ms`;
  const table = formatTable(
    ['program', 'baseline', 'fused', 'fused/baseline', 'spread', 'null'],
    ['left', 'right', 'right', 'right', 'right', 'right'],
    programs.map(({ program, targets: [{ timings, nullRatio }] }) => {
      const [baseline, fused] = timings;
      return [
        program,
        milliseconds(baseline.seconds),
        milliseconds(fused.seconds),
        fused.ratio.toFixed(3),
        `${fused.spread[0].toFixed(3)} to ${fused.spread[1].toFixed(3)}`,
        nullRatio.toFixed(3),
      ];
    }),
  );
  return `${table}\n\n${superinstructions} superinstructions; whole runs; medians of ${plural(rounds, 'round')}, each compiled anew; spread: middle half of the rounds' ratios; null: baseline against itself`;
}
