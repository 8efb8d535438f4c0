import type { GeneratedFiles } from '../src/backends/back-end.js';
import type { Target } from '../src/backends/registry.js';
import { originalOf, type Profile } from '../src/bytecode/profile.js';
import type { Program } from '../src/bytecode/program.js';
import { extendIsa, type FusedIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import type { Pattern } from '../src/isa/pattern.js';
import type { Machine } from '../src/machines/machine.js';
import { findCandidates } from '../src/mining/candidates.js';
import { buildCorpus, type Corpus } from '../src/mining/corpus.js';
import { DISPATCHES, picoseconds } from '../src/mining/costs.js';
import { type Drift, measureDrift } from '../src/mining/drift.js';
import { mergeBlocks } from '../src/mining/merge-blocks.js';
import { type Selection, select } from '../src/mining/select.js';
import { countSequences, type SequenceCount } from '../src/mining/sequences.js';
import { type TiledProgram, tile } from '../src/mining/tile.js';
import { weigh } from '../src/mining/weights.js';
import { matchesGlob } from '../src/util/glob.js';
import { InputError } from '../src/util/input-error.js';
import {
  chosenPatterns,
  type Decisions,
  decide,
  type MiningOptions,
  type Overrides,
  readPatterns,
} from './decisions.js';
import type { Evidence } from './evidence.js';
import { generate } from './generate.js';
import { schedule } from './schedule.js';
import { type Seconds, STAGES, type Stage, type Summary, summarise } from './summary.js';
import { trace } from './trace.js';
import { verify } from './verify.js';

/** Everything one run of the whole pipeline made. */
export interface Run {
  readonly machine: Machine;
  readonly profile: Profile;
  readonly decisions: Decisions;
  readonly sequences: readonly SequenceCount[];
  readonly fused: FusedIsa;
  readonly tiled: readonly TiledProgram[];
  readonly handlers: GeneratedFiles;
  readonly evidence: Evidence;
  readonly summary: Summary;
}

export interface Chosen {
  /** The programs the set was chosen for: as given, or scheduled. */
  readonly profile: Profile;
  readonly decisions: Decisions;
  readonly sequences: readonly SequenceCount[];
  /** From the set that the search started from; null without one. */
  readonly drift: Drift | null;
}

/** Measures the stages of a pipeline. */
export class Stopwatch {
  readonly #seconds: Record<Stage, number> = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as Record<
    Stage,
    number
  >;
  readonly #start = performance.now();

  measure<T>(stage: Stage, work: () => T): T {
    const start = performance.now();
    try {
      return work();
    } finally {
      this.#seconds[stage] += (performance.now() - start) / 1000;
    }
  }

  get seconds(): Seconds {
    return { ...this.#seconds, total: (performance.now() - this.#start) / 1000 };
  }
}

/** Traces programs, chooses superinstructions, generates and proves them. The report is made of the result. */
export function runPipeline(
  machine: Machine,
  programs: readonly Program[],
  options: MiningOptions,
  overrides: Overrides,
  targets: readonly Target[],
  watch: Stopwatch,
): Run {
  const profile = watch.measure('trace', () => trace(machine.isa, machine.runtime, programs));
  const chosen = choose(machine, profile, options, overrides, watch);
  const { decisions, sequences, drift } = chosen;
  return { ...prove(machine, chosen.profile, decisions, targets, watch, drift), sequences };
}

/** From a profile to the decisions. */
export function choose(
  { isa }: Pick<Machine, 'isa'>,
  profile: Profile,
  options: MiningOptions,
  overrides: Overrides,
  watch: Stopwatch,
): Chosen {
  const always = readPatterns(isa, overrides.always, 'always');
  const never = readPatterns(isa, overrides.never, 'never');
  const from = overrides.from && readPatterns(isa, overrides.from, 'from');
  const unscheduled = minedCorpus(isa, profile, options);
  const minedPrograms = new Set(unscheduled.blocks.flatMap(({ programs }) => programs)).size;
  const limits = { ...options, minPrograms: Math.ceil(options.minShare * minedPrograms) };
  const selectFrom = (corpus: Corpus, start: readonly Pattern[]): Selection => {
    const merged = mergeBlocks(corpus, options.maxLength);
    const found = watch.measure('mine', () => findCandidates(merged, limits));
    const named = { always, never, start: [...(from ?? []), ...start] };
    return watch.measure('select', () => select(merged, found, { ...limits, ...named }));
  };
  const heldOut = heldOutPrograms(profile, options.holdOut);
  const scheduled =
    options.schedule === 'none'
      ? null
      : schedule(profile, options.schedule, {
          isa,
          limits,
          costs: options.costs ? picoseconds(options.costs) : DISPATCHES,
          isHeldOut: (program) => heldOut.has(program),
          corpusOf: (of) => minedCorpus(isa, of, options),
          select: selectFrom,
          measure: (work) => watch.measure('schedule', work),
        });
  const corpus = scheduled ? minedCorpus(isa, scheduled.profile, options) : unscheduled;
  const selection = scheduled?.selection ?? selectFrom(corpus, []);
  const chosen = selection.superinstructions.map(({ pattern }) => pattern);
  return {
    profile: scheduled?.profile ?? profile,
    decisions: decide(isa, options, overrides, selection, scheduled?.result ?? null),
    sequences: watch.measure('mine', () => countSequences(corpus, options.maxLength)),
    drift: from ? measureDrift(corpus, options.objective, from, chosen) : null,
  };
}

/** The weighted code to mine: that of the programs not held out. */
export function minedCorpus(
  isa: Isa,
  profile: Profile,
  { holdOut, weighting, costs }: Pick<MiningOptions, 'holdOut' | 'weighting' | 'costs'>,
): Corpus {
  const heldOut = heldOutPrograms(profile, holdOut);
  const mined = { ...profile, programs: profile.programs.filter((_, i) => !heldOut.has(i)) };
  if (mined.programs.length === 0)
    throw new InputError('every program is held out: there is nothing left to mine; hold out fewer');
  const { basis, factors } = weigh({ ...mined, programs: mined.programs.map(originalOf) }, weighting);
  return buildCorpus(isa, mined, factors, { costs: costs ? picoseconds(costs) : DISPATCHES, basis });
}

/** From the decisions to handlers and evidence. */
export function prove(
  machine: Machine,
  profile: Profile,
  decisions: Decisions,
  targets: readonly Target[],
  watch: Stopwatch,
  drift: Drift | null = null,
): Omit<Run, 'sequences'> {
  const { isa, runtime } = machine;
  const { costs: measured } = decisions.options;
  const costs = measured ? picoseconds(measured) : DISPATCHES;
  const { fused, handlers, tiled } = watch.measure('generate', () => {
    const extended = extendIsa(isa, chosenPatterns(isa, decisions, 'superinstructions.json'));
    return {
      fused: extended,
      handlers: generate(
        extended,
        targets,
        machine.hostSources,
        decisions.superinstructions.map(({ places }) => places),
      ),
      tiled: profile.programs.map(({ program }) => tile(isa, extended, program, costs)),
    };
  });
  const evidence = watch.measure('verify', () => verify(isa, fused, runtime, profile, tiled));
  const heldOut = heldOutPrograms(profile, decisions.options.holdOut);
  const summary = summarise(decisions, profile, heldOut, tiled, evidence, drift, watch.seconds);
  return { machine, profile, decisions, fused, tiled, handlers, evidence, summary };
}

/** Programs whose family is `holdOut` or whose name matches it as a glob of `*` and `?`. */
function heldOutPrograms({ programs }: Profile, holdOut: string | null): ReadonlySet<number> {
  if (holdOut === null) return new Set();
  const indices = [...programs.keys()].filter((i) => {
    const { name, family } = programs[i].program;
    return family === holdOut || matchesGlob(holdOut, name) || matchesGlob(holdOut, `${family}/${name}`);
  });
  if (indices.length === 0)
    throw new InputError(
      `--hold-out ${holdOut}: no program or family is called so; families: ${[...new Set(programs.map(({ program }) => program.family))].join(', ')}`,
    );
  return new Set(indices);
}
