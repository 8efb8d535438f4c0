import { pseudoRandom } from '../src/util/random.js';

const CONTRACTS = 100;
const BLOCKS = 60;
/** Calls within each other, and blocks that one of them executes before it goes to its end. */
const LIMITS: Limits = { depth: 5, blocks: 60 };

interface Limits {
  readonly depth: number;
  readonly blocks: number;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x01, 'ADD'],
  [0x10, 'LT'],
  [0x15, 'ISZERO'],
  [0x50, 'POP'],
  [0x51, 'MLOAD'],
  [0x52, 'MSTORE'],
  [0x56, 'JUMP'],
  [0x57, 'JUMPI'],
  [0x5a, 'GAS'],
  [0x5b, 'JUMPDEST'],
  [0x60, 'PUSH1'],
  [0x61, 'PUSH2'],
  [0x7f, 'PUSH32'],
  [0x80, 'DUP1'],
  [0x90, 'SWAP1'],
  [0xf1, 'CALL'],
  [0xf3, 'RETURN'],
]);
const PLAIN = [0x01, 0x10, 0x15, 0x50, 0x51, 0x52, 0x80, 0x90];
const PUSHED: ReadonlyMap<number, number> = new Map([
  [0x60, 1],
  [0x61, 2],
  [0x7f, 32],
]);

/** An instruction of generated code; what a PUSH pushes. */
export interface EvmInstruction {
  readonly pc: number;
  readonly op: number;
  readonly immediate: number | null;
}

/** What an instruction is called, as its line says it. */
export function evmName(op: number): string {
  return NAMES.get(op)!;
}

/** Blocks that end in jumps, the last in RETURN. All but the first begin with JUMPDEST. */
export function generateContract(random: () => number, blocks: number): EvmInstruction[][] {
  let pc = 0;
  const instruction = (op: number): EvmInstruction => {
    const size = PUSHED.get(op);
    const immediate = size === undefined ? null : Math.floor(random() * 2 ** Math.min(30, 8 * size));
    const at = pc;
    pc += 1 + (size ?? 0);
    return { pc: at, op, immediate };
  };
  return Array.from({ length: blocks }, (_, block) => {
    const body = Array.from({ length: 3 + Math.floor(random() * 15) }, () => {
      if (random() < 0.3) return 0x60;
      return random() < 0.05 ? 0x7f : PLAIN[Math.floor(random() * PLAIN.length)];
    });
    const calls = random() < 0.1 ? [0x5a, 0xf1] : [];
    const end = block === blocks - 1 ? 0xf3 : random() < 0.5 ? 0x57 : 0x56;
    return [...(block === 0 ? [] : [0x5b]), ...body, ...calls, 0x61, end].map(instruction);
  });
}

/** The address that callers put on their stacks. */
export function addressOf(contract: number): string {
  return `0x${(0xabc000 + contract).toString(16).padStart(40, '0')}`;
}

/** An instruction that was executed, with the stack before it. */
export interface EvmStep extends EvmInstruction {
  readonly contract: number;
  readonly depth: number;
  readonly stack: readonly string[];
}

/** What a call of a contract executes, with all that it calls itself. */
export function* runContract(
  contracts: readonly (readonly (readonly EvmInstruction[])[])[],
  contract: number,
  random: () => number,
  limits = LIMITS,
  depth = 1,
): Generator<EvmStep> {
  const blocks = contracts[contract];
  const stack = ['0xa9059cbb', '0x1f4', '0x40'];
  let block = 0;
  for (let executed = 0; ; executed++) {
    for (const instruction of blocks[block]) {
      const { op, immediate } = instruction;
      const callee = Math.floor(random() * contracts.length);
      const isCall = op === 0xf1;
      const before = isCall ? [...stack, '0x0', '0x40', addressOf(callee), '0x5208'] : [...stack];
      yield { ...instruction, contract, depth, stack: before };
      if (immediate !== null) stack.push(`0x${immediate.toString(16)}`);
      else if (stack.length > 2) stack.pop();
      if (stack.length > 12) stack.shift();
      if (isCall && depth < limits.depth) yield* runContract(contracts, callee, random, limits, depth + 1);
    }
    const last = blocks[block].at(-1)!.op;
    if (last === 0xf3) return;
    const falls = last === 0x57 && random() < 0.5;
    if (falls) block++;
    else if (executed > limits.blocks) block = blocks.length - 1;
    else if (random() < 0.7) block = Math.max(1, block - Math.floor(random() * 3));
    else block = 1 + Math.floor(random() * (blocks.length - 1));
  }
}

/** A line as go-ethereum writes it. */
export function evmLine({ pc, op, stack, depth }: EvmStep, gas: number): string {
  const words = stack.map((word) => `"${word}"`).join();
  return `{"pc":${pc},"op":${op},"gas":"0x${gas.toString(16)}","gasCost":"0x3","memSize":96,"stack":[${words}],"depth":${depth},"refund":0,"opName":"${NAMES.get(op)}"}`;
}

/** Traces of transactions of at least so many bytes. */
export function generateEvmTrace(bytes: number): string {
  const random = pseudoRandom(1);
  const contracts = Array.from({ length: CONTRACTS }, () => generateContract(random, BLOCKS));
  const lines: string[] = [];
  let length = 0;
  while (length < bytes) {
    let gas = 10_000_000;
    for (const step of runContract(contracts, Math.floor(random() * CONTRACTS), random)) {
      const line = evmLine(step, gas);
      gas = Math.max(1000, gas - 3);
      lines.push(line);
      length += line.length + 1;
      if (length >= bytes) break;
    }
    lines.push('{"output":"","gasUsed":"0x5208"}');
  }
  return `${lines.join('\n')}\n`;
}
