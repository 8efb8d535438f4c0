import { setFlagsFromString } from 'node:v8';

/** Of `%GetOptimizationStatus`: the function has optimised code. */
const OPTIMISED = 1 << 4;

let statusOf: ((run: unknown) => number) | null | undefined;

/** Whether V8 has optimised a function; null where this Node does not tell. */
export function isOptimised(run: unknown): boolean | null {
  if (statusOf === undefined)
    try {
      setFlagsFromString('--allow-natives-syntax');
      statusOf = new Function('run', 'return %GetOptimizationStatus(run)') as (run: unknown) => number;
    } catch {
      statusOf = null;
    }
  return statusOf ? (statusOf(run) & OPTIMISED) !== 0 : null;
}

/** Compiling a run loop of a thousand handlers takes V8 seconds, in the background. */
const MOST_WARM_UP_MILLISECONDS = 30_000;

/** Runs something until V8 has optimised all `loops` and so many milliseconds have passed; gives up after half a minute. */
export function warmUp(milliseconds: number, loops: readonly unknown[], runOnce: () => void): void {
  const start = performance.now();
  for (;;) {
    runOnce();
    const passed = performance.now() - start;
    if (passed > MOST_WARM_UP_MILLISECONDS) return;
    if (passed > milliseconds && loops.every((loop) => isOptimised(loop) !== false)) return;
  }
}
