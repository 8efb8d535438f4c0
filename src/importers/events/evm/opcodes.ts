import type { FlowFlag } from '../../../isa/flow.js';
import type { InstructionFacts, KindFacts } from '../../recording.js';

/** An opcode of the Ethereum Virtual Machine. */
export interface Opcode {
  readonly name: string;
  /** Null where it depends on the operand. */
  readonly stack: InstructionFacts['stack'];
  readonly flag: FlowFlag;
  /** Bytes after the opcode; null where their number depends on them. */
  readonly immediateBytes: number | null;
}

/** Byte, name, cells popped and pushed, what it does to control, and bytes of its immediate. */
type Row = readonly [
  byte: number,
  name: string,
  pops: number | null,
  pushes: number | null,
  flag?: FlowFlag,
  immediateBytes?: number | null,
];

// What does nothing else to control may still run out of gas.
const ROWS: readonly Row[] = [
  [0x00, 'STOP', 0, 0, 'ends'],
  [0x01, 'ADD', 2, 1],
  [0x02, 'MUL', 2, 1],
  [0x03, 'SUB', 2, 1],
  [0x04, 'DIV', 2, 1],
  [0x05, 'SDIV', 2, 1],
  [0x06, 'MOD', 2, 1],
  [0x07, 'SMOD', 2, 1],
  [0x08, 'ADDMOD', 3, 1],
  [0x09, 'MULMOD', 3, 1],
  [0x0a, 'EXP', 2, 1],
  [0x0b, 'SIGNEXTEND', 2, 1],
  [0x10, 'LT', 2, 1],
  [0x11, 'GT', 2, 1],
  [0x12, 'SLT', 2, 1],
  [0x13, 'SGT', 2, 1],
  [0x14, 'EQ', 2, 1],
  [0x15, 'ISZERO', 1, 1],
  [0x16, 'AND', 2, 1],
  [0x17, 'OR', 2, 1],
  [0x18, 'XOR', 2, 1],
  [0x19, 'NOT', 1, 1],
  [0x1a, 'BYTE', 2, 1],
  [0x1b, 'SHL', 2, 1],
  [0x1c, 'SHR', 2, 1],
  [0x1d, 'SAR', 2, 1],
  [0x1e, 'CLZ', 1, 1],
  [0x20, 'KECCAK256', 2, 1],
  [0x30, 'ADDRESS', 0, 1],
  [0x31, 'BALANCE', 1, 1],
  [0x32, 'ORIGIN', 0, 1],
  [0x33, 'CALLER', 0, 1],
  [0x34, 'CALLVALUE', 0, 1],
  [0x35, 'CALLDATALOAD', 1, 1],
  [0x36, 'CALLDATASIZE', 0, 1],
  [0x37, 'CALLDATACOPY', 3, 0],
  [0x38, 'CODESIZE', 0, 1],
  [0x39, 'CODECOPY', 3, 0],
  [0x3a, 'GASPRICE', 0, 1],
  [0x3b, 'EXTCODESIZE', 1, 1],
  [0x3c, 'EXTCODECOPY', 4, 0],
  [0x3d, 'RETURNDATASIZE', 0, 1],
  [0x3e, 'RETURNDATACOPY', 3, 0],
  [0x3f, 'EXTCODEHASH', 1, 1],
  [0x40, 'BLOCKHASH', 1, 1],
  [0x41, 'COINBASE', 0, 1],
  [0x42, 'TIMESTAMP', 0, 1],
  [0x43, 'NUMBER', 0, 1],
  [0x44, 'PREVRANDAO', 0, 1],
  [0x45, 'GASLIMIT', 0, 1],
  [0x46, 'CHAINID', 0, 1],
  [0x47, 'SELFBALANCE', 0, 1],
  [0x48, 'BASEFEE', 0, 1],
  [0x49, 'BLOBHASH', 1, 1],
  [0x4a, 'BLOBBASEFEE', 0, 1],
  [0x50, 'POP', 1, 0],
  [0x51, 'MLOAD', 1, 1],
  [0x52, 'MSTORE', 2, 0],
  [0x53, 'MSTORE8', 2, 0],
  [0x54, 'SLOAD', 1, 1],
  [0x55, 'SSTORE', 2, 0],
  [0x56, 'JUMP', 1, 0, 'jump'],
  [0x57, 'JUMPI', 2, 0, 'branch'],
  [0x58, 'PC', 0, 1],
  [0x59, 'MSIZE', 0, 1],
  [0x5a, 'GAS', 0, 1],
  [0x5b, 'JUMPDEST', 0, 0],
  [0x5c, 'TLOAD', 1, 1],
  [0x5d, 'TSTORE', 2, 0],
  [0x5e, 'MCOPY', 3, 0],
  [0x5f, 'PUSH0', 0, 1],
  ...Array.from({ length: 32 }, (_, i): Row => [0x60 + i, `PUSH${i + 1}`, 0, 1, 'may-exit', i + 1]),
  ...Array.from({ length: 16 }, (_, i): Row => [0x80 + i, `DUP${i + 1}`, i + 1, i + 2]),
  ...Array.from({ length: 16 }, (_, i): Row => [0x90 + i, `SWAP${i + 1}`, i + 2, i + 2]),
  ...Array.from({ length: 5 }, (_, i): Row => [0xa0 + i, `LOG${i}`, i + 2, 0]),
  // From here to 0xee only in EOF containers, but for 0xe6 to 0xe8.
  [0xd0, 'DATALOAD', 1, 1],
  [0xd1, 'DATALOADN', 0, 1, 'may-exit', 2],
  [0xd2, 'DATASIZE', 0, 1],
  [0xd3, 'DATACOPY', 3, 0],
  [0xe0, 'RJUMP', 0, 0, 'jump', 2],
  [0xe1, 'RJUMPI', 1, 0, 'branch', 2],
  [0xe2, 'RJUMPV', 1, 0, 'switch', null],
  [0xe3, 'CALLF', null, null, 'call', 2],
  [0xe4, 'RETF', null, null, 'return'],
  // Goes to another section, and never back.
  [0xe5, 'JUMPF', null, null, 'return', 2],
  [0xe6, 'DUPN', null, null, 'may-exit', 1],
  [0xe7, 'SWAPN', null, null, 'may-exit', 1],
  [0xe8, 'EXCHANGE', null, null, 'may-exit', 1],
  [0xec, 'EOFCREATE', 4, 1, 'call', 1],
  [0xee, 'RETURNCODE', 2, 0, 'ends', 1],
  [0xf0, 'CREATE', 3, 1, 'call'],
  [0xf1, 'CALL', 7, 1, 'call'],
  [0xf2, 'CALLCODE', 7, 1, 'call'],
  [0xf3, 'RETURN', 2, 0, 'ends'],
  [0xf4, 'DELEGATECALL', 6, 1, 'call'],
  [0xf5, 'CREATE2', 4, 1, 'call'],
  [0xf7, 'RETURNDATALOAD', 1, 1],
  [0xf8, 'EXTCALL', 4, 1, 'call'],
  [0xf9, 'EXTDELEGATECALL', 3, 1, 'call'],
  [0xfa, 'STATICCALL', 6, 1, 'call'],
  [0xfb, 'EXTSTATICCALL', 3, 1, 'call'],
  [0xfd, 'REVERT', 2, 0, 'ends'],
  [0xfe, 'INVALID', 0, 0, 'ends'],
  [0xff, 'SELFDESTRUCT', 1, 0, 'ends'],
];

export const JUMP = 0x56;
export const JUMPI = 0x57;
export const JUMPDEST = 0x5b;

/** By byte. What no byte stands for ends the activation. */
export const OPCODES: readonly Opcode[] = opcodes();

function opcodes(): Opcode[] {
  const known = new Map(ROWS.map((row) => [row[0], row]));
  return Array.from({ length: 256 }, (_, byte) => {
    const undefinedRow: Row = [byte, `UNDEFINED_${byte.toString(16).padStart(2, '0')}`, 0, 0, 'ends'];
    const [, name, pops, pushes, flag = 'may-exit', immediateBytes = 0] = known.get(byte) ?? undefinedRow;
    return { name, stack: pops === null || pushes === null ? null : { pops, pushes }, flag, immediateBytes };
  });
}

/** By byte: the length with the immediate, as far as it is always there. */
export const LENGTHS = Uint8Array.from(OPCODES, ({ immediateBytes }) => 1 + (immediateBytes ?? 0));

/** Bytes that stand for something. */
export const DEFINED: readonly number[] = ROWS.map(([byte]) => byte);

/** Where on the stack calls take the address from whose code runs: cells from the top. */
export const CODE_ADDRESSES: ReadonlyMap<number, number> = new Map([
  [0xf1, 1],
  [0xf2, 1],
  [0xf4, 1],
  [0xfa, 1],
  [0xf8, 0],
  [0xf9, 0],
  [0xfb, 0],
]);

/** Immediates that are longer are text: no kind of number has room for them. */
const MAX_NUMBER_BYTES = 8;

const TEXT_KIND = 'immediate';

/** Whether the immediate is a number; otherwise it is text. */
export function isNumeric({ immediateBytes }: Opcode): boolean {
  return immediateBytes !== null && immediateBytes <= MAX_NUMBER_BYTES;
}

/**
 * Kinds of immediates. Compilers push jump targets as two bytes, which are never the same in two contracts:
 * no constant is worth an opcode there.
 */
export const KINDS: readonly KindFacts[] = [
  ...Array.from({ length: MAX_NUMBER_BYTES }, (_, i) => ({
    name: `imm${8 * (i + 1)}`,
    width: `u${8 * (i + 1)}`,
    bindable: i !== 1,
  })),
  { name: TEXT_KIND, width: 'text', bindable: true },
];

/** What is known of an opcode; `hasImmediate`: its immediate is among the arguments. */
export function factsOf(opcode: Opcode, hasImmediate: boolean): InstructionFacts {
  const kind = isNumeric(opcode) ? `imm${8 * opcode.immediateBytes!}` : TEXT_KIND;
  return {
    operands: hasImmediate ? [{ name: 'value', kind }] : [],
    stack: opcode.stack,
    flags: [opcode.flag],
  };
}
