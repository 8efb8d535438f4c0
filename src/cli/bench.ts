import { median, quantile } from 'd3-array';
import { Bench } from 'tinybench';
import type { CommandModule } from 'yargs';
import { chosenPatterns } from '../../passes/decisions.js';
import { choose, Stopwatch } from '../../passes/pipeline.js';
import { TARGETS } from '../backends/registry.js';
import { originalOf } from '../bytecode/profile.js';
import { replaceOnStack, warmUp } from '../execution/typescript/optimisation.js';
import { instantiate, resetMemories, runToEnd, type Vm } from '../execution/typescript/vm.js';
import { extendIsa, type FusedIsa } from '../isa/fuse.js';
import { tile } from '../mining/tile.js';
import { InputError } from '../util/input-error.js';
import { benchTargets, describeBench } from './bench-targets.js';
import { calibrateTo } from './calibrate.js';
import { openDecisions } from './decisions.js';
import {
  dataOptions,
  inputsPositional,
  type MiningArguments,
  miningOptions,
  readMiningOptions,
  readTargets,
  textOption,
  wholeNumber,
} from './options.js';
import { formatTable, plural, say } from './print.js';
import { loadProfile } from './profiles.js';
import type { DataOptions } from './sources.js';

type Arguments = MiningArguments &
  DataOptions & {
    readonly inputs: readonly string[];
    readonly superinstructions?: string;
    readonly rounds: string;
    readonly json: boolean;
    readonly targets?: string;
    readonly calibrate: boolean;
    readonly technique?: string;
    readonly out?: string;
  };

export const benchCommand: CommandModule<object, Arguments> = {
  command: 'bench <inputs..>',
  describe: 'Time the baseline VM against the fused one, side by side',
  builder: (yargs) =>
    yargs
      .positional('inputs', inputsPositional)
      .options({
        superinstructions: {
          ...textOption,
          describe: 'A superinstructions.json [default: mine the inputs, within the limits below]',
        },
        rounds: { ...textOption, default: '9', describe: 'How often baseline and fused take turns' },
        targets: {
          ...textOption,
          describe: `Compare the dispatch techniques of these languages: ${TARGETS.join(',')} [default: baseline and fused in TypeScript alone]`,
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
        ...dataOptions,
        json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
      })
      .example('$0 bench model.mdl --budget 55', '')
      .example('$0 bench model.mdl --calibrate --targets c', 'costs.json for --objective time')
      .example('$0 bench model.mdl --targets ts,wasm,c,rust', 'every technique there is a compiler for'),
  handler: async (args) => {
    const targets = args.targets === undefined ? null : readTargets(args.targets);
    const rounds = wholeNumber('--rounds', args.rounds, 1, 1000);
    for (const name of ['technique', 'out'] as const)
      if (args[name] !== undefined && !args.calibrate)
        throw new InputError(`--${name} goes with --calibrate`);
    const optionsFor = readMiningOptions(args);
    const { machine, profile: given } = loadProfile(args.inputs, args);
    let profile = given;
    const { isa, runtime } = machine;
    if (args.calibrate) {
      calibrateTo(machine, profile, optionsFor(isa), { ...args, targets: targets ?? ['ts'], rounds });
      return;
    }
    let fused: FusedIsa;
    if (args.superinstructions === undefined) {
      const options = optionsFor(isa);
      const chosen = choose(machine, profile, options, { always: [], never: [] }, new Stopwatch());
      profile = chosen.profile;
      fused = extendIsa(isa, chosenPatterns(isa, chosen.decisions, 'the set just mined'));
    } else fused = extendIsa(isa, openDecisions(args.superinstructions).patterns);
    if (targets) {
      const programs = profile.programs.map((entry) => ({
        isa,
        fused,
        baseline: originalOf(entry).program,
        tiled: tile(isa, fused, entry.program).program,
      }));
      const benched = benchTargets(machine, programs, targets, rounds);
      if (args.json) say(JSON.stringify({ superinstructions: fused.patterns.length, ...benched }, null, 2));
      else say(`${describeBench(benched, rounds)}; ${fused.patterns.length} superinstructions`);
      return;
    }
    const results: Timing[] = [];
    for (const entry of profile.programs) {
      const { program } = originalOf(entry);
      const { program: rewritten } = tile(isa, fused, entry.program);
      const load = () => ({
        baseline: instantiate(isa, program, runtime),
        fused: instantiate(fused, rewritten, runtime),
      });
      try {
        replaceOnStack(false);
        results.push(await takeTurns(program.name, load, rounds));
      } finally {
        replaceOnStack(true);
      }
    }
    if (args.json)
      say(JSON.stringify({ superinstructions: fused.patterns.length, programs: results }, null, 2));
    else
      say(
        `${formatTable(
          ['program', 'baseline', 'fused', 'fused/baseline', 'spread', 'null'],
          ['left', 'right', 'right', 'right', 'right', 'right'],
          results.map((timing) => [
            timing.name,
            `${timing.baseline.toPrecision(3)} ms`,
            `${timing.fused.toPrecision(3)} ms`,
            timing.ratio.toFixed(3),
            `${timing.spread[0].toFixed(3)} to ${timing.spread[1].toFixed(3)}`,
            timing.nullRatio.toFixed(3),
          ]),
        )}\n\n${fused.patterns.length} superinstructions; whole runs; medians of ${plural(rounds, 'round')}, each compiled anew; spread: middle half of the rounds' ratios; null: baseline against itself`,
      );
  },
};

interface Timing {
  readonly name: string;
  /** Median milliseconds of one whole run. */
  readonly baseline: number;
  readonly fused: number;
  /** Median over the rounds of fused / baseline, measured right after each other. */
  readonly ratio: number;
  readonly spread: readonly [lower: number, upper: number];
  /** The same for baseline / baseline: how much of a ratio may be noise. */
  readonly nullRatio: number;
}

/** Long enough to be optimised, short enough that both sides of a round see the same machine. */
const WARM_UP_MILLISECONDS = 200;
const ROUND_MILLISECONDS = 60;

/**
 * Every round has both run loops compiled anew: V8 does not always make the same code of the same text, and a loop may come
 * out up to 1.7 times slower than the round before.
 */
async function takeTurns(
  name: string,
  load: () => { readonly baseline: Vm; readonly fused: Vm },
  rounds: number,
): Promise<Timing> {
  const samples: { readonly before: number; readonly fused: number; readonly after: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const { baseline, fused } = load();
    for (const vm of [baseline, fused])
      warmUp(WARM_UP_MILLISECONDS, [vm.loop], () => {
        resetMemories(vm);
        runToEnd(vm);
      });
    samples.push({
      before: await time(baseline, ROUND_MILLISECONDS),
      fused: await time(fused, ROUND_MILLISECONDS),
      after: await time(baseline, ROUND_MILLISECONDS),
    });
  }
  const ratios = samples.map((sample) => (2 * sample.fused) / (sample.before + sample.after));
  return {
    name,
    baseline: median(samples, (sample) => sample.before)!,
    fused: median(samples, (sample) => sample.fused)!,
    ratio: median(ratios)!,
    spread: [quantile(ratios, 0.25)!, quantile(ratios, 0.75)!],
    nullRatio: median(samples, (sample) => sample.after / sample.before)!,
  };
}

/** Median milliseconds of one whole run. */
async function time(vm: Vm, milliseconds: number): Promise<number> {
  const bench = new Bench({ time: milliseconds, iterations: 3, warmup: false });
  bench.add('run', () => {
    resetMemories(vm);
    runToEnd(vm);
  });
  await bench.run();
  const { result } = bench.tasks[0];
  if (!('latency' in result)) throw new Error('the benchmark did not run');
  return result.latency.p50;
}
