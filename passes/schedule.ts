import { costsOf, type MiningOptions } from '../src/artifacts/options.js';
import { originalOf, type Profile, type TracedProgram } from '../src/bytecode/profile.js';
import { extendIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import type { Pattern } from '../src/isa/pattern.js';
import { buildCorpus, type Corpus } from '../src/mining/corpus.js';
import { costLeft } from '../src/mining/drift.js';
import type { Selection } from '../src/mining/ranking.js';
import { predictDispatches, tileProgram } from '../src/mining/tile.js';
import { guessOrders } from '../src/scheduling/guess-orders.js';
import { hoist } from '../src/scheduling/hoist.js';
import {
  asTheyAre,
  countMoved,
  orderedBlocks,
  permuted,
  reorder,
  reorderedPrograms,
  type StatementOrders,
} from '../src/scheduling/reorder.js';
import { InputError } from '../src/util/input-error.js';
import type { Artifacts } from './artifacts.js';
import { limitsOn } from './mine.js';
import { definePass, type Pass, type PassContext } from './pass.js';
import type { Pipeline } from './pipeline.js';
import { canRerun } from './verify.js';
import { heldOutPrograms } from './weigh.js';

/** What a choosing pipeline reads and writes, as far as scheduling cares. */
const CHOSEN = ['corpus', 'relaxation', 'selection'] as const;
type Chosen = Pick<Artifacts, (typeof CHOSEN)[number]>;

/**
 * Brings the code into a form of which a set within the same limits leaves less: takes out what needs to run
 * only once, then looks for an order of the statements. Scores each by the set that the inner pipeline
 * chooses for it, and keeps only what pays.
 */
export function schedulePass(
  options: MiningOptions,
  choosing: Pipeline,
): Pass<
  'machine' | 'profile' | 'named',
  'profile' | 'scheduling' | 'corpus' | 'relaxation' | 'selection',
  MiningOptions
> {
  return definePass({
    name: 'schedule',
    reads: ['machine', 'profile', 'named'],
    writes: ['profile', 'scheduling', ...CHOSEN],
    options,
    inner: choosing,
    withInner: (inner) => schedulePass(options, inner),
    run: (input, context) => {
      const { machine, bodies } = input.machine.isa;
      if (bodies !== 'expressions')
        throw new InputError(
          `the machine ${machine} does not say in expressions what its instructions do, so nothing can be moved: leave out --schedule`,
        );
      const growing = input.profile.programs.find(({ program }) => program.installed);
      if (growing)
        throw new InputError(
          `${growing.program.name} installs sections while it runs, whose code cannot be moved beforehand: leave out --schedule`,
        );
      const recorded = input.profile.programs.find((entry) => !canRerun(input.machine.isa, entry));
      if (recorded)
        throw new InputError(
          `${recorded.program.name} was recorded elsewhere, so nothing can be moved in it: leave out --schedule`,
        );
      return new Scheduler(input, options, choosing, context).run();
    },
  });
}

/** Programs, and the set chosen for them. */
interface Plan {
  readonly profile: Profile;
  readonly chosen: Chosen;
}

type Changed = Plan & {
  /** How many were hoisted or moved. */
  readonly statements: number;
};

/** What an order has to save for a set to be chosen anew: choosing takes longer than all else. */
const MIN_SHARE_SAVED = 0.002;

class Scheduler {
  readonly #input: Pick<Artifacts, 'machine' | 'profile' | 'named'>;
  readonly #isa: Isa;
  readonly #options: MiningOptions;
  readonly #choosing: Pipeline;
  readonly #context: PassContext;
  readonly #heldOut: ReadonlySet<number>;

  constructor(
    input: Pick<Artifacts, 'machine' | 'profile' | 'named'>,
    options: MiningOptions,
    choosing: Pipeline,
    context: PassContext,
  ) {
    this.#input = input;
    this.#isa = input.machine.isa;
    this.#options = options;
    this.#choosing = choosing;
    this.#context = context;
    this.#heldOut = heldOutPrograms(input.profile, options.holdOut);
  }

  async run(): Promise<Pick<Artifacts, 'profile' | 'scheduling'> & Chosen> {
    const { profile } = this.#input;
    const { schedule: kind } = this.#options;
    const originals = profile.programs.map(originalOf);
    const plain = await this.#planFor({ ...profile, programs: originals }, []);
    const hoisted = kind === 'reorder' ? null : await this.#tryHoisting(plain);
    const unordered = hoisted ?? plain;
    const reordered = kind === 'hoist' ? null : await this.#tryReordering(unordered);
    const best = reordered ?? unordered;
    return {
      ...best.chosen,
      profile: {
        ...profile,
        programs: best.profile.programs.map(({ program, counts }, i) =>
          program === originals[i].program ? originals[i] : { program, counts, original: originals[i] },
        ),
      },
      scheduling: {
        statementsHoisted: hoisted?.statements ?? 0,
        statementsMoved: reordered?.statements ?? 0,
        fusedWithoutScheduling: this.#dispatchesLeft(plain),
        fusedWithoutReordering: this.#dispatchesLeft(unordered),
      },
    };
  }

  /** Starts the search from `start`, besides what the user named. */
  async #choose(given: Partial<Artifacts>, start: readonly Pattern[]): Promise<Chosen> {
    const { machine, named } = this.#input;
    return this.#context.run(this.#choosing, {
      given: { machine, named: { ...named, start: [...named.start, ...start] }, ...given },
      wanted: CHOSEN,
    });
  }

  async #planFor(profile: Profile, start: readonly Pattern[]): Promise<Plan> {
    return { profile, chosen: await this.#choose({ profile }, start) };
  }

  #dispatchesLeft({ profile, chosen }: Plan): number {
    const fused = extendIsa(this.#isa, patternsOf(chosen.selection));
    const costs = costsOf(this.#options);
    return profile.programs.reduce(
      (sum, entry) => sum + predictDispatches(entry, tileProgram(this.#isa, fused, entry.program, costs)),
      0,
    );
  }

  /** Null where it does not pay. */
  async #tryHoisting(plain: Plan): Promise<Changed | null> {
    const hoisted = plain.profile.programs.map((entry) => hoist(this.#isa, entry));
    const statements = hoisted.reduce((sum, one) => sum + one.statements, 0);
    if (statements === 0) return null;
    const profile = { ...plain.profile, programs: hoisted.map(({ entry }) => entry) };
    const plan = await this.#planFor(profile, patternsOf(plain.chosen.selection));
    return costOf(plan.chosen) < costOf(plain.chosen) ? { ...plan, statements } : null;
  }

  /** Null where it does not pay. */
  async #tryReordering(plan: Plan): Promise<Changed | null> {
    const isHeldOut = (program: number) => this.#heldOut.has(program);
    const mined = only(plan.profile, (i) => !isHeldOut(i));
    const { corpus } = plan.chosen;
    const blocks = orderedBlocks(corpus, mined);
    const inOrder = (orders: StatementOrders): Corpus => permuted(corpus, blocks, orders);
    let best: { readonly orders: StatementOrders; readonly chosen: Chosen } = {
      orders: asTheyAre(blocks),
      chosen: plan.chosen,
    };
    const consider = async (orders: StatementOrders, start: readonly Pattern[]): Promise<void> => {
      const chosen = await this.#choose({ corpus: inOrder(orders) }, start);
      if (costOf(chosen) < costOf(best.chosen)) best = { orders, chosen };
    };
    const limits = limitsOn(corpus, this.#options);
    const guess = guessOrders(corpus, blocks, patternsOf(plan.chosen.selection), limits);
    await consider(guess.orders, guess.patterns);
    const patterns = patternsOf(best.chosen.selection);
    const polished = reorder(corpus, blocks, best.orders, patterns, 1);
    const left = costLeft(inOrder(polished), 'dispatches', patterns);
    if (left < costOf(best.chosen) * (1 - MIN_SHARE_SAVED)) await consider(polished, patterns);
    if (best.chosen === plan.chosen) return null;

    const judged = this.#reorderFor(only(plan.profile, isHeldOut), patternsOf(best.chosen.selection));
    const moved = reorderedPrograms(mined, blocks, best.orders, this.#isa);
    const programs = plan.profile.programs.map((_, i) => (isHeldOut(i) ? judged : moved).shift()!);
    return {
      profile: { ...plan.profile, programs },
      chosen: best.chosen,
      statements: best.orders.reduce((sum, order) => sum + countMoved(order), 0),
    };
  }

  /** Programs that were not mined, in the order that suits a set which was chosen without them. */
  #reorderFor(profile: Profile, patterns: readonly Pattern[]): TracedProgram[] {
    if (profile.programs.length === 0) return [];
    const weights = profile.programs.map(() => 1);
    const corpus = buildCorpus(this.#isa, profile, weights, { costs: costsOf(this.#options) });
    const blocks = orderedBlocks(corpus, profile);
    const orders = reorder(corpus, blocks, asTheyAre(blocks), patterns, 1);
    return reorderedPrograms(profile, blocks, orders, this.#isa);
  }
}

/** Weighted. */
function costOf({ selection }: { readonly selection: Selection }): number {
  return selection.curve.at(-1)!;
}

function patternsOf({ superinstructions }: Selection): Pattern[] {
  return superinstructions.map(({ pattern }) => pattern);
}

function only(profile: Profile, isWanted: (program: number) => boolean): Profile {
  return { ...profile, programs: profile.programs.filter((_, i) => isWanted(i)) };
}
