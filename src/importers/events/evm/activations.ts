import { Code, OUTSIDE } from './code.js';
import { type Contract, Contracts } from './contracts.js';
import { type EvmLines, MAX_DEPTH, UNSAID, type Word } from './evm-lines.js';
import { CODE_ADDRESSES, JUMP, JUMPDEST, JUMPI, LENGTHS, OPCODES } from './opcodes.js';

const ADDRESS_DIGITS = 40;

/** How control goes on after an opcode. */
const NEXT = 0;
const TO_DESTINATION = 1;
const NEXT_OR_DESTINATION = 2;
const ANYWHERE = 3;
const NOWHERE = 4;

/** By opcode: one of these, and whether it takes the address of code. */
const GOES = Uint8Array.from(OPCODES, ({ flag, immediateBytes }, op) => {
  if (op === JUMP) return TO_DESTINATION;
  if (op === JUMPI) return NEXT_OR_DESTINATION;
  if (flag === 'ends' || flag === 'return') return NOWHERE;
  return flag === 'jump' || flag === 'branch' || immediateBytes === null ? ANYWHERE : NEXT;
});
const TAKES_ADDRESS = Uint8Array.from(OPCODES, (_, op) => Number(CODE_ADDRESSES.has(op)));

/** An activation of a contract, or of a section of one. */
interface Activation {
  code: Code;
  /** Depth of the call stack, then that of the return stack: deeper ones are greater. */
  level: number;
  depth: number;
  section: number;
  address: string | null;
  order: number;
  /** The latest instruction, and what code it calls if it says so. */
  slot: number;
  pc: number;
  op: number;
  callee: string | null;
  /** The immediate of the latest instruction is what the next finds on the stack. */
  awaitsImmediate: boolean;
}

/** Follows calls and returns through the lines of a trace. */
export class EvmActivations {
  readonly contracts = new Contracts();
  /** The innermost last. */
  private readonly stack: Activation[] = [];
  /** Used again, because many activations are short. */
  private readonly spareCodes: Code[] = [];
  private order = 0;

  constructor(private readonly lines: EvmLines) {}

  /** Counts the line that was read. */
  step(): void {
    const { pc, op, depth, section, functionDepth } = this.lines;
    const level = depth * (MAX_DEPTH + 1) + functionDepth;
    let current = this.stack[this.stack.length - 1];
    if (current?.level !== level || current.section !== section || !canGoOn(current, pc, op)) {
      if (this.isRepeated(current, level)) return;
      current = this.change(level);
    } else if (current.awaitsImmediate) this.takeImmediate(current);
    this.count(current, pc, op);
  }

  /** Some write an instruction that fails once more, with the error. */
  private isRepeated(current: Activation | undefined, level: number): boolean {
    const { pc, op, hasError } = this.lines;
    return hasError && current?.level === level && current.pc === pc && current.op === op;
  }

  /** The activation that goes on at the line, or begins there. */
  private change(level: number): Activation {
    const { pc, op, section } = this.lines;
    while (this.stack.length > 0 && this.stack.at(-1)!.level > level) this.leave();
    const current = this.stack.at(-1);
    if (current?.level !== level) return this.enter(level, current);
    if (current.section === section && canGoOn(current, pc, op)) return current;
    const { address, op: latest } = current;
    this.leave();
    // A section goes to another for good; otherwise this is another transaction.
    const isSameContract = section !== UNSAID && OPCODES[latest].name === 'JUMPF';
    return this.enter(level, this.stack.at(-1), isSameContract ? address : null);
  }

  private enter(level: number, caller: Activation | undefined, address: string | null = null): Activation {
    const { depth, section, functionDepth } = this.lines;
    const isSection = functionDepth > 0 && caller?.depth === depth;
    const activation: Activation = {
      code: this.spareCodes.pop() ?? new Code(),
      level,
      depth,
      section,
      address: address ?? (isSection ? caller.address : (caller?.callee ?? null)),
      order: this.order++,
      slot: OUTSIDE,
      pc: UNSAID,
      op: UNSAID,
      callee: null,
      awaitsImmediate: false,
    };
    this.stack.push(activation);
    return activation;
  }

  private leave(): void {
    const left = this.stack.pop()!;
    left.code.edges.add(left.slot, OUTSIDE, 1);
    const { code, address, section, depth, order } = left;
    const contract: Contract = { code, address, section, depth, order };
    if (this.contracts.add(contract)) return;
    code.clear();
    this.spareCodes.push(code);
  }

  /** A transaction ends, or the file does. */
  finish(): void {
    while (this.stack.length > 0) this.leave();
  }

  private count(current: Activation, pc: number, op: number): void {
    const { code } = current;
    const slot = code.slotOf(pc, op) || this.addInstruction(current, pc, op);
    code.counts[slot]++;
    if (current.slot === OUTSIDE || pc !== current.pc + LENGTHS[current.op])
      code.edges.add(current.slot, slot, 1);
    current.slot = slot;
    current.pc = pc;
    current.op = op;
    current.callee = TAKES_ADDRESS[op] === 1 ? this.callee(op) : null;
  }

  private callee(op: number): string | null {
    const address = this.lines.cell(CODE_ADDRESSES.get(op)!);
    return address === null
      ? null
      : `0x${address.toString(16).padStart(ADDRESS_DIGITS, '0').slice(-ADDRESS_DIGITS)}`;
  }

  private addInstruction(current: Activation, pc: number, op: number): number {
    const slot = current.code.add(pc, op);
    if (OPCODES[op].immediateBytes === 0) return slot;
    const hasFixedLength = OPCODES[op].immediateBytes !== null;
    const immediate = hasFixedLength ? this.lines.immediate() : this.lines.immediateDigits();
    current.code.immediates[slot] = fitted(op, immediate);
    current.awaitsImmediate = immediate === null && isPush(op);
    return slot;
  }

  /** What a push has left on the stack. */
  private takeImmediate(current: Activation): void {
    current.awaitsImmediate = false;
    current.code.immediates[current.slot] = fitted(current.op, this.lines.cell(0));
  }
}

/** An immediate; null if it has more bytes than the opcode takes. */
function fitted(op: number, word: Word | null): Word | null {
  const { immediateBytes } = OPCODES[op];
  if (word === null || immediateBytes === null) return word;
  const fits =
    typeof word === 'number' ? word < 2 ** (8 * immediateBytes) : word.length <= 2 * immediateBytes;
  return fits ? word : null;
}

function isPush(op: number): boolean {
  return op >= 0x60 && op <= 0x7f;
}

function canGoOn({ code, pc: latest, op: latestOp }: Activation, pc: number, op: number): boolean {
  const isNext = pc === latest + LENGTHS[latestOp];
  const goes = GOES[latestOp];
  const mayGo =
    goes === NEXT
      ? isNext
      : goes === ANYWHERE ||
        (op === JUMPDEST && goes !== NOWHERE) ||
        (goes === NEXT_OR_DESTINATION && isNext);
  return mayGo && code.slotOf(pc, op) >= 0;
}
