import { compiledBackEnd } from '../compiled.js';
import { registersRecord } from '../machine-tables.js';
import { createGo, freeName } from './language.js';
import { GO_DISPATCHERS } from './run-loops.js';
import { ARITHMETIC } from './template/arithmetic.js';
import { HARNESS } from './template/harness.js';
import { LOADING } from './template/loading.js';
import { SELF_TEST } from './template/self-test.js';
import { TILING } from './template/tiling.js';

export const goBackEnd = compiledBackEnd({
  target: 'go',
  language: 'Go',
  syntax: createGo,
  dispatchers: GO_DISPATCHERS,
  toolchain: {
    // Images are checked when they are loaded: a check of each index costs a quarter of the time.
    flags: ['build', '-gcflags=-B'],
    rest: (counting) => [
      ...['machine.go', 'loading.go', 'harness.go', 'externs.go'],
      counting ? 'counting.go' : 'timing.go',
    ],
    symbols: /^main\.(run|op_\w+|section_\w+)$/,
  },
  countingNote: 'with counting.go instead of timing.go it counts dispatches',
  extension: 'go',
  machine: {
    head: ['package main', '', 'import "math"', ''],
    name: (text) => `const MACHINE = ${text}`,
    instructionSet: (digest) => `const INSTRUCTION_SET uint64 = ${digest}`,
    cell: (type) => `type Cell = ${type}`,
    opcode: (name, opcode) => `const OP_${name} = ${opcode}`,
    records: (isa) => [registersRecord(isa, freeName)],
    rest: ['', ARITHMETIC],
  },
  patterns: () => ['package main'],
  externs: (text) => `package main\n\n${text}`,
  harness: {
    'harness.go': HARNESS + SELF_TEST,
    'loading.go': LOADING,
    'counting.go': 'package main\n\nconst counting = true\n',
    'timing.go': 'package main\n\nconst counting = false\n',
  },
  tiling: TILING,
  frame: () => ({
    // Only what is named on the command line is compiled: each run loop is a program of its own.
    before: ['//go:build ignore', '', 'package main', '', 'import "math"', '', 'var _ = math.Abs', ''],
  }),
});
