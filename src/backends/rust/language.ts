import type { Isa } from '../../isa/isa.js';
import type { BinaryOperator, CellType, ValueType } from '../../isa/semantics.js';
import type { CompiledLanguage } from '../compiled.js';
import {
  ATOM,
  BRACES,
  C_PRECEDENCE,
  called,
  doubleLiteral,
  EXTERNS,
  type Expressions,
  type Language,
  LOOSEST,
  operators,
  type Print,
  type Printed,
  reservedWords,
  safeName,
  UNARY,
} from '../language.js';
import { block } from '../opcodes.js';
import { placeOf } from '../scope.js';
import { type DataSyntax, fieldTypes, quoted } from '../tables.js';
import { bracedProgram, type CompiledProgramSyntax } from '../whole-program-text.js';

/** Rust's comparisons bind less than its bit operators. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  ...C_PRECEDENCE,
  '|': 6,
  '^': 7,
  '&': 8,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
};
const INTEGER_FUNCTIONS = {
  '+': 'i32::wrapping_add',
  '-': 'i32::wrapping_sub',
  '*': 'i32::wrapping_mul',
  '/': 'i32_div',
  '%': 'i32_rem',
  '<<': 'i32_shl',
  '>>': 'i32_shr',
};

const RUST_TYPES: Readonly<Record<Exclude<ValueType, 'row'>, string>> = {
  f64: 'f64',
  i32: 'i32',
  bool: 'bool',
};

const reserved = reservedWords(
  `abstract as async await become box crate dyn final fn impl in let loop macro match mod move mut override priv pub ref
  self super trait try type union unsafe unsized use virtual where yield gen raw safe macro_rules f64 i32 usize vm op
  harness machine externs std core operand index piece count_dispatch handler f64_row i32_row`,
);

/** Rust with `pc`, `sp`, `vm` and pointers to the arrays of the machine in scope, in an unsafe function. */
export function createRust(isa: Isa): CompiledLanguage {
  return { ...expressionsOf(isa), ...STATEMENTS, ...DATA, ...DECLARATIONS };
}

/**
 * The same in a function that is left for the next handler: `pc` and `sp` are new variables each time, and
 * the code is in `vm`.
 */
export function createTailCallingRust(isa: Isa): CompiledLanguage {
  const rust = createRust(isa);
  return {
    ...rust,
    // In a handler `vm` is a pointer.
    array(place) {
      const { type, value } = rust.array(place);
      return { type, value: value.replace('vm.', '(*vm).') };
    },
    advance: (pointer, by) => `let ${moved(pointer, by)};`,
    target: (operand) => `(*vm).code.as_ptr().add(index(pc, ${operand + 1}))`,
    assign: (place, value) => (place === 'pc' ? `let pc = ${value};` : `${place} = ${value};`),
    branch: (condition, target, words) => [`let pc = ${choice(condition, target, words)};`],
  };
}

function expressionsOf(isa: Isa): Expressions {
  const language: Expressions = {
    reserved,
    register: (name) => safeName(language, name),
    number: (value, type) => [
      rustNumber(value, type),
      Number.isFinite(value) && (value < 0 || Object.is(value, -0)) ? UNARY : ATOM,
    ],
    cell: (offset) => (offset === 0 ? '*sp' : offset < 0 ? `*sp.sub(${-offset})` : `*sp.add(${offset})`),
    operand: (index, use) => (use === 'index' ? `index(pc, ${index + 1})` : `operand(pc, ${index + 1})`),
    element({ array, index, computed }): Printed {
      if (!computed) return [`*${safeName(language, array)}.add(${index})`, UNARY];
      const place = placeOf(isa, array);
      if (place.room === 'memory')
        return [`*${place.type}_cell((*vm).memories.as_mut_ptr().add(${place.index}), ${index})`, UNARY];
      const read = `${place.type}_${place.room === 'rows' ? 'row' : 'constant'}`;
      return [`${read}((*vm).pools.as_mut_ptr().add(${place.index}), ${index})`, ATOM];
    },
    unary(operator, type, operand): Printed {
      switch (operator) {
        case '-':
          return type === 'i32' ? called('i32::wrapping_neg', operand) : [`-${operand(UNARY)}`, UNARY];
        case '!':
          return [`!${operand(UNARY)}`, UNARY];
        case 'f64':
          return called('f64::from', operand);
        case 'i32':
          return called('i32_from_f64', operand);
        default:
          return called(`f64::${operator}`, operand);
      }
    },
    binary: operators(PRECEDENCE, INTEGER_FUNCTIONS),
    select: (condition, consequent, alternate) => [
      `if ${condition(1)} { ${consequent(LOOSEST)} } else { ${alternate(LOOSEST)} }`,
      LOOSEST,
    ],
    ...EXTERNS,
  };
  return language;
}

function moved(pointer: string, by: number): string {
  return `${pointer} = ${pointer}.${by < 0 ? 'sub' : 'add'}(${Math.abs(by)})`;
}

function choice(condition: Print, target: string, words: number): string {
  return `if ${condition(LOOSEST + 1)} { ${target} } else { pc.add(${words}) }`;
}

const STATEMENTS: Omit<Language, keyof Expressions> = {
  end: ';',
  ...BRACES,
  define: (name, _, value) => `let ${name} = ${value};`,
  assign: (place, value) => `${place} = ${value};`,
  advance: (pointer, by) => `${moved(pointer, by)};`,
  target: (operand) => `code.add(index(pc, ${operand + 1}))`,
  branch: (condition, target, words) => [`pc = ${choice(condition, target, words)};`],
};

const MEMBERS = {
  ...fieldTypes({ ...RUST_TYPES, text: "&'static str", count: 'usize', i64: 'i64' }),
  'optional text': "Option<&'static str>",
  index: 'Option<usize>',
};

const DATA: Omit<DataSyntax, keyof Language> = {
  documentation: (text) => `/// ${text}`,
  enumeration: ({ name, members }) => [
    '#[derive(Clone, Copy, PartialEq)]',
    ...block(
      `pub enum ${name}`,
      members.map((member) => `${member},`),
    ),
  ],
  recordType: (name) => [`pub struct ${name} {`, '}'],
  member({ name, type }) {
    if (typeof type !== 'object') return `pub ${name}: ${MEMBERS[type]},`;
    return `pub ${name}: ${'list' in type ? `&'static [${type.list.name}]` : type.enumeration.name},`;
  },
  table: (name, record, length) => [`pub static ${name.toUpperCase()}: [${record}; ${length}] = [`, '];'],
  record: (name) => [`${name} { `, ' }'],
  list: () => ['&[', ']'],
  field: (name, value) => `${name}: ${value}`,
  text: quoted,
  optional: (printed) => (printed === null ? 'None' : `Some(${printed})`),
  index: (value) => (value < 0 ? 'None' : `Some(${value})`),
  f64: (value) => rustNumber(value, 'f64'),
  opcode: (identifier) => `op::${identifier.toUpperCase()}`,
  memberOf: ({ name }, member) => `${name}::${member}`,
};

/** Handlers have a pointer to the program that the harness has loaded. */
export const NOTE_TRAP = '(*vm).trapped = true;';

/** Statics are in a module: no name of an `.isa` can hide them. */
const STATE = 'state';

const zero = (type: 'f64' | 'i32' | 'bool') => (type === 'f64' ? '0.0' : type === 'i32' ? '0' : 'false');
const bare = (name: string) => name.replace('$', '');

const PROGRAM: CompiledProgramSyntax = {
  ...bracedProgram({
    forEver: 'loop',
    whilePiece: 'while piece >= 0',
    choose: 'match piece',
    case: (pieces, lines) => block(`${pieces.join(' | ')} =>`, lines),
    otherwise: '_ => std::hint::unreachable_unchecked(),',
    noInlining: '#[inline(never)]',
    head: (name, hasPiece) => `unsafe fn ${name}(vm: &mut Vm${hasPiece ? ', mut piece: i32) -> i32' : ')'}`,
  }),
  firstPiece: 'let mut piece: i32 = 0;',
  call: (name, piece) => `${name}(vm${piece ? `, ${piece}` : ''})`,
  shared: (arrays, registers) => [
    '#[allow(non_upper_case_globals)]',
    `mod ${STATE} {`,
    ...arrays.map(
      ({ name, type, cells }) =>
        `    pub static mut ${bare(name)}: [${type}; ${cells}] = [${zero(type)}; ${cells}];`,
    ),
    ...registers.map(
      ({ name, type }) => `    pub static mut register_${name}: ${RUST_TYPES[type]} = ${zero(type)};`,
    ),
    '}',
  ],
  sharedArray: (name) => `${STATE}::${bare(name)}`,
  sharedRegister: (name) => `${STATE}::register_${name}`,
  sharedCell: (cell) => `(*vm).stack[${cell}]`,
  prologue: ['let vm: *mut Vm = vm;'],
  noteTrap: NOTE_TRAP,
  variable: (name, type, value) => [`let mut ${name}: ${RUST_TYPES[type]} = ${value};`],
  zero,
  temporaries: null,
};

const DECLARATIONS: Omit<CompiledLanguage, keyof Language | keyof DataSyntax> = {
  fileComment: (lines) => lines.map((line) => (line === '' ? '//!' : `//! ${line}`)),
  type: (type) => RUST_TYPES[type as keyof typeof RUST_TYPES],
  array({ room, index, type }) {
    if (room === 'memory') return { type: `*mut ${type}`, value: `vm.memories[${index}].${type}()` };
    return room === 'rows'
      ? { type: `*const &'static [${type}]`, value: `vm.pools[${index}].${type}_rows()` }
      : { type: `*const ${type}`, value: `vm.pools[${index}].${type}()` };
  },
  declare: ({ name, type, value, isRegister }) => [
    `let ${isRegister ? 'mut ' : ''}${name}: ${type} = ${value};`,
  ],
  case: (opcode, comment, body) => [`// ${comment}`, ...block(`${opcode} =>`, body)],
  program: PROGRAM,
};

function rustNumber(value: number, type: CellType): string {
  if (type === 'i32') return String(value);
  const names = { nan: 'f64::NAN', infinity: 'f64::INFINITY', negativeInfinity: 'f64::NEG_INFINITY' };
  return doubleLiteral(value, names);
}
