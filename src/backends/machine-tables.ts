import type { FusedIsa } from '../isa/fuse.js';
import { type Instruction, type Isa, rangeOf, semanticsOf } from '../isa/isa.js';
import { fixedCells, type OpcodeRow, opcodeTable } from './opcodes.js';
import type { Enumeration, RecordType, Row, Table } from './tables.js';

export const TYPE: Enumeration = { name: 'Type', members: ['F64', 'I32'] };

const MEMORY: RecordType = {
  name: 'MemoryInfo',
  about: 'A writable array, and the kind of operand that addresses it.',
  fields: [
    { name: 'name', type: 'text' },
    { name: 'cell', type: { enumeration: TYPE } },
    { name: 'kind', type: 'count' },
    { name: 'scratch', type: 'flag', about: 'Whether it is dead after every run of a section.' },
  ],
};

const POOL: RecordType = {
  name: 'PoolInfo',
  about: 'Constants of a program: numbers, or rows of numbers.',
  fields: [
    { name: 'name', type: 'text' },
    { name: 'cell', type: { enumeration: TYPE } },
    { name: 'rows', type: 'flag' },
  ],
};

const KIND: RecordType = {
  name: 'Kind',
  about: 'What operands are: their bytes and range, jump targets, and the memory and pool they index.',
  fields: [
    { name: 'name', type: 'text' },
    { name: 'bytes', type: 'count' },
    { name: 'low', type: 'i32' },
    { name: 'high', type: 'i32' },
    { name: 'label', type: 'flag' },
    { name: 'memory', type: 'index' },
    { name: 'pool', type: 'index' },
  ],
};

const OPERAND: RecordType = {
  name: 'Operand',
  about: 'The kind of an operand, and how far below and above the cell it names the instruction reaches.',
  fields: [
    { name: 'kind', type: 'count' },
    { name: 'below', type: 'i32' },
    { name: 'above', type: 'i32' },
  ],
};

const OPCODE: RecordType = {
  name: 'Opcode',
  about: 'An instruction.',
  fields: [
    { name: 'name', type: 'text' },
    {
      name: 'parts',
      type: 'optional text',
      about: 'What a superinstruction replaces: the same letter is the same operand, # is a constant.',
    },
    { name: 'pops', type: 'count', about: 'Cells of operand stack taken and given.' },
    { name: 'pushes', type: 'count' },
    { name: 'payload', type: 'count', about: 'Bytes of operands.' },
    { name: 'next', type: 'flag', about: 'Whether control may go on to the next instruction.' },
    { name: 'target', type: 'index', about: 'The operand that says where control may jump to, if any.' },
    { name: 'operands', type: { list: OPERAND } },
  ],
};

const FIXED_CELL: RecordType = {
  name: 'FixedCell',
  about:
    'A cell that an opcode needs whatever its operands are: of a memory, or of the pool that is as many behind them.',
  fields: [
    { name: 'opcode', type: 'count' },
    { name: 'array', type: 'count' },
    { name: 'cell', type: 'i64' },
  ],
};

export const MACHINE_RECORDS: readonly RecordType[] = [MEMORY, POOL, KIND, OPERAND, OPCODE, FIXED_CELL];

/** All registers of a machine in one variable, where a language has them so: no other name can hide it. */
export function registersRecord({ registers }: Isa, nameOf: (register: string) => string): RecordType {
  return {
    name: 'Registers',
    about: 'Zero when a section starts.',
    fields: registers.map(({ name, type }) => ({
      name: nameOf(name),
      type: type === 'bool' ? 'flag' : type,
    })),
  };
}

/** The ways out of an instruction that a loader follows: to the next one, and where an operand says. */
export function waysOut(instruction: Instruction): { readonly next: boolean; readonly target: number } {
  const { control } = semanticsOf(instruction);
  if (control.kind !== 'jump') return { next: control.kind === 'next', target: -1 };
  return { next: control.condition !== null, target: control.target };
}

function opcodeFields(isa: Isa | FusedIsa, { instruction, parts, payload }: OpcodeRow): Row {
  const { name, pops, pushes, operands } = instruction;
  const { next, target } = waysOut(instruction);
  return [
    ...[name, parts, pops.length, pushes.length, payload, next, target],
    operands.map(({ kind, reach: [below, above] = [0, 0] }) => [
      isa.operandKinds.indexOf(kind),
      -below,
      above,
    ]),
  ];
}

/** The memories, pools, operand kinds and opcodes of a machine. */
export function machineTables(isa: Isa | FusedIsa): readonly Table[] {
  return [
    {
      name: 'memory_infos',
      record: MEMORY,
      rows: isa.memories.map(({ name, type, index, scratch }) => [
        name,
        type.toUpperCase(),
        isa.operandKinds.findIndex((kind) => kind.name === index),
        scratch,
      ]),
    },
    {
      name: 'pool_infos',
      record: POOL,
      rows: isa.pools.map(({ name, type, rows }) => [name, type.toUpperCase(), rows]),
    },
    {
      name: 'kinds',
      record: KIND,
      rows: isa.operandKinds.map((kind) => {
        const memory = isa.memories.findIndex(({ index }) => index === (kind.within ?? kind.name));
        const pool = isa.pools.findIndex(({ name }) => name === kind.pool);
        return [kind.name, kind.bytes, ...rangeOf(kind), kind.label, memory, pool];
      }),
    },
    {
      name: 'opcodes',
      record: OPCODE,
      rows: opcodeTable(isa).map((row) => opcodeFields(isa, row)),
    },
    {
      name: 'fixed_cells',
      record: FIXED_CELL,
      rows: fixedCells(isa).map(({ opcode, array, cell }) => [opcode, array, cell]),
    },
  ];
}
