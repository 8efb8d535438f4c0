import { DEFAULT_OPTIONS, type MiningOptions } from '../src/artifacts/options.js';
import type { Technique } from '../src/execution/technique.js';
import type { Pattern } from '../src/isa/pattern.js';
import { boundPass } from './bound.js';
import { calibratePass } from './calibrate.js';
import { comparePass } from './compare.js';
import { type CompilePassOptions, compilePass } from './compile.js';
import { countSequencesPass } from './count-sequences.js';
import { crossValidatePass } from './cross-validate.js';
import { decidePass, type Overrides } from './decide.js';
import { fusePass } from './fuse.js';
import { type GenerateOptions, generatePass } from './generate.js';
import { judgeHandMadePass } from './judge-hand-made.js';
import { keepOrderPass } from './keep-order.js';
import { measureDriftPass } from './measure-drift.js';
import { measureReachPass } from './measure-reach.js';
import { mergePass } from './merge.js';
import { mergeBlocksPass } from './merge-blocks.js';
import { minePass } from './mine.js';
import { type Pipeline, pipeline } from './pipeline.js';
import { probePass, techniquesToProbe } from './probe.js';
import { provePass } from './prove.js';
import { rankPass } from './rank.js';
import { reportPass } from './report.js';
import { rerunPass } from './rerun.js';
import { schedulePass } from './schedule.js';
import { seedPass } from './seed.js';
import { selectPass } from './select.js';
import { summarisePass } from './summarise.js';
import { tilePass } from './tile.js';
import { timePass } from './time.js';
import { type TraceOptions, tracePass } from './trace.js';
import { type VerifyOptions, verifyPass } from './verify.js';
import { verifyTargetsPass } from './verify-targets.js';
import { weighPass } from './weigh.js';

/** Everything that the main job goes by. */
export interface MainOptions {
  /** What sources may read, and when to give up on their programs. */
  readonly sources: CompilePassOptions & Partial<TraceOptions>;
  /** Limits, objective, weights, scheduling. */
  readonly mining: MiningOptions;
  /** The user's lists, as they wrote them. */
  readonly overrides: Overrides;
  /** The set that the search starts from; null: none, and no drift to tell. */
  readonly existing: readonly Pattern[] | null;
  /** Languages to print handlers in. */
  readonly generating: GenerateOptions;
  /** What verification asks for, where it is not everything. */
  readonly verifying?: VerifyOptions;
}

/** From sources to how often each block of each program runs. */
export function tracing({ maxDispatches, ...options }: MainOptions['sources']) {
  const trace = maxDispatches === undefined ? tracePass() : tracePass({ maxDispatches });
  return pipeline(['machine', 'sources'], [compilePass(options), trace]);
}

/** From a profile to a set: the part that scheduling runs for every form of the code that it tries. */
export function choosing(options: MiningOptions) {
  return pipeline(
    ['machine', 'profile', 'named'],
    [
      weighPass(options),
      mergeBlocksPass(options),
      minePass(options),
      seedPass(options),
      boundPass(options),
      selectPass(options),
      rankPass(options),
    ],
  );
}

/** From a profile to decisions, scheduling the code if the options say so. */
export function deciding(options: Pick<MainOptions, 'mining' | 'overrides'>) {
  const { mining } = options;
  const inner = choosing(mining);
  return mining.schedule === 'none'
    ? pipeline(['machine', 'profile', 'named'], [...inner, keepOrderPass(), decidePass(options)])
    : pipeline(['machine', 'profile', 'named'], [schedulePass(mining, inner), decidePass(options)]);
}

/** From decisions to handlers and evidence. */
export function proving({
  generating,
  mining,
  verifying,
  probing,
}: Pick<MainOptions, 'generating' | 'mining' | 'verifying'> & {
  /** Techniques whose handlers are probed; those that need no compiler, where it does not say. */
  readonly probing?: readonly Technique[];
}) {
  return pipeline(
    ['machine', 'profile', 'decisions', 'drift', 'handMade'],
    [
      fusePass(),
      provePass(),
      probePass({ techniques: probing ?? techniquesToProbe(generating.targets) }),
      generatePass(generating),
      tilePass(mining),
      verifyPass(verifying),
      summarisePass(),
    ],
  );
}

/** What people read besides the figures. */
export function explaining(options: Pick<MainOptions, 'mining' | 'existing'>) {
  const { mining, existing } = options;
  return [
    countSequencesPass(mining),
    measureDriftPass({ existing, objective: mining.objective }),
    judgeHandMadePass(mining),
  ] as const;
}

/** Every pass there is, for their names: with all that options may ask for. */
export function everyPass(): Pipeline {
  const mining: MiningOptions = { ...DEFAULT_OPTIONS, schedule: 'all' };
  const technique = {
    target: '',
    name: '',
    isInProcess: true,
    unavailable: () => null,
    prepare: neverPrepared,
  };
  const named = { overrides: { always: [], never: [] }, existing: null };
  return [
    ...mainJob({
      sources: { dataFiles: [], allowedFolders: [], skipInvalid: false },
      mining,
      ...named,
      generating: { targets: [], backEnds: [], measure: null },
    }),
    keepOrderPass(),
    mergePass(),
    comparePass({ left: [], right: [] }),
    crossValidatePass(mining, []),
    calibratePass({ mining, technique, rounds: 0 }, () => []),
    timePass({ techniques: [], rounds: 0 }),
    measureReachPass({ technique: null }),
    verifyTargetsPass({ techniques: [] }),
    rerunPass({ command: '', start: neverPrepared, baseline: null }),
  ];
}

function neverPrepared(): never {
  throw new Error('this technique only stands for others');
}

/** The main job: from sources to a report. */
export function mainJob(options: MainOptions) {
  return [
    ...tracing(options.sources),
    ...deciding(options),
    ...explaining(options),
    ...proving(options),
    reportPass(),
  ];
}
