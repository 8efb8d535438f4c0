import { InputError } from '../../../util/input-error.js';
import { canonicalName, type Dimension, type Subscript } from '../syntax.js';
import { shorten, type TokenCursor } from './cursor.js';
import type { Token } from './lexer.js';
import { MAX_RANGE_CHARACTERS, MAX_RANGE_DIGITS } from './limits.js';

/** The characters that ranges of a file made so far. */
export interface RangeBudget {
  characters: number;
}

/** `[a, b!]` behind a variable. */
export function parseSubscripts(cursor: TokenCursor): Subscript[] {
  const subscripts: Subscript[] = [];
  cursor.expect('[', 'to begin the subscripts');
  do {
    const at = cursor.at();
    const name = expectElement(cursor, 'a subscript').text;
    subscripts.push({ kind: 'name', name, reduce: cursor.accept('!'), at });
  } while (cursor.accept(','));
  cursor.expect(']', 'to end the subscripts');
  return subscripts;
}

/** `[a, b]` on the left-hand side. */
export function parseSubscriptNames(cursor: TokenCursor): string[] {
  const names: string[] = [];
  cursor.expect('[', 'to begin the subscripts');
  do names.push(expectElement(cursor, 'a subscript').text);
  while (cursor.accept(','));
  cursor.expect(']', 'to end the subscripts');
  return names;
}

/** `D : a, b, (c1-c9) -> E, (F : x, y)`, `D : GET DIRECT SUBSCRIPT(...)` or `D <-> E`, after the name. */
export function parseDimension(cursor: TokenCursor, name: Token, budget: RangeBudget): Dimension {
  const head = { name: name.text, at: cursor.at(name) };
  if (cursor.accept('<->')) {
    const aliasOf = cursor.expectName('the name of the other dimension').text;
    return { ...head, elements: [], mappings: [], aliasOf, external: null };
  }
  cursor.expect(':', 'and the elements of the dimension');
  const isExternal = cursor.peek().kind === 'name' && cursor.isSymbol('(', 1);
  const external = isExternal ? parseExternal(cursor) : null;
  const elements = external ? [] : parseElements(cursor, budget);
  const mappings: Dimension['mappings'][number][] = [];
  if (cursor.accept('->')) {
    do mappings.push(parseMapping(cursor, budget));
    while (cursor.accept(','));
  }
  return { ...head, elements, mappings, aliasOf: null, external };
}

function parseExternal(cursor: TokenCursor): string[] {
  const name = cursor.next();
  if (!/^get (direct|xls|123|vdf) subscript$/.test(canonicalName(name.text))) {
    throw new InputError(
      `"${shorten(name.text)}" does not list elements; elements are names, ranges like (a1-a9) or GET DIRECT SUBSCRIPT(...)`,
      cursor.at(name),
    );
  }
  cursor.expect('(', 'to begin the arguments');
  const args: string[] = [];
  do {
    const token = cursor.peek();
    if (token.kind !== 'string' && token.kind !== 'name') cursor.fail(`expected a text like 'file.csv'`);
    args.push(cursor.next().text);
  } while (cursor.accept(','));
  cursor.expect(')', `to end ${shorten(name.text)}`);
  return args;
}

function parseMapping(cursor: TokenCursor, budget: RangeBudget): Dimension['mappings'][number] {
  const at = cursor.at();
  if (!cursor.accept('(')) {
    return { dimension: cursor.expectName('the name of a dimension to map to').text, elements: [], at };
  }
  const dimension = cursor.expectName('the name of a dimension to map to').text;
  cursor.expect(':', 'and the elements of the mapping');
  const elements = parseElements(cursor, budget);
  cursor.expect(')', 'to end the mapping');
  return { dimension, elements, at };
}

function parseElements(cursor: TokenCursor, budget: RangeBudget): string[] {
  const elements: string[] = [];
  do {
    if (!cursor.isSymbol('(')) elements.push(expectElement(cursor, 'an element of the dimension').text);
    else for (const element of parseRange(cursor, budget)) elements.push(element);
  } while (cursor.accept(','));
  return elements;
}

/** `(a1-a9)`; the leading zeros of `(a01-a10)` are kept. */
function parseRange(cursor: TokenCursor, budget: RangeBudget): string[] {
  const at = cursor.at();
  cursor.expect('(', 'to begin the range');
  const first = expectElement(cursor, 'the first element of the range').text;
  cursor.expect('-', 'in the range');
  const last = expectElement(cursor, 'the last element of the range').text;
  cursor.expect(')', 'to end the range');

  const from = splitNumber(first);
  const to = splitNumber(last);
  const count = Number(to.digits) - Number(from.digits) + 1;
  const sameName = canonicalName(from.name) === canonicalName(to.name);
  if (!sameName || from.digits === '' || to.digits === '' || count < 1) {
    throw new InputError('a range has to be of one name with rising numbers, like (a1-a9)', at);
  }
  budget.characters += count * last.length;
  if (to.digits.length > MAX_RANGE_DIGITS || budget.characters > MAX_RANGE_CHARACTERS) {
    throw new InputError('with this range the file has more elements than can be simulated; shorten it', at);
  }
  const width = from.digits.startsWith('0') ? from.digits.length : 0;
  const number = (index: number) => String(Number(from.digits) + index).padStart(width, '0');
  return Array.from({ length: count }, (_, index) => from.name + number(index));
}

function splitNumber(element: string): { readonly name: string; readonly digits: string } {
  let start = element.length;
  while (start > 0 && element[start - 1]! >= '0' && element[start - 1]! <= '9') start--;
  return { name: element.slice(0, start), digits: element.slice(start) };
}

/** Elements may be plain numbers. */
function expectElement(cursor: TokenCursor, what: string): Token {
  return cursor.peek().kind === 'number' ? cursor.next() : cursor.expectName(what);
}
