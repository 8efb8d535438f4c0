import { setV8Flag } from '../v8.js';

/** Of `%GetOptimizationStatus`: the function has code of TurboFan, the last of V8's compilers. */
const OPTIMISED = 1 << 6;

/** Null where V8 does not tell; undefined before the first question. Per process, as V8's flags are. */
let statusOf: ((run: unknown) => number) | null | undefined;

/** Whether V8 has optimised a function; null where this Node does not tell. */
export function isOptimised(run: unknown): boolean | null {
  if (statusOf === undefined)
    try {
      setV8Flag('--allow-natives-syntax');
      statusOf = new Function('run', 'return %GetOptimizationStatus(run)') as (run: unknown) => number;
    } catch {
      statusOf = null;
    }
  return statusOf ? (statusOf(run) & OPTIMISED) !== 0 : null;
}

/**
 * Whether V8 may optimise a loop while it runs, by replacing its function on the stack. A run loop that it
 * has once replaced it goes on replacing, call after call, and never optimises the function as a whole, which
 * gives code up to 1.7 times as fast.
 */
export function replaceOnStack(allowed: boolean): void {
  setV8Flag(allowed ? '--use-osr' : '--no-use-osr');
}

/** Compiling a run loop of a thousand handlers takes V8 many seconds, in the background. */
const MAX_WARM_UP_MILLISECONDS = 60_000;
/** A run that is faster by less is no better. */
const BETTER = 0.95;

/**
 * Runs something until so many milliseconds have passed, V8 has optimised all `loops`, and no run of the last
 * third of the time was the best so far: functions that they call are optimised later. Gives up after a
 * minute.
 */
export function warmUp(milliseconds: number, loops: readonly unknown[], runOnce: () => void): void {
  const start = performance.now();
  let best = Number.POSITIVE_INFINITY;
  let bestAt = 0;
  for (let passed = 0; ; ) {
    const before = passed;
    runOnce();
    passed = performance.now() - start;
    if (passed - before < BETTER * best) {
      best = passed - before;
      bestAt = passed;
    }
    if (passed > MAX_WARM_UP_MILLISECONDS) return;
    const optimised = loops.every((loop) => isOptimised(loop) !== false);
    if (passed > milliseconds && passed > 1.5 * bestAt && optimised) return;
  }
}
