import { compiledBackEnd } from '../compiled.js';
import { instructionSetDigest, opcodeTable } from '../opcodes.js';
import { createGo } from './language.js';
import { GO_DISPATCHERS } from './run-loops.js';
import { ARITHMETIC } from './template/arithmetic.js';
import { IMAGE } from './template/image.js';
import { RUNNING } from './template/running.js';
import { TILING } from './template/tiling.js';

export const goBackEnd = compiledBackEnd({
  target: 'go',
  language: 'Go',
  syntax: createGo,
  dispatchers: GO_DISPATCHERS,
  toolchain: {
    // Images are checked when they are loaded: a check of each index costs a quarter of the time.
    flags: ['build', '-gcflags=-B'],
    counting: [],
    timing: [],
    rest: (counting) => ['machine.go', 'harness.go', 'externs.go', counting ? 'counting.go' : 'timing.go'],
    lenient: [],
    symbols: /^main\.(run|op_\w+|section_\w+)$/,
  },
  countingNote: 'with counting.go instead of timing.go it counts dispatches',
  machine: {
    file: 'machine.go',
    head: (isa) => [
      ...['package main', '', 'import "math"', ''],
      '// An image made for another set of instructions is refused.',
      `const INSTRUCTION_SET uint64 = 0x${instructionSetDigest(isa)}`,
      ...['', '// What a cell of the operand stack holds.'],
      ...[`type Cell = ${createGo(isa).type(isa.word)}`, '', ARITHMETIC],
    ],
    opcodes: (isa) =>
      opcodeTable(isa).map(({ identifier, opcode }) => `const OP_${identifier.toUpperCase()} = ${opcode}`),
    externs: (text) => `package main\n\n${text}`,
  },
  patterns: {
    file: 'patterns.go',
    head: (mostOperands) => ['package main', '', `const MAX_PATTERN_OPERANDS = ${mostOperands}`],
  },
  externs: 'externs.go',
  harness: {
    'harness.go': IMAGE + RUNNING,
    'counting.go': 'package main\n\nconst counting = true\n',
    'timing.go': 'package main\n\nconst counting = false\n',
  },
  tiling: { 'tiling.go': TILING },
  frame: () => ({
    // Only what is named on the command line is compiled: each run loop is a program of its own.
    before: ['//go:build ignore', '', 'package main', '', 'import "math"', '', 'var _ = math.Abs', ''],
    after: [],
  }),
});
