import type { Isa } from '../../isa/isa.js';
import type { Compiler, Dispatcher } from '../compiled.js';
import { indent, opcodeTable } from '../opcodes.js';
import { describe, handlerTexts, programParts, switchParts } from '../run-loops.js';
import { createGo, registerVariables } from './language.js';

const compiler: Compiler = { names: ['go'], missing: 'needs Go 1.18 or newer: install golang-go' };
const COUNT = ['        if counting { dispatches++ }'];
const START = ['func run(start int) {', '    code, stack, pc, sp := code, stack, start, 0'];

const switchFile: Dispatcher = {
  file: 'switch.go',
  about: 'one switch in a loop',
  compiler,
  techniques: { switch: [] },
  print(isa) {
    const { locals, cases } = switchParts(createGo(isa), isa, { next: [], return: ['return'] });
    return [
      ...registerVariables(isa),
      ...START,
      ...indent([...clearRegisters(isa), ...locals], 4),
      '    for {',
      ...COUNT,
      '        switch code[pc] {',
      ...indent(cases, 8),
      ...['        }', '    }', '}'],
    ];
  },
};

/** Every handler is a function that gives the next instruction, and a loop calls them. */
const functionTableFile: Dispatcher = {
  file: 'function-table.go',
  about: 'a table of functions, called in a loop',
  compiler,
  techniques: { 'function table': [] },
  print(isa) {
    const leaving = { next: ['return pc, sp'], return: ['return -1, sp'] };
    const functions = handlerTexts(createGo(isa), isa, leaving, []).flatMap(({ row, body, locals }) => [
      ...['', `// ${describe(row)}`, `func op_${row.identifier}(pc, sp int) (int, int) {`],
      ...indent([...locals, ...body], 4),
      '}',
    ]);
    return [
      ...registerVariables(isa),
      'var handlers = [...]func(pc, sp int) (int, int){',
      ...opcodeTable(isa).map(({ identifier }) => `    op_${identifier},`),
      '}',
      ...functions,
      ...['', 'func run(start int) {'],
      ...indent(clearRegisters(isa), 4),
      '    for pc, sp := start, 0; pc >= 0; {',
      ...COUNT,
      '        pc, sp = handlers[code[pc]](pc, sp)',
      ...['    }', '}'],
    ];
  },
};

const wholeProgramFile: Dispatcher = {
  file: 'whole-program.go',
  about: 'one program, compiled; no instruction is dispatched',
  compiler,
  techniques: { 'whole program': [] },
  printProgram(isa, program) {
    const { lines, entries } = programParts(createGo(isa), isa, program);
    const cases = entries.flatMap(({ start, section }) => [`    case ${start}:`, `        ${section}()`]);
    return [...lines, '', 'func run(start int) {', '    switch start {', ...cases, '    }', '}'];
  },
};

function clearRegisters(isa: Isa): readonly string[] {
  const { assign, register, program } = createGo(isa);
  return isa.registers.map(({ name, type }) => assign(register(name), program.zero(type)));
}

export const GO_DISPATCHERS: readonly Dispatcher[] = [switchFile, functionTableFile, wholeProgramFile];
