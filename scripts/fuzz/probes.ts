import { planProbes } from '../../src/execution/probes/plan.js';
import { probeTechnique } from '../../src/execution/probes/probe.js';
import type { Technique } from '../../src/execution/technique.js';
import { techniquesFor } from '../../src/execution/techniques.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { hostOf } from '../../src/machines/machine.js';
import { models } from '../../src/machines/models/machine.js';
import { randomPatterns } from './random-patterns.js';
import type { FuzzOptions, FuzzOutcome, Subject } from './subject.js';

/** States of a handler that one program has: a round of a hundred has a million. */
const STATES = 10_000;
const PATTERNS = 20;

/**
 * Handlers of the models machine and of superinstructions made at random, in one technique after the other. A
 * case is a state of a handler.
 */
async function run({ seed, cases, seconds, found }: FuzzOptions): Promise<FuzzOutcome> {
  const end = performance.now() / 1000 + seconds;
  const { techniques, skipped } = techniquesFor(['ts', 'wasm', 'c', 'rust', 'go']);
  // Those of one language differ only in how they dispatch, but for programs compiled as a whole.
  const firsts = techniques.filter(
    ({ target }, i) => techniques.findIndex((other) => other.target === target) === i,
  );
  let tried = 0;
  for (let round = seed; tried < cases && performance.now() / 1000 < end; round++) {
    const isa = extendIsa(models.isa, randomPatterns(models.isa, round, PATTERNS));
    const plans = planProbes(isa, models.runtime, {
      seed: round,
      states: STATES,
      choices: 8,
      tries: STATES,
      largest: true,
      impure: 'noted',
    });
    for (const technique of firsts) {
      if (tried >= cases || performance.now() / 1000 >= end) break;
      tried += probe(plans, technique, round, found);
    }
  }
  const missing = [...new Set(skipped.map(({ reason }) => reason))];
  return { cases: tried, skipped: missing.length > 0 ? missing.join('; ') : null };
}

function probe(
  plans: ReturnType<typeof planProbes>,
  technique: Technique,
  round: number,
  found: FuzzOptions['found'],
): number {
  const result = probeTechnique(plans, technique, hostOf(models));
  for (const { instruction, what, expected, found: value } of result.differences)
    found({
      title: `${technique.target}, ${technique.name}: a handler differs from its semantics`,
      details: `${instruction}: ${what} is ${value}, and the semantics say ${expected}`,
      repeat: `npm run fuzz -- probes --seed ${round} --cases 1`,
      files: new Map(),
    });
  return result.states;
}

export const probes: Subject = {
  name: 'probes',
  what: 'handlers of random superinstructions, in random states: they leave what the semantics say',
  run,
};
