import type { FusedIsa } from '../../isa/fuse.js';
import { type Isa, rangeOf } from '../../isa/isa.js';
import { fixedCells, generatedFrom, indent, instructionSetDigest, opcodeTable } from '../opcodes.js';
import { C_TYPES } from './language.js';

/** `machine.h`: the memories, pools, operand kinds and opcodes of a machine as tables. */
export function printMachine(isa: Isa | FusedIsa): string {
  const table = opcodeTable(isa);
  const most = Math.max(1, ...isa.instructions.map(({ operands }) => operands.length));
  const memoryOf = (name: string) => isa.memories.findIndex(({ index }) => index === name);
  const lines = [
    `/* ${generatedFrom(isa)} */`,
    '#include <stdbool.h>',
    '#include <stddef.h>',
    '#include <stdint.h>',
    '',
    `#define MACHINE ${text(isa.machine)}`,
    '/* An image made for another set of instructions is refused. */',
    `#define INSTRUCTION_SET UINT64_C(0x${instructionSetDigest(isa)})`,
    '',
    '/* What a cell of the operand stack holds. */',
    `typedef ${C_TYPES[isa.word]} Cell;`,
    '',
    'enum { F64, I32 };',
    `enum { MEMORIES = ${isa.memories.length}, POOLS = ${isa.pools.length}, OPCODES = ${table.length} };`,
    '',
    'static const struct {',
    '  const char *name;',
    '  int type;',
    '} memory_infos[MEMORIES + 1] = {',
    ...isa.memories.map(({ name, type }) => `  {${text(name)}, ${type.toUpperCase()}},`),
    '  {NULL, 0},',
    '};',
    '',
    'static const struct {',
    '  const char *name;',
    '  int type;',
    '  bool rows;',
    '} pool_infos[POOLS + 1] = {',
    ...isa.pools.map(({ name, type, rows }) => `  {${text(name)}, ${type.toUpperCase()}, ${rows}},`),
    '  {NULL, 0, false},',
    '};',
    '',
    '/* What operands are: their bytes and range, jump targets, and the memory and pool they index, or -1. */',
    'typedef struct {',
    '  const char *name;',
    '  int bytes;',
    '  int32_t low, high;',
    '  bool label;',
    '  int memory, pool;',
    '} Kind;',
    'static const Kind kinds[] = {',
    ...isa.operandKinds.map((kind) => {
      const [low, high] = rangeOf(kind);
      const memory = memoryOf(kind.within ?? kind.name);
      const pool = isa.pools.findIndex(({ name }) => name === kind.pool);
      return `  {${text(kind.name)}, ${kind.bytes}, ${low === -(2 ** 31) ? 'INT32_MIN' : low}, ${high}, ${kind.label}, ${memory}, ${pool}},`;
    }),
    ...(isa.operandKinds.length === 0 ? ['  {NULL, 0, 0, 0, false, -1, -1},'] : []),
    '};',
    '',
    'enum {',
    ...table.map(
      ({ identifier, opcode }) => `  OP_${identifier.toUpperCase()}${opcode === 0 ? ' = 0' : ''},`,
    ),
    '};',
    '',
    '/* The kind of an operand, and how far below and above the cell it names the instruction reaches. */',
    'typedef struct {',
    '  int kind, below, above;',
    '} Operand;',
    'typedef struct {',
    '  const char *name;',
    '  /* What a superinstruction replaces: the same letter is the same operand, # is a constant. */',
    '  const char *parts;',
    '  /* Cells of operand stack taken and given. */',
    '  int pops, pushes;',
    '  /* Bytes of operands. */',
    '  int payload;',
    '  int operand_count;',
    `  Operand operands[${most}];`,
    '} Opcode;',
    'static const Opcode opcodes[OPCODES] = {',
    ...indent(
      table.map(({ instruction: { name, pops, pushes, operands }, parts, payload }) => {
        const list = operands.map(
          ({ kind, reach: [below, above] = [0, 0] }) =>
            `{${isa.operandKinds.indexOf(kind)}, ${-below}, ${above}}`,
        );
        const source = parts === null ? 'NULL' : text(parts);
        return `{${text(name)}, ${source}, ${pops.length}, ${pushes.length}, ${payload}, ${list.length}, {${list.length > 0 ? list.join(', ') : '{0, 0, 0}'}}},`;
      }),
      2,
    ),
    '};',
    '',
    '/* Cells that an opcode needs whatever its operands are: of a memory, or of pool `array - MEMORIES`. */',
    'static const struct {',
    '  int opcode, array;',
    '  int64_t cell;',
    '} fixed_cells[] = {',
    ...fixedCells(isa).map(({ opcode, array, cell }) => `  {${opcode}, ${array}, ${cell}},`),
    '  {OPCODES, 0, 0},',
    '};',
  ];
  return `${lines.join('\n')}\n`;
}

/** Names and patterns have no characters that C would need escaped but these. */
function text(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
