import { quoted } from '../listing.js';
import type { RecordedInstruction } from '../recording.js';
import { ArgumentLists } from './arguments.js';
import type { LineScanner } from './line-scanner.js';
import { Names } from './names.js';

/** Bits of `flags`: a line with `n` tells of the instruction; control may come to it from elsewhere. */
export const LISTED = 1;
export const ENTRY = 2;

const AMBIGUOUS = -1;

const HOW = 'where code changes while it runs, its new version needs another "fn"';

/** The instructions that a file tells of, numbered from 0 in the order in which they came. */
export class Instructions {
  readonly functions = new Names();
  readonly ops = new Names();
  readonly args = new ArgumentLists();
  /** By instruction: places in the above, its pc, the line that told of it first, bits, the sum of `n`. */
  readonly functionOf: number[] = [];
  readonly pcs: number[] = [];
  readonly opOf: number[] = [];
  readonly argsOf: number[] = [];
  readonly lines: number[] = [];
  readonly flags: number[] = [];
  readonly counted: number[] = [];
  /** By function: instructions by pc. */
  private readonly byPc: Map<number, number>[] = [];
  /** Instructions by pc if no two functions have it; null until someone asks. */
  private byAnyPc: Map<number, number> | null = null;
  /** Pcs that more than one function was found to have. */
  ambiguousPcs = 0;

  get size(): number {
    return this.pcs.length;
  }

  /** The instruction there, which is added where there is none. Fails if there is another one. */
  idOf(scanner: LineScanner, fn: number, pc: number, op: number, args: number): number {
    const byPc = this.instructionsOf(fn);
    const known = byPc.get(pc);
    if (known === undefined) return this.add(scanner.line, fn, pc, op, args, byPc);
    if (this.opOf[known] !== op || this.argsOf[known] !== args) {
      const was = this.describe(this.opOf[known], this.argsOf[known]);
      const name = quoted(this.functions.texts[fn]);
      scanner.fail(
        `pc ${pc} of ${name} is ${this.describe(op, args)} here, and was ${was} on line ${this.lines[known]}: ${HOW}`,
        scanner.lineStart,
      );
    }
    return known;
  }

  /** The instruction that is the only one with this pc, for lines that say no more. */
  idAt(scanner: LineScanner, pc: number): number {
    this.byAnyPc ??= this.indexAll();
    const id = this.byAnyPc.get(pc);
    if (id === undefined) {
      const how = `a line such as {"fn":"main","pc":${pc},"op":"add","n":0} before it has to list it`;
      return scanner.fail(`there is no instruction at pc ${pc}: ${how}`, scanner.lineStart);
    }
    if (id === AMBIGUOUS) {
      const how = `write {"fn":…,"pc":${pc},"op":…} for each event, or use pcs that are unique`;
      return scanner.fail(`more than one function has an instruction at pc ${pc}: ${how}`, scanner.lineStart);
    }
    return id;
  }

  private describe(op: number, args: number): string {
    const shown = this.args.lists[args].map((arg) => (typeof arg === 'string' ? JSON.stringify(arg) : arg));
    return quoted([this.ops.texts[op], ...shown].join(' '));
  }

  private instructionsOf(fn: number): Map<number, number> {
    while (this.byPc.length <= fn) this.byPc.push(new Map());
    return this.byPc[fn];
  }

  private add(
    line: number,
    fn: number,
    pc: number,
    op: number,
    args: number,
    byPc: Map<number, number>,
  ): number {
    const id = this.size;
    this.functionOf.push(fn);
    this.pcs.push(pc);
    this.opOf.push(op);
    this.argsOf.push(args);
    this.lines.push(line);
    this.flags.push(0);
    this.counted.push(0);
    byPc.set(pc, id);
    if (this.byAnyPc) this.index(this.byAnyPc, id);
    return id;
  }

  private indexAll(): Map<number, number> {
    const byAnyPc = new Map<number, number>();
    for (let id = 0; id < this.size; id++) this.index(byAnyPc, id);
    return byAnyPc;
  }

  private index(byAnyPc: Map<number, number>, id: number): void {
    const pc = this.pcs[id];
    const isTaken = byAnyPc.has(pc);
    if (isTaken) this.ambiguousPcs++;
    byAnyPc.set(pc, isTaken ? AMBIGUOUS : id);
  }

  /** An instruction without its counts. */
  instruction(id: number): Pick<RecordedInstruction, 'pc' | 'op' | 'args'> {
    return {
      pc: this.pcs[id],
      op: this.ops.texts[this.opOf[id]]!,
      args: this.args.lists[this.argsOf[id]]!,
    };
  }
}
