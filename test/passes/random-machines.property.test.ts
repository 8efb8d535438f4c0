import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosing } from '../../passes/pipelines.js';
import { runPipeline } from '../../passes/runner.js';
import { tracePrograms } from '../../passes/trace.js';
import { formatArtifact } from '../../src/artifacts/format.js';
import { parseArtifact } from '../../src/artifacts/parse.js';
import { profileArtifact } from '../../src/artifacts/profile.js';
import { decompose, decomposesInto } from '../../src/bytecode/decompose.js';
import { decodeSection, type Program } from '../../src/bytecode/program.js';
import { validate } from '../../src/bytecode/validate.js';
import { techniquesOf } from '../../src/execution/techniques.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { formatPattern, type Pattern, parsePattern, patternPayload } from '../../src/isa/pattern.js';
import { NO_NAMED_PATTERNS } from '../../src/mining/choices.js';
import { predictDispatches, type TiledProgram, tileProgram } from '../../src/mining/tile.js';
import { InputError } from '../../src/util/input-error.js';
import { expected, observe } from '../execution/observations.js';
import { choices, chooser, fuseProgram } from '../random-code.js';
import { type RandomMachine, randomMachine } from '../random-isa.js';
import { createRuntime, programOf, programShape, showProgram } from '../random-isa-programs.js';
import { DispatchesUsedUp, interpretProgram } from '../reference-machine.js';
import { options } from './support.js';

/** What is drawn: a machine, a program for it, and superinstructions that fit the program. */
interface Case {
  readonly machine: RandomMachine;
  readonly isa: Isa;
  readonly program: Program;
  readonly patterns: readonly Pattern[];
}

const random: fc.Arbitrary<Case> = fc
  .tuple(randomMachine, programShape, choices)
  .map(([machine, shape, choice]) => {
    const { isa } = machine;
    const program = programOf(isa, shape);
    const { patterns } = fuseProgram(isa, program, chooser(choice)).isa;
    return { machine, isa, program, patterns, toString: () => show(isa, machine, program, patterns) };
  });

function show(isa: Isa, machine: RandomMachine, program: Program, patterns: readonly Pattern[]): string {
  const sections = program.sections.map(
    (one) => `${one.name}\n${showProgram(isa, decodeSection(isa, program, one))}`,
  );
  return ['', machine.toString(), ...sections, ...patterns.map(formatPattern), ''].join('\n');
}

const host = { createRuntime };

function fuse({ isa, program, patterns }: Pick<Case, 'isa' | 'program' | 'patterns'>) {
  const fused = extendIsa(isa, patterns);
  return { fused, tiled: tileProgram(isa, fused, program) };
}

function reference(isa: Isa, program: Program) {
  const { runtime, calls } = createRuntime();
  const { executions, ...seen } = interpretProgram(isa, program, runtime, {
    ...validate(isa, program),
    maxDispatches: Number.POSITIVE_INFINITY,
  });
  return {
    seen: { ...seen, calls },
    dispatches: Object.values(executions)
      .flat()
      .reduce((a, b) => a + b, 0),
  };
}

const trace = (isa: Isa, program: Program) => tracePrograms(isa, createRuntime().runtime, [program]);

const techniques = ['ts', 'wasm'].flatMap((target) => techniquesOf(target));

describe('a program of a random machine', () => {
  it.each(techniques.map((technique) => [`${technique.target} ${technique.name}`, technique] as const))(
    'does in %s what the interpreter does, baseline and fused',
    (_, technique) => {
      const property = fc.property(random, (one) => {
        const { fused, tiled } = fuse(one);
        for (const [isa, program] of [
          [one.isa, one.program],
          [fused, tiled.program],
        ] as const)
          expect(observe(technique, host, isa, program)).toEqual(expected(host, isa, program, technique));
      });
      fc.assert(property, { numRuns: 40 });
    },
  );

  it('does the same with superinstructions: every state, call and ending, in the dispatches predicted', () => {
    const property = fc.property(random, (one) => {
      const { isa, program } = one;
      const { fused, tiled } = fuse(one);
      const baseline = reference(isa, program);
      const after = reference(fused, tiled.program);
      expect(after.seen).toEqual(baseline.seen);
      const [traced] = trace(isa, program).programs;
      expect(predictDispatches(traced, tiled)).toBe(after.dispatches);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('decomposes into what it was tiled from', () => {
    const property = fc.property(random, (one) => {
      const { fused, tiled } = fuse(one);
      expect(decompose(fused, tiled.program)).toEqual(one.program);
      expect(decomposesInto(fused, tiled.program, one.program)).toBe(true);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('the bound for a random machine', () => {
  const mining = { ...options, budget: 2, maxLength: 4, payload: 4, minPlaces: 1 };

  it('is below what any set within the limits leaves', async () => {
    const property = fc.asyncProperty(random, async ({ machine, isa, program, patterns }) => {
      const profile = trace(isa, program);
      const { artifacts } = await runPipeline(choosing(mining), {
        given: {
          machine: {
            isa,
            isaText: machine.text,
            runtime: createRuntime().runtime,
            extensions: [],
            compile: never,
          },
          profile,
          named: NO_NAMED_PATTERNS,
        },
        wanted: ['relaxation', 'selection'],
      });
      const { bound } = artifacts.relaxation;
      const [traced] = profile.programs;
      const left = (set: readonly Pattern[]) =>
        predictDispatches(traced, fuse({ isa, program, patterns: set }).tiled);
      const within = patterns.filter(
        (one) => one.parts.length <= mining.maxLength && patternPayload(one, isa) <= mining.payload,
      );
      for (let i = 0; i < within.length; i++) expect(bound).toBeLessThanOrEqual(left(within.slice(i, i + 2)));
      expect(bound).toBeLessThanOrEqual(
        left(artifacts.selection.superinstructions.map((one) => one.pattern)),
      );
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

function never(): never {
  throw new Error('there is nothing to compile');
}

describe('what is written of a random machine reads back', () => {
  it('as a profile, with all bits of its pools', () => {
    const property = fc.property(random, ({ isa, program }) => {
      const profile = trace(isa, program);
      const text = formatArtifact(profile);
      const read = parseArtifact(profileArtifact, text, 'profile.json');
      expect(read).toEqual(profile);
      expect(formatArtifact(read)).toBe(text);
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('as patterns, the constants -0 and NaN included', () => {
    const property = fc.property(random, ({ isa, patterns }) => {
      for (const pattern of patterns)
        expect(parsePattern(formatPattern(pattern), isa, 'test')).toEqual(pattern);
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('validation of code for a random machine', () => {
  it('accepts what is generated, with superinstructions as well', () => {
    const property = fc.property(random, (one) => {
      const { fused, tiled } = fuse(one);
      const before = validate(one.isa, one.program).maxStack;
      for (const [section, depth] of Object.entries(validate(fused, tiled.program).maxStack))
        expect(depth).toBeLessThanOrEqual(before[section]);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('lets through no code that pops too much, runs off its end, or names a cell that is not there', () => {
    let accepted = 0;
    const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom(-1, 0, 1, 2, 3, 4, 5, 7, 100)), {
      minLength: 1,
      maxLength: 3,
    });
    const property = fc.property(random, edits, (one, changes) => {
      const { fused, tiled } = fuse(one);
      const program = changed(tiled, changes);
      const maxStack = maxStackOf(fused, program);
      if (!maxStack) return;
      accepted++;
      try {
        interpretProgram(fused, program, createRuntime().runtime, { maxStack, maxDispatches: 2000 });
      } catch (error) {
        if (!(error instanceof DispatchesUsedUp)) throw error;
      }
    });
    fc.assert(property, { numRuns: 1000 });
    expect(accepted).toBeGreaterThan(100);
  });

  it.each<[what: string, change: (code: Int32Array, isa: FusedIsa) => Int32Array]>([
    ['an opcode that there is not', (code, { instructions }) => code.with(0, instructions.length)],
    ['a negative opcode', (code) => code.with(0, -1)],
    ['no end', (_, isa) => Int32Array.of(isa.opcodeOf.get('push_literal')!, 0)],
    ['half an instruction at its end', (code, isa) => Int32Array.of(...code, isa.opcodeOf.get('move')!)],
    ['a pop of an empty stack', (code, isa) => Int32Array.of(isa.opcodeOf.get('drop')!, ...code)],
  ])('refuses code with %s', (_, change) => {
    const property = fc.property(random, (one) => {
      const { fused, tiled } = fuse(one);
      const [first, second] = tiled.program.sections;
      const code = change(first.code, fused);
      const program = { ...tiled.program, sections: [{ ...first, code }, second] };
      expect(() => validate(fused, program)).toThrow(InputError);
    });
    fc.assert(property, { numRuns: 50 });
  });
});

/** Some words of the code replaced, or shifted by a little. */
function changed({ program }: TiledProgram, changes: readonly (readonly [number, number])[]): Program {
  const [first, second] = program.sections;
  const code = second.code.slice();
  for (const [at, value] of changes)
    code[at % code.length] = at % 2 === 0 ? value : code[at % code.length] + value;
  return { ...program, sections: [first, { ...second, code }] };
}

/** Null where the code is refused. */
function maxStackOf(isa: FusedIsa, program: Program): Readonly<Record<string, number>> | null {
  try {
    return validate(isa, program).maxStack;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
