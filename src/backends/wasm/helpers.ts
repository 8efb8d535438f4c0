import {
  end,
  f64,
  getGlobal,
  getLocal,
  i32,
  type Line,
  type Node,
  node,
  run,
  setLocal,
  type WasmType,
} from './instructions.js';
import { type ArrayPlace, CELL_BYTES, type Layout } from './layout.js';
import type { Local, WasmFunction } from './module.js';

function helper(
  name: string,
  about: string,
  parameters: readonly Local[],
  body: readonly Line[],
  locals: readonly Local[] = [],
): WasmFunction {
  return { name, exportedAs: null, about: [about], parameters, result: 'i32', locals, body };
}

const local = (name: string, type: WasmType): Local => ({ name, type });
const a = getLocal('a');
const b = getLocal('b');
const x = getLocal('x');
const pair = [local('a', 'i32'), local('b', 'i32')];
const choose = (condition: Node, yes: Node, no: Node): Node => node('if', [condition, yes, no], 'i32');

const TWO_TO_32 = f64(2 ** 32);

/** What WebAssembly has no instruction for. A module holds those that it calls. */
export const HELPERS = {
  divide: helper('i32.divide', 'a / b; by zero 0, and the one overflow wraps.', pair, [
    run(
      choose(
        node('i32.eqz', [b]),
        i32(0),
        choose(node('i32.eq', [b, i32(-1)]), node('i32.sub', [i32(0), a]), node('i32.div_s', [a, b])),
      ),
    ),
  ]),
  remainder: helper('i32.remainder', 'a % b; by zero 0.', pair, [
    run(choose(node('i32.eqz', [b]), i32(0), node('i32.rem_s', [a, b]))),
  ]),
  toInteger: helper(
    'i32.of_f64',
    'x rounded towards zero, modulo 2^32; NaN and infinities give 0.',
    [local('x', 'f64')],
    [
      setLocal('i', node('i32.trunc_sat_f64_s', [x])),
      setLocal('x', node('f64.trunc', [x])),
      run(
        choose(
          node('f64.eq', [node('f64.convert_i32_s', [getLocal('i')]), x]),
          getLocal('i'),
          choose(
            node('f64.lt', [node('f64.abs', [x]), f64(Number.POSITIVE_INFINITY)]),
            node('i32.trunc_sat_f64_u', [
              node('f64.sub', [
                x,
                node('f64.mul', [node('f64.floor', [node('f64.div', [x, TWO_TO_32])]), TWO_TO_32]),
              ]),
            ]),
            i32(0),
          ),
        ),
      ),
    ],
    [local('i', 'i32')],
  ),
} as const satisfies Readonly<Record<string, WasmFunction>>;

export function readHelper(array: string): string {
  return `read.${array}`;
}

export function writeHelper(array: string): string {
  return `write.${array}`;
}

const index = getLocal('index');

/** Reads a cell at a computed address: outside the array there is nothing. */
function readFunction(place: ArrayPlace): WasmFunction {
  const nothing = place.type === 'f64' ? f64(Number.NaN) : i32(0);
  return {
    name: readHelper(place.name),
    exportedAs: null,
    about: [`${place.name}[index]; outside it ${place.type === 'f64' ? 'NaN' : '0'}.`],
    parameters: [local('index', 'i32')],
    result: place.type,
    locals: [],
    body: [
      run(
        node(
          'if',
          [isWithin(place), node(`${place.type}.load`, [byteIndex(place)], place.offset), nothing],
          place.type,
        ),
      ),
    ],
  };
}

/** Writes a cell at a computed address: outside the array the value is lost. */
function writeFunction(place: ArrayPlace): WasmFunction {
  return {
    name: writeHelper(place.name),
    exportedAs: null,
    about: [`${place.name}[index] = value; outside it nothing.`],
    parameters: [local('index', 'i32'), local('value', place.type)],
    result: null,
    locals: [],
    body: [
      { kind: 'if', condition: isWithin(place) },
      run(node(`${place.type}.store`, [byteIndex(place), getLocal('value')], place.offset)),
      end(),
    ],
  };
}

function isWithin({ cells, size }: ArrayPlace): Node {
  return node('i32.lt_u', [index, size === null ? i32(cells) : getGlobal(size)]);
}

function byteIndex({ type }: ArrayPlace): Node {
  return node('i32.shl', [index, i32(Math.log2(CELL_BYTES[type]))]);
}

/** The helpers that functions call. */
export function helpersOf(functions: readonly WasmFunction[], { arrays }: Layout): WasmFunction[] {
  const called = new Set<string>();
  const visit = ({ op, at, operands }: Node): void => {
    if (op === 'call') called.add(at as string);
    for (const operand of operands) visit(operand);
  };
  for (const { body } of functions)
    for (const line of body) {
      if (line.kind === 'do') visit(line.node);
      if (line.kind === 'if') visit(line.condition);
    }
  const accesses = [...arrays.values()].flatMap((place) => [readFunction(place), writeFunction(place)]);
  return [...Object.values(HELPERS), ...accesses].filter(({ name }) => called.has(name));
}
