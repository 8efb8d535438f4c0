import {
  type CallExpression,
  type CellType,
  type Expression,
  namedPlace,
  type UnaryOperator,
  type ValueType,
} from '../../isa/semantics.js';
import { temporaryName } from '../language.js';
import { externName } from './extern-text.js';
import { byIndexHelper, HELPERS, readHelper } from './helpers.js';
import { call, f64, getLocal, i32, type Node, node, type Opcode, plus } from './instructions.js';
import { CELL_BYTES, type Place, ROW_BYTES } from './layout.js';

/** Where the things lie that only the surroundings of an expression know. */
export interface Surroundings extends Place {
  input(index: number): Node;
  operand(index: number): Node;
  /** How far from an operand there surely are cells: `Operand.reach`. */
  reach(operand: number): readonly [low: number, high: number];
}

export function wasmType(type: ValueType): CellType {
  return type === 'f64' ? 'f64' : 'i32';
}

export function registerName(name: string): string {
  return `register.${name}`;
}

const BINARY: Readonly<Record<string, { readonly i32?: Opcode; readonly f64?: Opcode }>> = {
  '+': { i32: 'i32.add', f64: 'f64.add' },
  '-': { i32: 'i32.sub', f64: 'f64.sub' },
  '*': { i32: 'i32.mul', f64: 'f64.mul' },
  '/': { f64: 'f64.div' },
  '&': { i32: 'i32.and' },
  '|': { i32: 'i32.or' },
  '^': { i32: 'i32.xor' },
  '<<': { i32: 'i32.shl' },
  '>>': { i32: 'i32.shr_s' },
  '==': { i32: 'i32.eq', f64: 'f64.eq' },
  '!=': { i32: 'i32.ne', f64: 'f64.ne' },
  '<': { i32: 'i32.lt_s', f64: 'f64.lt' },
  '<=': { i32: 'i32.le_s', f64: 'f64.le' },
  '>': { i32: 'i32.gt_s', f64: 'f64.gt' },
  '>=': { i32: 'i32.ge_s', f64: 'f64.ge' },
};

const UNARY: Readonly<Partial<Record<UnaryOperator, Opcode>>> = {
  '-': 'f64.neg',
  '!': 'i32.eqz',
  abs: 'f64.abs',
  sqrt: 'f64.sqrt',
  floor: 'f64.floor',
  ceil: 'f64.ceil',
  trunc: 'f64.trunc',
  f64: 'f64.convert_i32_s',
};

/** An expression as instructions that leave its value. */
export function emitExpression(expression: Expression, around: Surroundings): Node {
  const emit = (inner: Expression): Node => emitExpression(inner, around);
  switch (expression.kind) {
    case 'number':
      return expression.type === 'f64' ? f64(expression.value) : i32(expression.value);
    case 'input':
      return around.input(expression.index);
    case 'operand':
      return around.operand(expression.index);
    case 'temporary':
      return getLocal(temporaryName(expression.type, expression.index));
    case 'register':
      return getLocal(registerName(expression.register));
    case 'memory':
      return emitLoad(expression.memory, expression.index, around);
    case 'pool':
      // To functions of the host and to the helper that looks it up, a row is its index.
      return expression.type === 'row'
        ? emit(expression.index)
        : emitLoad(expression.pool, expression.index, around);
    case 'call':
      return emitCall(expression, around);
    case 'unary':
      if (expression.operator === 'i32') return call(HELPERS.toInteger.name, [emit(expression.operand)]);
      if (expression.operator === '-' && expression.type === 'i32')
        return node('i32.sub', [i32(0), emit(expression.operand)]);
      return node(UNARY[expression.operator]!, [emit(expression.operand)]);
    case 'select':
      return emitSelect(expression, around);
    case 'binary':
      return emitBinary(expression, around);
  }
}

/** Functions in the module take rows by address and length, those of the host by index. */
export function emitCall({ function: name, arguments: values }: CallExpression, around: Surroundings): Node {
  const emit = (value: Expression): Node => emitExpression(value, around);
  if (!around.text.externs.has(name)) return call(externName(name), values.map(emit));
  const places = values.map((value) =>
    value.kind === 'pool' && value.type === 'row' ? emitRow(value, around) : [emit(value)],
  );
  return places.includes(null)
    ? call(byIndexHelper(name), values.map(emit))
    : call(
        externName(name),
        places.flatMap((nodes) => nodes!),
      );
}

/** Address and length of a row; null where validation has not checked that it exists. */
function emitRow(row: Expression & { kind: 'pool' }, around: Surroundings): readonly Node[] | null {
  const { table, known } = around.layout.rows.get(row.pool)!;
  if (known && row.index.kind === 'number') {
    const { address, length } = known[row.index.value];
    return [i32(address), i32(length)];
  }
  const entry = cellAddress(table, ROW_BYTES, row.index, around);
  return entry && [0, 4].map((field) => node('i32.load', [entry.base], entry.offset + field));
}

/** Where a cell lies whose index validation has checked: the operand and the offset of a load or store. */
export interface Address {
  readonly base: Node;
  readonly offset: number;
}

/**
 * The address of a cell; null where the instruction computes the index, so that it may lie outside the array.
 */
export function validatedAddress(array: string, index: Expression, around: Surroundings): Address | null {
  const { offset, type } = around.layout.arrays.get(array)!;
  return cellAddress(offset, CELL_BYTES[type], index, around);
}

function cellAddress(offset: number, bytes: number, index: Expression, around: Surroundings): Address | null {
  const named = namedPlace(index);
  if (!named) return null;
  const { operand, distance } = named;
  const place = offset + distance * bytes;
  // Validation refuses code with it, but the module has a handler for it nevertheless.
  const isEncodable = place >= 0 && place < 2 ** 31;
  if (operand === null) return isEncodable ? { base: i32(0), offset: place } : null;
  const [low, high] = around.reach(operand);
  if (distance < low || distance > high) return null;
  // An offset cannot be negative.
  const cell = plus(around.operand(operand), place < 0 ? distance : 0);
  const base = node('i32.shl', [cell, i32(Math.log2(bytes))]);
  return { base, offset: place < 0 ? offset : place };
}

function emitLoad(array: string, index: Expression, around: Surroundings): Node {
  const address = validatedAddress(array, index, around);
  if (!address) return call(readHelper(array), [emitExpression(index, around)]);
  return node(`${around.layout.arrays.get(array)!.type}.load`, [address.base], address.offset);
}

function emitSelect(select: Expression & { kind: 'select' }, around: Surroundings): Node {
  const { condition, consequent, alternate, type } = select;
  const test = emitExpression(condition, around);
  if (isNumber(consequent, 1) && isNumber(alternate, 0))
    return type === 'f64' ? node('f64.convert_i32_s', [test]) : test;
  const yes = emitExpression(consequent, around);
  const no = emitExpression(alternate, around);
  return isCheap(consequent) && isCheap(alternate)
    ? node('select', [yes, no, test])
    : node('if', [test, yes, no], wasmType(type));
}

function emitBinary(binary: Expression & { kind: 'binary' }, around: Surroundings): Node {
  const { operator, left, right } = binary;
  const a = emitExpression(left, around);
  const b = emitExpression(right, around);
  if (operator === '&&') return isCheap(right) ? node('i32.and', [a, b]) : node('if', [a, b, i32(0)], 'i32');
  if (operator === '||') return isCheap(right) ? node('i32.or', [a, b]) : node('if', [a, i32(1), b], 'i32');
  const type = wasmType(left.type);
  if (type === 'i32' && operator === '/') return call(HELPERS.divide.name, [a, b]);
  if (type === 'i32' && operator === '%') return call(HELPERS.remainder.name, [a, b]);
  return node(BINARY[operator][type]!, [a, b]);
}

function isNumber(expression: Expression, value: number): boolean {
  return expression.kind === 'number' && Object.is(expression.value, value);
}

/** Whether an expression cannot call and costs about as much as a branch: it may be evaluated for nothing. */
function isCheap(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'input':
    case 'operand':
    case 'temporary':
    case 'register':
      return true;
    case 'memory':
    case 'pool':
      return expression.index.kind === 'operand' || expression.index.kind === 'number';
    case 'unary':
      return expression.operator === '!' && isCheap(expression.operand);
    case 'binary':
      return expression.type === 'bool' && isCheap(expression.left) && isCheap(expression.right);
    default:
      return false;
  }
}
