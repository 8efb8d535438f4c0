import type { Compiler, Dispatcher } from '../compiled.js';
import { indent, opcodeTable } from '../opcodes.js';
import { describe, handlerTexts, programParts, switchParts } from '../run-loops.js';
import { createGo, createGoFunctions, registerVariables } from './language.js';

const GO: Compiler = { names: ['go'], missing: 'needs Go: install golang-go' };
const COUNT = ['        if counting { dispatches++ }'];

const switchFile: Dispatcher = {
  file: 'switch.go',
  about: 'one switch in a loop',
  compiler: GO,
  techniques: { switch: [] },
  print(isa) {
    const { locals, cases } = switchParts(createGo(isa), isa, { next: [], return: ['return'] });
    return [
      'func run(start int) {',
      '    code, stack, pc, sp := code, stack, start, 0',
      ...indent(locals, 4),
      '    for {',
      ...COUNT,
      '        switch code[pc] {',
      ...indent(cases, 8),
      '        }',
      '    }',
      '}',
    ];
  },
};

/** Every handler is a function that gives the next instruction, and a loop calls them. */
const functionTableFile: Dispatcher = {
  file: 'function-table.go',
  about: 'a table of functions, called in a loop',
  compiler: GO,
  techniques: { 'function table': [] },
  print(isa) {
    const language = createGoFunctions(isa);
    const leaving = { next: ['return pc, sp'], return: ['return -1, sp'] };
    const functions = handlerTexts(language, isa, leaving, []).flatMap(({ row, body, locals }) => [
      '',
      language.comment(describe(row)),
      `func op_${row.identifier}(pc, sp int) (int, int) {`,
      ...indent([...locals, ...body], 4),
      '}',
    ]);
    const registers = isa.registers.map(({ name, type }) =>
      language.assign(language.register(name), language.program.zero(type)),
    );
    return [
      ...registerVariables(isa),
      '',
      'var handlers = [...]func(pc, sp int) (int, int){',
      ...opcodeTable(isa).map(({ identifier }) => `    op_${identifier},`),
      '}',
      ...functions,
      '',
      'func run(start int) {',
      ...indent(registers, 4),
      '    for pc, sp := start, 0; pc >= 0; {',
      ...COUNT,
      '        pc, sp = handlers[code[pc]](pc, sp)',
      '    }',
      '}',
    ];
  },
};

const wholeProgramFile: Dispatcher = {
  file: 'whole-program.go',
  about: 'one program, compiled; no instruction is dispatched',
  compiler: GO,
  techniques: { 'whole program': [] },
  printProgram(isa, program) {
    const { lines, entries } = programParts(createGo(isa), isa, program);
    const cases = entries.flatMap(({ start, section }) => [`    case ${start}:`, `        ${section}()`]);
    return [...lines, '', 'func run(start int) {', '    switch start {', ...cases, '    }', '}'];
  },
};

export const GO_DISPATCHERS: readonly Dispatcher[] = [switchFile, functionTableFile, wholeProgramFile];
