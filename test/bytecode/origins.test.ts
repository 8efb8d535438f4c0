import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tracePrograms } from '../../passes/trace.js';
import { assemble } from '../../src/bytecode/assemble.js';
import { decompose, partsOf } from '../../src/bytecode/decompose.js';
import { disassemble } from '../../src/bytecode/disassemble.js';
import { originsOf } from '../../src/bytecode/origins.js';
import { describePlace } from '../../src/bytecode/place.js';
import {
  type DecodedInstruction,
  decodeSection,
  type Origin,
  type Program,
  withoutOrigins,
} from '../../src/bytecode/program.js';
import { extendIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { buildCorpus } from '../../src/mining/corpus.js';
import { tileProgram } from '../../src/mining/tile.js';
import { hoist } from '../../src/scheduling/hoist.js';
import { orderedBlocks, reorderedPrograms } from '../../src/scheduling/reorder.js';
import { isa, program } from '../machines/counter/counter.js';
import { pattern } from '../passes/support.js';
import { counter, manyStatements } from '../random-code.js';

/** What stays the same wherever an instruction goes. */
function textOf(of: Isa, { opcode, operands }: DecodedInstruction): string {
  const { name, operands: declared } = of.instructions[opcode];
  return [name, ...operands.filter((_, i) => !declared[i].kind.label)].join(' ');
}

/** Every instruction is from an origin that is called as the instruction reads. */
function withOrigins(one: Program): Program {
  const origins: Origin[] = [];
  const sections = one.sections.map((section) => ({
    ...section,
    origins: Float64Array.from(decodeSection(isa, one, section), (instruction) =>
      origins.push({
        name: textOf(isa, instruction),
        at: { file: 'f', line: origins.length + 1, column: 1 },
      }),
    ),
  }));
  return { ...one, sections, origins };
}

/** The instructions with origins, which have to be their own; how many they are. */
function checkOrigins(of: Isa, one: Program): number {
  let known = 0;
  for (const section of one.sections) {
    const origins = originsOf(of, one, section);
    for (const [i, instruction] of decodeSection(of, one, section).entries()) {
      const parts = 'patterns' in of ? partsOf(of as never, one, instruction) : [instruction];
      expect(origins[i]).toHaveLength(parts.length);
      for (const [p, origin] of origins[i].entries())
        if (origin) {
          expect(origin.name).toBe(textOf(of, parts[p]));
          known++;
        }
    }
  }
  return known;
}

const countOf = (of: Isa, one: Program) =>
  one.sections.reduce((sum, section) => sum + decodeSection(of, one, section).length, 0);

describe('where instructions come from', () => {
  const fused = extendIsa(isa, [
    ...['load a; push b; mul', 'store a; increment b', 'load a; load b; add; store c'].map((text) =>
      pattern(text),
    ),
  ]);
  const steps = program(
    'steps',
    'test',
    {
      start: 'push 3\nstore 0\nhalt',
      step: 'load 0\npush 2\nmul\nstore 1\nincrement 2\nload 1\nload 2\nadd\nstore 3\nhalt',
    },
    [
      { kind: 'run', section: 'start' },
      { kind: 'repeat', times: 9, body: [{ kind: 'run', section: 'step' }, { kind: 'observe' }] },
    ],
  );

  it('is known of every part of a superinstruction, and again when it is taken apart', () => {
    const baseline = withOrigins(steps);
    const tiled = tileProgram(isa, fused, baseline).program;
    expect(countOf(fused, tiled)).toBeLessThan(countOf(isa, baseline));
    expect(checkOrigins(fused, tiled)).toBe(countOf(isa, baseline));
    expect(decompose(fused, tiled)).toEqual(baseline);
  });

  it('moves with what is hoisted', () => {
    const [entry] = tracePrograms(isa, counter.createRuntime().runtime, [withOrigins(steps)]).programs;
    const { statements, entry: hoisted } = hoist(isa, entry);
    expect(statements).toBe(1);
    // The end of the new section is of nobody.
    expect(checkOrigins(isa, hoisted.program)).toBe(countOf(isa, steps));
    expect(countOf(isa, hoisted.program)).toBe(countOf(isa, steps) + 1);
  });

  it('moves with statements in another order', () => {
    let moved = 0;
    fc.assert(
      fc.property(manyStatements(counter, ['cells', 'saved']), (one) => {
        const profile = tracePrograms(isa, counter.createRuntime().runtime, [withOrigins(one)]);
        const blocks = orderedBlocks(buildCorpus(isa, profile, [1]), profile);
        const orders = blocks.map(({ before }) => Int32Array.from(before.keys()).reverse());
        const [changed] = reorderedPrograms(profile, blocks, orders, isa);
        moved += blocks.length;
        expect(checkOrigins(isa, changed.program)).toBe(countOf(isa, one));
      }),
      { numRuns: 30 },
    );
    expect(moved).toBeGreaterThan(0);
  });

  it('is the line in assembly text, if that is asked for', () => {
    const text = 'section main:\n  push 1\n\n  store 0 ; x\n  halt\n';
    const unsaid = { name: 'p', family: 'f' };
    const kept = assemble(isa, text, 'p.asm', { ...unsaid, keepsOrigins: true });
    expect(kept.origins?.map(({ at }) => at.line)).toEqual([2, 4, 5]);
    expect(describePlace(isa, kept, { section: 'main', instruction: 1 })).toBe(
      'in section main at instruction 1 (store cell 0), from p.asm:4',
    );
    expect(withoutOrigins(kept)).toStrictEqual(assemble(isa, text, 'p.asm', unsaid));
  });

  it('is shown in disassembled code, with the parts of superinstructions, and does not change what it says', () => {
    const unsaid = { name: 'p', family: 'f' };
    const text = 'section main:\n push 1\n load 0\n load 1\n add\n store 2\n halt\n';
    const baseline = assemble(isa, text, 'p\n.asm', { ...unsaid, keepsOrigins: true });
    expect(disassemble(isa, baseline)).toMatch(/push 1 +;> 0 {2}p\\u\{a\}\.asm:2\n/);
    const tiled = tileProgram(isa, fused, baseline).program;
    const shown = disassemble(fused, tiled);
    expect(shown).toContain(
      [
        '        ; p\\u{a}.asm:3',
        '        ;   load cell 0',
        '        ; p\\u{a}.asm:4',
        '        ;   load cell 1',
        '        ; p\\u{a}.asm:5',
        '        ;   add',
        '        ; p\\u{a}.asm:6',
        '        ;   store cell 2',
        '',
      ].join('\n'),
    );
    expect(assemble(fused, shown, 'again.asm', unsaid)).toStrictEqual(withoutOrigins(tiled));
  });

  it('names the part that is meant', () => {
    const tiled = tileProgram(isa, fused, withOrigins(steps)).program;
    const step = { section: 'step', instruction: 0 };
    const name = fused.instructions[fused.base].name;
    expect(describePlace(fused, tiled, { ...step, part: 2 })).toBe(
      `in section step at instruction 0 (${name}), part 3 of 3 (mul), from mul (f:6)`,
    );
    expect(describePlace(fused, tiled, step)).toBe(
      `in section step at instruction 0 (${name}), from load 0 (f:4), push 2 (f:5), mul (f:6)`,
    );
  });
});
