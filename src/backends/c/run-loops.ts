import type { Compiler, Dispatcher } from '../compiled.js';
import { indent, opcodeTable } from '../opcodes.js';
import { describe, handlerTexts, programParts, switchParts, variablesOf } from '../run-loops.js';
import { createC } from './language.js';

/** Newest first. */
export const CLANGS = ['clang', ...[22, 21, 20, 19].map((version) => `clang-${version}`)];

/** clang merges the jumps of large interpreters again, so gcc comes first. */
const ANY: Compiler = {
  names: ['gcc', ...CLANGS, 'cc'],
  missing: 'needs a C compiler: install gcc',
};

const TAIL_CALLS: Compiler = {
  names: [...CLANGS, 'gcc'],
  probe: {
    source: '#if !__has_attribute(musttail) || !__has_attribute(preserve_none)\n#error\n#endif\n',
    arguments: ['-E', '-xc', '-'],
  },
  missing: 'needs clang 19 or newer (musttail and preserve_none): install clang-19',
};

const LEAVING = { next: ['DISPATCH();'], return: ['return;'] };
const ADDRESSES = ['-DADDRESSES'];
const ABOUT_ADDRESSES = [
  'With -DADDRESSES the code holds addresses of handlers instead of opcodes, for 64-bit machines.',
  '',
];

const switchFile: Dispatcher = {
  file: 'switch.c',
  about: 'one switch in a loop',
  compiler: ANY,
  techniques: { switch: [] },
  print(isa) {
    const { locals, cases } = switchParts(createC(isa), isa, { next: ['continue;'], return: ['return;'] });
    return [
      'static void prepare(void) {}',
      '',
      'static __attribute__((noinline)) void run(const Word *pc) {',
      '  Cell *sp = stack;',
      ...indent(locals, 2),
      '  for (;;) {',
      '    COUNT_DISPATCH();',
      '    switch (*pc) {',
      ...indent(cases, 6),
      '      default:',
      '        __builtin_unreachable();',
      '    }',
      '  }',
      '}',
    ];
  },
};

/** Every handler ends with a jump of its own to the next. */
const computedGotoFile: Dispatcher = {
  file: 'computed-goto.c',
  about: 'handlers that jump to each other (computed goto)',
  compiler: ANY,
  techniques: { 'computed goto, tokens': [], 'computed goto, addresses': ADDRESSES },
  notes: ABOUT_ADDRESSES,
  print(isa) {
    const language = createC(isa);
    const variables = variablesOf(language, isa);
    const handlers = handlerTexts(language, isa, LEAVING, variables).flatMap(({ row, body }) => [
      '',
      language.comment(describe(row)),
      `op_${row.identifier}: {`,
      ...indent(body, 2),
      '}',
    ]);
    return [
      '#ifdef ADDRESSES',
      '#define DISPATCH() do { COUNT_DISPATCH(); goto *(void *)*pc; } while (0)',
      '#else',
      '#define DISPATCH() do { COUNT_DISPATCH(); goto *labels[*pc]; } while (0)',
      '#endif',
      '',
      'static const void *const *handlers;',
      '',
      '/* Without code it only tells where the handlers are. */',
      'static __attribute__((noinline)) void run(const Word *pc) {',
      '  static const void *const labels[OPCODES] = {',
      ...opcodeTable(isa).map(({ identifier }) => `    &&op_${identifier},`),
      '  };',
      '  if (!pc) {',
      '    handlers = labels;',
      '    return;',
      '  }',
      '  Cell *sp = stack;',
      ...indent(variables.flatMap(language.declare), 2),
      '  DISPATCH();',
      ...indent(handlers, 2),
      '}',
      '',
      ...prepareAddresses('run(NULL);'),
    ];
  },
};

/** As many pointers and integers as preserve_none passes in registers. */
const MAX_PARAMETERS = 10;

/** Every handler is a function that calls the next in its place. */
const tailCallFile: Dispatcher = {
  file: 'tail-calls.c',
  about: 'handlers that tail-call each other',
  compiler: TAIL_CALLS,
  techniques: { 'tail calls, tokens': [], 'tail calls, addresses': ADDRESSES },
  notes: ABOUT_ADDRESSES,
  print(isa) {
    const language = createC(isa);
    const variables = variablesOf(language, isa);
    const passed = variables.slice(0, Math.max(isa.registers.length, MAX_PARAMETERS - 2));
    const parameters = passed.map(({ name, type }) => `${type}${type.endsWith('*') ? '' : ' '}${name}`);
    const functions = handlerTexts(language, isa, LEAVING, passed).flatMap(({ row, body, locals }) => [
      '',
      language.comment(describe(row)),
      `HANDLER op_${row.identifier}(PARAMETERS) {`,
      ...indent([...locals, ...body], 2),
      '}',
    ]);
    return [
      ...TAIL_CALL_HEAD,
      `#define PARAMETERS ${['const Word *pc', 'Cell *sp', ...parameters].join(', ')}`,
      `#define ARGUMENTS ${['pc', 'sp', ...passed.map(({ name }) => name)].join(', ')}`,
      ...TAIL_CALL_DISPATCH,
      ...functions,
      '',
      'static Handler *const handlers[OPCODES] = {',
      ...opcodeTable(isa).map(({ identifier }) => `  op_${identifier},`),
      '};',
      '',
      'static __attribute__((noinline)) void run(const Word *pc) {',
      '  COUNT_DISPATCH();',
      `  HANDLER_AT(pc)(${['pc', 'stack', ...passed.map(({ value }) => value)].join(', ')});`,
      '}',
      '',
      ...prepareAddresses(),
    ];
  },
};

const TAIL_CALL_HEAD = [
  '#if !defined(__has_attribute) || !__has_attribute(musttail)',
  '#error "this compiler has no guaranteed tail calls: use clang"',
  '#endif',
  '#if __has_attribute(preserve_none)',
  '#define PRESERVE_NONE __attribute__((preserve_none))',
  '#else',
  '#define PRESERVE_NONE',
  '#endif',
  '',
];

const TAIL_CALL_DISPATCH = [
  'typedef PRESERVE_NONE void Handler(PARAMETERS);',
  '#define HANDLER static PRESERVE_NONE void',
  '',
  'static Handler *const handlers[OPCODES];',
  '#ifdef ADDRESSES',
  '#define HANDLER_AT(pc) ((Handler *)*(pc))',
  '#else',
  '#define HANDLER_AT(pc) handlers[*(pc)]',
  '#endif',
  '#define DISPATCH() \\',
  '  do { \\',
  '    COUNT_DISPATCH(); \\',
  '    __attribute__((musttail)) return HANDLER_AT(pc)(ARGUMENTS); \\',
  '  } while (0)',
];

/** Puts the addresses of handlers where the opcodes are. */
function prepareAddresses(first?: string): string[] {
  return [
    'static void prepare(void) {',
    ...(first ? [`  ${first}`] : []),
    '#ifdef ADDRESSES',
    '  for (uint32_t at = 0; at < code_words;) {',
    '    const int64_t opcode = code[at];',
    '    code[at] = (int64_t)handlers[opcode];',
    '    at += 1 + (uint32_t)opcodes[opcode].operands_count;',
    '  }',
    '#endif',
    '}',
  ];
}

const wholeProgramFile: Dispatcher = {
  file: 'whole-program.c',
  about: 'one program, compiled; no instruction is dispatched',
  compiler: ANY,
  techniques: { 'whole program': [] },
  printProgram(isa, program) {
    const { lines, entries } = programParts(createC(isa), isa, program);
    return [
      ...lines,
      '',
      'static void prepare(void) {}',
      '',
      'static void run(const Word *pc) {',
      '  switch (pc - code) {',
      ...entries.flatMap(({ start, section }) => [
        `    case ${start}:`,
        `      ${section}();`,
        '      break;',
      ]),
      '  }',
      '}',
    ];
  },
};

export const C_DISPATCHERS: readonly Dispatcher[] = [
  switchFile,
  computedGotoFile,
  tailCallFile,
  wholeProgramFile,
];
