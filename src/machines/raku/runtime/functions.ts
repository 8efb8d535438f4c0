import { RakuError } from '../dispatch/errors.js';
import { fitsSmallInteger, integerOf, isSmallInteger, smallInteger } from '../layout.js';
import type { Objects } from './objects.js';

type Functions = Readonly<Record<string, (...values: number[]) => number>>;

/** Functions of numbers, which need no run. */
export const PURE_FUNCTIONS: Functions = { number_power: (a, b) => a ** b };

/** What handlers call that has to do with values alone. Names are those of the machine's externs. */
export function valueFunctions(objects: Objects): Functions {
  return { ...integerFunctions(objects), ...listFunctions(objects), ...textFunctions(objects) };
}

/** Rounds towards minus infinity, as `div` and `%` of Raku do. */
function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function integerFunctions(objects: Objects): Functions {
  const binary =
    (small: ((a: number, b: number) => number) | null, large: (a: bigint, b: bigint) => bigint) =>
    (a: number, b: number): number => {
      if (small && isSmallInteger(a) && isSmallInteger(b)) {
        const result = small(integerOf(a), integerOf(b));
        if (fitsSmallInteger(result)) return smallInteger(result);
      }
      return objects.makeInteger(large(objects.integerValue(a), objects.integerValue(b)));
    };
  return {
    add_integers: binary(
      (a, b) => a + b,
      (a, b) => a + b,
    ),
    subtract_integers: binary(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    multiply_integers: binary(
      (a, b) => a * b,
      (a, b) => a * b,
    ),
    divide_integers: binary(null, floorDivide),
    modulo_integers: binary(null, (a, b) => a - b * floorDivide(a, b)),
    power_integers: binary(null, (a, b) => a ** b),
    compare_integers(a, b) {
      const [x, y] = [objects.integerValue(a), objects.integerValue(b)];
      return x < y ? -1 : x > y ? 1 : 0;
    },
    integer_to_number: (a) => objects.makeNumber(Number(objects.integerValue(a))),
    box_integer: (a) => objects.makeInteger(BigInt(a)),
    unbox_integer: (a) => Number(BigInt.asIntN(32, objects.integerValue(a))),
    new_number: () => objects.makeNumber(0),
    same_number: (a, b) => (Object.is(objects.numberValue(a), objects.numberValue(b)) ? 1 : 0),
    integer_text: (a) => objects.makeText(objects.integerValue(a).toString()),
    number_text: (a) => objects.makeText(formatNum(objects.numberValue(a))),
  };
}

/** What a text says as a number; `Failure`s are errors at once. */
export function numericOf(objects: Objects, text: string): number {
  const trimmed = text.trim();
  if (trimmed === '' || /^[-+]?\d+$/.test(trimmed)) return objects.makeInteger(BigInt(trimmed));
  if (/^[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+$/.test(trimmed)) return objects.makeNumber(Number(trimmed));
  throw new RakuError(
    `Cannot convert string to number: base-10 number must begin with valid digits or '.' in '⏏${text}' (indicated by ⏏)`,
  );
}

function listFunctions(objects: Objects): Functions {
  return {
    new_list: () => objects.makeList([]),
    element: (list, index) => {
      const values = objects.listOf(list);
      return values[index < 0 ? values.length + index : index] ?? 0;
    },
    set_element(list, index, value) {
      const values = objects.listOf(list);
      while (values.length <= index) values.push(0);
      values[index] = value;
      return value;
    },
    push: (list, value) => objects.listOf(list).push(value),
    pop: (list) => objects.listOf(list).pop() ?? 0,
    shift: (list) => objects.listOf(list).shift() ?? 0,
    elements: (list) => objects.listOf(list).length,
    set_elements(list, length) {
      const values = objects.listOf(list);
      while (values.length < length) values.push(0);
      values.length = length;
      return length;
    },
    new_table: () => objects.makeTable(),
    entry: (table, key) => objects.tableOf(table).get(objects.textOf(key)) ?? 0,
    lookup: (table, key) => objects.tableOf(table).get(objects.textOf(key)) ?? 0,
    set_entry(table, key, value) {
      objects.tableOf(table).set(objects.textOf(key), value);
      return value;
    },
    has_entry: (table, key) => (objects.tableOf(table).has(objects.textOf(key)) ? 1 : 0),
    table_keys(table) {
      const list = objects.makeList([]);
      for (const key of objects.tableOf(table).keys()) objects.listOf(list).push(objects.makeText(key));
      return list;
    },
  };
}

function textFunctions(objects: Objects): Functions {
  const text = (value: number) => objects.textOf(value);
  return {
    same_text: (a, b) => (a === b || text(a) === text(b) ? 1 : 0),
    compare_texts: (a, b) => compareByCodePoint(text(a), text(b)),
    // A character is what people take for one; without marks that combine it is a code point.
    characters: (a) => graphemes(text(a)).length,
    // Positions are in UTF-16.
    substring: (a, from, length) => objects.makeText(text(a).slice(from, from + length)),
    text_units: (a) => text(a).length,
    find_newline(a, from) {
      const found = text(a).indexOf('\n', from);
      if (found < 0) return text(a).length;
      return found > from && text(a)[found - 1] === '\r' ? found - 1 : found;
    },
    behind_newline: (a, at) => (text(a)[at] === '\r' ? at + 2 : at + 1),
    concatenate: (a, b) => objects.makeText(text(a) + text(b)),
    repeat_text: (a, times) => objects.makeText(text(a).repeat(Math.max(0, times))),
    join_texts: (separator, list) => objects.makeText(objects.listOf(list).map(text).join(text(separator))),
    next_letters: (a) => objects.makeText(nextLetters(text(a))),
  };
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

function graphemes(text: string): string[] {
  // Nothing combines below U+0300 but a carriage return with a line feed.
  if (![...text].some((unit) => unit === '\r' || unit >= '\u0300')) return [...text];
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

function compareByCodePoint(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++)
    if (x[i] !== y[i]) return x[i].codePointAt(0)! < y[i].codePointAt(0)! ? -1 : 1;
  return Math.sign(x.length - y.length);
}

/** What follows a word of letters a to z, A to Z and digits: `a` `b`, `az` `ba`, `zz` `aaa`, `a9` `b0`. */
export function nextLetters(text: string): string {
  const characters = [...text];
  const first: Readonly<Record<string, string>> = { z: 'a', Z: 'A', '9': '0' };
  for (let i = characters.length - 1; i >= 0; i--) {
    const wrapped = first[characters[i]];
    if (wrapped === undefined) {
      characters[i] = String.fromCodePoint(characters[i].codePointAt(0)! + 1);
      return characters.join('');
    }
    characters[i] = wrapped;
    if (i === 0) characters.unshift(wrapped === '0' ? '1' : wrapped);
  }
  return characters.join('');
}

/** A Num as Raku shows it: shortest digits that give it back; exponents from 1e15 and below 1e-4. */
export function formatNum(number: number): string {
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return number > 0 ? 'Inf' : '-Inf';
  if (Object.is(number, -0)) return '-0';
  if (number === 0) return '0';
  const [digits, exponent] = number.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 15) return number.toFixed(Math.max(0, decimals(digits) - power));
  const sign = power < 0 ? '-' : '+';
  return `${digits}e${sign}${Math.abs(power).toString().padStart(2, '0')}`;
}

function decimals(digits: string): number {
  return digits.split('.')[1]?.length ?? 0;
}
