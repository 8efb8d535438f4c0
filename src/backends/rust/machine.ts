import type { FusedIsa } from '../../isa/fuse.js';
import { type Isa, rangeOf } from '../../isa/isa.js';
import { fixedCells, generatedFrom, indent, instructionSetDigest, opcodeTable } from '../opcodes.js';
import { RUST_TYPES } from './language.js';

const STRUCTURES = `pub struct MemoryInfo {
    pub name: &'static str,
    pub ty: Type,
}

pub struct PoolInfo {
    pub name: &'static str,
    pub ty: Type,
    pub rows: bool,
}

/// What operands are: their bytes and range, jump targets, and the memory and pool they index.
pub struct Kind {
    pub name: &'static str,
    pub bytes: usize,
    pub low: i32,
    pub high: i32,
    pub label: bool,
    pub memory: Option<usize>,
    pub pool: Option<usize>,
}

/// The kind of an operand, and how far below and above the cell it names the instruction reaches.
pub struct Operand(pub usize, pub i32, pub i32);

pub struct Opcode {
    pub name: &'static str,
    /// What a superinstruction replaces: the same letter is the same operand, # is a constant.
    pub parts: Option<&'static str>,
    /// Cells of operand stack taken and given.
    pub pops: usize,
    pub pushes: usize,
    /// Bytes of operands.
    pub payload: usize,
    pub operands: &'static [Operand],
}

/// A cell that an opcode needs whatever its operands are: of a memory, or of the pool that is as many behind them.
pub struct FixedCell {
    pub opcode: usize,
    pub array: usize,
    pub cell: i64,
}`;

/** `machine.rs`: the memories, pools, operand kinds and opcodes of a machine as tables. */
export function printMachine(isa: Isa | FusedIsa): string {
  const table = opcodeTable(isa);
  const option = (index: number) => (index < 0 ? 'None' : `Some(${index})`);
  const tableOf = (name: string, type: string, rows: readonly string[]) => [
    `pub static ${name}: [${type}; ${rows.length}] = [`,
    ...indent(
      rows.map((row) => `${type} { ${row} },`),
      4,
    ),
    '];',
    '',
  ];
  const lines = [
    `//! ${generatedFrom(isa)}`,
    '#![allow(dead_code)]',
    '',
    `pub const MACHINE: &str = ${text(isa.machine)};`,
    '/// An image made for another set of instructions is refused.',
    `pub const INSTRUCTION_SET: u64 = 0x${instructionSetDigest(isa)};`,
    '',
    '/// What a cell of the operand stack holds.',
    `pub type Cell = ${RUST_TYPES[isa.word]};`,
    '',
    '#[derive(Clone, Copy, PartialEq)]',
    'pub enum Type {',
    '    F64,',
    '    I32,',
    '}',
    '',
    ...STRUCTURES.split('\n'),
    '',
    ...tableOf(
      'MEMORIES',
      'MemoryInfo',
      isa.memories.map(({ name, type }) => `name: ${text(name)}, ty: Type::${type.toUpperCase()}`),
    ),
    ...tableOf(
      'POOLS',
      'PoolInfo',
      isa.pools.map(
        ({ name, type, rows }) => `name: ${text(name)}, ty: Type::${type.toUpperCase()}, rows: ${rows}`,
      ),
    ),
    ...tableOf(
      'KINDS',
      'Kind',
      isa.operandKinds.map((kind) => {
        const [low, high] = rangeOf(kind);
        const memory = isa.memories.findIndex(({ index }) => index === (kind.within ?? kind.name));
        const pool = isa.pools.findIndex(({ name }) => name === kind.pool);
        return `name: ${text(kind.name)}, bytes: ${kind.bytes}, low: ${low}, high: ${high}, label: ${kind.label}, memory: ${option(memory)}, pool: ${option(pool)}`;
      }),
    ),
    'pub mod op {',
    ...table.map(({ identifier, opcode }) => `    pub const ${identifier.toUpperCase()}: i32 = ${opcode};`),
    '}',
    '',
    ...tableOf(
      'OPCODES',
      'Opcode',
      table.map(({ instruction: { name, pops, pushes, operands }, parts, payload }) => {
        const kinds = operands.map(
          ({ kind, reach: [below, above] = [0, 0] }) =>
            `Operand(${isa.operandKinds.indexOf(kind)}, ${-below}, ${above})`,
        );
        const source = parts === null ? 'None' : `Some(${text(parts)})`;
        return `name: ${text(name)}, parts: ${source}, pops: ${pops.length}, pushes: ${pushes.length}, payload: ${payload}, operands: &[${kinds.join(', ')}]`;
      }),
    ),
    ...tableOf(
      'FIXED_CELLS',
      'FixedCell',
      fixedCells(isa).map(({ opcode, array, cell }) => `opcode: ${opcode}, array: ${array}, cell: ${cell}`),
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function text(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
