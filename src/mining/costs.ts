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

/** What one execution of these instructions costs less as one with `free` operands. */
export function fusionSaving(costs: Costs, parts: readonly Shape[], free: number): number {
  let below = 0;
  let depth = 0;
  let apart = 0;
  for (const part of parts) {
    apart += instructionCost(costs, part);
    below += Math.max(0, part.pops.length - depth);
    depth = Math.max(0, depth - part.pops.length) + part.pushes.length;
  }
  return apart - costs.dispatch - costs.operand * free - costs.pop * below - costs.push * depth;
}

/** What one execution of a superinstruction saves. */
export function patternSaving(costs: Costs, { parts }: Pattern, isa: Isa): number {
  const instructions = parts.map(({ opcode }) => instructionNamed(isa, opcode)!);
  const free = parts.flatMap(({ bindings }) => bindings).filter(({ kind }) => kind === 'free').length;
  return fusionSaving(costs, instructions, free);
}

/** What the cost under an objective is counted in. */
export const UNITS: Readonly<Record<Objective, string>> = { dispatches: 'dispatches', time: 'nanoseconds' };

/** By what to divide costs to have them in these units. */
export function unitsPer(objective: Objective): number {
  return objective === 'time' ? 1000 : 1;
}
