import type { Isa } from '../../isa/isa.js';
import type { CellType, ValueType } from '../../isa/semantics.js';
import type { CompiledLanguage } from '../compiled.js';
import {
  ATOM,
  assignments,
  C_PRECEDENCE,
  called,
  doubleLiteral,
  type Expressions,
  type Language,
  operators,
  type Printed,
  reservedWords,
  safeName,
  UNARY,
} from '../language.js';
import { block, indent } from '../opcodes.js';
import { placeOf } from '../scope.js';
import { type DataSyntax, fieldTypes, POSITIONAL } from '../tables.js';
import { type CompiledProgramSyntax, GLOBAL, SECTIONS, SWITCHING } from '../whole-program-text.js';

const SELECT = 2;
/** Operators of wrapping integers that C leaves undefined somewhere. */
const INTEGER_FUNCTIONS = {
  '+': 'i32_add',
  '-': 'i32_sub',
  '*': 'i32_mul',
  '/': 'i32_div',
  '%': 'i32_rem',
  '<<': 'i32_shl',
  '>>': 'i32_shr',
};

const C_TYPES: Readonly<Record<ValueType, string>> = {
  f64: 'double',
  i32: 'int32_t',
  bool: 'bool',
  row: 'Row',
};

const reserved = reservedWords(
  `auto case char default double float goto inline int long register restrict short signed sizeof switch typedef union
  unsigned void volatile asm nullptr constexpr static_assert alignas alignof thread_local NULL NAN INFINITY INT32_MIN fabs
  sqrt floor ceil trunc int32_t stack memories pools kinds opcodes labels dispatches linux unix i386 COUNT_DISPATCH NEXT
  DISPATCH JUMP ROW count_dispatch trapped Row Word Cell Memory Pool row_at HANDLER PARAMETERS ARGUMENTS
  ${Object.values(INTEGER_FUNCTIONS).join(' ')}`,
);

/** C11 with `pc`, `sp` and the arrays of the machine in scope. */
export function createC(isa: Isa): CompiledLanguage {
  return { ...expressionsOf(isa), ...STATEMENTS, ...DATA, ...DECLARATIONS };
}

function expressionsOf(isa: Isa): Expressions {
  const binary = operators(C_PRECEDENCE, INTEGER_FUNCTIONS);
  const language: Expressions = {
    reserved,
    register: (name) => safeName(language, name),
    number: (value, type) => [cNumber(value, type), value < 0 || Object.is(value, -0) ? UNARY : ATOM],
    cell: (offset) => `sp[${offset}]`,
    operand: (index) => `pc[${index + 1}]`,
    element({ array, index, computed }): Printed {
      if (!computed) return [`${safeName(language, array)}[${index}]`, ATOM];
      const place = placeOf(isa, array);
      if (place.room === 'memory') return [`*${place.type}_cell(&memories[${place.index}], ${index})`, UNARY];
      const read = place.room === 'rows' ? 'row_at' : `${place.type}_constant`;
      return [`${read}(&pools[${place.index}], ${index})`, ATOM];
    },
    unary(operator, type, operand): Printed {
      switch (operator) {
        case '-':
          return type === 'i32' ? [`i32_sub(0, ${operand(0)})`, ATOM] : [`-${operand(ATOM)}`, UNARY];
        case '!':
          return [`!${operand(UNARY)}`, UNARY];
        case 'f64':
          return [`(double)${operand(UNARY)}`, UNARY];
        case 'i32':
          return called('i32_from_f64', operand);
        default:
          return called(operator === 'abs' ? 'fabs' : operator, operand);
      }
    },
    binary(operator, of, left, right): Printed {
      // Compilers warn of these mixtures, and readers trip over them.
      const isMixed = operator === '||' || '&|^'.includes(operator);
      if (!isMixed) return binary(operator, of, left, right);
      const strength = C_PRECEDENCE[operator];
      const context = strength === C_PRECEDENCE['||'] ? C_PRECEDENCE['|'] : C_PRECEDENCE['+'];
      return [`${left(context)} ${operator} ${right(context)}`, strength];
    },
    select: (condition, consequent, alternate) => [
      `${condition(SELECT + 1)} ? ${consequent(SELECT)} : ${alternate(SELECT)}`,
      SELECT,
    ],
    call(call, values): Printed {
      const list = values.map((value, i) => (call.arguments[i].type === 'row' ? `ROW(${value})` : value));
      return [`extern_${call.function}(${list.join(', ')})`, ATOM];
    },
  };
  return language;
}

const STATEMENTS: Omit<Language, keyof Expressions> = {
  ...assignments(';'),
  indentation: 2,
  comment: (text) => `/* ${text} */`,
  define: (name, type, value) => `const ${C_TYPES[type]} ${name} = ${value};`,
  target: (operand) => `code + pc[${operand + 1}]`,
  branch: (condition, target, words) => [`pc = ${condition(SELECT + 1)} ? ${target} : pc + ${words};`],
  if: (condition, then) => block(`if (${condition})`, then, 2),
};

const MEMBERS = {
  ...fieldTypes({ ...C_TYPES, text: 'const char *', count: 'int', i64: 'int64_t' }),
  opcode: 'int',
};

const DATA: Omit<DataSyntax, keyof Language> = {
  ...POSITIONAL,
  documentation: (text) => `/* ${text} */`,
  enumeration: ({ members }) => [`enum { ${members.join(', ').toUpperCase()} };`],
  recordType: (name) => ['typedef struct {', `} ${name};`],
  member({ name, type }) {
    if (typeof type !== 'object') return `${MEMBERS[type]} ${name};`.replace('* ', '*');
    return 'list' in type ? `int ${name}_count; const ${type.list.name} *${name};` : `int ${name};`;
  },
  // C has no arrays without elements, and does not know how many there are.
  table: (name, record, length) => [
    `enum { ${name.toUpperCase()} = ${length} };\nstatic const ${record} ${name}[${name.toUpperCase()} + 1] = {`,
    '};',
  ],
  list: (record, length) => (length === 0 ? ['0, NULL', ''] : [`${length}, (const ${record}[]){`, '}']),
  optional: (printed) => printed ?? 'NULL',
  f64: (value) => cNumber(value, 'f64'),
};

/** A variable of the harness. */
export const NOTE_TRAP = 'trapped = true;';

const registerOf = (name: string) => `$register_${name}`;

/** Names of an `.isa` have no `$`, which compilers of C take. */
const PROGRAM: CompiledProgramSyntax = {
  ...SWITCHING,
  ...GLOBAL,
  ...SECTIONS,
  firstPiece: `int32_t ${SWITCHING.piece} = 0;`,
  function(name, kind, lines) {
    const piece = kind === 'chunk with jumps' ? `int32_t ${SWITCHING.piece}` : 'void';
    const gives = kind === 'chunk with jumps' ? 'int32_t' : 'void';
    // Inlined into each other they would take compilers long.
    const inlining = kind === 'section' ? '' : '__attribute__((noinline)) ';
    return ['', ...block(`static ${inlining}${gives} ${name}(${piece})`, lines, 2)];
  },
  shared: (arrays, registers) => [
    ...arrays.map(({ name, type, cells }) => `static ${C_TYPES[type]} ${name}[${cells}];`),
    ...registers.map(({ name, type }) => `static ${C_TYPES[type]} ${registerOf(name)};`),
  ],
  sharedRegister: registerOf,
  variable: (name, type, value) => [`${C_TYPES[type]} ${name} = ${value};`],
  cell: (cell) => `$${cell}`,
  noteTrap: NOTE_TRAP,
  temporaries: null,
  scope: (lines) => ['{', ...indent(lines, 2), '}'],
};

const DECLARATIONS: Omit<CompiledLanguage, keyof Language | keyof DataSyntax> = {
  fileComment: (lines) =>
    lines.length === 1
      ? [`/* ${lines[0]} */`]
      : ['/*', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'],
  type: (type) => C_TYPES[type],
  array: ({ room, index, type }) =>
    room === 'memory'
      ? { type: `${C_TYPES[type]} *`, value: `memories[${index}].cells` }
      : { type: `const ${room === 'rows' ? 'Row' : C_TYPES[type]} *`, value: `pools[${index}].values` },
  declare: ({ name, type, value, isRegister }) => [
    isRegister ? `${type} ${name} = ${value};` : `${type}const ${name} = ${value};`,
  ],
  case: (opcode, comment, body, hasTemporaries) => [
    `case ${opcode}: /* ${comment} */`,
    ...indent(hasTemporaries ? ['{', ...indent(body, 2), '}'] : body, 2),
  ],
  program: PROGRAM,
};

function cNumber(value: number, type: CellType): string {
  if (type === 'i32') return value === -(2 ** 31) ? 'INT32_MIN' : String(value);
  return doubleLiteral(value, { nan: 'NAN', infinity: 'INFINITY', negativeInfinity: '-INFINITY' });
}
