import type { Section } from '../../../bytecode/program.js';
import { encode } from '../../../bytecode/program.js';
import type { Description, SiteDescription } from '../description.js';
import type { SiteArgument } from '../dispatch/argument.js';
import type { ArgumentKind, DispatchProgram, ProgramOp, ResumptionInit } from '../dispatch/program.js';
import { dispatcherNumber } from '../dispatch/program.js';
import type { Recorded, StartedResumption } from '../dispatch/record.js';
import type { DispatchRequest } from '../dispatch/recording.js';
import { isa } from '../isa.js';
import { CODE_REFERENCE, FIRST_ARGUMENT, FRAME, OUTCOME, RECORD, STATE } from '../layout.js';
import { Frames } from './frames.js';
import type { Objects } from './objects.js';
import type { Resumptions } from './resumptions.js';

/** What a machine that runs sections offers besides its memories. */
export interface Sections {
  /** Runs a section to its end, within whatever is running. */
  run(section: string): void;
  /** Makes a section known by its name. */
  install(section: Section): void;
}

/** Where dispatches are recorded, and where functions of the host are. */
export interface Dispatching {
  record(request: DispatchRequest): Recorded;
  callHost(callee: number, args: readonly number[]): number;
  /** A routine refuses its arguments, and nothing resumes. */
  refuse(routine: number, refusal: number, args: readonly number[]): never;
}

/** How many programs a call site keeps. */
export type CacheLimit = 'none' | 'one' | 'many';
const MOST_PROGRAMS: Readonly<Record<CacheLimit, number>> = { none: 0, one: 1, many: 64 };

interface InstalledProgram {
  readonly section: string;
  readonly program: DispatchProgram;
}

/** Counts of what call sites did. */
export interface DispatchCounts {
  recorded: number;
  installed: number;
  accepted: number;
  rejected: number;
}

/** A resumption to be kept. */
interface Started {
  readonly dispatcher: string;
  readonly shape: number;
  readonly values: readonly number[];
}

/** A dispatch that has found what to call. */
interface Callee {
  readonly code: number;
  readonly record: number;
  readonly bindFailure: number;
}

/** What is to be kept of a program that is being accepted. */
interface Running {
  readonly program: DispatchProgram;
  readonly args: readonly number[];
  records: number;
}

/** Calls: a site's programs are tried, newest first; where none accepts, a dispatch is recorded. */
export class Calls {
  readonly counts: DispatchCounts = { recorded: 0, installed: 0, accepted: 0, rejected: 0 };
  readonly #cells: Int32Array;
  readonly #caches = new Map<number, InstalledProgram[]>();
  readonly #frames: Frames;
  #running: Running | null = null;
  #programs = 0;

  constructor(
    private readonly objects: Objects,
    private readonly memories: Readonly<Record<string, Int32Array>>,
    private readonly sections: Sections,
    private readonly description: Description,
    private readonly resumptions: Resumptions,
    private readonly dispatching: Dispatching,
    private readonly cacheLimit: CacheLimit,
  ) {
    this.#cells = objects.heap.cells;
    this.#frames = new Frames(objects, memories.state);
  }

  get #state(): Int32Array {
    return this.memories.state;
  }

  /** Runs the program from its first routine. */
  runMain(codeReference: number): void {
    this.#state[STATE.first] = FIRST_ARGUMENT;
    this.#state[STATE.count] = 0;
    this.#invoke({ code: codeReference, record: 0, bindFailure: 0 });
  }

  /** What the instructions `dispatch_…` do: the arguments are in `capture`. */
  dispatch(site: number): number {
    const result = this.#dispatch(site);
    // What a method says of an object's truth is a Bool.
    const wantsTruth = this.description.sites[site].dispatcher === 'boot-boolify';
    return wantsTruth && this.objects.isTruth(result) ? Number(this.objects.integerValue(result)) : result;
  }

  #dispatch(site: number): number {
    this.objects.heap.safePoint();
    const count = this.#state[STATE.count];
    const args = this.#argumentsAt(FIRST_ARGUMENT, count);
    const installed = this.#caches.get(site) ?? [];
    for (let i = installed.length - 1; i >= 0; i--) {
      if (this.#try(installed[i], args)) return this.#perform();
      this.counts.rejected++;
      this.#state[STATE.count] = count;
    }
    return this.#record(site, args);
  }

  #argumentsAt(first: number, count: number): number[] {
    return Array.from(this.memories.capture.subarray(first, first + count));
  }

  #try({ section, program }: InstalledProgram, args: readonly number[]): boolean {
    const state = this.#state;
    state[STATE.outcome] = OUTCOME.rejected;
    state[STATE.pending] = state[STATE.outerPending] = state[STATE.bindFailure] = 0;
    this.#running = { program, args, records: 0 };
    this.sections.run(section);
    if (state[STATE.outcome] === OUTCOME.rejected) return false;
    this.counts.accepted++;
    return true;
  }

  /** What the program has come to. */
  #perform(): number {
    const state = this.#state;
    const result = state[STATE.result];
    if (state[STATE.outcome] === OUTCOME.value) return result;
    if (state[STATE.outcome] === OUTCOME.host) {
      const args = this.#argumentsAt(state[STATE.first], state[STATE.count]);
      return this.dispatching.callHost(result, args);
    }
    const bindFailure = state[STATE.bindFailure];
    return this.#invoke({ code: result, record: this.#running!.records, bindFailure });
  }

  /** What `ResultBytecode` does besides: what a resumption would need is kept while temporaries are there. */
  keep(): void {
    const running = this.#running!;
    const { program, args } = running;
    if (program.resumptions.length === 0) return;
    const started = program.resumptions.map((init): Started => {
      return { dispatcher: init.dispatcher, shape: init.shape, values: this.#initialArguments(init, args) };
    });
    running.records = this.#makeRecords(started, isResumption(program));
  }

  #initialArguments({ values }: ResumptionInit, args: readonly number[]): readonly number[] {
    if (values === null) return args;
    const { temporaries, constants } = this.memories;
    return values.map(({ source, index }) => {
      if (source === 'argument') return args[index];
      if (source === 'temporary') return temporaries[index];
      return source === 'constant' ? constants[index] : index;
    });
  }

  /** The innermost first. Gives that one. */
  #makeRecords(started: readonly Started[], isResumed: boolean): number {
    const type = this.objects.types.named('Record');
    let next = 0;
    for (const { dispatcher, shape, values } of started.toReversed()) {
      const record = this.objects.heap.allocate(type.address, RECORD.arguments + values.length);
      this.#cells[record + RECORD.dispatcher] = dispatcherNumber(dispatcher);
      this.#cells[record + RECORD.callsite] = shape;
      this.#cells[record + RECORD.next] = next;
      this.#cells[record + RECORD.isResumed] = isResumed ? 1 : 0;
      for (const [i, value] of values.entries()) this.#cells[record + RECORD.arguments + i] = value;
      next = record;
    }
    return next;
  }

  #record(site: number, values: readonly number[]): number {
    const described = this.description.sites[site];
    const cache = this.#caches.get(site) ?? [];
    this.counts.recorded++;
    const recorded = this.dispatching.record({
      dispatcher: described.dispatcher,
      arguments: values.map((value, i) => siteArgument(described, value, i)),
      cacheSize: cache.length,
      resumption: (kind, depth) => this.resumptions.active(kind, depth),
    });
    if (recorded.install && cache.length < MOST_PROGRAMS[this.cacheLimit]) {
      cache.push(this.#install(recorded.program()));
      this.#caches.set(site, cache);
    }
    return this.#performRecorded(recorded, described.dispatcher);
  }

  #performRecorded({ outcome, resumptions, states, bindControl }: Recorded, dispatcher: string): number {
    for (const { record, state } of states) this.#cells[record + RECORD.state] = state;
    if (outcome.kind === 'value') return outcome.result.value;
    const args = outcome.arguments.map(({ value }) => value);
    if (outcome.kind === 'host') return this.dispatching.callHost(outcome.callee, args);
    const started = resumptions.map((one: StartedResumption): Started => {
      return { ...one, values: one.arguments.map(({ value }) => value) };
    });
    const record = this.#makeRecords(started, dispatcher.startsWith('boot-resume'));
    this.memories.capture.set(args, FIRST_ARGUMENT);
    this.#state[STATE.first] = FIRST_ARGUMENT;
    this.#state[STATE.count] = args.length;
    return this.#invoke({
      code: outcome.callee,
      record,
      bindFailure: bindControl ? bindControl.failure + 1 : 0,
    });
  }

  #install(program: DispatchProgram): InstalledProgram {
    this.counts.installed++;
    const section = `program ${this.#programs++}`;
    this.sections.install({ name: section, code: encode(isa, program.ops.map(instructionOf)) });
    return { section, program };
  }

  #invoke({ code, record, bindFailure }: Callee): number {
    const index = this.#cells[code + CODE_REFERENCE.routine];
    const routine = this.description.routines[index];
    if (routine.section === null) throw new Error(`${routine.name} has no code`);
    const { first, count } = this.#passed();
    const given = this.#argumentsAt(first, count);
    const frame = this.#frames.enter(code, routine, record, bindFailure);
    this.sections.run(routine.section);
    const refusal = this.#cells[frame + FRAME.refusal];
    const result = refusal === 0 ? this.#state[STATE.returned] : this.#refused(frame, index, refusal, given);
    this.#state[STATE.frame] = this.#cells[frame + FRAME.caller];
    return result;
  }

  #passed(): { readonly first: number; readonly count: number } {
    return { first: this.#state[STATE.first], count: this.#state[STATE.count] };
  }

  /** The dispatch that has called the frame is resumed where that was agreed; else it is an error. */
  #refused(frame: number, routine: number, refusal: number, args: readonly number[]): number {
    const kind = this.#cells[frame + FRAME.bindFailure] - 1;
    const site = this.description.routines[routine].refusalSite;
    if (kind < 0 || site === null) this.dispatching.refuse(routine, refusal, args);
    this.memories.capture[FIRST_ARGUMENT] = kind;
    this.#state[STATE.count] = 1;
    return this.dispatch(site);
  }
}

function siteArgument({ arguments: kinds }: SiteDescription, value: number, index: number): SiteArgument {
  const kind = kinds[index];
  const isLiteral = kind.startsWith('literal ');
  return { value, isLiteral, kind: (isLiteral ? kind.slice('literal '.length) : kind) as ArgumentKind };
}

function isResumption({ ops }: DispatchProgram): boolean {
  return ops[0]?.op === 'StartResumption';
}

/** `CopyArgsTail` is an instruction for each number of temporaries that it passes on. */
function instructionOf({ op, operands }: ProgramOp) {
  const isCopy = op === 'CopyArgsTail';
  const name = isCopy ? `${op}_${operands[1]}` : op;
  const opcode = isa.opcodeOf.get(name);
  if (opcode === undefined) throw new Error(`there is no instruction ${name}`);
  return { opcode, operands: isCopy ? [operands[0], operands[2]] : operands };
}
