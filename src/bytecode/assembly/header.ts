import { findByName, type OperandKind, rangeOf } from '../../isa/isa.js';
import type { Cursor, Token } from '../../util/cursor.js';
import { suggestion } from '../../util/nearest.js';
import { type ProgramDraft, readInteger, readName } from './draft.js';

/** Names are kept in a list from address 0 on: one name must not make it arbitrarily long. */
export const MAX_NAMED_ADDRESSES = 2 ** 20;

/** The lines before the code, by their first word. */
export class Header {
  name: string | null = null;
  family: string | null = null;
  readonly #draft: ProgramDraft;
  readonly #seen = new Set<string>();
  /** By operand kind, where the next name goes. */
  readonly #nextName = new Map<string, number>();

  constructor(draft: ProgramDraft) {
    this.#draft = draft;
  }

  readonly lines: ReadonlyMap<string, (cursor: Cursor, keyword: Token) => void> = new Map([
    ['machine', (cursor, keyword) => this.#machine(cursor, keyword)],
    [
      'program',
      (cursor, keyword) => {
        this.#once('program', keyword, cursor);
        this.name = readName(cursor, 'the name of the program').text;
      },
    ],
    [
      'family',
      (cursor, keyword) => {
        this.#once('family', keyword, cursor);
        this.family = readName(cursor, 'the name of the family').text;
      },
    ],
    ['cells', (cursor, keyword) => this.#cells(cursor, keyword)],
    ['pool', (cursor) => this.#pool(cursor)],
    ['names', (cursor) => this.#names(cursor)],
  ]);

  #machine(cursor: Cursor, keyword: Token): void {
    this.#once('machine', keyword, cursor);
    const { machine } = this.#draft.isa;
    const { text, at } = readName(cursor, 'the name of the machine');
    if (text !== machine) cursor.fail(`this is a program for ${text.slice(0, 80)}, not for ${machine}`, at);
  }

  /** `cells cell: 8`, or `none` where the program does not say. */
  #cells(cursor: Cursor, keyword: Token): void {
    const kind = this.#kind(cursor);
    this.#once(`cells ${kind.name}`, keyword, cursor);
    if (!cursor.accept('none'))
      this.#draft.cells.set(kind.name, readInteger(cursor, 'the number of cells', 0, rangeOf(kind)[1] + 1));
    else this.#draft.cells.set(kind.name, null);
  }

  /** `pool constant: 0.5 -0 NaN`, `pool points: [0 1, 2 3] []`; another line goes on where this one ends. */
  #pool(cursor: Cursor): void {
    const { pools } = this.#draft.isa;
    const { text, at } = cursor.name('the name of a pool');
    if (!findByName(pools, text)) {
      const known = pools.map(({ name }) => name);
      cursor.fail(`the machine has no pool ${text}${suggestion(text, known)}`, at);
    }
    const pool = this.#draft.pool(text);
    cursor.expect(':');
    while (!cursor.atEnd) {
      const { token } = cursor;
      if (!pool.append(pool.read(cursor)))
        cursor.fail(`${token.text} is in ${text} already: a pool has every value once`, token.at);
      cursor.accept(',');
    }
  }

  /** `names cell: i j sieve[100]`; `names cell from 200: top`; another line goes on where this one ends. */
  #names(cursor: Cursor): void {
    const draft = this.#draft;
    const kind = this.#kind(cursor, false);
    const list = draft.symbols.get(kind.name) ?? [];
    draft.symbols.set(kind.name, list);
    let next = this.#nextName.get(kind.name) ?? 0;
    const last = Math.min(rangeOf(kind)[1], MAX_NAMED_ADDRESSES - 1);
    if (cursor.accept('from')) next = readInteger(cursor, `the ${kind.name}`, 0, last);
    cursor.expect(':');
    while (!cursor.atEnd) {
      const name = readName(cursor, `the name of a ${kind.name}`);
      if (next > last) cursor.fail(`names go up to ${kind.name} ${last}`, name.at);
      if (list[next])
        cursor.fail(`${kind.name} ${next} has a name already: ${list[next].slice(0, 80)}`, name.at);
      while (list.length < next) list.push('');
      list[next] = name.text;
      if (name.text !== '') draft.names.add(kind.name, next, name.text);
      if (cursor.accept('[')) {
        next += readInteger(cursor, 'the number of cells', 1, rangeOf(kind)[1] + 1 - next);
        cursor.expect(']');
      } else next++;
      cursor.accept(',');
    }
    this.#nextName.set(kind.name, next);
    const memoryIndex = kind.within ?? kind.name;
    draft.named.set(memoryIndex, Math.max(next, draft.named.get(memoryIndex) ?? 0));
  }

  #kind(cursor: Cursor, colon = true): OperandKind {
    const { operandKinds } = this.#draft.isa;
    const { text, at } = cursor.name('an operand kind');
    const known = operandKinds.map(({ name }) => name);
    const kind = findByName(operandKinds, text);
    if (!kind) return cursor.fail(`the machine has no operand kind ${text}${suggestion(text, known)}`, at);
    if (colon) cursor.expect(':');
    return kind;
  }

  #once(what: string, keyword: Token, cursor: Cursor): void {
    if (this.#seen.has(what)) cursor.fail(`\`${what}\` is given twice`, keyword.at);
    this.#seen.add(what);
  }
}
