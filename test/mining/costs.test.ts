import { describe, expect, it } from 'vitest';
import { extendIsa } from '../../src/isa/fuse.js';
import { formatPattern } from '../../src/isa/pattern.js';
import { buildCorpus } from '../../src/mining/corpus.js';
import { fusionGains, instructionCost, sumOf } from '../../src/mining/costs.js';
import { tileProgram } from '../../src/mining/tile.js';
import { isa } from '../machines/counter/counter.js';
import { profileOf } from '../passes/support.js';
import { selectFrom } from './select-from.js';

const costs = { dispatch: 3000, push: 500, pop: 700, operand: 400 };
const lines = [
  ...Array.from({ length: 30 }, (_, i) => [`load ${i % 5}`, 'push 7', 'add', `store ${i % 5}`]).flat(),
  ...Array.from({ length: 12 }, (_, i) => [
    `load ${i}`,
    `load ${i + 1}`,
    'add',
    'dup',
    'add',
    `store ${i}`,
  ]).flat(),
];

describe('costs', () => {
  it('of a fusion are those of its parts less those of the fused instruction', () => {
    const parts = ['load', 'push', 'add'].map((name) => isa.instructions.find((one) => one.name === name)!);
    const apart = parts.reduce((sum, part) => sum + instructionCost(costs, part), 0);
    expect(apart).toBe(3 * 3000 + 3 * 500 + 2 * 700 + 2 * 400);
    expect(sumOf(fusionGains(costs, parts, [0, 1, 0]))).toBe(apart - (3000 + 500 + 400));
  });

  it('under the objective time the curve is what an independent sum over the tiled code gives', async () => {
    const profile = profileOf(lines);
    const corpus = buildCorpus(isa, profile, [1], { costs });
    const options = { budget: 4, maxLength: 6, payload: 4, minPlaces: 2 };
    const { selection, relaxation } = await selectFrom(corpus, options);
    const patterns = selection.superinstructions.map(({ pattern }) => pattern);
    const fused = extendIsa(isa, patterns);
    const [{ program, counts }] = profile.programs;
    const { program: tiled } = tileProgram(isa, fused, program, costs);
    let sum = 0;
    for (const { code } of tiled.sections)
      for (let word = 0; word < code.length; ) {
        const instruction = fused.instructions[code[word]];
        sum += instructionCost(costs, instruction);
        word += 1 + instruction.operands.length;
      }
    expect(counts.map((section) => new Set(section))).toEqual([new Set([1])]);
    expect(sum).toBe(selection.curve.at(-1));
    expect(relaxation.bound).toBeLessThanOrEqual(selection.curve.at(-1)!);
    // Binding an operand that need not be bound saves decoding it.
    expect(patterns.map(formatPattern).some((text) => /push #7/.test(text))).toBe(true);
  });
});
