import { findByName, type Isa, type OperandKind, type Pool, rangeOf } from '../../isa/isa.js';
import type { Cursor, Token } from '../../util/cursor.js';
import { formatNumber } from '../../util/format.js';
import type { SourcePosition } from '../../util/input-error.js';
import { suggestion } from '../../util/nearest.js';
import type { PoolEntry } from '../program.js';
import { numberOf } from './lexer.js';
import { AddressNames } from './names.js';

/** How far the text has been seen to reach, and where it reached furthest. */
export interface Reach {
  readonly cells: number;
  readonly at: SourcePosition;
}

/** What an assembly text has said so far of everything but code and schedule. */
export class ProgramDraft {
  readonly isa: Isa;
  readonly names = new AddressNames();
  readonly symbols = new Map<string, string[]>();
  readonly pools = new Map<string, DraftPool>();
  /** By operand kind, as a `cells` line says; null: the program does not say. */
  readonly cells = new Map<string, number | null>();
  /** By the kind that indexes the memory: cells that have names or belong to a named array. */
  readonly named = new Map<string, number>();
  /** By the kind that indexes the memory or pool: what code and schedule use. */
  readonly reached = new Map<string, Reach>();

  constructor(isa: Isa) {
    this.isa = isa;
  }

  pool(name: string): DraftPool {
    const known = this.pools.get(name);
    if (known) return known;
    const pool = new DraftPool(findByName(this.isa.pools, name)!);
    this.pools.set(name, pool);
    return pool;
  }

  /** Notes that code or schedule needs that many cells or entries. */
  use({ name, within }: OperandKind, cells: number, at: SourcePosition): void {
    const kind = within ?? name;
    if (cells > (this.reached.get(kind)?.cells ?? 0)) this.reached.set(kind, { cells, at });
  }

  /** The address a name stands for; fails where there is none, or more than one. */
  address(cursor: Cursor, kind: OperandKind, name: Token): number {
    const address = this.names.addressOf(kind, name.text);
    if (typeof address === 'number') return address;
    const called = JSON.stringify(name.text.slice(0, 80));
    return cursor.fail(
      address === 'ambiguous'
        ? `more than one ${kind.name} is called ${called}: write ${kind.name}:N with its number`
        : `no ${kind.name} is called ${called}${suggestion(name.text, this.names.known(kind))}`,
      name.at,
    );
  }
}

/** Read-only data in the order in which it is declared or first used. */
export class DraftPool {
  readonly entries: PoolEntry[] = [];
  readonly #indices = new Map<string, number>();

  constructor(readonly declared: Pool) {}

  /** The index of a value or row, which is added where it is not there yet. */
  intern(entry: PoolEntry): number {
    const key = keyOf(entry);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    this.#indices.set(key, this.entries.length);
    return this.entries.push(entry) - 1;
  }

  /** Adds an entry at the end; false where it is a value that the pool has already. */
  append(entry: PoolEntry): boolean {
    const key = keyOf(entry);
    const isNew = !this.#indices.has(key);
    if (isNew) this.#indices.set(key, this.entries.length);
    if (isNew || this.declared.rows) this.entries.push(entry);
    return isNew || this.declared.rows;
  }

  /** Reads a value, or a row in brackets. */
  read(cursor: Cursor): PoolEntry {
    if (!this.declared.rows) return this.#value(cursor);
    cursor.expect('[');
    const row: number[] = [];
    while (!cursor.accept(']')) {
      row.push(this.#value(cursor));
      cursor.accept(',');
    }
    return row;
  }

  #value(cursor: Cursor): number {
    const { name, type } = this.declared;
    const token = cursor.token;
    const value = numberOf(token);
    if (value === null) cursor.fail(`expected a number for ${name}`);
    if (type === 'i32' && !Object.is(value, value | 0))
      cursor.fail(`${token.text} is not an i32, and ${name} holds i32`);
    cursor.advance();
    return value;
  }
}

function keyOf(entry: PoolEntry): string {
  return typeof entry === 'number' ? formatNumber(entry) : entry.map(formatNumber).join();
}

/** A whole number within limits, inclusive. */
export function readInteger(cursor: Cursor, what: string, low: number, high: number): number {
  const token = cursor.token;
  const value = token.kind === 'number' ? numberOf(token) : null;
  if (value === null || !Number.isInteger(value)) return cursor.fail(`expected ${what}, a whole number`);
  if (value < low || value > high)
    cursor.fail(`${what} is ${low} to ${high}, not ${token.text.slice(0, 80)}`);
  cursor.advance();
  return value + 0;
}

/** The address of a cell by number or by name. */
export function readAddress(cursor: Cursor, draft: ProgramDraft, kind: OperandKind): number {
  const { token } = cursor;
  if (token.kind !== 'name' && token.kind !== 'string')
    return readInteger(cursor, `the ${kind.name}`, 0, rangeOf(kind)[1]);
  const address = draft.address(cursor, kind, token);
  cursor.advance();
  return address;
}

/** A name as a word or in quotes. */
export function readName(cursor: Cursor, what: string): Token {
  const { token } = cursor;
  return token.kind === 'string' ? cursor.advance() : cursor.name(what);
}
