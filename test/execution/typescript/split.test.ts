import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printRunLoop } from '../../../src/backends/typescript/run-loop.js';
import {
  chooseSplit,
  describeSplit,
  MAX_OPTIMISED_BYTECODE,
  splitByText,
} from '../../../src/backends/typescript/split.js';
import { bytecodeSizes } from '../../../src/execution/typescript/bytecode-size.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { formatPattern, type Pattern } from '../../../src/isa/pattern.js';
import { tileProgram } from '../../../src/mining/tile.js';
import { chooser, models, modelsProgram, patternOf, sequence } from '../../random-code.js';

const code = fc.sample(sequence(models), { numRuns: 1500, seed: 3 });
const patterns = new Map<string, Pattern>();
for (const [i, one] of code.entries()) {
  const pattern = patternOf(models, one, chooser([i, 5, 4, 3]));
  if (patterns.size < 1024) patterns.set(formatPattern(pattern), pattern);
}
const few = extendIsa(models.isa, [...patterns.values()].slice(0, 20));
const many = extendIsa(models.isa, [...patterns.values()]);
const heat = many.patterns.map((_, i) => (i * 7919) % 1024);
const options = { types: false, form: 'script', counting: false } as const;

describe('a run loop with 1024 superinstructions', () => {
  const split = chooseSplit(many, heat, bytecodeSizes);

  it('would be too large for V8 to optimise, and is split into switches that are not', () => {
    expect(many.patterns).toHaveLength(1024);
    const text = printRunLoop(many, options);
    const { run } = bytecodeSizes(text, many);
    expect(run).toBeGreaterThan(MAX_OPTIMISED_BYTECODE);
    for (const switches of [split.switches, splitByText(many, heat)]) {
      const sizes = bytecodeSizes(printRunLoop(many, { ...options, split: switches }), many, switches);
      expect(Object.keys(sizes)).toHaveLength(switches.length);
      for (const size of Object.values(sizes)) expect(size).toBeLessThanOrEqual(MAX_OPTIMISED_BYTECODE);
    }
  });

  it('has the base instructions and the hottest others in the main switch, and says so', () => {
    const [main, ...rest] = split.switches.map((opcodes) =>
      opcodes.filter((opcode) => opcode >= many.base).map((opcode) => heat[opcode - many.base]),
    );
    expect(Math.min(...main)).toBeGreaterThanOrEqual(Math.max(...rest[0]));
    expect(split.switches.flat()).toHaveLength(many.instructions.length);
    for (let opcode = 0; opcode < many.base; opcode++) expect(split.switches[0]).toContain(opcode);
    expect(describeSplit(split)).toContain(`${split.switches[0].length} opcodes are in the main switch`);
  });

  it('does what the baseline does', () => {
    for (const program of fc.sample(modelsProgram, { numRuns: 30, seed: 9 })) {
      const host = { functions: models.createRuntime().runtime };
      const baseline = switchLoop.prepare(models.isa, program, host);
      const fused = switchLoop.prepare(many, tileProgram(models.isa, many, program).program, host);
      // Observing counts, in one switch; states are of the split loop.
      expect(fused.observe().digests).toEqual(baseline.observe().digests);
      for (const stop of [0, 1, 4]) expect(fused.stateAt(stop)).toEqual(baseline.stateAt(stop));
    }
  });
});

describe('a run loop with few superinstructions', () => {
  it('is one switch, which is not even measured', () => {
    expect(
      chooseSplit(
        few,
        few.patterns.map(() => 0),
        bytecodeSizes,
      ),
    ).toEqual({ switches: [[...few.instructions.keys()]], bytes: null });
  });
});
