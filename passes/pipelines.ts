import type { MiningOptions } from '../src/artifacts/options.js';
import type { Target } from '../src/backends/technique.js';
import type { Pattern } from '../src/isa/pattern.js';
import { bound } from './bound.js';
import { type CompilePassOptions, compile } from './compile.js';
import { countSequences } from './count-sequences.js';
import { decide, type Overrides } from './decide.js';
import { fuse } from './fuse.js';
import { generate } from './generate.js';
import { measureDrift } from './measure-drift.js';
import { mergeBlocks } from './merge-blocks.js';
import { mine } from './mine.js';
import { pipeline } from './pipeline.js';
import { rank } from './rank.js';
import { report } from './report.js';
import { schedule } from './schedule.js';
import { seed } from './seed.js';
import { select } from './select.js';
import { summarise } from './summarise.js';
import { tile } from './tile.js';
import { trace } from './trace.js';
import { verify } from './verify.js';
import { weigh } from './weigh.js';

/** Everything that the main job goes by. */
export interface MainOptions {
  readonly sources: CompilePassOptions;
  readonly mining: MiningOptions;
  /** The user's lists, as they wrote them. */
  readonly overrides: Overrides;
  /** The set that the search starts from; null: none, and no drift to tell. */
  readonly existing: readonly Pattern[] | null;
  /** Languages to print handlers in. */
  readonly targets: readonly Target[];
}

/** From sources to how often each block of each program runs. */
export function tracing(options: CompilePassOptions) {
  return pipeline(['machine', 'sources'], [compile(options), trace()]);
}

/** From a profile to a set: the part that scheduling runs for every form of the code that it tries. */
export function choosing(options: MiningOptions) {
  return pipeline(
    ['machine', 'profile', 'named'],
    [
      weigh(options),
      mergeBlocks(options),
      mine(options),
      seed(options),
      bound(options),
      select(options),
      rank(options),
    ],
  );
}

/** From a profile to decisions, scheduling the code if the options say so. */
export function deciding(options: Pick<MainOptions, 'mining' | 'overrides'>) {
  const { mining } = options;
  const inner = choosing(mining);
  return mining.schedule === 'none'
    ? pipeline(['machine', 'profile', 'named', 'scheduling'], [...inner, decide(options)])
    : pipeline(['machine', 'profile', 'named'], [schedule(mining, inner), decide(options)]);
}

/** From decisions to handlers and evidence. */
export function proving(options: { readonly targets: readonly Target[]; readonly mining: MiningOptions }) {
  return pipeline(
    ['machine', 'profile', 'decisions', 'drift'],
    [fuse(), generate(options), tile(options.mining), verify(), summarise()],
  );
}

/** What people read besides the figures. */
export function explaining(options: Pick<MainOptions, 'mining' | 'existing'>) {
  const { mining, existing } = options;
  return [countSequences(mining), measureDrift({ existing, objective: mining.objective })] as const;
}

/** The main job: from sources to a report. */
export function mainJob(options: MainOptions) {
  return [
    ...tracing(options.sources),
    ...deciding(options),
    ...explaining(options),
    ...proving(options),
    report(),
  ];
}
