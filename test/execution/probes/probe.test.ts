import { describe, expect, it } from 'vitest';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import type { ProbePlan } from '../../../src/execution/probes/plan.js';
import { probeTechnique } from '../../../src/execution/probes/probe.js';
import { techniquesOf } from '../../../src/execution/techniques.js';
import { seers } from '../../random-guests.js';
import {
  awkwardSubject,
  expressionsSubject,
  guardsSubject,
  modelsSubject,
  plansOf,
  type Subject,
} from './subjects.js';

/** Functions that see memories, which only techniques of this process can give them. */
const seersSubject = {
  name: 'seers',
  isa: seers.isa,
  host: { functions: seers.createRuntime().runtime },
};

const subjects = [modelsSubject(), guardsSubject(), awkwardSubject(), expressionsSubject(25)];
const techniques = BACK_ENDS.filter(({ prints }) => prints !== 'rules').flatMap(({ target }) =>
  techniquesOf(target).map((technique, i) => ({
    technique,
    states: technique.name === 'whole program' ? 100 : 10_000,
    isFirst: i === 0,
  })),
);

/** What has to come of a subject takes longest, and is the same for all techniques. */
class Plans {
  readonly #known = new Map<number, readonly ProbePlan[]>();

  of(subject: Subject, states: number): readonly ProbePlan[] {
    const plans = this.#known.get(states) ?? plansOf(subject, states, false);
    this.#known.set(states, plans);
    return plans;
  }
}

describe.each(subjects)('handlers of $name', (subject) => {
  const plans = new Plans();

  // Compilers take long: other techniques get the handlers with exits, whole programs those of all expressions.
  const used = techniques.filter(({ technique, isFirst }) => {
    if (technique.name === 'whole program') return subject.name === 'expressions';
    return isFirst || technique.isInProcess || subject.name === 'guards';
  });

  describe.each(used)('in $technique.target, $technique.name', ({ technique, states }) => {
    const missing = technique.unavailable();
    it.skipIf(missing)(
      `do what the semantics say in ${states} states${missing ? ` (${missing})` : ''}`,
      () => {
        const result = probeTechnique(plans.of(subject, states), technique, subject.host);
        expect(result.differences).toEqual([]);
        expect(result).toMatchObject({ differenceCount: 0, instructions: subject.isa.instructions.length });
        expect(result.states).toBeGreaterThan(0.8 * states * result.instructions);
      },
    );
  });

  it('are given to impure functions as the semantics say', () => {
    const noted = plansOf(subject, 100, true);
    for (const technique of techniquesOf('ts'))
      expect(probeTechnique(noted, technique, subject.host).differences).toEqual([]);
  });
});

describe('functions that see memories', () => {
  const plans = plansOf(seersSubject, 500, true);

  it.each(['ts', 'wasm'].flatMap((target) => techniquesOf(target)))(
    'are asked and change everything as the semantics say in $target, $name',
    (technique) => {
      const result = probeTechnique(plans, technique, seersSubject.host);
      expect(result).toMatchObject({ differences: [], uncovered: [] });
      expect(result.instructions).toBe(seers.isa.instructions.length);
    },
  );

  it.each([
    [
      'a load behind a function that changes all',
      /(i\d+) = cells\[code\[pc \+ 1\]\];\n(\s+)(i\d+ = disturb\(.*\n)/,
      '$3$2$1 = cells[code[pc + 1]];\n',
    ],
    [
      'what a function reads behind one that changes all',
      /(i\d+ = tally\(.*\n)(\s+i\d+ = disturb\(.*\n)/,
      '$2$1',
    ],
    ['a store in front of what a function reads', /(i\d+ = tally\(.*\n)(\s+cells\[.*\n)/, '$2$1'],
  ])('show a handler that has %s', (_, right, wrong) => {
    const edit = {
      text(text: string): string {
        expect(text).toMatch(right);
        return text.replace(right, wrong);
      },
    };
    const [technique] = techniquesOf('ts');
    expect(probeTechnique(plans, technique, seersSubject.host, edit).differenceCount).toBeGreaterThan(0);
  });

  it('are refused by name where programs are compiled apart', () => {
    const [technique] = techniquesOf('c');
    const { program } = plans[0];
    expect(() => technique.prepare(seers.isa, program, seersSubject.host)).toThrow(
      'programs of seers cannot run in C: its function tally sees memories; run them as ts or wasm',
    );
    expect(probeTechnique(plans, technique, seersSubject.host).instructions).toBe(0);
  });
});
