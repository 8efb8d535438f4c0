import type { Action } from '../../bytecode/program.js';
import { type ProbeBlock, type ProbeOptions, type ProbeStep, RESET, SKIP } from './block.js';
import type { CallLog } from './calls.js';
import { Coverage } from './coverage.js';
import type { ProbeMachine } from './probe-machine.js';
import type { Reference, StateOutcome } from './reference.js';
import { mayBeRejected, type Probe } from './sections.js';

/** Where a handler may trap or may not end, so many states that do are no reason yet to give up. */
const MIN_TRIES = 64;
/** Blocks that trap of one handler: each is a run of its own. */
const MAX_TRAPS = 3;

/** Makes the states of one handler, and finds out what they come to. */
export class BlockBuilder {
  readonly #reference: Reference;
  readonly #log: CallLog;
  readonly #probes: readonly Probe[];
  readonly #first: number;
  readonly #coverage: Coverage;
  #steps: { readonly probe: Probe | null; times: number }[] = [];
  #digests: string[] = [];
  #calls: CallLog = [];

  /** `probes` are all of one instruction; `log` is where the reference notes down impure calls. */
  constructor(
    private readonly machine: ProbeMachine,
    reference: Reference,
    log: CallLog,
    probes: readonly Probe[],
    first: number,
  ) {
    this.#reference = reference;
    this.#log = log;
    this.#probes = probes;
    this.#first = first;
    this.#coverage = new Coverage(machine.isa.instructions[probes[0].opcode]);
  }

  build({ states, tries }: ProbeOptions): {
    readonly blocks: readonly ProbeBlock[];
    readonly uncovered: readonly string[];
  } {
    const traps = this.#findTraps(Math.max(MIN_TRIES, tries));
    this.#reference.reset(this.#first);
    for (const [i, probe] of this.#probes.entries()) {
      const share =
        Math.ceil(((i + 1) * states) / this.#probes.length) - Math.ceil((i * states) / this.#probes.length);
      this.#addStates(probe, share);
    }
    for (let i = 0; i < tries && !this.#coverage.isComplete; i++)
      this.#tryState(this.#probes[i % this.#probes.length], true);
    return { blocks: [this.#finish(false), ...traps], uncovered: this.#coverage.uncovered() };
  }

  /** So many states of a probe; fewer where most would not end, or would end everything. */
  #addStates(probe: Probe, count: number): void {
    const mayBe = mayBeRejected(this.machine, probe);
    let rejected = 0;
    for (let added = 0; added < count && rejected < 2 * count + MIN_TRIES; ) {
      if (mayBe ? this.#tryState(probe, false) : this.#addState(probe)) added++;
      else rejected++;
    }
  }

  #addState(probe: Probe): boolean {
    const decided = this.#coverage.isComplete ? undefined : this.#coverage.note;
    if (this.#reference.run(probe, decided) !== 'kept')
      throw new Error(`${probe.section}: it ended as no state of it may`);
    if (decided) this.#coverage.count();
    this.#keep(probe);
    return true;
  }

  /** Adds the next state unless no schedule can have it or, if that is asked for, it decides nothing new. */
  #tryState(probe: Probe, ifNew: boolean): boolean {
    this.#reference.save();
    const outcome = this.#reference.run(probe, this.#coverage.note);
    const isNew = outcome === 'kept' && this.#coverage.count();
    if (outcome === 'kept' && (isNew || !ifNew)) {
      this.#keep(probe);
      return true;
    }
    this.#coverage.forget();
    this.#log.length = 0;
    this.#reference.restore();
    this.#reference.skip();
    this.#step(null);
    return false;
  }

  #keep(probe: Probe): void {
    this.#digests.push(this.#reference.digest());
    this.#calls.push(...this.#log);
    this.#log.length = 0;
    this.#step(probe);
  }

  #step(probe: Probe | null): void {
    const last = this.#steps.at(-1);
    if (last?.probe === probe) last.times++;
    else this.#steps.push({ probe, times: 1 });
  }

  /** Blocks of one state that traps, from memories of zeros, as long as they find other ways to. */
  #findTraps(tries: number): ProbeBlock[] {
    const found: ProbeBlock[] = [];
    const { instructions } = this.machine.isa;
    const mayTrap = (probe: Probe) =>
      mayBeRejected(this.machine, probe) && instructions[probe.opcode].flow.mayExit;
    for (const probe of this.#probes.filter(mayTrap))
      for (let i = 0; i < tries && found.length < MAX_TRAPS; i++) {
        this.#reference.reset(this.#first + i);
        const outcome: StateOutcome = this.#reference.run(probe, this.#coverage.note);
        if (outcome === 'trap' && (this.#coverage.count() || found.length === 0)) {
          if (i > 0) this.#steps.push({ probe: null, times: i });
          this.#keep(probe);
          found.push(this.#finish(true));
        }
        this.#coverage.forget();
        this.#log.length = 0;
      }
    return found;
  }

  #finish(traps: boolean): ProbeBlock {
    const block = {
      opcode: this.#probes[0].opcode,
      steps: this.#steps,
      schedule: scheduleOf(this.#steps),
      digests: this.#digests,
      calls: this.#calls,
      traps,
    };
    this.#steps = [];
    this.#digests = [];
    this.#calls = [];
    return block;
  }
}

function scheduleOf(steps: readonly ProbeStep[]): readonly Action[] {
  const run = (section: string): Action => ({ kind: 'run', section });
  return [
    run(RESET),
    ...steps.map(({ probe, times }): Action => {
      if (!probe) return { kind: 'repeat', times, body: [run(SKIP)] };
      const body: Action[] = [run(probe.fillSection), run(probe.section), { kind: 'observe' }];
      return { kind: 'repeat', times, body };
    }),
  ];
}
