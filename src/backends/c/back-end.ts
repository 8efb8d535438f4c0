import { compiledBackEnd } from '../compiled.js';
import { instructionSetDigest, opcodeTable } from '../opcodes.js';
import { createC } from './language.js';
import { C_DISPATCHERS } from './run-loops.js';
import { HARNESS, PROGRAM } from './template/files.js';
import { TILING } from './template/tiling.js';

export const cBackEnd = compiledBackEnd({
  target: 'c',
  language: 'C',
  syntax: createC,
  dispatchers: C_DISPATCHERS,
  toolchain: {
    flags: ['-std=gnu11', '-O2', '-ffp-contract=off'],
    counting: ['-DCOUNT'],
    timing: [],
    rest: () => ['-lm'],
    lenient: [],
    symbols: /^(run|op_\w+|section_\w+)(\.\w+)*$/,
  },
  countingNote: '-DCOUNT counts dispatches',
  machine: {
    file: 'machine.h',
    head: (isa) => [
      '#include <stdbool.h>',
      '#include <stddef.h>',
      '#include <stdint.h>',
      '',
      `#define MACHINE ${createC(isa).text(isa.machine)}`,
      '/* An image made for another set of instructions is refused. */',
      `#define INSTRUCTION_SET UINT64_C(0x${instructionSetDigest(isa)})`,
      '',
      '/* What a cell of the operand stack holds. */',
      `typedef ${createC(isa).type(isa.word)} Cell;`,
    ],
    opcodes: (isa) => [
      '',
      'enum {',
      ...opcodeTable(isa).map(({ identifier }) => `  OP_${identifier.toUpperCase()},`),
      '};',
    ],
    externs: (text) => text,
  },
  patterns: {
    file: 'patterns.h',
    head: (mostOperands) => [
      '#include "machine.h"',
      '',
      '#include <math.h>',
      '',
      `enum { MAX_PATTERN_OPERANDS = ${mostOperands} };`,
    ],
  },
  externs: 'externs.h',
  harness: { 'harness.h': HARNESS, 'main.h': PROGRAM },
  tiling: { 'tiling.h': TILING },
  frame: () => ({
    before: ['#include "machine.h"', '#include "harness.h"', '#include "externs.h"', ''],
    after: ['', '#include "main.h"'],
  }),
});
