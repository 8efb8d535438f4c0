import type { Action } from '../../../bytecode/program.js';
import { GLOBALS, MAX_STEPS, type Model } from '../model.js';
import type { Stage } from './integrator.js';
import { type Layout, TIME } from './layout.js';

/** Which memories besides `curr` and `next` the code reads; only those are kept up to date. */
export interface MemoryUses {
  readonly usesInitialValues: boolean;
  readonly usesPreviousValues: boolean;
}

/** The order in which a run executes the sections: `initials`, then every step `flows` and the stages. */
export function scheduleOf(
  model: Model,
  layout: Layout,
  stages: readonly Stage[],
  { usesInitialValues, usesPreviousValues }: MemoryUses,
): readonly Action[] {
  const lastStage = stages.length - 1;
  const advance = stages.flatMap(({ section }, stage): Action[] => [
    ...(stage > 0 ? [FLOWS] : []),
    { kind: 'run', section },
    ...(stage === lastStage && usesPreviousValues ? copy('curr', 'prev', 0, layout.cells) : []),
    ...copy('next', 'curr', layout.stepsDone, stage === lastStage ? layout.statesEnd : layout.stocksEnd),
  ]);
  const show: readonly Action[] = [FLOWS, { kind: 'observe' }];
  const finalTime = model.variables[GLOBALS.indexOf('FINAL TIME')].role;
  return [
    { kind: 'run', section: 'initials' },
    ...(usesInitialValues ? copy('curr', 'initial', 0, layout.cells) : []),
    ...(finalTime.kind === 'constant'
      ? ([{ kind: 'repeat', times: model.time.steps, body: [...show, ...advance] }, ...show] as const)
      : ([{ kind: 'repeat', times: MAX_STEPS, body: [...show, LEAVE_AT_FINAL_TIME, ...advance] }] as const)),
  ];
}

const FLOWS: Action = { kind: 'run', section: 'flows' };

/** Where only the run itself tells when it ends. */
const LEAVE_AT_FINAL_TIME: Action = { kind: 'leave', memory: 'curr', cell: TIME.now, atLeast: TIME.stop };

function copy(from: string, to: string, start: number, end: number): readonly Action[] {
  return end > start ? [{ kind: 'copy', from, to, start, length: end - start }] : [];
}
