import type { Isa } from '../../isa/isa.js';
import type { CompiledLanguage } from '../compiled.js';
import {
  ATOM,
  assignments,
  BRACES,
  C_PRECEDENCE,
  called,
  doubleLiteral,
  EXTERNS,
  type Expressions,
  LOOSEST,
  operators,
  reservedWords,
  safeName,
  UNARY,
} from '../language.js';
import { indent } from '../opcodes.js';
import { type DeclaredArray, placeOf } from '../scope.js';
import { fieldTypes, POSITIONAL } from '../tables.js';
import { bracedProgram, type CompiledProgramSyntax, GLOBAL } from '../whole-program-text.js';

/** Go's operators have five levels: `|` and `^` are sums, and `&` and shifts are products. */
const SUM = C_PRECEDENCE['+'];
const PRECEDENCE = { ...C_PRECEDENCE, '|': SUM, '^': SUM, '&': C_PRECEDENCE['*'] };
const INTEGER_FUNCTIONS = { '/': 'i32Div', '%': 'i32Rem', '<<': 'i32Shl', '>>': 'i32Shr' };
const TYPES = { f64: 'float64', i32: 'int32', bool: 'bool', row: '[]float64' };
const MEMBERS = fieldTypes({ ...TYPES, text: 'string', count: 'int', i64: 'int64' });
const SPECIAL = { nan: 'nan', infinity: 'infinity', negativeInfinity: 'negativeInfinity' };

const reserved = reservedWords(
  `case chan default defer fallthrough func go goto import interface map package range select switch type var append cap
  close complex copy delete imag len make new panic print println real recover any byte error float32 float64 int int32
  int64 rune string uint uint32 uint64 nil iota init math stack memories pools counting countDispatch dispatches piece registers
  Registers number integer nan infinity negativeInfinity negativeZero choose cell row i32FromF64 check take load image arrays actions trapped
  ${Object.values(INTEGER_FUNCTIONS).join(' ')}`,
);

/** A variable of the harness. */
export const NOTE_TRAP = 'trapped = true';

export const freeName = (name: string) => safeName({ reserved }, name);
const registerOf = (name: string) => `registers.${freeName(name)}`;
const camelCase = (name: string) => name.replace(/[_$](.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Go with `pc` and `sp`, which are indices, and slices of the arrays of the machine in scope. Registers are
 * in one variable.
 */
export function createGo(isa: Isa): CompiledLanguage {
  return {
    ...expressionsOf(isa),
    ...assignments(''),
    ...BRACES,
    define: (name, _, value) => `${name} = ${value}`,
    target: (operand) => `int(code[pc+${operand + 1}])`,
    branch: (condition, target, words) => [
      `if ${condition(LOOSEST)} { pc = ${target} } else { pc += ${words} }`,
    ],
    ...POSITIONAL,
    documentation: (text) => `// ${text}`,
    enumeration: ({ members }) => members.map((member, i) => `const ${member.toUpperCase()} = ${i}`),
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
  const binary = operators(PRECEDENCE, INTEGER_FUNCTIONS);
  return {
    reserved,
    register: registerOf,
    // Go computes with literals exactly, and takes -0.0 for 0: a function makes doubles of them first.
    number: (value, type) => [type === 'i32' ? `integer(${value})` : goNumber(value), ATOM],
    cell: (offset) => `stack[sp${offset < 0 ? offset : `+${offset}`}]`,
    operand: (index) => `code[pc+${index + 1}]`,
    element({ array, index, computed }) {
      // Go refuses an index that is a number below zero.
      if (!computed && !index.startsWith('-')) return [`${freeName(array)}[${index}]`, ATOM];
      const place = placeOf(isa, array);
      if (place.room === 'rows') return [`row(${arrayValue(place)}, ${index})`, ATOM];
      const nothing = place.type === 'f64' ? 'nan' : '0';
      return [`*cell(${arrayValue(place)}, ${index}, ${nothing})`, UNARY];
    },
    unary(operator, _, operand) {
      if (operator === '-' || operator === '!') return [operator + operand(ATOM), UNARY];
      if (operator === 'f64') return called('float64', operand);
      if (operator === 'i32') return called('i32FromF64', operand);
      return called(`math.${operator[0].toUpperCase()}${operator.slice(1)}`, operand);
    },
    binary(operator, of, left, right) {
      const piece = binary(operator, of, left, right);
      // The conversion keeps compilers from rounding a product, or half of something, and a sum only once.
      return of === 'f64' && '*/'.includes(operator) ? [`float64(${piece[0]})`, ATOM] : piece;
    },
    select: (...prints) => called('choose', ...prints),
    ...EXTERNS,
  };
}

function programOf({ pools }: Isa): CompiledProgramSyntax {
  // Rows of one machine are of one type.
  const types = pools.some(({ rows, type }) => rows && type === 'i32') ? { ...TYPES, row: '[]int32' } : TYPES;
  return {
    ...GLOBAL,
    ...bracedProgram({
      forEver: 'for',
      whilePiece: 'for piece >= 0',
      choose: 'switch piece',
      case: (pieces, lines) => [`case ${pieces.join(', ')}:`, ...indent(lines, 4)],
      noInlining: '//go:noinline',
      head: (name, hasPiece) => `func ${name}(${hasPiece ? 'piece int32) int32' : ')'}`,
    }),
    firstPiece: 'piece := int32(0)',
    shared: (arrays) =>
      arrays.map(({ name, type, cells }) => `var ${camelCase(name)} [${cells}]${TYPES[type]}`),
    sharedArray: camelCase,
    sharedRegister: registerOf,
    noteTrap: NOTE_TRAP,
    // Go refuses variables that are never read.
    variable: (name, type, value) => [`var ${name} ${TYPES[type]} = ${value}`, `_ = ${name}`],
    temporaries: (list) => list.flatMap(({ name, type }) => [`var ${name} ${types[type]}`, `_ = ${name}`]),
  };
}

/** Where an array is while a program is loaded. */
function arrayValue({ room, index, type }: DeclaredArray): string {
  if (room === 'memory') return `memories[${index}].${type}`;
  return `pools[${index}].${type}${room === 'rows' ? 'Rows' : ''}`;
}

function goNumber(value: number): string {
  if (Object.is(value, -0)) return 'negativeZero';
  const text = doubleLiteral(value, SPECIAL);
  return Number.isFinite(value) ? `number(${text})` : text;
}
