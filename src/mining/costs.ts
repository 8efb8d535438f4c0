import { type Instruction, type Isa, instructionNamed } from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';

/** What an execution costs, in whole units: sums are exact, whatever their order. */
export interface Costs {
  /** Per instruction dispatched. */
  readonly dispatch: number;
  /** Per cell of operand stack written and read. */
  readonly push: number;
  readonly pop: number;
  /** Per operand decoded. */
  readonly operand: number;
}

/** The objective `dispatches`: an instruction costs one, whatever it does. */
export const DISPATCHES: Costs = { dispatch: 1, push: 0, pop: 0, operand: 0 };

/** What can be minimised. */
export const OBJECTIVES = ['dispatches', 'time'] as const;
/** What a set is chosen to leave least of: dispatches, or nanoseconds by measured costs. */
export type Objective = (typeof OBJECTIVES)[number];

/** Nanoseconds as whole picoseconds: the units in which the objective `time` counts. */
export function picoseconds({ dispatch, push, pop, operand }: Costs): Costs {
  const units = (cost: number) => Math.round(1000 * cost);
  return { dispatch: units(dispatch), push: units(push), pop: units(pop), operand: units(operand) };
}

type Shape = Pick<Instruction, 'operands' | 'pops' | 'pushes'>;

export function instructionCost(costs: Costs, { operands, pops, pushes }: Shape): number {
  return (
    costs.dispatch + costs.operand * operands.length + costs.pop * pops.length + costs.push * pushes.length
  );
}

/**
 * What each of these instructions costs less as a part of one, `free[i]` operands of part i left free: an
 * execution that leaves after part i saves the gains up to it.
 */
export function fusionGains(costs: Costs, parts: readonly Shape[], free: readonly number[]): number[] {
  let depth = 0;
  return parts.map((part, i) => {
    const below = Math.max(0, part.pops.length - depth);
    const after = Math.max(0, depth - part.pops.length) + part.pushes.length;
    const fused =
      (i === 0 ? costs.dispatch : 0) +
      costs.operand * free[i] +
      costs.pop * below +
      costs.push * (after - depth);
    depth = after;
    return instructionCost(costs, part) - fused;
  });
}

/** What the parts of a superinstruction cost less than they do alone. */
export function patternGains(costs: Costs, { parts }: Pattern, isa: Isa): number[] {
  return fusionGains(
    costs,
    parts.map(({ opcode }) => instructionNamed(isa, opcode)!),
    parts.map(({ bindings }) => bindings.filter(({ kind }) => kind === 'free').length),
  );
}

/** What one whole execution of a superinstruction saves. */
export function patternSaving(costs: Costs, pattern: Pattern, isa: Isa): number {
  return sumOf(patternGains(costs, pattern, isa));
}

export function sumOf(gains: readonly number[]): number {
  return gains.reduce((sum, gain) => sum + gain, 0);
}

/** What the cost under an objective is counted in. */
export const UNITS: Readonly<Record<Objective, string>> = { dispatches: 'dispatches', time: 'nanoseconds' };

/** By what to divide costs to have them in these units. */
export function unitsPer(objective: Objective): number {
  return objective === 'time' ? 1000 : 1;
}
