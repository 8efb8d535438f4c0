/** Types of locals and results. Booleans and rows are i32. Only texts of machines use f32 and i64. */
export type WasmType = 'i32' | 'i64' | 'f32' | 'f64';

export const TYPE_BYTES: Readonly<Record<WasmType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

/**
 * The instructions that back ends and texts of machines use, as bytes. What follows the bytes is in
 * `IMMEDIATES`.
 */
export const OPCODES = {
  unreachable: [0x00],
  block: [0x02],
  loop: [0x03],
  if: [0x04],
  else: [0x05],
  end: [0x0b],
  br: [0x0c],
  br_if: [0x0d],
  br_table: [0x0e],
  return: [0x0f],
  call: [0x10],
  return_call_indirect: [0x13],
  drop: [0x1a],
  select: [0x1b],
  'local.get': [0x20],
  'local.set': [0x21],
  'local.tee': [0x22],
  'global.get': [0x23],
  'global.set': [0x24],
  'i32.load': [0x28],
  'i64.load': [0x29],
  'f64.load': [0x2b],
  'i32.store': [0x36],
  'f64.store': [0x39],
  'i32.const': [0x41],
  'i64.const': [0x42],
  'f64.const': [0x44],
  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.ne': [0x47],
  'i32.lt_s': [0x48],
  'i32.lt_u': [0x49],
  'i32.gt_s': [0x4a],
  'i32.gt_u': [0x4b],
  'i32.le_s': [0x4c],
  'i32.le_u': [0x4d],
  'i32.ge_s': [0x4e],
  'i32.ge_u': [0x4f],
  'i64.eqz': [0x50],
  'i64.eq': [0x51],
  'i64.ne': [0x52],
  'i64.lt_s': [0x53],
  'i64.lt_u': [0x54],
  'i64.gt_s': [0x55],
  'i64.gt_u': [0x56],
  'i64.le_s': [0x57],
  'i64.le_u': [0x58],
  'i64.ge_s': [0x59],
  'i64.ge_u': [0x5a],
  'f64.eq': [0x61],
  'f64.ne': [0x62],
  'f64.lt': [0x63],
  'f64.gt': [0x64],
  'f64.le': [0x65],
  'f64.ge': [0x66],
  'i32.clz': [0x67],
  'i32.ctz': [0x68],
  'i32.popcnt': [0x69],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.mul': [0x6c],
  'i32.div_s': [0x6d],
  'i32.div_u': [0x6e],
  'i32.rem_s': [0x6f],
  'i32.rem_u': [0x70],
  'i32.and': [0x71],
  'i32.or': [0x72],
  'i32.xor': [0x73],
  'i32.shl': [0x74],
  'i32.shr_s': [0x75],
  'i32.shr_u': [0x76],
  'i32.rotl': [0x77],
  'i32.rotr': [0x78],
  'i64.clz': [0x79],
  'i64.ctz': [0x7a],
  'i64.popcnt': [0x7b],
  'i64.add': [0x7c],
  'i64.sub': [0x7d],
  'i64.mul': [0x7e],
  'i64.div_s': [0x7f],
  'i64.div_u': [0x80],
  'i64.rem_s': [0x81],
  'i64.rem_u': [0x82],
  'i64.and': [0x83],
  'i64.or': [0x84],
  'i64.xor': [0x85],
  'i64.shl': [0x86],
  'i64.shr_s': [0x87],
  'i64.shr_u': [0x88],
  'i64.rotl': [0x89],
  'i64.rotr': [0x8a],
  'f64.abs': [0x99],
  'f64.neg': [0x9a],
  'f64.ceil': [0x9b],
  'f64.floor': [0x9c],
  'f64.trunc': [0x9d],
  'f64.nearest': [0x9e],
  'f64.sqrt': [0x9f],
  'f64.add': [0xa0],
  'f64.sub': [0xa1],
  'f64.mul': [0xa2],
  'f64.div': [0xa3],
  'f64.min': [0xa4],
  'f64.max': [0xa5],
  'f64.copysign': [0xa6],
  'i32.wrap_i64': [0xa7],
  'i64.extend_i32_s': [0xac],
  'i64.extend_i32_u': [0xad],
  'f32.demote_f64': [0xb6],
  'f64.convert_i32_s': [0xb7],
  'f64.convert_i32_u': [0xb8],
  'f64.convert_i64_s': [0xb9],
  'f64.convert_i64_u': [0xba],
  'f64.promote_f32': [0xbb],
  'i64.reinterpret_f64': [0xbd],
  'f64.reinterpret_i64': [0xbf],
  'i32.trunc_sat_f64_s': [0xfc, 0x02],
  'i32.trunc_sat_f64_u': [0xfc, 0x03],
  'i64.trunc_sat_f64_s': [0xfc, 0x06],
  'i64.trunc_sat_f64_u': [0xfc, 0x07],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type Opcode = keyof typeof OPCODES;

/**
 * What an instruction names: something of the function or the module by its name, the bytes that an access
 * skips, a constant.
 */
export type Immediate = 'local' | 'global' | 'function' | 'type' | 'label' | 'labels' | 'offset' | 'constant';

export const IMMEDIATES: Readonly<Partial<Record<Opcode, Immediate>>> = {
  br: 'label',
  br_if: 'label',
  br_table: 'labels',
  call: 'function',
  return_call_indirect: 'type',
  'local.get': 'local',
  'local.set': 'local',
  'local.tee': 'local',
  'global.get': 'global',
  'global.set': 'global',
  'i32.load': 'offset',
  'i64.load': 'offset',
  'f64.load': 'offset',
  'i32.store': 'offset',
  'f64.store': 'offset',
  'i32.const': 'constant',
  'i64.const': 'constant',
  'f64.const': 'constant',
};

/**
 * An instruction and the instructions whose values it takes. `at` is its immediate, or the type of the result
 * of an `if`.
 */
export interface Node {
  readonly op: Opcode;
  /** Constants of type i64 are bigint. */
  readonly at?: string | number | bigint | readonly string[];
  /** Of an `if`: condition, value if true, value if false. */
  readonly operands: readonly Node[];
}

/**
 * One line of a function. Blocks are lines too, so that a run loop of a thousand handlers is not nested data.
 */
export type CodeLine =
  | { readonly kind: 'open'; readonly op: 'block' | 'loop'; readonly label: string }
  | { readonly kind: 'if'; readonly condition: Node }
  | { readonly kind: 'else' }
  | { readonly kind: 'end'; readonly label?: string }
  | { readonly kind: 'do'; readonly node: Node }
  | { readonly kind: 'comment'; readonly text: string };

export function node(op: Opcode, operands: readonly Node[] = [], at?: Node['at']): Node {
  return at === undefined ? { op, operands } : { op, at, operands };
}

export const i32 = (value: number): Node => node('i32.const', [], value);
export const f64 = (value: number): Node => node('f64.const', [], value);
export const getLocal = (name: string): Node => node('local.get', [], name);
export const setLocal = (name: string, value: Node): CodeLine => run(node('local.set', [value], name));
export const getGlobal = (name: string): Node => node('global.get', [], name);
export const setGlobal = (name: string, value: Node): CodeLine => run(node('global.set', [value], name));
export const call = (name: string, operands: readonly Node[]): Node => node('call', operands, name);
export const branch = (label: string): CodeLine => run(node('br', [], label));
export const run = (what: Node): CodeLine => ({ kind: 'do', node: what });
export const comment = (text: string): CodeLine => ({ kind: 'comment', text });
export const end = (label?: string): CodeLine =>
  label === undefined ? { kind: 'end' } : { kind: 'end', label };
export const open = (op: 'block' | 'loop', label: string): CodeLine => ({ kind: 'open', op, label });

/** The value of an expression plus a constant; nothing is added for zero. */
export function plus(value: Node, constant: number): Node {
  if (constant === 0) return value;
  return constant > 0 ? node('i32.add', [value, i32(constant)]) : node('i32.sub', [value, i32(-constant)]);
}
