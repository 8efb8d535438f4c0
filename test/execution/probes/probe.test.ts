import { describe, expect, it } from 'vitest';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import type { ProbePlan } from '../../../src/execution/probes/plan.js';
import { probeTechnique } from '../../../src/execution/probes/probe.js';
import { techniquesOf } from '../../../src/execution/techniques.js';
import {
  awkwardSubject,
  expressionsSubject,
  guardsSubject,
  modelsSubject,
  plansOf,
  type Subject,
} from './subjects.js';

const subjects = [modelsSubject(), guardsSubject(), awkwardSubject(), expressionsSubject(50)];
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
