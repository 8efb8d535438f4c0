import { relocatedCode } from '../../bytecode/program.js';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import type { Compiler, Dispatcher } from '../compiled.js';
import { indent, opcodeTable } from '../opcodes.js';
import { describe, handlerTexts, switchParts, variablesOf } from '../run-loops.js';
import { MAX_NODES } from '../whole-program.js';
import { printProgram } from '../whole-program-text.js';
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
  variants: [{ name: 'switch', flags: [] }],
  notes: [],
  isForOneProgram: false,
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
  variants: [
    { name: 'computed goto, tokens', flags: [] },
    { name: 'computed goto, addresses', flags: ADDRESSES },
  ],
  notes: ABOUT_ADDRESSES,
  isForOneProgram: false,
  print(isa) {
    const language = createC(isa);
    const locals = variablesOf(language, isa).map(language.declare);
    const handlers = handlerTexts(language, isa, LEAVING).flatMap(({ row, body }) => [
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
      ...indent(locals, 2),
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
  variants: [
    { name: 'tail calls, tokens', flags: [] },
    { name: 'tail calls, addresses', flags: ADDRESSES },
  ],
  notes: ABOUT_ADDRESSES,
  isForOneProgram: false,
  print(isa) {
    const language = createC(isa);
    const variables = variablesOf(language, isa);
    const passed = variables.slice(0, Math.max(isa.registers.length, MAX_PARAMETERS - 2));
    const parameters = passed.map(({ name, type }) => `${type}${type.endsWith('*') ? '' : ' '}${name}`);
    const functions = handlerTexts(language, isa, LEAVING).flatMap(({ row, body, arrays }) => [
      '',
      language.comment(describe(row)),
      `HANDLER op_${row.identifier}(PARAMETERS) {`,
      ...indent(
        [
          ...variables
            .filter((variable) => !passed.includes(variable) && arrays.has(variable.source))
            .map(language.declare),
          ...body,
        ],
        2,
      ),
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
  variants: [{ name: 'whole program', flags: [] }],
  notes: [],
  isForOneProgram: true,
  print(isa: Isa | FusedIsa, program) {
    const language = createC(isa);
    const { lines, sections } = printProgram(language, language.program, isa, program, MAX_NODES);
    const { starts } = relocatedCode(isa, program);
    return [
      ...lines,
      '',
      'static void prepare(void) {}',
      '',
      'static void run(const Word *pc) {',
      '  switch (pc - code) {',
      ...program.sections.flatMap(({ name }, i) => [
        `    case ${starts.get(name)}:`,
        `      ${sections[i]}();`,
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
