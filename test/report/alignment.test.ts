import { beforeAll, describe, expect, test } from 'vitest';
import { disassembleSection } from '../../src/bytecode/disassemble.js';
import { alignSection } from '../../src/report/alignment.js';
import { programs } from '../machines/counter/counter.js';
import { type CounterRun, counterRun } from './counter-run.js';

let run: CounterRun;

beforeAll(async () => {
  run = await counterRun();
});

describe.each(programs.map(({ name }, i) => [name, i] as const))('%s', (_, i) => {
  const sections = () => {
    const { profile, tiled, fused } = run;
    const { program } = profile.programs[i];
    return program.sections.map((section) => ({
      aligned: alignSection(fused, program, tiled[i].program, section.name),
      baseline: disassembleSection(fused, program, section),
    }));
  };

  test('the left column is the whole baseline, in order', () => {
    for (const { baseline, aligned } of sections())
      expect(aligned.flatMap((row) => row.baseline)).toEqual(baseline);
  });

  test('a superinstruction stands beside the opcodes of its pattern, anything else beside itself', () => {
    for (const { aligned } of sections())
      for (const { fused: line, superinstruction, baseline } of aligned)
        expect(baseline.map(({ name }) => name)).toEqual(
          superinstruction === null
            ? [line.name]
            : run.fused.patterns[superinstruction].parts.map(({ opcode }) => opcode),
        );
  });
});

test('some instructions were fused', () => {
  const { profile, tiled, fused } = run;
  const aligned = alignSection(fused, profile.programs[0].program, tiled[0].program, 'main');
  expect(aligned.some(({ superinstruction }) => superinstruction !== null)).toBe(true);
});
