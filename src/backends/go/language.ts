import type { BinaryOperator, Isa, ValueType } from '../../isa/isa.js';
import { formatNumber } from '../../isa/pattern.js';
import type { CompiledLanguage } from '../compiled.js';
import {
  ATOM,
  assignments,
  C_PRECEDENCE,
  type Expressions,
  infix,
  LOOSEST,
  safeName,
  UNARY,
} from '../language.js';
import { indent } from '../opcodes.js';
import { declareArrays } from '../run-loops.js';
import { type ArrayPlace, placeOf } from '../scope.js';
import { type FieldType, POSITIONAL } from '../tables.js';
import { type ProgramSyntax, SECTIONS } from '../whole-program-text.js';

/** Go's operators have five levels: `|` and `^` are sums, and `&` and shifts are products. */
const SUM = C_PRECEDENCE['+'];
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  ...C_PRECEDENCE,
  ...{ '|': SUM, '^': SUM, '&': C_PRECEDENCE['*'] },
};
const INTEGER_FUNCTIONS: Readonly<Record<string, string>> = {
  ...{ '/': 'i32Div', '%': 'i32Rem', '<<': 'i32Shl', '>>': 'i32Shr' },
};
const TYPES: Readonly<Record<ValueType, string>> = {
  ...{ f64: 'float64', i32: 'int32', bool: 'bool', row: '[]float64' },
};
const MEMBERS: Readonly<Record<Exclude<FieldType, object>, string>> = {
  ...{ text: 'string', 'optional text': 'string', count: 'int', index: 'int', opcode: 'int32' },
  ...{ i32: 'int32', i64: 'int64', f64: 'float64', flag: 'bool' },
};

const RESERVED = new Set(
  `break case chan const continue default defer else fallthrough for func go goto if import interface map package range
  return select struct switch type var append cap close complex copy delete imag len make new panic print println real
  recover any bool byte error float32 float64 int int32 int64 rune string uint uint32 uint64 true false nil iota main init
  math pc sp code stack memories pools counting dispatches piece registers handlers run number integer nan infinity
  negativeZero choose cell row i32FromF64 check take load image arrays actions
  ${Object.values(INTEGER_FUNCTIONS).join(' ')}`.split(/\s+/),
);

const camelCase = (name: string) => name.replace(/[_$](.)/g, (_, letter: string) => letter.toUpperCase());
const titled = (name: string) => name[0].toUpperCase() + name.slice(1);

/** Go with `pc` and `sp`, which are indices, and slices of the arrays of the machine in scope. Registers are in one variable. */
export function createGo(isa: Isa): CompiledLanguage {
  return {
    ...expressionsOf(isa),
    ...assignments(''),
    indentation: 4,
    comment: (text) => `// ${text}`,
    define: (name, _, value) => `${name} = ${value}`,
    target: (operand) => `int(code[pc+${operand + 1}])`,
    branch: (condition, target, words) => [
      `if ${condition(LOOSEST)} { pc = ${target} } else { pc += ${words} }`,
    ],
    if: (condition, then) => [`if ${condition} {`, ...indent(then, 4), '}'],
    ...POSITIONAL,
    documentation: (text) => `// ${text}`,
    enumeration: ({ members }) => [...members.map((member, i) => `const ${member.toUpperCase()} = ${i}`)],
    recordType: (name) => [`type ${name} struct {`, '}'],
    member({ name, type }) {
      if (typeof type !== 'object') return `${name} ${MEMBERS[type]}`;
      return `${name} ${'list' in type ? `[]${type.list.name}` : 'int'}`;
    },
    table: (name, record) => [`var ${camelCase(name)} = [...]${record}{`, '}'],
    list: (record) => [`[]${record}{`, '}'],
    optional: (printed) => printed ?? '""',
    f64: goNumber,
    fileComment: (lines) => [...lines.map((line) => `// ${line}`.trimEnd()), ''],
    type: (type) => TYPES[type],
    array: (place) => ({ type: '', value: arrayValue(place) }),
    declare: ({ name, value, isRegister }) => (isRegister ? [] : [`${name} := ${value}`]),
    case: (opcode, comment, body) => [`case ${opcode}: // ${comment}`, ...indent(body, 4)],
    program: programOf(isa),
  };
}

function expressionsOf(isa: Isa): Expressions {
  const language: Expressions = {
    reserved: RESERVED,
    register: (name) => `registers.${safeName(language, name)}`,
    // Go computes with literals exactly, and takes -0.0 for 0: a function makes doubles of them first.
    number: (value, type) => [
      type === 'i32' ? `integer(${value})` : goNumber(value),
      value === Number.NEGATIVE_INFINITY ? UNARY : ATOM,
    ],
    cell: (offset) => `stack[sp${offset < 0 ? offset : `+${offset}`}]`,
    operand: (index) => `code[pc+${index + 1}]`,
    element({ array, index, computed }) {
      // Go refuses an index that is a number below zero.
      if (!computed && !index.startsWith('-')) return [`${safeName(language, array)}[${index}]`, ATOM];
      const place = placeOf(isa, array);
      if (place.room === 'rows') return [`row(${arrayValue(place)}, ${index})`, ATOM];
      const nothing = place.type === 'f64' ? 'nan' : '0';
      return [`*cell(${arrayValue(place)}, ${index}, ${nothing})`, UNARY];
    },
    unary(operator, _, operand) {
      if (operator === '-' || operator === '!') return [operator + operand(ATOM), UNARY];
      if (operator === 'f64') return [`float64(${operand(LOOSEST)})`, ATOM];
      if (operator === 'i32') return [`i32FromF64(${operand(LOOSEST)})`, ATOM];
      return [`math.${titled(operator)}(${operand(LOOSEST)})`, ATOM];
    },
    binary(operator, of, left, right) {
      const name = of === 'i32' ? INTEGER_FUNCTIONS[operator] : undefined;
      if (name) return [`${name}(${left(LOOSEST)}, ${right(LOOSEST)})`, ATOM];
      const piece = infix(PRECEDENCE[operator], left, operator, right);
      // The conversion keeps compilers from rounding a product, or half of something, and a sum only once.
      return of === 'f64' && '*/'.includes(operator) ? [`float64(${piece[0]})`, ATOM] : piece;
    },
    select: (...prints) => [`choose(${prints.map((print) => print(LOOSEST)).join(', ')})`, ATOM],
    call: (call, values) => [`extern_${call.function}(${values.join(', ')})`, ATOM],
  };
  return language;
}

function programOf(isa: Isa): ProgramSyntax {
  return {
    ...SECTIONS,
    piece: 'piece',
    firstPiece: 'piece := int32(0)',
    fallsThrough: false,
    loop: (cases, forEver) => [
      forEver ? 'for {' : 'for piece >= 0 {',
      '    switch piece {',
      ...cases.flatMap(({ pieces, lines }) => [`    case ${pieces.join(', ')}:`, ...indent(lines, 8)]),
      '    }',
      '}',
    ],
    call: (name, piece) => `${name}(${piece ?? ''})`,
    function: (name, kind, lines) => [
      ...['', ...(kind === 'section' ? [] : ['//go:noinline'])],
      `func ${name}(${kind === 'chunk with jumps' ? 'piece int32) int32' : ')'} {`,
      ...indent(lines, 4),
      '}',
    ],
    shared: (arrays) => [
      ...arrays.map(({ name, type, cells }) => `var ${camelCase(name)} [${cells}]${TYPES[type]}`),
      ...registerVariables(isa),
    ],
    sharedArray: camelCase,
    sharedRegister: (name) => createGo(isa).register(name),
    sharedCell: (cell) => `stack[${cell}]`,
    prologue: (_, arrays) => declareArrays(createGo(isa), isa, arrays),
    // Go refuses variables that are never read.
    variable: (name, _, value) => [`${name} := ${value}`, `_ = ${name}`],
    cell: (cell) => `c${cell}`,
    zero: (type) => (type === 'bool' ? 'false' : type === 'f64' ? 'number(0)' : 'integer(0)'),
    temporaries: (list) =>
      list.flatMap(({ name, type }) => [
        `var ${name} ${type === 'row' ? rowType(isa) : TYPES[type]}`,
        `_ = ${name}`,
      ]),
    scope: (lines) => lines,
  };
}

/** As fields of one variable: no name of an `.isa` can hide it. */
export function registerVariables({ registers }: Isa): readonly string[] {
  const fields = registers.map(
    ({ name, type }) => `${safeName({ reserved: RESERVED }, name)} ${TYPES[type]}`,
  );
  return ['var registers struct {', ...indent(fields, 4), '}', ''];
}

/** Where an array is while a program is loaded. */
function arrayValue({ room, index, type }: ArrayPlace): string {
  if (room === 'memory') return `memories[${index}].${type}`;
  return `pools[${index}].${type}${room === 'rows' ? 'Rows' : ''}`;
}

/** Of temporaries: rows of one machine are of one type. */
function rowType({ pools }: Isa): string {
  return pools.some(({ rows, type }) => rows && type === 'i32') ? '[]int32' : TYPES.row;
}

function goNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-infinity' : 'infinity';
  return Object.is(value, -0) ? 'negativeZero' : `number(${formatNumber(value)})`;
}
