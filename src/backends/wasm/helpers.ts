import type { Extern, Isa } from '../../isa/isa.js';
import { externImports, externName, isRow } from './extern-text.js';
import {
  type CodeLine,
  call,
  end,
  f64,
  getGlobal,
  getLocal,
  IMMEDIATES,
  i32,
  type Node,
  node,
  run,
  setLocal,
  type WasmType,
} from './instructions.js';
import { type ArrayPlace, CELL_BYTES, type MemoryLayout, type Place, ROW_BYTES } from './layout.js';
import type { Local, WasmFunction, WasmModule } from './module.js';

function helper(
  name: string,
  about: string,
  parameters: readonly Local[],
  body: readonly CodeLine[],
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

export function byIndexHelper(extern: string): string {
  return `by_index.${extern}`;
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
  return isBelow(index, cells, size);
}

function isBelow(value: Node, cells: number, size: string | null): Node {
  return node('i32.lt_u', [value, size === null ? i32(cells) : getGlobal(size)]);
}

function byteIndex({ type }: ArrayPlace): Node {
  return node('i32.shl', [index, i32(Math.log2(CELL_BYTES[type]))]);
}

/** Calls a function of the machine with rows that are given by index: one that does not exist is empty. */
function byIndexFunction({ name, parameters, result }: Extern, { rows }: MemoryLayout): WasmFunction {
  const given = parameters.map((parameter, i) =>
    local(`parameter.${i}`, isRow(parameter) ? 'i32' : parameter),
  );
  const values = parameters.flatMap((parameter, i): Node[] => {
    const value = getLocal(given[i].name);
    if (!isRow(parameter)) return [value];
    const { table, cells, size } = rows.get(parameter.pool)!;
    const entry = node('i32.shl', [value, i32(Math.log2(ROW_BYTES))]);
    return [0, 4].map((field) =>
      choose(isBelow(value, cells, size), node('i32.load', [entry], table + field), i32(0)),
    );
  });
  return {
    name: byIndexHelper(name),
    exportedAs: null,
    about: [`${name} of rows by their index; outside their pool there are empty ones.`],
    parameters: given,
    result,
    locals: [],
    body: [run(call(externName(name), values))],
  };
}

/**
 * What modules need besides `functions`: the helpers and functions of the machine that these call, and the
 * host's functions.
 */
export function linked(
  isa: Isa,
  { layout, text }: Place,
  functions: readonly WasmFunction[],
): Pick<WasmModule, 'imports' | 'functions' | 'globals' | 'data'> {
  const available = [
    ...Object.values(HELPERS),
    ...[...layout.arrays.values()].flatMap((place) => [readFunction(place), writeFunction(place)]),
    ...isa.externs
      .filter(({ name }) => text.externs.has(name))
      .map((extern) => byIndexFunction(extern, layout)),
    ...text.functions,
  ];
  const byName = new Map(available.map((definition) => [definition.name, definition]));
  const used = new Set<string>();
  const visit = ({ op, at, operands }: Node): void => {
    for (const operand of operands) visit(operand);
    if (IMMEDIATES[op] !== 'function' && IMMEDIATES[op] !== 'global') return;
    const isNew = !used.has(at as string);
    used.add(at as string);
    const definition = byName.get(at as string);
    if (isNew && definition) visitFunction(definition);
  };
  const visitFunction = ({ body }: WasmFunction): void => {
    for (const line of body) {
      if (line.kind === 'do') visit(line.node);
      if (line.kind === 'if') visit(line.condition);
    }
  };
  for (const definition of functions) visitFunction(definition);
  return {
    imports: externImports(isa, text),
    globals: text.globals.filter(({ name }) => used.has(name)),
    data: text.functions.some(({ name }) => used.has(name)) ? text.data : [],
    functions: [...available.filter(({ name }) => used.has(name)), ...functions],
  };
}
