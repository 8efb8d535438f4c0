import { expect, it } from 'vitest';
import { encode, type Program } from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { predictDispatches, tileProgram } from '../../src/mining/tile.js';

it('a machine that only its own VM can run is tiled as its VM does: without knowing counts', () => {
  const isa = parseIsa(
    `machine test
bodies none
a ( -- v )
b ( v -- ) may-exit
c ( -- )`,
    'test.isa',
  );
  const fused = extendIsa(
    isa,
    ['a; b', 'b; c'].map((text) => parsePattern(text, isa, 'test')),
  );
  const code = encode(
    isa,
    [0, 1, 2].map((opcode) => ({ opcode, operands: [] })),
  );
  const bare = { name: 'test', family: 'test', cells: {}, pools: {}, schedule: [], symbols: {} };
  const program: Program = { ...bare, machine: isa.machine, sections: [{ name: 'main', code }] };
  // Fusing the first two would save more, because `b` exits most of the time.
  const counts = [Float64Array.of(10, 10, 1)];
  const tiled = tileProgram(isa, fused, program, { counts });
  expect(tiled).toEqual(tileProgram(isa, fused, program));
  expect(predictDispatches({ program, counts }, tiled)).toBe(20);
});
