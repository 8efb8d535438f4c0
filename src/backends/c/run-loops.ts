import type { Program } from '../../bytecode/program.js';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Control, Isa } from '../../isa/isa.js';
import { arraysInUse } from '../arrays.js';
import { type Handler, scheduleHandler } from '../handler.js';
import { type Language, printExpression, printStatements, safeName } from '../language.js';
import { generatedFrom, indent, initialValue, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { C_TYPES, createC } from './language.js';

export const C_FLAGS: readonly string[] = ['-std=gnu11', '-O2', '-ffp-contract=off'];

/** The run loop of one dispatch technique, as a file that compiles to a program. */
export interface CFile {
  readonly file: string;
  print(isa: Isa | FusedIsa, program: Program): string;
}

/** One that runs any program of the machine. */
export interface RunLoopFile extends CFile {
  print(isa: Isa | FusedIsa): string;
}

/** A switch in a loop. */
export const switchFile: RunLoopFile = {
  file: 'switch.c',
  print(isa) {
    const language = createC(isa);
    const { locals } = scopeOf(isa, language);
    const cases = opcodeTable(isa).flatMap((row) => {
      const handler = scheduleHandler(row.instruction);
      const body = [...printBody(language, row, handler), ...leave(language, row, handler, 'continue;')];
      return [`case OP_${row.identifier.toUpperCase()}: ${comment(row)}`, ...indent(block(handler, body), 2)];
    });
    return file(isa, this.file, 'one switch in a loop', 'gcc', [
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
    ]);
  },
};

/** Every handler ends with a jump of its own to the next. */
export const computedGotoFile: RunLoopFile = {
  file: 'computed-goto.c',
  print(isa) {
    const language = createC(isa);
    const { locals } = scopeOf(isa, language);
    const table = opcodeTable(isa);
    const handlers = table.flatMap((row) => {
      const handler = scheduleHandler(row.instruction);
      const body = [...printBody(language, row, handler), ...leave(language, row, handler, 'DISPATCH();')];
      return ['', comment(row), `op_${row.identifier}: {`, ...indent(body, 2), '}'];
    });
    return file(isa, this.file, 'handlers that jump to each other (computed goto)', 'gcc', [
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
      ...table.map(({ identifier }) => `    &&op_${identifier},`),
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
    ]);
  },
};

/** Every handler is a function that calls the next in its place. */
export const tailCallFile: RunLoopFile = {
  file: 'tail-calls.c',
  print(isa) {
    const language = createC(isa);
    const { parameters, values, inHandlers } = scopeOf(isa, language);
    const table = opcodeTable(isa);
    const functions = table.flatMap((row) => {
      const handler = scheduleHandler(row.instruction);
      const body = printBody(language, row, handler);
      const used = inHandlers.filter(({ name }) => body.some((line) => line.includes(`${name}[`)));
      return [
        '',
        comment(row),
        `HANDLER op_${row.identifier}(PARAMETERS) {`,
        ...indent(
          [
            ...used.map(({ declaration }) => declaration),
            ...body,
            ...leave(language, row, handler, 'DISPATCH();'),
          ],
          2,
        ),
        '}',
      ];
    });
    return file(isa, this.file, 'handlers that tail-call each other', 'clang', [
      '#if !defined(__has_attribute) || !__has_attribute(musttail)',
      '#error "this compiler has no guaranteed tail calls: use clang"',
      '#endif',
      '#if __has_attribute(preserve_none)',
      '#define PRESERVE_NONE __attribute__((preserve_none))',
      '#else',
      '#define PRESERVE_NONE',
      '#endif',
      '',
      `#define PARAMETERS ${parameters.map(({ type, name }) => `${type}${name}`).join(', ')}`,
      `#define ARGUMENTS ${parameters.map(({ name }) => name).join(', ')}`,
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
      ...functions,
      '',
      'static Handler *const handlers[OPCODES] = {',
      ...table.map(({ identifier }) => `  op_${identifier},`),
      '};',
      '',
      'static __attribute__((noinline)) void run(const Word *pc) {',
      '  COUNT_DISPATCH();',
      `  HANDLER_AT(pc)(pc, stack${values.map((value) => `, ${value}`).join('')});`,
      '}',
      '',
      ...prepareAddresses(),
    ]);
  },
};

/** Puts the addresses of handlers where the opcodes are. */
function prepareAddresses(first?: string): string[] {
  return [
    'static void prepare(void) {',
    ...(first ? [`  ${first}`] : []),
    '#ifdef ADDRESSES',
    '  for (uint32_t at = 0; at < code_words;) {',
    '    const int64_t opcode = code[at];',
    '    code[at] = (int64_t)handlers[opcode];',
    '    at += 1 + (uint32_t)opcodes[opcode].operand_count;',
    '  }',
    '#endif',
    '}',
  ];
}

function printBody(language: Language, { instruction }: OpcodeRow, handler: Handler): string[] {
  return printStatements(language, instruction, handler);
}

/** The way to the next instruction. A condition may read popped cells, so the stack pointer moves after it. */
function leave(language: Language, { instruction }: OpcodeRow, handler: Handler, go: string): string[] {
  const { growth, control } = handler;
  if (control.kind === 'return') return ['return;'];
  const move = growth === 0 ? [] : [growth > 0 ? `sp += ${growth};` : `sp -= ${-growth};`];
  return [advance(language, instruction, control), ...move, go];
}

function advance(
  language: Language,
  instruction: OpcodeRow['instruction'],
  control: Exclude<Control, { kind: 'return' }>,
): string {
  const width = instruction.operands.length + 1;
  if (control.kind === 'next') return `pc += ${width};`;
  const target = `code + ${language.operand(control.target, 'index')}`;
  if (!control.condition) return `pc = ${target};`;
  return `pc = ${printExpression(language, instruction, control.condition, 3)} ? ${target} : pc + ${width};`;
}

function block(handler: Handler, body: readonly string[]): readonly string[] {
  return handler.temporaries.length === 0 ? body : ['{', ...indent(body, 2), '}'];
}

function comment({ description, picture }: OpcodeRow): string {
  return `/* ${description}  ${picture} */`;
}

/** As many pointers and integers as preserve_none passes in registers. */
const MAX_PARAMETERS = 10;

export interface Scope {
  /** Declares the arrays. */
  readonly arrays: readonly string[];
  /** Declares everything that handlers name, in one function. */
  readonly locals: readonly string[];
  /** The same as parameters of each handler, with the values to start with, but for what handlers declare themselves. */
  readonly parameters: readonly { readonly type: string; readonly name: string }[];
  readonly values: readonly string[];
  readonly inHandlers: readonly { readonly name: string; readonly declaration: string }[];
}

export function scopeOf(isa: Isa | FusedIsa, language: Language): Scope {
  const arrays = arraysInUse(isa).map((name) => {
    const memory = isa.memories.findIndex((candidate) => candidate.name === name);
    const pool = isa.pools.findIndex((candidate) => candidate.name === name);
    const type =
      memory >= 0
        ? `${C_TYPES[isa.memories[memory].type]} *`
        : `const ${isa.pools[pool].rows ? 'Row' : C_TYPES[isa.pools[pool].type]} *`;
    const value = memory >= 0 ? `memories[${memory}].cells` : `pools[${pool}].values`;
    return { name: safeName(language, name), type, value };
  });
  const registers = isa.registers.map(({ name, type }) => ({
    name: safeName(language, name),
    type: `${C_TYPES[type]} `,
    value: initialValue(type) as string,
  }));
  const passed = [...registers, ...arrays.slice(0, Math.max(0, MAX_PARAMETERS - 2 - registers.length))];
  const declare = ({ name, type, value }: (typeof arrays)[number]) => `${type}const ${name} = ${value};`;
  const declarations = arrays.map(declare);
  return {
    arrays: declarations,
    locals: [...registers.map(({ name, type, value }) => `${type}${name} = ${value};`), ...declarations],
    parameters: [{ type: 'const Word *', name: 'pc' }, { type: 'Cell *', name: 'sp' }, ...passed],
    values: passed.map(({ value }) => value),
    inHandlers: arrays
      .filter((array) => !passed.includes(array))
      .map((array) => ({ name: array.name, declaration: declare(array) })),
  };
}

export function file(
  isa: Isa | FusedIsa,
  name: string,
  what: string,
  compiler: string,
  lines: readonly string[],
): string {
  const program = name.replace(/\.c$/, '');
  const addresses = lines.some((line) => line.includes('ADDRESSES'))
    ? [
        ' *',
        ' * With -DADDRESSES the code holds addresses of handlers instead of opcodes, for 64-bit machines.',
      ]
    : [];
  return `${[
    '/*',
    ` * The machine ${isa.machine}: ${what}.`,
    ` * ${generatedFrom(isa)}`,
    ' *',
    ` *     ${[compiler, ...C_FLAGS].join(' ')} -o ${program} ${name} -lm`,
    ...addresses,
    ' *',
    ` * ./${program} <image> [observe | time <milliseconds> | state <stop> | disassemble]; -DCOUNT counts dispatches.`,
    ' */',
    '#include "machine.h"',
    '#include "harness.h"',
    '#include "externs.h"',
    '',
    ...lines,
    '',
    '#include "main.h"',
  ].join('\n')}\n`;
}
