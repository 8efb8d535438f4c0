import fc from 'fast-check';
import type { ProgramProfile } from '../../src/bytecode/profile.js';
import { type Line, profileOf, type Walks, walker } from './walker.js';

/** A program that walked over its code. */
export interface Traced {
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
export const traced: fc.Arbitrary<Traced> = fc
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
