import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProgramProfile } from '../../src/bytecode/profile.js';
import { decodeSection } from '../../src/bytecode/program.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import type { Pattern } from '../../src/isa/pattern.js';
import { tileProgram } from '../../src/mining/tile.js';
import { mayLeave } from '../../src/replay/recorded-section.js';
import { choices, chooser, fuseProgram } from '../random-code.js';
import { covering, type Line, profileOf, replay, type Walks, walker } from './walker.js';

interface Traced {
  readonly code: readonly Line[];
  readonly walks: Walks;
  readonly profile: ProgramProfile;
}

const OPS = walker.instructions.map(({ name }) => name);
/** What has a block end in the middle of a program is rarer than what does not. */
const opArbitrary = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('push', 'load', 'add', 'drop', 'save', 'touch', 'check', 'branch'),
  },
  { weight: 1, arbitrary: fc.constantFrom(...OPS) },
);

/** Random code, and control that walks over it at random as the machine says that it may. */
const traced: fc.Arbitrary<Traced> = fc
  .tuple(
    fc.array(fc.tuple(opArbitrary, fc.nat(3), fc.nat(999)), { minLength: 1, maxLength: 25 }),
    fc.array(fc.array(fc.nat(999), { minLength: 60, maxLength: 60 }), { minLength: 1, maxLength: 4 }),
  )
  .map(([lines, seeds]) => {
    const ops = [...lines, ['leave', 0, 0] as const];
    const code = ops.map(([op, word, at]): Line => {
      const { operands } = walker.instructions[walker.opcodeOf.get(op)!];
      const args = operands.map(({ kind }) =>
        kind.label ? 10 * (at % ops.length) : kind.interned ? `n${word}` : word,
      );
      return [op, ...args];
    });
    const walks = seeds.map((seed) => walkOf(code, seed));
    return { code, walks, profile: profileOf(code, walks) };
  });

function walkOf(code: readonly Line[], seed: readonly number[]): number[] {
  const walk: number[] = [];
  for (let i = 0, step = 0; i >= 0; step++) {
    walk.push(i);
    i = nextOf(code, i, seed[step % seed.length] + step);
    // Cut off where control always goes on, a trace would show an exit that is none.
    if (step > 200 && !alwaysGoesOn(code[walk.at(-1)!])) break;
  }
  return walk;
}

function alwaysGoesOn([op]: Line): boolean {
  const { flow } = walker.instructions[walker.opcodeOf.get(op)!];
  return flow.kind === 'next' && !flow.mayExit;
}

/** -1: out. */
function nextOf(code: readonly Line[], i: number, choice: number): number {
  const [op, target] = code[i];
  const { flow } = walker.instructions[walker.opcodeOf.get(op)!];
  const anywhere = choice % code.length;
  switch (flow.kind) {
    case 'branch':
      return choice % 2 ? i + 1 : Number(target) / 10;
    case 'jump':
      return Number(target) / 10;
    case 'switch':
      return anywhere;
    case 'return':
      return -1;
    default:
      if (flow.mayExit && choice % 3 === 0) return choice % 2 ? anywhere : -1;
      return flow.maySkip && choice % 2 && i + 2 < code.length ? i + 2 : i + 1;
  }
}

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
      if (!isLast && after !== i + 1 && !mayLeave(instruction)) wrong.add(i);
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
        const tiled = tileProgram(walker, isa, one.profile.program, { counts: one.profile.counts });
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
