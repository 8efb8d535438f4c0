import { type BinaryOperator, type CellType, findByName, type Isa, type ValueType } from '../../isa/isa.js';
import { formatNumber } from '../../isa/pattern.js';
import type { CompiledLanguage } from '../compiled.js';
import {
  ATOM,
  C_PRECEDENCE,
  type Expressions,
  infix,
  type Language,
  LOOSEST,
  type Piece,
  type Print,
  safeName,
  UNARY,
} from '../language.js';
import { indent } from '../opcodes.js';
import { declareArrays } from '../run-loops.js';
import { type DataSyntax, type FieldType, quoted } from '../tables.js';
import { type ProgramSyntax, SECTIONS } from '../whole-program-text.js';

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
const INTEGER_FUNCTIONS: Readonly<Record<string, string>> = {
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

const RESERVED = new Set(
  `abstract as async await become box break const continue crate do dyn else enum extern false final fn for if impl in
  let loop macro match mod move mut override priv pub ref return self static struct super trait true try type typeof union
  unsafe unsized use virtual where while yield gen raw safe macro_rules f64 i32 bool usize pc sp code vm op harness machine
  externs std core operand index piece count_dispatch handler handlers prepare run main f64_cell i32_cell f64_constant
  i32_constant f64_row i32_row i32_div i32_rem i32_shl i32_shr i32_from_f64`.split(/\s+/),
);

/** Rust with `pc`, `sp`, `vm` and pointers to the arrays of the machine in scope, in an unsafe function. */
export function createRust(isa: Isa): CompiledLanguage {
  return { ...expressionsOf(isa), ...STATEMENTS, ...DATA, ...declarationsOf(isa) };
}

/** The same in a function that is left for the next handler: `pc` and `sp` are new variables each time, and the code is in `vm`. */
export function createTailCallingRust(isa: Isa): CompiledLanguage {
  return {
    ...createRust(isa),
    advance: (pointer, by) => `let ${moved(pointer, by)};`,
    target: (operand) => `(*vm).code.as_ptr().add(index(pc, ${operand + 1}))`,
    assign: (place, value) => (place === 'pc' ? `let pc = ${value};` : `${place} = ${value};`),
    branch: (condition, target, words) => [`let pc = ${choice(condition, target, words)};`],
  };
}

function expressionsOf(isa: Isa): Expressions {
  const language: Expressions = {
    reserved: RESERVED,
    register: (name) => safeName(language, name),
    number: (value, type) => [
      rustNumber(value, type),
      Number.isFinite(value) && (value < 0 || Object.is(value, -0)) ? UNARY : ATOM,
    ],
    cell: (offset) => (offset === 0 ? '*sp' : offset < 0 ? `*sp.sub(${-offset})` : `*sp.add(${offset})`),
    operand: (index, use) => (use === 'index' ? `index(pc, ${index + 1})` : `operand(pc, ${index + 1})`),
    element({ array, index, computed }): Piece {
      if (!computed) return [`*${safeName(language, array)}.add(${index})`, UNARY];
      const memory = findByName(isa.memories, array);
      if (memory)
        return [
          `*${memory.type}_cell((*vm).memories.as_mut_ptr().add(${isa.memories.indexOf(memory)}), ${index})`,
          UNARY,
        ];
      const pool = findByName(isa.pools, array)!;
      const read = `${pool.type}_${pool.rows ? 'row' : 'constant'}`;
      return [`${read}((*vm).pools.as_mut_ptr().add(${isa.pools.indexOf(pool)}), ${index})`, ATOM];
    },
    unary(operator, type, operand): Piece {
      switch (operator) {
        case '-':
          return type === 'i32'
            ? [`i32::wrapping_neg(${operand(LOOSEST)})`, ATOM]
            : [`-${operand(UNARY)}`, UNARY];
        case '!':
          return [`!${operand(UNARY)}`, UNARY];
        case 'f64':
          return [`f64::from(${operand(LOOSEST)})`, ATOM];
        case 'i32':
          return [`i32_from_f64(${operand(LOOSEST)})`, ATOM];
        default:
          return [`f64::${operator}(${operand(LOOSEST)})`, ATOM];
      }
    },
    binary(operator, of, left, right): Piece {
      const name = of === 'i32' ? INTEGER_FUNCTIONS[operator] : undefined;
      if (name) return [`${name}(${left(LOOSEST)}, ${right(LOOSEST)})`, ATOM];
      return infix(PRECEDENCE[operator], left, operator, right);
    },
    select: (condition, consequent, alternate) => [
      `if ${condition(1)} { ${consequent(LOOSEST)} } else { ${alternate(LOOSEST)} }`,
      LOOSEST,
    ],
    call: (call, values) => [`extern_${call.function}(${values.join(', ')})`, ATOM],
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
  indentation: 4,
  comment: (text) => `// ${text}`,
  define: (name, _, value) => `let ${name} = ${value};`,
  assign: (place, value) => `${place} = ${value};`,
  advance: (pointer, by) => `${moved(pointer, by)};`,
  target: (operand) => `code.add(index(pc, ${operand + 1}))`,
  branch: (condition, target, words) => [`pc = ${choice(condition, target, words)};`],
  if: (condition, then) => [`if ${condition} {`, ...indent(then, 4), '}'],
};

const MEMBERS: Readonly<Record<Exclude<FieldType, object>, string>> = {
  text: "&'static str",
  'optional text': "Option<&'static str>",
  count: 'usize',
  index: 'Option<usize>',
  i32: 'i32',
  i64: 'i64',
  f64: 'f64',
  flag: 'bool',
  opcode: 'i32',
};

const DATA: Omit<DataSyntax, keyof Language> = {
  documentation: (text) => `/// ${text}`,
  enumeration: ({ name, members }) => [
    '#[derive(Clone, Copy, PartialEq)]',
    `pub enum ${name} {`,
    ...members.map((member) => `    ${member},`),
    '}',
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

function declarationsOf(isa: Isa): Omit<CompiledLanguage, keyof Language | keyof DataSyntax> {
  return {
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
    case: (opcode, comment, body) => [`// ${comment}`, `${opcode} => {`, ...indent(body, 4), '}'],
    program: programOf(isa),
  };
}

/** Statics are in a module: no name of an `.isa` can hide them. */
const STATE = 'state';

function programOf(isa: Isa): ProgramSyntax {
  const zero = (type: 'f64' | 'i32' | 'bool') => (type === 'f64' ? '0.0' : type === 'i32' ? '0' : 'false');
  const bare = (name: string) => name.replace('$', '');
  return {
    piece: 'piece',
    firstPiece: 'let mut piece: i32 = 0;',
    fallsThrough: false,
    loop: (cases, forEver) => [
      forEver ? 'loop {' : 'while piece >= 0 {',
      '    match piece {',
      ...cases.flatMap(({ pieces, lines }) => [
        `        ${pieces.join(' | ')} => {`,
        ...indent(lines, 12),
        '        }',
      ]),
      '        _ => std::hint::unreachable_unchecked(),',
      '    }',
      '}',
    ],
    call: (name, piece) => `${name}(vm${piece ? `, ${piece}` : ''})`,
    function: (name, kind, lines) => [
      '',
      ...(kind === 'section' ? [] : ['#[inline(never)]']),
      `unsafe fn ${name}(vm: &mut Vm${kind === 'chunk with jumps' ? ', mut piece: i32) -> i32' : ')'} {`,
      ...indent(lines, 4),
      '}',
    ],
    ...SECTIONS,
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
    prologue: (_, arrays) => [...declareArrays(createRust(isa), isa, arrays), 'let vm: *mut Vm = vm;'],
    variable: (name, type, value) => [`let mut ${name}: ${RUST_TYPES[type]} = ${value};`],
    cell: (cell) => `c${cell}`,
    zero,
    temporaries: null,
    scope: (lines) => lines,
  };
}

function rustNumber(value: number, type: CellType): string {
  if (type === 'i32') return String(value);
  if (Number.isNaN(value)) return 'f64::NAN';
  if (!Number.isFinite(value)) return value < 0 ? 'f64::NEG_INFINITY' : 'f64::INFINITY';
  const text = formatNumber(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
