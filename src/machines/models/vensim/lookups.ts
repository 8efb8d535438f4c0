import { InputError } from '../../../util/input-error.js';
import { type LookupTable, MISSING } from '../syntax.js';
import type { TokenCursor } from './cursor.js';

/**
 * The points of a lookup up to the closing parenthesis, which is left to the caller. Either pairs,
 * `(x,y),(x,y)`, or all xs and then all ys, `x1,x2,y1,y2`; before them a graph's
 * `[(xmin,ymin)-(xmax,ymax),...]`, which is dropped.
 */
export function parseLookupTable(cursor: TokenCursor): LookupTable {
  const at = cursor.at();
  if (cursor.isSymbol('[')) {
    skipGraphRange(cursor);
    cursor.accept(',');
  }
  const table = cursor.isSymbol('(') ? parsePairs(cursor) : parseColumns(cursor);
  return { at, ...table, mode: 'interpolate' };
}

function parsePairs(cursor: TokenCursor): { xs: number[]; ys: number[] } {
  const xs: number[] = [];
  const ys: number[] = [];
  do {
    cursor.expect('(', 'to begin a point of the lookup');
    xs.push(parseSignedNumber(cursor));
    cursor.expect(',', 'between x and y of a point');
    ys.push(parseSignedNumber(cursor));
    cursor.expect(')', 'to end a point of the lookup');
  } while (cursor.accept(','));
  return { xs, ys };
}

function parseColumns(cursor: TokenCursor): { xs: number[]; ys: number[] } {
  const at = cursor.at();
  const numbers: number[] = [];
  do numbers.push(parseSignedNumber(cursor));
  while (cursor.accept(','));
  if (numbers.length % 2 !== 0) {
    throw new InputError(
      `this lookup lists ${numbers.length} numbers; it needs as many y values as x values`,
      at,
    );
  }
  const half = numbers.length / 2;
  return { xs: numbers.slice(0, half), ys: numbers.slice(half) };
}

/** What Vensim's graph editor shows: the corners, and reference points from other graphs. */
function skipGraphRange(cursor: TokenCursor): void {
  cursor.expect('[', 'to begin the range of the lookup');
  while (!cursor.isSymbol(']')) {
    const token = cursor.peek();
    const inside = token.kind === 'number' || (token.kind === 'symbol' && '(),-+'.includes(token.text));
    if (!inside) cursor.fail('expected "]" to end the range of the lookup');
    cursor.next();
  }
  cursor.next();
}

/** A number as it stands in a table or list: with a sign, or `:NA:`. */
export function parseSignedNumber(cursor: TokenCursor): number {
  if (cursor.isKeyword('NA')) {
    cursor.next();
    return MISSING;
  }
  let sign = 1;
  while (cursor.isSymbol('-') || cursor.isSymbol('+')) {
    if (cursor.next().text === '-') sign = -sign;
  }
  return sign * parseNumber(cursor);
}

export function parseNumber(cursor: TokenCursor): number {
  const token = cursor.peek();
  if (token.kind !== 'number') cursor.fail('expected a number');
  const value = Number(token.text);
  if (!Number.isFinite(value)) {
    throw new InputError('this number is too large; the largest is about 1.8e308', cursor.at(token));
  }
  cursor.next();
  return value;
}
