import type { Action } from '../bytecode/program.js';
import type { Isa } from '../isa/isa.js';
import { runToEnd as takeSteps } from '../util/steps.js';
import { digestMemories } from './digest.js';
import type { Observation, Prepared } from './technique.js';
import { medianSeconds } from './timing.js';
import { replaceOnStack, warmUp } from './typescript/optimisation.js';
import { type Executable, execute, resetMemories, runToEnd } from './typescript/vm.js';

/** A program loaded into code that runs in this process and can run again. */
export interface LoadedCode extends Executable {
  /** Since it was loaded, by a loop that counts them; null for code that has none. */
  dispatches(): number | null;
  /** Functions whose optimisation a warm-up waits for, as far as V8 tells. */
  readonly loops: readonly unknown[];
}

/** How large the compiled code is. */
export interface CodeSize {
  readonly bytes: () => number | null;
  readonly unit: string;
}

/**
 * Makes a technique's `Prepared` of a way to load its program. What is timed is what is observed; dispatches
 * are counted by a run of counting code before, or by the only run where externs have effects.
 */
export function prepareInProcess(
  isa: Isa,
  size: CodeSize,
  load: (counting: boolean, maxDispatches?: number) => LoadedCode,
): Prepared {
  const start = performance.now();
  const plain = load(false);
  const compileSeconds = (performance.now() - start) / 1000;
  const mayRunTwice = isa.externs.every(({ effect }) => effect !== 'outside');
  return {
    compileSeconds,
    get codeBytes() {
      return size.bytes();
    },
    codeUnit: size.unit,
    time(milliseconds) {
      try {
        replaceOnStack(false);
        const reset = () => resetMemories(plain);
        warmUp(milliseconds, plain.loops, () => {
          reset();
          runToEnd(plain);
        });
        return medianSeconds(milliseconds, () => runToEnd(plain), reset);
      } finally {
        replaceOnStack(true);
      }
    },
    observe(maxDispatches): Observation {
      if (plain.dispatches() === null) return { ...seenOf(isa, plain), dispatches: null };
      const counting = load(true, maxDispatches);
      if (!mayRunTwice) return { ...seenOf(isa, counting), dispatches: counting.dispatches() };
      takeSteps(execute(counting));
      return { ...seenOf(isa, plain), dispatches: counting.dispatches() };
    },
    checkThatEnds(schedule, maxDispatches) {
      if (plain.dispatches() !== null) takeSteps(execute(load(true, maxDispatches), schedule));
    },
    follow: (schedule) => seenOf(isa, plain, schedule),
    stateAt(stop, schedule) {
      resetMemories(plain);
      const run = execute(plain, schedule);
      for (let passed = 0; !run.next().done && passed < stop; passed++);
      return Object.fromEntries(isa.memories.map(({ name }) => [name, plain.memories[name].slice()]));
    },
    dispose() {},
  };
}

function seenOf(isa: Isa, loaded: LoadedCode, schedule?: readonly Action[]): Omit<Observation, 'dispatches'> {
  resetMemories(loaded);
  const digests: string[] = [];
  const run = execute(loaded, schedule);
  for (let step = run.next(); ; step = run.next()) {
    digests.push(digestMemories(isa, loaded.memories));
    if (step.done) return { digests, trapped: step.value === 'trap' };
  }
}
