import type { Action } from '../bytecode/program.js';
import type { Isa } from '../isa/isa.js';
import { addressOf, memoryOf } from './footprint.js';
import type { Statement } from './statements.js';
import { HOIST } from './tuning.js';

/** Which cells statements and a schedule's copies read and write, all together. */
export class Traffic {
  readonly #memories: ReadonlyMap<string, number>;
  readonly #writers = new Map<number, Statement[]>();
  readonly #cellsRead = new Set<number>();
  /** Memories read or written where only the run tells. */
  readonly #scattered = { read: new Set<number>(), written: new Set<number>() };
  readonly #written = new Set<number>();
  readonly #copies: (Action & { readonly kind: 'copy' })[] = [];

  constructor({ memories }: Isa) {
    this.#memories = new Map(memories.map(({ name }, index) => [name, index]));
  }

  /** All that a part of a schedule may do, with the statements of each section. */
  static of(
    isa: Isa,
    actions: readonly Action[],
    statementsOf: (section: string) => Iterable<Statement>,
  ): Traffic {
    const traffic = new Traffic(isa);
    const seen = new Set<string>();
    const visit = (action: Action): void => {
      if (action.kind === 'repeat') action.body.forEach(visit);
      if (action.kind === 'copy') traffic.addCopy(action);
      if (action.kind !== 'run' || seen.has(action.section)) return;
      seen.add(action.section);
      for (const statement of statementsOf(action.section)) traffic.addStatement(statement);
    };
    actions.forEach(visit);
    return traffic;
  }

  addStatement(statement: Statement): void {
    const { reads, writes } = statement;
    for (const cell of reads.cells) this.#cellsRead.add(cell);
    for (const memory of reads.memories) this.#scattered.read.add(memory);
    for (const cell of writes.cells) {
      this.#written.add(memoryOf(cell));
      const known = this.#writers.get(cell);
      if (known) known.push(statement);
      else this.#writers.set(cell, [statement]);
    }
    for (const memory of writes.memories) this.#write(memory);
  }

  addCopy(copy: Action & { readonly kind: 'copy' }): void {
    this.#written.add(this.#memories.get(copy.to)!);
    if (this.#copies.length < HOIST.maxCopies) this.#copies.push(copy);
    else {
      this.#scattered.read.add(this.#memories.get(copy.from)!);
      this.#write(this.#memories.get(copy.to)!);
    }
  }

  /**
   * Null where something else than a statement may write the cell, or a statement of which only the run
   * tells.
   */
  writersOf(cell: number): readonly Statement[] | null {
    if (this.#scattered.written.has(memoryOf(cell)) || this.#isCopied(cell, 'to')) return null;
    return this.#writers.get(cell) ?? [];
  }

  readsCell(cell: number): boolean {
    return (
      this.#cellsRead.has(cell) || this.#scattered.read.has(memoryOf(cell)) || this.#isCopied(cell, 'from')
    );
  }

  writesMemory(memory: number): boolean {
    return this.#written.has(memory);
  }

  #write(memory: number): void {
    this.#written.add(memory);
    this.#scattered.written.add(memory);
  }

  #isCopied(cell: number, end: 'from' | 'to'): boolean {
    const address = addressOf(cell);
    return this.#copies.some(
      ({ [end]: memory, start, length }) =>
        this.#memories.get(memory) === memoryOf(cell) && address >= start && address < start + length,
    );
  }
}
