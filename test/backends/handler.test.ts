import { describe, expect, it } from 'vitest';
import { scheduleHandler } from '../../src/backends/handler.js';
import { parseIsa } from '../../src/isa/parse.js';
import type { Expression } from '../../src/isa/semantics.js';

/** The instruction of an integer machine with this stack picture and body. */
function handler(text: string) {
  const isa = parseIsa(`machine m\nword i32\noperand label : u16 label\nx ${text}`, 'm.isa');
  return scheduleHandler(isa.instructions[0]);
}

const input = (index: number): Expression => ({ kind: 'input', type: 'i32', index });
const temporary = (index: number): Expression => ({ kind: 'temporary', type: 'i32', index });

describe('a handler', () => {
  it('does not write cells that stay as they are', () => {
    const { writes, effects, growth } = handler('( a b -- c d e ) c = a; d = b; e = a');
    expect(writes).toEqual([{ cell: 2, value: input(0) }]);
    expect(effects).toEqual([]);
    expect(growth).toBe(1);
  });

  it('saves a cell that is overwritten before its last use', () => {
    const { effects, writes, temporaries } = handler('( a b -- c d ) c = b; d = a');
    expect(effects).toEqual([{ kind: 'define', temporary: 0, value: input(0) }]);
    expect(writes).toEqual([
      { cell: 0, value: input(1) },
      { cell: 1, value: temporary(0) },
    ]);
    expect(temporaries).toEqual(['i32']);
  });

  it('saves only the first cell of a rotation to the left and both of one to the right', () => {
    const left = handler('( a b c -- d e f ) d = b; e = c; f = a');
    expect(left.effects).toHaveLength(1);
    expect(left.writes.map(({ value }) => value)).toEqual([input(1), input(2), temporary(0)]);
    const right = handler('( a b c -- d e f ) d = c; e = a; f = b');
    expect(right.effects).toHaveLength(2);
    expect(right.writes.map(({ value }) => value)).toEqual([input(2), temporary(0), temporary(1)]);
  });

  it('saves a cell once, however often it is used', () => {
    const { effects, writes } = handler('( a b -- c d e ) c = a + b; d = a - b; e = a * b');
    expect(effects).toHaveLength(2);
    expect(writes[0].value).toMatchObject({ left: temporary(0) });
    expect(writes[2].value).toMatchObject({ left: temporary(0), right: temporary(1) });
  });

  it('saves a cell that the condition of a jump still reads', () => {
    const { effects, control } = handler('t:label ( a b -- c ) c = b; jump t if a < b');
    expect(effects).toEqual([{ kind: 'define', temporary: 0, value: input(0) }]);
    expect(control).toMatchObject({ condition: { left: temporary(0), right: input(1) } });
  });

  it('reads popped cells in place', () => {
    const { effects, writes, growth } = handler('( a b c -- r ) r = a + b * c');
    expect(effects).toEqual([]);
    expect(writes).toHaveLength(1);
    expect(growth).toBe(-2);
  });

  it('numbers its own temporaries after those of the instruction', () => {
    const { temporaries, effects } = handler('( a b -- c d ) p = a * b; c = p + p; d = a');
    expect(effects.map((effect) => effect.kind === 'define' && effect.temporary)).toEqual([0, 1]);
    expect(temporaries).toEqual(['i32', 'i32']);
  });
});
