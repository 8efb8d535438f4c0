import { describe, expect, it } from 'vitest';
import { probeTechnique } from '../../../src/execution/probes/probe.js';
import { techniquesOf } from '../../../src/execution/techniques.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import {
  awkwardSubject,
  expressionsSubject,
  guardsSubject,
  modelsSubject,
  plansOf,
  type Subject,
} from './subjects.js';

const subjects = [modelsSubject, guardsSubject, awkwardSubject, () => expressionsSubject(40)].map((make) =>
  make(),
);
const techniques = ['ts', 'wasm'].flatMap((target) => techniquesOf(target));

/** What printers share among the ways to dispatch is probed in one of them, and briefly in the others. */
const MANY = 10_000;
const FEW = 500;

describe.each(subjects)('handlers of $name', (subject: Subject) => {
  const plans = new Map<number, ReturnType<typeof plansOf>>();
  const planned = (states: number) => {
    const plan = plans.get(states) ?? plansOf(subject, states, true);
    plans.set(states, plan);
    return plan;
  };

  it.each(techniques.map((technique) => [`${technique.target} ${technique.name}`, technique] as const))(
    'do what the semantics say: %s',
    (_, technique) => {
      const states = technique === switchLoop ? MANY : FEW;
      const result = probeTechnique(planned(states), technique, subject.host);
      expect(result.differences).toEqual([]);
      expect(result).toMatchObject({ differenceCount: 0, instructions: subject.isa.instructions.length });
      expect(result.states).toBeGreaterThan(0.9 * states * result.instructions);
    },
  );
});
