import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/bytecode/program.js';
import { statementsOf } from '../../src/scheduling/statements.js';
import { assemble, isa } from '../machines/counter/counter.js';

/**
 * The instructions of each statement, block by block; the last of a block with an exclamation mark where it
 * stays last.
 */
function cut(text: string): string[][] {
  const code: Code = assemble(text);
  return statementsOf(isa, code).map((block) =>
    block.map(
      ({ start, end, isLast }) =>
        `${code
          .slice(start, end)
          .map(({ opcode }) => isa.instructions[opcode].name)
          .join(' ')}${isLast ? '!' : ''}`,
    ),
  );
}

describe('statements of a basic block', () => {
  it('begin wherever the stack is as deep as at its start', () => {
    expect(cut('push 1\nstore 0\nincrement 1\nload 0\nload 1\nadd\nstore 2\nhalt')).toEqual([
      ['push store', 'increment', 'load load add store', 'halt!'],
    ]);
  });

  it('stay together where a register carries a value from one to the next', () => {
    expect(cut('push 1\npush 2\ncompare\npush 3\npush 4\nchoose\nstore 0\nincrement 1\nhalt')).toEqual([
      ['push push compare push push choose store', 'increment', 'halt!'],
    ]);
  });

  it('end the block with all that a later block may still read from a register', () => {
    expect(
      cut('increment 0\npush 1\npush 2\ncompare\nincrement 1\njump_if end\nincrement 2\nend:\nhalt'),
    ).toEqual([['increment', 'push push compare increment jump_if!'], ['increment'], ['halt!']]);
  });

  it('do not mind a register that no block sets on the way', () => {
    expect(cut('again:\nincrement 0\nincrement 1\njump_if again\nhalt')).toEqual([
      ['increment', 'increment', 'jump_if!'],
      ['halt!'],
    ]);
  });

  it('end the block with all that is left on the stack for the next', () => {
    expect(cut('increment 0\npush 9\nincrement 1\nagain:\ncountdown again\ndrop\nhalt')).toEqual([
      ['increment', 'push increment!'],
      ['countdown!'],
      ['drop halt!'],
    ]);
  });

  it('say what they read and write, and what they take from below', () => {
    const [[move, dup]] = statementsOf(isa, assemble('move 3 4\ndup\nload 2\nadd\nemit\nhalt'));
    const cells = (touched: typeof move.reads) => [...touched.cells].map((cell) => cell % 2 ** 32);
    expect([cells(move.reads), cells(move.writes), move.reachesBelow, move.calls]).toEqual([
      [3],
      [4],
      false,
      false,
    ]);
    expect([cells(dup.reads), cells(dup.writes), dup.reachesBelow, dup.calls]).toEqual([[2], [], true, true]);
  });
});
