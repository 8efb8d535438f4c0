import type { HostFunctions } from '../../backends/host.js';
import type { EditSource, Technique } from '../technique.js';
import type { ProbePlan } from './plan.js';
import { type ProbeDifference, ProbeRun } from './probe-run.js';

/** What probing the handlers of a technique showed. */
export interface ProbeResult {
  readonly target: string;
  readonly technique: string;
  /** Handlers probed, of so many. */
  readonly instructions: number;
  readonly handlers: number;
  /** States in which a handler ran, and everything it left was compared. */
  readonly states: number;
  /** Choices that no state has made, and handlers that could not be probed. */
  readonly uncovered: readonly string[];
  /** The first of each handler, as many as are worth reading. */
  readonly differences: readonly ProbeDifference[];
  /** States that differ. */
  readonly differenceCount: number;
}

/** Differences that are told in full. */
const MAX_DIFFERENCES = 10;

/** Runs the programs of a plan under a technique and compares every state with what the semantics say. */
export function probeTechnique(
  plans: readonly ProbePlan[],
  technique: Technique,
  host: HostFunctions,
  edit?: EditSource,
): ProbeResult {
  const differences: ProbeDifference[] = [];
  const uncovered = new Set<string>();
  const opcodes = new Set<number>();
  let states = 0;
  let differenceCount = 0;
  for (const plan of plans) {
    for (const text of plan.uncovered) uncovered.add(text);
    const run = new ProbeRun(plan, technique, host, edit);
    for (const text of run.leftOut) uncovered.add(text);
    for (const { opcode, digests } of run.blocks) {
      opcodes.add(opcode);
      states += digests.length;
    }
    run.compareAll();
    differenceCount += run.differenceCount;
    differences.push(...run.differences);
  }
  return {
    target: technique.target,
    technique: technique.name,
    instructions: opcodes.size,
    handlers: plans[0].machine.handlers,
    states,
    uncovered: [...uncovered],
    differences: differences.slice(0, MAX_DIFFERENCES),
    differenceCount,
  };
}
