import type { CellType, Isa, ValueType } from '../../isa/isa.js';
import { formatNumber } from '../../isa/pattern.js';
import type { CompiledLanguage } from '../compiled.js';
import {
  ATOM,
  assignments,
  C_PRECEDENCE,
  type Expressions,
  infix,
  type Language,
  type Piece,
  safeName,
  UNARY,
} from '../language.js';
import { indent } from '../opcodes.js';
import { declareArrays } from '../run-loops.js';
import { type DataSyntax, type FieldType, POSITIONAL } from '../tables.js';
import { type ProgramSyntax, SECTIONS, SWITCHING } from '../whole-program-text.js';

const SELECT = 2;
/** Operators of wrapping integers that C leaves undefined somewhere. */
const INTEGER_FUNCTIONS: Readonly<Record<string, string>> = {
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

const RESERVED = new Set(
  `auto break case char const continue default do double else enum extern float for goto if inline int long register
  restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof bool
  true false nullptr constexpr static_assert alignas alignof thread_local NULL NAN INFINITY INT32_MIN fabs sqrt floor ceil
  trunc int32_t pc sp code stack memories pools kinds opcodes handlers labels dispatches run prepare main linux unix i386
  COUNT_DISPATCH NEXT DISPATCH JUMP ROW Row Word Cell Memory Pool f64_cell i32_cell f64_constant i32_constant row_at
  i32_from_f64 HANDLER PARAMETERS ARGUMENTS ${Object.values(INTEGER_FUNCTIONS).join(' ')}`.split(/\s+/),
);

/** C11 with `pc`, `sp` and the arrays of the machine in scope. */
export function createC(isa: Isa): CompiledLanguage {
  return { ...expressionsOf(isa), ...STATEMENTS, ...DATA, ...declarationsOf(isa) };
}

function expressionsOf(isa: Isa): Expressions {
  const language: Expressions = {
    reserved: RESERVED,
    register: (name) => safeName(language, name),
    number: (value, type) => [cNumber(value, type), value < 0 || Object.is(value, -0) ? UNARY : ATOM],
    cell: (offset) => `sp[${offset}]`,
    operand: (index) => `pc[${index + 1}]`,
    element({ array, index, computed }): Piece {
      if (!computed) return [`${safeName(language, array)}[${index}]`, ATOM];
      const memory = isa.memories.findIndex(({ name }) => name === array);
      if (memory >= 0) return [`*${isa.memories[memory].type}_cell(&memories[${memory}], ${index})`, UNARY];
      const pool = isa.pools.findIndex(({ name }) => name === array);
      const read = isa.pools[pool].rows ? 'row_at' : `${isa.pools[pool].type}_constant`;
      return [`${read}(&pools[${pool}], ${index})`, ATOM];
    },
    unary(operator, type, operand): Piece {
      switch (operator) {
        case '-':
          return type === 'i32' ? [`i32_sub(0, ${operand(0)})`, ATOM] : [`-${operand(ATOM)}`, UNARY];
        case '!':
          return [`!${operand(UNARY)}`, UNARY];
        case 'f64':
          return [`(double)${operand(UNARY)}`, UNARY];
        case 'i32':
          return [`i32_from_f64(${operand(0)})`, ATOM];
        default:
          return [`${operator === 'abs' ? 'fabs' : operator}(${operand(0)})`, ATOM];
      }
    },
    binary(operator, of, left, right): Piece {
      const name = of === 'i32' ? INTEGER_FUNCTIONS[operator] : undefined;
      if (name) return [`${name}(${left(0)}, ${right(0)})`, ATOM];
      const strength = C_PRECEDENCE[operator];
      // Compilers warn of these mixtures, and readers trip over them.
      const mixed = operator === '||' || '&|^'.includes(operator);
      return mixed
        ? [`${left(strength === 3 ? 5 : 11)} ${operator} ${right(strength === 3 ? 5 : 11)}`, strength]
        : infix(strength, left, operator, right);
    },
    select: (condition, consequent, alternate) => [
      `${condition(SELECT + 1)} ? ${consequent(SELECT)} : ${alternate(SELECT)}`,
      SELECT,
    ],
    call(call, values): Piece {
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
  if: (condition, then) => [`if (${condition}) {`, ...indent(then, 2), '}'],
};

const MEMBERS: Readonly<Record<Exclude<FieldType, object>, string>> = {
  text: 'const char *',
  'optional text': 'const char *',
  count: 'int ',
  index: 'int ',
  i32: 'int32_t ',
  i64: 'int64_t ',
  f64: 'double ',
  flag: 'bool ',
  opcode: 'int ',
};

const DATA: Omit<DataSyntax, keyof Language> = {
  ...POSITIONAL,
  documentation: (text) => `/* ${text} */`,
  enumeration: ({ members }) => [`enum { ${members.join(', ').toUpperCase()} };`],
  recordType: (name) => ['typedef struct {', `} ${name};`],
  member({ name, type }) {
    if (typeof type !== 'object') return `${MEMBERS[type]}${name};`;
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

function declarationsOf(isa: Isa): Omit<CompiledLanguage, keyof Language | keyof DataSyntax> {
  return {
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
    program: programOf(isa),
  };
}

/** Names of an `.isa` have no `$`, which compilers of C take. */
function programOf(isa: Isa): ProgramSyntax {
  const registerOf = (name: string) => `$register_${name}`;
  return {
    ...SWITCHING,
    ...SECTIONS,
    firstPiece: `int32_t ${SWITCHING.piece} = 0;`,
    function(name, kind, lines) {
      const piece = kind === 'chunk with jumps' ? `int32_t ${SWITCHING.piece}` : 'void';
      const gives = kind === 'chunk with jumps' ? 'int32_t' : 'void';
      // Inlined into each other they would take compilers long.
      const inlining = kind === 'section' ? '' : '__attribute__((noinline)) ';
      return ['', `static ${inlining}${gives} ${name}(${piece}) {`, ...indent(lines, 2), '}'];
    },
    shared: (arrays, registers) => [
      ...arrays.map(({ name, type, cells }) => `static ${C_TYPES[type]} ${name}[${cells}];`),
      ...registers.map(({ name, type }) => `static ${C_TYPES[type]} ${registerOf(name)};`),
    ],
    sharedRegister: registerOf,
    sharedCell: (cell) => `stack[${cell}]`,
    prologue: (_, arrays) => declareArrays(createC(isa), isa, arrays),
    variable: (name, type, value) => [`${C_TYPES[type]} ${name} = ${value};`],
    cell: (cell) => `$${cell}`,
    zero: (type) => (type === 'bool' ? 'false' : '0'),
    temporaries: null,
    scope: (lines) => ['{', ...indent(lines, 2), '}'],
  };
}

function cNumber(value: number, type: CellType): string {
  if (type === 'i32') return value === -(2 ** 31) ? 'INT32_MIN' : String(value);
  if (Number.isNaN(value)) return 'NAN';
  if (!Number.isFinite(value)) return value < 0 ? '-INFINITY' : 'INFINITY';
  const text = formatNumber(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
