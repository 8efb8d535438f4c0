import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/bytecode/assemble.js';
import { findNonFinite } from '../../src/execution/find-non-finite.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { tileProgram } from '../../src/mining/tile.js';

const isa = parseIsa(
  `machine floats
operand cell : u8
operand target : u8 label
operand number : i16
memory cells : f64[cell]
memory counts : i32[cell]
extern draw() -> f64
push n:number ( -- v ) v = f64(n)
load c:cell ( -- v ) v = cells[c]
store c:cell ( v -- ) cells[c] = v
sub ( a b -- r ) r = a - b
div ( a b -- r ) r = a / b
choose ( a b c -- r ) r = c > 0.0 ? a : b
draw ( -- v ) v = draw()
refuse ( v -- ) trap if v > 2.0
jump t:target ( -- ) jump t
end ( -- ) return
`,
  'floats.isa',
);

function programOf(lines: string, repeat = 1) {
  const text = `cells cell: 8\nschedule { repeat ${repeat} { run main\n observe } }\nsection main:\n${lines}\nend\n`;
  return assemble(isa, text, 'p.asm', { name: 'p', family: 'f', keepsOrigins: true });
}

const none = { draw: () => 0 };
const place = (instruction: number, part?: number) => ({
  section: 'main',
  instruction,
  ...(part !== undefined && { part }),
});

describe('the first infinity and the first NaN', () => {
  it('are traced to the operations that made them', () => {
    const { found } = findNonFinite(
      isa,
      programOf('push 1\npush 0\ndiv\nstore 1\nload 1\nload 1\nsub\npush 5\nsub\nstore 2'),
      none,
    );
    expect(found).toEqual([
      {
        kind: 'infinity',
        value: Number.POSITIVE_INFINITY,
        memory: 'cells',
        cell: 1,
        observations: 0,
        time: null,
        origin: { stored: place(3), made: { place: place(2), inputs: [1, 0] } },
      },
      {
        kind: 'NaN',
        value: Number.NaN,
        memory: 'cells',
        cell: 2,
        observations: 0,
        time: null,
        origin: {
          stored: place(9),
          made: { place: place(6), inputs: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] },
        },
      },
    ]);
  });

  it('are those of the step in which they first are, told by the clock', () => {
    const countdown = 'load 0\npush -1\nsub\nstore 0\npush 1\nload 0\npush 3\nsub\ndiv\nstore 1';
    const { found } = findNonFinite(isa, programOf(countdown, 9), none, {
      clock: { memory: 'cells', cell: 0 },
    });
    expect(found).toMatchObject([{ kind: 'infinity', cell: 1, observations: 2, time: 3 }]);
  });

  it('are none where the result was not taken', () => {
    const unused = 'push 7\npush 1\npush 0\ndiv\npush 1\nchoose\nstore 1';
    expect(findNonFinite(isa, programOf(unused), none).found).toEqual([]);
  });

  it('are found in fused code, in the part of the superinstruction', () => {
    const program = programOf('push 0\npush 0\ndiv\nstore 1\nload 1\nstore 2');
    const fused = extendIsa(isa, [parsePattern('push a; push b; div; store c; load c', isa, 'test')]);
    const tiled = tileProgram(isa, fused, program).program;
    const { found } = findNonFinite(fused, tiled, none);
    expect(found).toMatchObject([
      { kind: 'NaN', cell: 1, origin: { stored: place(0, 3), made: { place: place(0, 2), inputs: [0, 0] } } },
    ]);
  });

  it('call functions with effects once each', () => {
    const given = [1, 0, 4];
    const runtime = { draw: () => given.shift() ?? Number.NaN };
    const { found } = findNonFinite(isa, programOf('draw\ndraw\ndiv\nstore 1'), runtime);
    expect(found).toMatchObject([{ origin: { made: { place: place(2), inputs: [1, 0] } } }]);
    expect(given).toEqual([4]);
  });

  it('are made by the function that gave them', () => {
    const { found } = findNonFinite(isa, programOf('draw\npush 1\nsub\nstore 1'), { draw: () => Number.NaN });
    expect(found).toMatchObject([{ kind: 'NaN', origin: { made: { place: place(0), inputs: [] } } }]);
  });

  it('do not hide a trap behind them, nor a program that never ends', () => {
    const trap = programOf('push 1\npush 0\ndiv\nstore 1\nload 1\nrefuse');
    const { found, ending, vm } = findNonFinite(isa, trap, none);
    expect([found.length, ending, vm.trappedAt()]).toEqual([1, 'trap', place(5)]);
    const endless = programOf('again:\njump again');
    expect(() => findNonFinite(isa, endless, none, { maxDispatches: 100 })).toThrow('after 100 dispatches');
  });
});
