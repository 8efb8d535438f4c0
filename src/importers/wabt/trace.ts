import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import { quoted } from '../listing.js';
import { lineBatches } from '../text-lines.js';
import {
  claim,
  count,
  divide,
  isSame,
  isTailCall,
  type Placed,
  placed,
  type Routine,
  routineAt,
} from './code.js';

const EVENT = /^#(\d+)\. +(\d+): V:\d+ *\| (.*)$/;
/** An event behind what a program printed without a line break. */
const LATE_EVENT = /#\d+\. +\d+: V:\d+ *\| .*$/;
const LISTED = /^ *(\d+)\| (.*)$/;
const RUN = /^>>> running export "(.*)":$/;

/** What to do about a line that ended too early. */
const CUT_OFF =
  'let wasm-interp come to its end, and where the program itself prints, run it under stdbuf -oL';

/** No line that wasm-interp writes is nearly as long. */
const MAX_LINE = 1 << 20;

/** Reads what `wasm-interp --trace` prints, line by line, so that it may be of any length. */
export class TraceReader {
  readonly #path: string;
  /** By pc. */
  readonly code = new Map<number, Placed>();
  /** The listing that `-v` prints before the trace. */
  #listing: Placed[] = [];
  #isStarted = false;
  events = 0;
  /** The function and the last instruction at each depth of calls. */
  readonly #routines: Routine[] = [];
  readonly #lasts: Placed[] = [];
  #depth = 0;
  /** The instruction before; null at the start of a run. */
  #last: Placed | null = null;
  /** The one before that. */
  #beforeLast: Placed | undefined;
  /** The export that runs, and where the file says so. */
  #run: { readonly name: string | null; readonly line: number } | null = null;
  #line = 1;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether the code was listed, so that it is all known. */
  get isListed(): boolean {
    return this.#listing.length > 0;
  }

  /** Throws an `InputError` where a line is wrong, or the trace stops in the middle. */
  async read(file: ImportedFile): Promise<void> {
    let number = 0;
    for await (const { lines, isWhole } of lineBatches(file, MAX_LINE))
      for (const line of lines) {
        this.#line = ++number;
        this.#take(line.endsWith('\r') ? line.slice(0, -1) : line, isWhole);
      }
    this.#finish();
  }

  #take(line: string, isWhole: boolean): void {
    const event = EVENT.exec(line);
    if (event) this.#event(event, isWhole, 1);
    else if (/^#\d+\. +\d/.test(line)) this.fail(`this event is damaged: ${CUT_OFF}`);
    else if (!this.#takeHeading(line) && line.includes(': V:')) {
      const late = LATE_EVENT.exec(line);
      if (late) this.#event(EVENT.exec(late[0])!, isWhole, late.index + 1);
    }
  }

  #finish(): void {
    if (this.#run)
      this.fail(`the trace ends while the export of line ${this.#run.line} still runs: ${CUT_OFF}`);
    if (this.#last) this.#end();
    if (this.events === 0) this.fail('there are no events: run wasm-interp with --trace');
  }

  fail(message: string, column = 1, line = this.#line): never {
    throw new InputError(message, { file: this.#path, line, column });
  }

  /** Takes what is no event: a line of the listing, the start of a run, or its end. */
  #takeHeading(line: string): boolean {
    if (!this.#isStarted) {
      const listed = LISTED.exec(line);
      if (listed) this.#list(Number(listed[1]), listed[2], line.length - listed[2].length + 1);
      if (listed) return true;
    }
    if (line.startsWith('>>> running export')) {
      if (this.#run) this.fail(`the export of line ${this.#run.line} has not ended: lines are missing`);
      if (this.#last) this.#end();
      this.#start();
      this.#run = { name: RUN.exec(line)?.[1] ?? null, line: this.#line };
      return true;
    }
    // `fib(i32:3) => i32:2`, or `=> error: …`. What an imported function was given looks the same.
    if (!this.#run || !line.includes(') =>') || line.startsWith('called host ')) return false;
    if (this.#run.name !== null && !line.startsWith(`${this.#run.name}(`)) return false;
    const isTrap = line.includes(') => error: ');
    if (this.#last && !(isTrap ? mayTrap(this.#last) : this.#depth === 0 && this.#last.flow === 'return'))
      this.fail(`the run ends after ${this.#last.operation.name} at ${this.#last.pc}: events are missing`);
    this.#end();
    this.#run = null;
    return true;
  }

  #list(pc: number, text: string, column: number): void {
    const before = this.#listing.at(-1);
    if (before && before.pc >= pc) this.fail(`${pc} comes after ${before.pc}: give one listing, as it is`);
    const one = this.#read(pc, text, column);
    if (before) before.next = pc;
    this.#listing.push(one);
  }

  #read(pc: number, text: string, column: number): Placed {
    const one = placed(pc, text);
    if (typeof one === 'string') this.fail(one, column);
    this.code.set(pc, one);
    return one;
  }

  #start(): void {
    if (!this.#isStarted) divide(this.#listing);
    this.#isStarted = true;
  }

  #event([whole, depth, pcText, text]: RegExpExecArray, isWhole: boolean, start: number): void {
    this.#start();
    if (!isWhole) this.fail(`the trace ends in the middle of this event: ${CUT_OFF}`, start);
    const column = start + whole.length - text.length;
    const pc = Number(pcText);
    let one = this.code.get(pc);
    if (!one && this.isListed)
      this.fail(`no instruction is listed at ${pc}: is the listing complete?`, column);
    if (!one) one = this.#read(pc, text, column);
    else if (!isSame(one, text))
      this.fail(
        `${quoted(text)} contradicts what stood at ${pc} before, ${quoted(one.head)}: give the trace of one module`,
        column,
      );
    one.n++;
    this.events++;
    this.#go(Number(depth), one);
  }

  /** What an event says of the one before it: where control went. */
  #go(depth: number, to: Placed): void {
    const from = this.#last;
    const isNewRun = !this.#run && depth === 0 && this.#depth === 0 && from !== null && isReturn(from);
    if (!from || isNewRun) {
      if (from) this.#end();
      if (depth !== 0) this.fail(`the run begins ${depth} calls deep: give the trace from its start`);
      this.#enter(0, to);
      if (this.#run) to.routine!.exported ??= this.#run.name;
    } else if (depth === this.#depth) this.#within(from, to);
    else if (depth === this.#depth + 1 && from.flow === 'call') {
      count(from.transfers, null);
      const routine = this.#enter(depth, to);
      if (from.operation.name === 'call') this.#nameRoutine(routine, from.args[0] as number);
    } else this.#comeBack(depth, from, to);
    this.#depth = depth;
    this.#lasts[depth] = to;
    this.#beforeLast = this.#last ?? undefined;
    this.#last = to;
  }

  #within(from: Placed, to: Placed): void {
    const { flow, operation } = from;
    const isTail = flow === 'return' && !isReturn(from);
    if (isTail || (flow === 'jump' && isTailCall(this.#beforeLast))) {
      count(from.transfers, null);
      this.#enter(this.#depth, to);
      return;
    }
    if (!claim(to, this.#routines[this.#depth])) this.#failFlow(from, to);
    const isTarget = operation.name !== 'br_table' && !isThrow(from) && to.pc === from.args[0];
    if ((flow === 'switch' || isThrow(from)) && this.#mayEnter(to)) this.#jump(from, to);
    else if (isTarget && flow === 'jump') this.#jump(from, to);
    else if (isTarget && flow === 'branch' && from.next !== to.pc) this.#jump(from, to);
    // A call at the same depth was of a function of the host.
    else if (flow === 'next' || flow === 'branch' || flow === 'call') this.#follow(from, to);
    else this.#failFlow(from, to);
  }

  /** Whether control may come here other than from the instruction before, as far as that is known. */
  #mayEnter(to: Placed): boolean {
    return to.isEntry || !this.isListed;
  }

  #jump(from: Placed, to: Placed): void {
    count(from.transfers, to.pc);
    to.isEntry = true;
  }

  /** The instruction after another one is always the same. */
  #follow(from: Placed, to: Placed): void {
    from.next ??= to.pc;
    if (from.next !== to.pc || to.pc <= from.pc) this.#failFlow(from, to);
  }

  /** Back in a caller: behind its call, or where it catches an exception. */
  #comeBack(depth: number, from: Placed, to: Placed): void {
    // The tail call of a function of the host returns without a `return`.
    const isBack = from.flow === 'return' && depth === this.#depth - 1;
    const isCaught = isThrow(from) && depth < this.#depth && this.#mayEnter(to);
    if (!isBack && !isCaught) this.#failFlow(from, to);
    count(from.transfers, null);
    if (isBack) this.#follow(this.#lasts[depth], to);
    const routine = this.#routines[depth];
    if (!claim(to, routine)) this.#failFlow(from, to);
    count(routine.entered, to.pc);
    to.isEntry = true;
  }

  #enter(depth: number, to: Placed): Routine {
    const routine = to.routine ?? routineAt(to.pc);
    if (routine.start !== to.pc)
      this.fail(
        `${to.pc} is entered like a function, but is inside that at ${routine.start}: lines are missing`,
      );
    claim(to, routine);
    count(routine.entered, to.pc);
    to.isEntry = true;
    this.#routines[depth] = routine;
    return routine;
  }

  #nameRoutine(routine: Routine, index: number): void {
    if (routine.index !== null && routine.index !== index)
      this.fail(`functions ${routine.index} and ${index} both start at ${routine.start}: lines are missing`);
    if (routine.index === null) routine.line = this.#line;
    routine.index = index;
  }

  #end(): void {
    if (this.#last) count(this.#last.transfers, null);
    this.#last = null;
    this.#depth = 0;
  }

  #failFlow(from: Placed, to: Placed): never {
    this.fail(
      `${from.operation.name} at ${from.pc} cannot be followed by ${to.operation.name} at ${to.pc} like this: ` +
        'lines are missing or double',
    );
  }
}

function isReturn({ operation }: Placed): boolean {
  return operation.name === 'return';
}

function isThrow({ flow, operation }: Placed): boolean {
  return flow === 'jump' && operation.name !== 'br';
}

/** Whether a run may end here in an error; a call does where calls are too deep. */
function mayTrap({ flow, operation }: Placed): boolean {
  return flow === 'call' || flow === 'ends' || operation.facts.flags.includes('may-exit');
}
