import type { HostFunctions } from '../../backends/host.js';
import { seesMemories } from '../../isa/extern-effect.js';
import { formatNumber } from '../../util/format.js';
import type { EditSource, Prepared, Technique } from '../technique.js';
import { mostDispatches, type ProbeBlock } from './block.js';
import { type CallLog, notingCalls } from './calls.js';
import { describeCell, stateOf } from './expected-state.js';
import type { ProbePlan } from './plan.js';
import { isImpure } from './sections.js';

/** Where a handler did something else than its semantics say. */
export interface ProbeDifference {
  readonly instruction: string;
  /** `curr[2] in state 17`, or how the run went on. */
  readonly what: string;
  /** Values as text. */
  readonly expected: string;
  readonly found: string;
}

/** Handlers whose differences are looked at one by one. */
const MAX_LOCATED = 10;

/** One program of probes under one technique. */
export class ProbeRun {
  /** What can be run under it, and what cannot, with the reason. */
  readonly blocks: readonly ProbeBlock[];
  readonly leftOut: readonly string[];
  readonly differences: ProbeDifference[] = [];
  differenceCount = 0;
  readonly #plan: ProbePlan;
  readonly #prepare: () => Prepared;
  readonly #isForOneSchedule: boolean;
  readonly #calls: CallLog = [];

  constructor(plan: ProbePlan, technique: Technique, host: HostFunctions, edit?: EditSource) {
    const { machine, program, impure, blocks } = plan;
    const { isa } = machine;
    const notes = impure === 'noted' && isa.externs.some(({ effect }) => effect !== 'pure');
    this.#plan = plan;
    this.#isForOneSchedule = technique.isForOneSchedule ?? false;
    const seeing = isa.externs.find(seesMemories);
    const why = ({ opcode, traps }: ProbeBlock): string | null => {
      if (!technique.isInProcess && seeing) return `${seeing.name} sees memories`;
      if (!technique.isInProcess && notes && isImpure(machine, opcode)) return 'its calls cannot be followed';
      return traps && this.#isForOneSchedule ? 'where it traps, each state would be a program' : null;
    };
    this.blocks = blocks.filter((block) => why(block) === null);
    this.leftOut = blocks.flatMap((block) => {
      const reason = why(block);
      return reason === null ? [] : [`${this.#nameOf(block)}: ${reason}`];
    });
    const schedule = this.#isForOneSchedule ? this.blocks.flatMap((block) => block.schedule) : [];
    // A function in another language would be called in place of the one that takes notes.
    const noted = { functions: notingCalls(machine, host.functions, this.#calls) };
    const own = technique.isInProcess && notes ? noted : host;
    this.#prepare = () => technique.prepare(isa, { ...program, schedule }, own, edit);
  }

  /** Fills `differences` and counts them. */
  compareAll(): void {
    if (this.blocks.length === 0) return;
    let prepared: Prepared;
    try {
      prepared = this.#prepare();
    } catch (error) {
      this.#note('all', 'the code', 'compiles', messageOf(error));
      return;
    }
    try {
      if (this.#isForOneSchedule) {
        this.#compareOnce(prepared);
        return;
      }
      this.#compare(
        prepared,
        this.blocks.filter(({ traps }) => !traps),
      );
      for (const block of this.blocks) if (block.traps) this.#compareAlone(prepared, block);
    } finally {
      prepared.dispose();
    }
  }

  /** All in the one run that there is. */
  #compareOnce(prepared: Prepared): void {
    let digests: readonly string[];
    try {
      ({ digests } = prepared.observe());
    } catch (error) {
      this.#note('all', 'the run', 'ends', messageOf(error));
      return;
    }
    let start = 0;
    for (const block of this.blocks) {
      const differing = [...block.digests.keys()].filter((i) => digests[start + i] !== block.digests[i]);
      if (differing.length > 0) {
        const state = digests.length > start + differing[0] ? prepared.stateAt(start + differing[0]) : null;
        this.#locate(block, differing[0], state);
        this.differenceCount += differing.length - 1;
      }
      start += block.digests.length;
    }
  }

  /** All at once; what differs, and what does not come to its end, then by itself. */
  #compare(prepared: Prepared, blocks: readonly ProbeBlock[]): void {
    if (blocks.length === 0) return;
    const run = this.#follow(prepared, blocks);
    const stops = blocks.reduce((sum, { digests }) => sum + digests.length, 0);
    const isWhole = typeof run !== 'string' && !run.trapped && run.digests.length === stops + 1;
    if (!isWhole && blocks.length > 1) {
      const middle = blocks.length >> 1;
      this.#compare(prepared, blocks.slice(0, middle));
      this.#compare(prepared, blocks.slice(middle));
      return;
    }
    if (!isWhole) {
      this.#compareAlone(prepared, blocks[0]);
      return;
    }
    let start = 0;
    let call = 0;
    const calls = [...this.#calls];
    const differing = blocks.filter((block) => {
      const isSame =
        block.digests.every((digest, i) => run.digests[start + i] === digest) &&
        block.calls.every((hash, i) => calls[call + i] === hash);
      start += block.digests.length;
      call += block.calls.length;
      return !isSame;
    });
    // Where a handler writes what it must not, later ones find it: by themselves they are as they should be.
    for (const block of differing)
      if (this.differences.length < MAX_LOCATED) this.#compareAlone(prepared, block);
      else this.differenceCount += block.digests.length;
    if (differing.length === 0 && call !== calls.length)
      this.#note('all', 'calls', String(call), String(calls.length));
  }

  #compareAlone(prepared: Prepared, block: ProbeBlock): void {
    const name = this.#nameOf(block);
    const run = this.#follow(prepared, [block]);
    if (typeof run === 'string') {
      this.#note(name, 'the run', endOf(block.digests.length, block.traps), run);
      return;
    }
    const differing = block.digests.filter((digest, i) => run.digests[i] !== digest).length;
    const stop = block.digests.findIndex((digest, i) => run.digests[i] !== digest);
    const found = endOf(run.digests.length - (run.trapped ? 0 : 1), run.trapped);
    const expected = endOf(block.digests.length, block.traps);
    if (stop >= 0 && stop < run.digests.length) {
      this.#locate(block, stop, prepared.stateAt(stop, block.schedule));
      this.differenceCount += differing - 1;
    } else if (found !== expected) this.#note(name, 'the run', expected, found);
    const call = block.calls.findIndex((hash, i) => this.#calls[i] !== hash);
    if (stop >= 0 || (call < 0 && this.#calls.length === block.calls.length)) return;
    const [wanted, made] = [block.calls, this.#calls].map(({ length }) => `${length} in all`);
    this.#note(name, call < 0 ? 'calls' : `call ${call} of what it was given`, wanted, made);
  }

  /** `found` is null where the run has ended before. */
  #locate(block: ProbeBlock, stop: number, found: ReturnType<Prepared['stateAt']> | null): void {
    const { isa } = this.#plan.machine;
    const expected = stateOf(this.#plan, block, stop);
    const operands = expected.probe.operands.join(' ');
    const where = `state ${stop}${operands === '' ? '' : ` with ${operands}`}`;
    for (const { name } of found ? isa.memories : []) {
      const wanted = expected.memories[name];
      const cell = wanted.findIndex((value, i) => !Object.is(value, found![name][i]));
      if (cell < 0) continue;
      const what = `${describeCell(this.#plan.machine, expected.probe, name, cell)} in ${where}`;
      this.#note(this.#nameOf(block), what, formatNumber(wanted[cell]), formatNumber(found![name][cell]));
      return;
    }
    this.#note(this.#nameOf(block), where, 'one digest', 'another');
  }

  /** What a run shows, or why it did not end. */
  #follow(prepared: Prepared, blocks: readonly ProbeBlock[]) {
    const schedule = blocks.flatMap((block) => block.schedule);
    try {
      prepared.checkThatEnds(schedule, mostDispatches(this.#plan.program, blocks));
      this.#calls.length = 0;
      return prepared.follow(schedule);
    } catch (error) {
      return messageOf(error);
    }
  }

  #nameOf({ opcode }: ProbeBlock): string {
    return this.#plan.machine.isa.instructions[opcode].name;
  }

  #note(instruction: string, what: string, expected: string, found: string): void {
    this.differenceCount++;
    if (this.differences.length < MAX_LOCATED) this.differences.push({ instruction, what, expected, found });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function endOf(states: number, trapped: boolean): string {
  return `${states} states${trapped ? ' and a trap' : ''}`;
}
