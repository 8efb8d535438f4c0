import { programNames } from '../../listing.js';
import type {
  InstructionFacts,
  RecordedFunction,
  RecordedInstruction,
  Recording,
  Transfer,
} from '../../recording.js';
import type { LineScanner } from '../line-scanner.js';
import { type LineReader, readFile } from '../read-file.js';
import { eventsOf, recordedFunction } from '../recorded-functions.js';
import type { StreamedFile, WholeLines } from '../whole-lines.js';
import { EvmActivations } from './activations.js';
import { type Code, OUTSIDE } from './code.js';
import type { NamedContract } from './contracts.js';
import { EvmLines, type Word } from './evm-lines.js';
import { DEFINED, factsOf, isNumeric, JUMPDEST, KINDS, OPCODES } from './opcodes.js';

/**
 * Reads traces of the Ethereum Virtual Machine by EIP-3155 or EIP-7756, a program per file: a line per
 * executed opcode, and lines without `pc` and `op` at the end of a transaction, which are no events. A line
 * that says once more which instruction has failed is none either.
 *
 * Functions are contracts, or the code sections of those in EOF containers. Traces do not name them. The code
 * that a call runs is known by the address on the caller's stack, and called by it. Any other (of a
 * transaction itself, or run to create a contract) is called after its depth, and two activations are of the
 * same code if nothing that both executed, opcodes and immediates, contradicts it. Where control could not
 * have come from the instruction before, another activation begins.
 *
 * Immediates are those of the line, or what the next line finds on the stack after a PUSH. Where a trace has
 * no stacks, PUSHes have no arguments. If only some are unknown, because a transaction failed there, these
 * are instructions of their own: `PUSH1_UNSEEN`.
 *
 * Memory depends on the contracts, not on how long the files are. Throws an `InputError` with what is wrong,
 * and where.
 */
export async function recordEvm(files: readonly StreamedFile[]): Promise<Recording> {
  const contracts: (readonly NamedContract[])[] = [];
  for (const file of files) {
    const counting = new Counting(file.path);
    await readFile(file, counting);
    contracts.push(counting.finish());
  }
  const opcodes = new RecordedOpcodes(contracts.flat().map(({ contract }) => contract.code));
  const names = programNames(files);
  const programs = contracts.map((one, i) => ({
    name: names[i],
    family: names[i],
    functions: one.map(({ name, contract }) => functionOf(name, contract.code, opcodes)),
  }));
  const events = eventsOf(programs, files);
  return {
    machine: 'evm',
    payload: null,
    kinds: KINDS,
    instructions: opcodes.facts(),
    programs,
    eventsRead: events,
    eventsExplained: events,
    notes: [...addressNotes(contracts.flat()), ...opcodes.notes()],
  };
}

function addressNotes(contracts: readonly NamedContract[]): string[] {
  const count = contracts.filter(({ contract }) => contract.address === null).length;
  if (count === 0) return [];
  return [
    `the addresses of ${count} of ${contracts.length} contracts are unknown: they are told apart by what they executed`,
  ];
}

/** Whether a file begins with a line of such a trace. */
export function looksLikeEvm(head: string): boolean {
  const [line] = head.trimStart().split('\n', 1);
  const keys = [/^\{.*"pc"\s*:\s*\d/, /"op"\s*:\s*("0x|\d)/, /"(gas|gasCost)"\s*:/];
  return keys.every((key) => key.test(line!));
}

class Counting implements LineReader {
  readonly scanner: LineScanner;
  private readonly lines: EvmLines;
  private readonly activations: EvmActivations;

  constructor(path: string) {
    this.lines = new EvmLines(path);
    this.scanner = this.lines.scanner;
    this.activations = new EvmActivations(this.lines);
  }

  open(lines: WholeLines): void {
    this.lines.open(lines);
  }

  readLines(end: number): void {
    const { lines, scanner, activations } = this;
    while (scanner.pos < end) {
      if (lines.readLine()) activations.step();
      else if (lines.isSummary) activations.finish();
    }
  }

  finish(): NamedContract[] {
    this.activations.finish();
    return this.activations.contracts.named();
  }
}

/** Which opcodes have arguments in a recording. */
class RecordedOpcodes {
  private readonly executed = new Set<number>();
  private readonly withImmediate = new Set<number>();
  private readonly unseen = new Set<number>();

  constructor(codes: readonly Code[]) {
    for (const { ops, immediates } of codes) {
      for (let slot = 1; slot < ops.length; slot++) {
        this.executed.add(ops[slot]);
        if (immediates[slot] !== null) this.withImmediate.add(ops[slot]);
        else if (OPCODES[ops[slot]]!.immediateBytes !== 0) this.unseen.add(ops[slot]);
      }
    }
  }

  /** The name and the arguments of an instruction. */
  operation(op: number, immediate: Word | null): Pick<RecordedInstruction, 'op' | 'args'> {
    const opcode = OPCODES[op];
    if (immediate === null) {
      const isUnseen = this.withImmediate.has(op);
      return { op: isUnseen ? unseenName(op) : opcode.name, args: [] };
    }
    const digits = immediate.toString(16);
    if (!isNumeric(opcode)) {
      return { op: opcode.name, args: [`0x${digits.padStart(2 * (opcode.immediateBytes ?? 0), '0')}`] };
    }
    const value = BigInt(`0x${digits}`);
    return { op: opcode.name, args: [value <= Number.MAX_SAFE_INTEGER ? Number(value) : value] };
  }

  facts(): Map<string, InstructionFacts> {
    const facts = new Map<string, InstructionFacts>();
    for (const op of new Set([...DEFINED, ...this.executed])) {
      const opcode = OPCODES[op];
      const isSeen = this.withImmediate.has(op) || !this.executed.has(op);
      facts.set(opcode.name, factsOf(opcode, takesImmediate(op) && isSeen));
      if (this.withImmediate.has(op) && this.unseen.has(op))
        facts.set(unseenName(op), factsOf(opcode, false));
    }
    return facts;
  }

  notes(): string[] {
    const never = [...this.unseen].filter((op) => !this.withImmediate.has(op));
    if (never.length === 0) return [];
    const names = never.map((op) => OPCODES[op].name).join(', ');
    return [`what follows ${names} is unknown, so that they have no operands: trace with stacks`];
  }
}

function takesImmediate(op: number): boolean {
  return OPCODES[op].immediateBytes !== 0;
}

function unseenName(op: number): string {
  return `${OPCODES[op].name}_UNSEEN`;
}

function functionOf(name: string, code: Code, opcodes: RecordedOpcodes): RecordedFunction {
  const slots = Array.from({ length: code.pcs.length - 1 }, (_, i) => i + 1);
  slots.sort((a, b) => code.pcs[a] - code.pcs[b]);
  const instructions = slots.map((slot, place) => ({
    pc: code.pcs[slot],
    ...opcodes.operation(code.ops[slot], code.immediates[slot]),
    n: code.counts[slot],
    isEntry: code.ops[slot] === JUMPDEST || (place > 0 && isCall(code.ops[slots[place - 1]]!)),
  }));
  const moves: Transfer[] = [];
  const pcOf = (slot: number) => (slot === OUTSIDE ? null : code.pcs[slot]);
  code.edges.forEach((from, to, n) => {
    moves.push({ from: pcOf(from), to: pcOf(to), n });
  });
  return recordedFunction(name, instructions, moves, false);
}

function isCall(op: number): boolean {
  return OPCODES[op].flag === 'call';
}
