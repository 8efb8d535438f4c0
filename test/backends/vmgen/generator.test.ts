import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../src/artifacts/options.js';
import { readPatterns } from '../../../src/artifacts/superinstructions.js';
import { printVmgenRules } from '../../../src/backends/vmgen/back-end.js';
import type { Profile } from '../../../src/bytecode/profile.js';
import { extendIsa, type FusedIsa } from '../../../src/isa/fuse.js';
import { instructionNamed } from '../../../src/isa/isa.js';
import { predictDispatches, tileProgram } from '../../../src/mining/tile.js';
import { formatCount } from '../../../src/util/format.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { choose } from '../../pipelines.js';
import {
  abacus,
  countsOf,
  greedyDispatches,
  Interpreter,
  profileOf,
  programs,
  tiledText,
  unavailable,
} from './abacus/abacus.js';

/** What the programs print, computed another way. */
const EXPECTED = {
  primes: [...Array(500).keys()].filter(
    (n) => n > 1 && ![...Array(n).keys()].some((d) => d > 1 && n % d === 0),
  ),
  divisors: [sumOfDivisors(), 0],
  squares: squares(),
};

function sumOfDivisors(): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let sum = 0;
  for (let a = 1; a < 60; a++) for (let b = 1; b < 60; b++) sum += divisor(a, b);
  return sum;
}

function squares(): number[] {
  let sum = 0;
  for (let n = 1; n < 1000; n++) sum = (n * n + sum) % 9973;
  return [sum, 1000 - sum];
}

/** A pattern that binds nothing. */
function freePattern(parts: readonly string[]): string {
  let operands = 0;
  return parts
    .map((opcode) =>
      [opcode, ...instructionNamed(abacus.isa, opcode)!.operands.map(() => `x${operands++}`)].join(' '),
    )
    .join('; ');
}

describe.skipIf(unavailable)(`vmgen itself${unavailable ? ` (${unavailable})` : ''}`, () => {
  let folder = '';
  let base: Interpreter;
  let withRules: Interpreter;
  let profile: Profile;
  let fused: FusedIsa;
  let rules = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vmgen-'));
    base = new Interpreter(join(folder, 'base'), '');
    profile = profileOf(base);
    const mining = { ...DEFAULT_OPTIONS, budget: 8, minPlaces: 1, minShare: 0, payload: null };
    const { decisions } = await choose(abacus, profile, mining);
    const patterns = decisions.superinstructions.map(({ pattern }) => pattern);
    fused = extendIsa(abacus.isa, readPatterns(abacus.isa, patterns, 'test'));
    rules = printVmgenRules(fused);
    withRules = new Interpreter(join(folder, 'rules'), rules);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const printed = () => new Set([...rules.matchAll(/^\w+ = (.*)$/gm)].map(([, parts]) => parts));
  const all = () =>
    [...programs].map(([name, text]) => {
      const traced = profile.programs.find(({ program }) => program.name === name)!;
      const tiled = tileProgram(abacus.isa, fused, traced.program);
      return {
        name,
        text,
        baseline: base.run('plain', text),
        combined: withRules.run('combine', text),
        tiled: withRules.run('plain', tiledText(text, tiled, fused)),
        counts: countsOf(traced),
        predicted: predictDispatches(traced, tiled),
      };
    });

  it('takes the rules as they are printed, with prefixes that were not chosen', () => {
    expect(rules).toContain('Only as a prefix');
    expect(printed().size).toBeGreaterThan(fused.patterns.length);
  });

  it('runs programs as before', () => {
    for (const { name, baseline, combined, tiled } of all()) {
      expect(baseline.output.trim().split('\n').map(Number), name).toEqual(
        EXPECTED[name as keyof typeof EXPECTED],
      );
      expect(combined.output, name).toBe(baseline.output);
      expect(tiled.output, name).toBe(baseline.output);
    }
  });

  it('dispatches what was predicted when programs are tiled', () => {
    for (const { name, baseline, tiled, predicted } of all()) {
      expect(tiled.dispatches, name).toBe(predicted);
      expect(tiled.dispatches / baseline.dispatches, name).toBeLessThan(0.5);
    }
  });

  it('dispatches what its greedy optimiser makes of the rules, when it combines instructions itself', () => {
    for (const { name, text, counts, baseline, combined } of all()) {
      expect(combined.dispatches, name).toBe(greedyDispatches(text, counts, printed()));
      expect(combined.dispatches, name).toBeLessThan(baseline.dispatches);
    }
  });

  it('never dispatches less, combining greedily, than tiling with all the same rules does', () => {
    const patterns = [...printed()].map((parts) => freePattern(parts.split(' ')));
    const withPrefixes = extendIsa(abacus.isa, readPatterns(abacus.isa, patterns, 'test'));
    for (const traced of profile.programs) {
      const { program } = traced;
      const best = predictDispatches(traced, tileProgram(abacus.isa, withPrefixes, program));
      const { dispatches } = withRules.run('combine', programs.get(program.name)!);
      expect(dispatches, program.name).toBeGreaterThanOrEqual(best);
    }
  });

  it('dispatches what the documentation says', () => {
    const docs = readFileSync(join(packageRoot, 'docs', 'back-ends.md'), 'utf8');
    const figures = (...counts: readonly number[]) => counts.map((count) => formatCount(count)).join(' | ');
    for (const { name, baseline, tiled, combined } of all())
      expect(docs).toContain(
        `| ${name} | ${figures(baseline.dispatches, tiled.dispatches, combined.dispatches)} |\n`,
      );
  });

  it('refuses the rules without the prefixes', () => {
    const chosen = rules.replace(/^\\ # Only as a prefix.*\n.*\n/gm, '');
    expect(chosen).not.toBe(rules);
    expect(() => new Interpreter(join(folder, 'without'), chosen)).toThrow(/prefix/);
  });
});
