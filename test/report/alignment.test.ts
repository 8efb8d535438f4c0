import { describe, expect, test } from 'vitest';
import { disassembleSection } from '../../src/bytecode/disassemble.js';
import { alignSection } from '../../src/report/alignment.js';
import { counterRun } from './counter-run.js';

const { profile, tiled, fused } = counterRun();

describe.each(profile.programs.map(({ program }, i) => [program.name, i] as const))('%s', (_, i) => {
  const { program } = profile.programs[i];
  const sections = program.sections.map((section) => ({
    section,
    aligned: alignSection(fused, program, tiled[i].program, section.name),
  }));

  test('the left column is the whole baseline, in order', () => {
    for (const { section, aligned } of sections)
      expect(aligned.flatMap(({ baseline }) => baseline)).toEqual(
        disassembleSection(fused, program, section),
      );
  });

  test('a superinstruction stands beside the opcodes of its pattern, anything else beside itself', () => {
    for (const { aligned } of sections)
      for (const { fused: line, superinstruction, baseline } of aligned)
        expect(baseline.map(({ name }) => name)).toEqual(
          superinstruction === null
            ? [line.name]
            : fused.patterns[superinstruction].parts.map(({ opcode }) => opcode),
        );
  });
});

test('some instructions were fused', () => {
  const aligned = alignSection(fused, profile.programs[0].program, tiled[0].program, 'main');
  expect(aligned.some(({ superinstruction }) => superinstruction !== null)).toBe(true);
});
