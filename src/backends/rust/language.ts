import { type BinaryOperator, findByName, type Isa, type ValueType } from '../../isa/isa.js';
import { formatNumber } from '../../isa/pattern.js';
import {
  ATOM,
  C_PRECEDENCE,
  infix,
  type Language,
  LOOSEST,
  type Piece,
  safeName,
  UNARY,
} from '../language.js';

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

export const RUST_TYPES: Readonly<Record<Exclude<ValueType, 'row'>, string>> = {
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
export function createRust(isa: Isa): Language {
  const language: Language = {
    reserved: RESERVED,
    number(value, type): Piece {
      const strength = value < 0 || Object.is(value, -0) ? UNARY : ATOM;
      if (type === 'i32') return [String(value), strength];
      if (Number.isNaN(value)) return ['f64::NAN', ATOM];
      if (!Number.isFinite(value)) return [value < 0 ? 'f64::NEG_INFINITY' : 'f64::INFINITY', ATOM];
      const text = formatNumber(value);
      return [/[.e]/.test(text) ? text : `${text}.0`, strength];
    },
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
    define: (name, _, value) => `let ${name} = ${value};`,
  };
  return language;
}
