/** Types of locals and results. Booleans and rows are i32. */
export type WasmType = 'i32' | 'f64';

export const TYPE_BYTES: Readonly<Record<WasmType, number>> = { i32: 0x7f, f64: 0x7c };

/** The instructions that back ends use, as bytes. What follows the bytes is in `IMMEDIATES`. */
export const OPCODES = {
  unreachable: [0x00],
  block: [0x02],
  loop: [0x03],
  if: [0x04],
  else: [0x05],
  end: [0x0b],
  br: [0x0c],
  br_table: [0x0e],
  return: [0x0f],
  call: [0x10],
  return_call_indirect: [0x13],
  drop: [0x1a],
  select: [0x1b],
  'local.get': [0x20],
  'local.set': [0x21],
  'global.get': [0x23],
  'global.set': [0x24],
  'i32.load': [0x28],
  'f64.load': [0x2b],
  'i32.store': [0x36],
  'f64.store': [0x39],
  'i32.const': [0x41],
  'f64.const': [0x44],
  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.ne': [0x47],
  'i32.lt_s': [0x48],
  'i32.lt_u': [0x49],
  'i32.gt_s': [0x4a],
  'i32.le_s': [0x4c],
  'i32.ge_s': [0x4e],
  'f64.eq': [0x61],
  'f64.ne': [0x62],
  'f64.lt': [0x63],
  'f64.gt': [0x64],
  'f64.le': [0x65],
  'f64.ge': [0x66],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.mul': [0x6c],
  'i32.div_s': [0x6d],
  'i32.rem_s': [0x6f],
  'i32.and': [0x71],
  'i32.or': [0x72],
  'i32.xor': [0x73],
  'i32.shl': [0x74],
  'i32.shr_s': [0x75],
  'f64.abs': [0x99],
  'f64.neg': [0x9a],
  'f64.ceil': [0x9b],
  'f64.floor': [0x9c],
  'f64.trunc': [0x9d],
  'f64.sqrt': [0x9f],
  'f64.add': [0xa0],
  'f64.sub': [0xa1],
  'f64.mul': [0xa2],
  'f64.div': [0xa3],
  'f64.convert_i32_s': [0xb7],
  'i32.trunc_sat_f64_s': [0xfc, 0x02],
  'i32.trunc_sat_f64_u': [0xfc, 0x03],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type Opcode = keyof typeof OPCODES;

/**
 * An instruction and the instructions whose values it takes. `at` is what it names: a local, global, function, label or
 * function type by its name, a constant, the offset of a load or store, the result of an `if`, the labels of a `br_table`.
 */
export interface Node {
  readonly op: Opcode;
  readonly at?: string | number | readonly string[];
  /** Of an `if`: condition, value if true, value if false. */
  readonly operands: readonly Node[];
}

/** One line of a function. Blocks are lines too, so that a run loop of a thousand handlers is not nested data. */
export type Line =
  | { readonly kind: 'open'; readonly op: 'block' | 'loop'; readonly label: string }
  | { readonly kind: 'if'; readonly condition: Node }
  | { readonly kind: 'end'; readonly label?: string }
  | { readonly kind: 'do'; readonly node: Node }
  | { readonly kind: 'comment'; readonly text: string };

export function node(op: Opcode, operands: readonly Node[] = [], at?: Node['at']): Node {
  return at === undefined ? { op, operands } : { op, at, operands };
}

export const i32 = (value: number): Node => node('i32.const', [], value);
export const f64 = (value: number): Node => node('f64.const', [], value);
export const getLocal = (name: string): Node => node('local.get', [], name);
export const setLocal = (name: string, value: Node): Line => run(node('local.set', [value], name));
export const getGlobal = (name: string): Node => node('global.get', [], name);
export const setGlobal = (name: string, value: Node): Line => run(node('global.set', [value], name));
export const call = (name: string, operands: readonly Node[]): Node => node('call', operands, name);
export const branch = (label: string): Line => run(node('br', [], label));
export const run = (what: Node): Line => ({ kind: 'do', node: what });
export const comment = (text: string): Line => ({ kind: 'comment', text });
export const end = (label?: string): Line => (label === undefined ? { kind: 'end' } : { kind: 'end', label });
export const open = (op: 'block' | 'loop', label: string): Line => ({ kind: 'open', op, label });

/** The value of an expression plus a constant; nothing is added for zero. */
export function plus(value: Node, constant: number): Node {
  if (constant === 0) return value;
  return constant > 0 ? node('i32.add', [value, i32(constant)]) : node('i32.sub', [value, i32(-constant)]);
}
