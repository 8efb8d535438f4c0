/** What can be proven of programs that another VM recorded, without executing a handler. */

export { type Replay, replayProgram } from './replay.js';
export type { BaselineEvent, RunDifference } from './rerun/compare-events.js';
export { type ComparedRun, compareRun } from './rerun/compare-run.js';
export type { Peaks } from './stack-effects.js';
export { describeViolation, type Violation } from './violations.js';
