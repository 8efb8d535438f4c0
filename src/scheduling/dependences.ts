import { memoryOf } from './footprint.js';
import type { Statement } from './statements.js';

/**
 * For each statement of a block the earlier ones that have to stay before it, at least those that no third
 * keeps in order: they write what it reads, read what it writes, or write what it writes. Nothing passes a
 * statement that may leave in its middle: what was before it has to have happened, as often as it did, and
 * what was behind it not. All orders that keep to this do the same.
 */
export function dependences(statements: readonly Statement[]): number[][] {
  const cells = new Log<number>();
  const memories = new Log<number>();
  const cellsOfMemories = new Log<number>();
  const registers = new Log<string>();
  const ordered = new Log<'calls' | 'stack'>();
  /** The last statement so far that may leave. */
  let lastExit = -1;
  return statements.map((statement, i) => {
    const { reads, writes, registersRead, registersWritten, calls, reachesBelow, exits, isLast } = statement;
    const earlier = new Set<number>();
    const follow = (indices: Iterable<number>) => {
      for (const index of indices) earlier.add(index);
    };
    for (const cell of reads.cells) {
      follow(cells.writes(cell));
      follow(memories.writes(memoryOf(cell)));
    }
    for (const cell of writes.cells) {
      follow(cells.all(cell));
      follow(memories.all(memoryOf(cell)));
    }
    for (const memory of reads.memories) {
      follow(memories.writes(memory));
      follow(cellsOfMemories.writes(memory));
    }
    for (const memory of writes.memories) {
      follow(memories.all(memory));
      follow(cellsOfMemories.all(memory));
    }
    // What the block puts into a register never leaves its statement: two that only set it may change places.
    for (const register of registersWritten) follow(registers.all(register));
    if (calls) follow(ordered.all('calls'));
    if (reachesBelow) follow(ordered.all('stack'));
    if (lastExit >= 0) earlier.add(lastExit);
    if (exits || isLast) for (let other = lastExit + 1; other < i; other++) earlier.add(other);
    if (exits) lastExit = i;

    for (const cell of reads.cells) {
      cells.read(cell, i);
      cellsOfMemories.read(memoryOf(cell), i);
    }
    for (const cell of writes.cells) {
      cells.settle(cell, i);
      cellsOfMemories.write(memoryOf(cell), i);
    }
    for (const memory of reads.memories) memories.read(memory, i);
    for (const memory of writes.memories) {
      memories.settle(memory, i);
      cellsOfMemories.settle(memory, i);
    }
    for (const register of registersRead) registers.read(register, i);
    if (calls) ordered.settle('calls', i);
    if (reachesBelow) ordered.settle('stack', i);
    return [...earlier].sort((a, b) => a - b);
  });
}

/** Who read and who wrote each thing so far. */
class Log<Key> {
  readonly #reads = new Map<Key, number[]>();
  readonly #writes = new Map<Key, number[]>();

  read(key: Key, statement: number): void {
    append(this.#reads, key, statement);
  }

  write(key: Key, statement: number): void {
    append(this.#writes, key, statement);
  }

  /** A write that everything so far stays before: what follows it need not look further back. */
  settle(key: Key, statement: number): void {
    this.#reads.delete(key);
    this.#writes.set(key, [statement]);
  }

  writes(key: Key): readonly number[] {
    return this.#writes.get(key) ?? [];
  }

  *all(key: Key): Iterable<number> {
    yield* this.#reads.get(key) ?? [];
    yield* this.writes(key);
  }
}

function append<Key>(map: Map<Key, number[]>, key: Key, statement: number): void {
  const known = map.get(key);
  if (!known) map.set(key, [statement]);
  else if (known.at(-1) !== statement) known.push(statement);
}
