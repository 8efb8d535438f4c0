import { compiledBackEnd } from '../compiled.js';
import { indent } from '../opcodes.js';
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
    rest: () => ['-lm'],
    symbols: /^(run|op_\w+|section_\w+)(\.\w+)*$/,
  },
  countingNote: '-DCOUNT counts dispatches',
  extension: 'h',
  machine: {
    head: ['#include <stdbool.h>', '#include <stddef.h>', '#include <stdint.h>', ''],
    name: (text) => `#define MACHINE ${text}`,
    instructionSet: (digest) => `#define INSTRUCTION_SET UINT64_C(${digest})`,
    cell: (type) => `typedef ${type} Cell;`,
    opcodes: (lines) => ['enum {', ...indent(lines, 2), '};'],
    opcode: (name) => `OP_${name},`,
  },
  patterns: (mostOperands) => [
    ...['#include "machine.h"', '', '#include <math.h>', ''],
    `enum { MAX_PATTERN_OPERANDS = ${mostOperands} };`,
  ],
  harness: { 'harness.h': HARNESS, 'main.h': PROGRAM },
  tiling: TILING,
  frame: () => ({
    before: ['#include "machine.h"', '#include "harness.h"', '#include "externs.h"', ''],
    after: ['', '#include "main.h"'],
  }),
});
