import { findByName, type Memory, type OperandKind } from '../../isa/isa.js';
import type { Cursor, Token } from '../../util/cursor.js';
import { formatNumber } from '../../util/format.js';
import type { SourcePosition } from '../../util/input-error.js';
import { suggestion } from '../../util/nearest.js';
import type { Action } from '../program.js';
import { MAX_REPEAT_DEPTH } from '../validate.js';
import { type ProgramDraft, readAddress, readInteger, readName } from './draft.js';
import { quoteName } from './lexer.js';

/** Reads `schedule { … }`, a line after the other. */
export class ScheduleReader {
  readonly actions: Action[] = [];
  /** Every section that is run, with where it says so. */
  readonly runs: Token[] = [];
  readonly #draft: ProgramDraft;
  /** The lists that are being read: of the schedule, and of each repeat in another. */
  readonly #open: Action[][] = [];

  constructor(draft: ProgramDraft) {
    this.#draft = draft;
  }

  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** After the word `schedule`. */
  begin(cursor: Cursor): void {
    this.#open.push(this.actions);
    cursor.expect('{');
    this.line(cursor);
  }

  line(cursor: Cursor): void {
    try {
      while (!cursor.atEnd && this.isOpen) if (!cursor.accept(',')) this.#action(cursor);
    } catch (error) {
      this.#skip(cursor);
      throw error;
    }
    if (!cursor.atEnd) cursor.fail('nothing may follow the `}` that closes the schedule');
  }

  /** After a mistake, what braces close and open still counts. */
  #skip(cursor: Cursor): void {
    while (!cursor.atEnd && this.isOpen) {
      if (cursor.is('{')) this.#open.push([]);
      if (cursor.is('}')) this.#open.pop();
      cursor.advance();
    }
  }

  close(): void {
    this.#open.length = 0;
  }

  #action(cursor: Cursor): void {
    const list = this.#open.at(-1)!;
    if (cursor.accept('}')) this.#open.pop();
    else if (cursor.accept('run')) {
      const section = readName(cursor, 'the name of a section');
      this.runs.push(section);
      list.push({ kind: 'run', section: section.text });
    } else if (cursor.accept('observe')) list.push({ kind: 'observe' });
    else if (cursor.accept('copy')) list.push(this.#copy(cursor));
    else if (cursor.is('leave')) list.push(this.#leave(cursor));
    else if (cursor.is('repeat')) {
      const { at } = cursor.advance();
      const times = readInteger(cursor, 'how often to repeat', 0, Number.MAX_SAFE_INTEGER);
      if (this.#open.length > MAX_REPEAT_DEPTH) cursor.fail('repeats are nested too deeply', at);
      cursor.expect('{');
      const body: Action[] = [];
      list.push({ kind: 'repeat', times, body });
      this.#open.push(body);
    } else cursor.fail('expected `run`, `copy`, `observe`, `repeat`, `leave` or `}`');
  }

  /** `copy next[2..7] to curr`: cells 2 to 6. */
  #copy(cursor: Cursor): Action {
    const { isa } = this.#draft;
    const { memory, kind } = this.#memory(cursor);
    cursor.expect('[');
    // No cells may begin behind the last one, which is no address.
    const start =
      cursor.token.kind === 'number'
        ? readInteger(cursor, 'the first cell', 0, Number.MAX_SAFE_INTEGER)
        : readAddress(cursor, this.#draft, kind);
    cursor.expect('..');
    const { at } = cursor.token;
    const end = readInteger(cursor, 'the cell after the last one', start, Number.MAX_SAFE_INTEGER);
    cursor.expect(']');
    this.#draft.use(kind, end, at);
    cursor.expect('to');
    const { token } = cursor;
    const { memory: to } = this.#memory(cursor);
    if (to.index !== memory.index || to.type !== memory.type) {
      const alike = isa.memories.filter(({ index, type }) => index === memory.index && type === memory.type);
      cursor.fail(
        `cannot copy ${memory.name} to ${to.name}: only to ${alike.map(({ name }) => name).join(', ')}`,
        token.at,
      );
    }
    return { kind: 'copy', from: memory.name, to: to.name, start, length: end - start };
  }

  /** `leave when curr[Time] >= curr["FINAL TIME"]` */
  #leave(cursor: Cursor): Action {
    const { at } = cursor.advance();
    if (this.#open.length < 2) cursor.fail('there is no repeat to leave', at);
    cursor.expect('when');
    const { memory, kind } = this.#memory(cursor);
    const cell = this.#cell(cursor, kind);
    cursor.expect('>=');
    const { token } = cursor;
    if (this.#memory(cursor).memory !== memory)
      cursor.fail(`expected a cell of ${memory.name}: both are cells of one memory`, token.at);
    return { kind: 'leave', memory: memory.name, cell, atLeast: this.#cell(cursor, kind) };
  }

  #memory(cursor: Cursor): { readonly memory: Memory; readonly kind: OperandKind } {
    const { memories, operandKinds } = this.#draft.isa;
    const { text, at } = cursor.name('the name of a memory');
    const memory = findByName(memories, text);
    if (!memory) {
      const known = memories.map(({ name }) => name);
      return cursor.fail(`the machine has no memory ${text}${suggestion(text, known)}`, at);
    }
    return { memory, kind: findByName(operandKinds, memory.index)! };
  }

  #cell(cursor: Cursor, kind: OperandKind): number {
    cursor.expect('[');
    const at: SourcePosition = cursor.token.at;
    const cell = readAddress(cursor, this.#draft, kind);
    this.#draft.use(kind, cell + 1, at);
    cursor.expect(']');
    return cell;
  }
}

/** The actions of a valid schedule, a line each; `cell` names a cell of a memory. */
export function formatSchedule(
  schedule: readonly Action[],
  cell: (memory: string, address: number) => string,
  indent = '  ',
): string[] {
  return schedule.flatMap((action) => {
    switch (action.kind) {
      case 'run':
        return [`${indent}run ${quoteName(action.section)}`];
      case 'observe':
        return [`${indent}observe`];
      case 'copy':
        return [
          `${indent}copy ${action.from}[${action.start}..${action.start + action.length}] to ${action.to}`,
        ];
      case 'leave': {
        const { memory } = action;
        const [left, right] = [action.cell, action.atLeast].map((address) => cell(memory, address));
        return [`${indent}leave when ${memory}[${left}] >= ${memory}[${right}]`];
      }
      case 'repeat':
        return [
          `${indent}repeat ${formatNumber(action.times)} {`,
          ...formatSchedule(action.body, cell, `${indent}  `),
          `${indent}}`,
        ];
      default:
        return action satisfies never;
    }
  });
}
