import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProgramProfile } from '../../src/bytecode/profile.js';
import { decodeSection } from '../../src/bytecode/program.js';
import { mayLeave } from '../../src/isa/flow.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import type { Pattern } from '../../src/isa/pattern.js';
import { tileProgram } from '../../src/mining/tile.js';
import { choices, chooser, fuseProgram } from '../random-code.js';
import { type Traced, traced } from './random-walks.js';
import { covering, profileOf, replay, walker } from './walker.js';

/** Dispatches of the fused code, and where control entered or left midway, event by event. */
function walkByHand({ code, walks }: Traced, starts: readonly number[]) {
  const coverOf = code.map((_, i) => starts.findLastIndex((start) => start <= i));
  const isStart = new Set(starts);
  let dispatched = 0;
  const wrong = new Set<number>();
  for (const walk of walks)
    for (const [step, i] of walk.entries()) {
      if (isStart.has(i)) dispatched++;
      const before = walk[step - 1];
      if (!isStart.has(i) && before !== i - 1) wrong.add(i);
      const after = walk[step + 1];
      const isLast = coverOf[i] !== coverOf[i + 1];
      const instruction = walker.instructions[walker.opcodeOf.get(code[i][0])!];
      if (!isLast && after !== i + 1 && !mayLeave(instruction.flow)) wrong.add(i);
    }
  return { dispatched, wrong };
}

describe('random walks over random code', () => {
  it('replay on every valid tiling without a violation, and dispatch as often as walking by hand says', () => {
    fc.assert(
      fc.property(traced, choices, (one, numbers) => {
        const { isa, program } = fuseProgram(walker, one.profile.program, chooser(numbers));
        const starts = startsOf(isa, program);
        const replayed = replay(isa, one.profile, { program, starts: [Int32Array.from(starts)] });
        const { dispatched } = walkByHand(one, starts);
        expect(replayed).toMatchObject({ found: [], decomposes: true, measuredDispatches: dispatched });
        expect(replayed.predicted).toBe(dispatched);
        expect(replayed.baselineMeasured).toBe(one.walks.flat().length);
      }),
      { numRuns: 300 },
    );
  });

  it('replay on the tiling that is chosen for them', () => {
    fc.assert(
      fc.property(traced, choices, (one, numbers) => {
        const { isa } = fuseProgram(walker, one.profile.program, chooser(numbers));
        const tiled = tileProgram(walker, isa, one.profile.program);
        const replayed = replay(isa, one.profile, tiled);
        expect(replayed).toMatchObject({ found: [], decomposes: true });
        expect(replayed.measuredDispatches).toBe(replayed.predicted);
        expect(replayed.measuredDispatches).toBe(walkByHand(one, [...tiled.starts[0]]).dispatched);
      }),
      { numRuns: 200 },
    );
  });

  it('of which only counts are known contradict no valid tiling', () => {
    fc.assert(
      fc.property(traced, choices, ({ code, profile }, numbers) => {
        const entries = [...profile.program.sections[0].leaders!];
        const counted = profileOf(code, [], { counts: [...profile.counts[0]], entries });
        const { isa, program } = fuseProgram(walker, counted.program, chooser(numbers));
        const starts = [Int32Array.from(startsOf(isa, program))];
        const replayed = replay(isa, counted, { program, starts });
        expect(replayed).toMatchObject({ level: 'counted', found: [], measuredDispatches: null });
      }),
      { numRuns: 200 },
    );
  });

  it('are found wherever a tiling has control enter or leave midway', () => {
    fc.assert(
      fc.property(traced, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 26 }), (one, lengths) => {
        const { isa, covers } = cutAnywhere(one, lengths);
        const tiled = covering(isa, one.profile, covers);
        const { wrong } = walkByHand(one, [...tiled.starts[0]]);
        const { found } = replay(isa, withoutLeaders(one.profile), tiled);
        for (const index of [...wrong].slice(0, 5))
          expect(found.join('\n')).toMatch(new RegExp(`^f, pc ${10 * index}, .*midway`, 'm'));
      }),
      { numRuns: 300 },
    );
  });
});

/** So that nothing but the events tells of entries that no operand names. */
function withoutLeaders(profile: ProgramProfile): ProgramProfile {
  const sections = profile.program.sections.map(({ leaders, ...section }) => section);
  return { ...profile, program: { ...profile.program, sections } };
}

function startsOf(isa: FusedIsa, program: ProgramProfile['program']): number[] {
  let next = 0;
  return decodeSection(isa, program, program.sections[0]).map(({ opcode }) => {
    const start = next;
    next += isa.patterns[opcode - isa.base]?.parts.length ?? 1;
    return start;
  });
}

/** Pieces of any instructions, as no pattern that users write may have them. */
function cutAnywhere({ code, profile }: Traced, lengths: readonly number[]) {
  const patterns: Pattern[] = [];
  const covers: (readonly [opcode: number, length: number])[] = [];
  for (let at = 0; at < code.length; ) {
    const length = Math.min(lengths[covers.length % lengths.length], code.length - at);
    const piece = decodeSection(walker, profile.program, profile.program.sections[0]).slice(at, at + length);
    const parts = piece.map(({ opcode, operands }) => ({
      opcode: walker.instructions[opcode].name,
      bindings: operands.map(() => ({ kind: 'free' as const })),
    }));
    covers.push([length === 1 ? piece[0].opcode : walker.instructions.length + patterns.length, length]);
    if (length > 1) patterns.push({ parts });
    at += length;
  }
  return { isa: extendIsa(walker, patterns), covers };
}
