import { InputError } from '../../../util/input-error.js';
import { MAX_STEPS, type TimeGrid } from '../model.js';
import { changesWithTime } from './model/evaluate.js';
import { FINAL_TIME, INITIAL_TIME, TIME_STEP } from './model/model-builder.js';
import type { Analysis } from './scope/context.js';
import { declaredAs } from './scope/scopes.js';

const SETTINGS = [
  { variable: INITIAL_TIME, name: 'INITIAL TIME' },
  { variable: TIME_STEP, name: 'TIME STEP' },
  { variable: FINAL_TIME, name: 'FINAL TIME' },
] as const;

/** Reports time settings that no equation gives. */
export function requireSettings({ model, problems, file }: Analysis): void {
  for (const { variable, name } of SETTINGS) {
    if (model.drafts[variable]?.role) continue;
    const where = file.format === 'xmile' ? ` (<sim_specs>)` : '';
    problems.add({
      message: `the model has no ${name}${where}; a simulation needs INITIAL TIME, FINAL TIME and TIME STEP`,
      at: { file: file.file, line: 1, column: 1 },
    });
  }
}

/**
 * Evaluates the time settings and makes them constants. Only FINAL TIME may depend on the run: it then keeps
 * its equation, and `stop` is its first value.
 */
export function settleTimeGrid(analysis: Analysis): TimeGrid {
  const { model, initialValues, root } = analysis;
  const saveper = declaredAs(root, 'saveper');
  const saveVariable = saveper?.kind === 'values' ? saveper.indices[0] : undefined;
  const settle = (variable: number, mayVary = false): number => {
    const draft = model.drafts[variable];
    const varies = changesWithTime(model.read(variable), model);
    if (varies && !mayVary) {
      throw new InputError(
        `${draft?.name} changes during the run, which is not supported; make it a constant`,
        draft?.at,
      );
    }
    const value = initialValues.variable(variable);
    if (!Number.isFinite(value)) {
      throw new InputError(`${draft?.name} is ${value}; it must be a number`, draft?.at);
    }
    if (!varies) model.define(variable, { kind: 'constant', value });
    return value;
  };
  const start = settle(INITIAL_TIME);
  const step = settle(TIME_STEP);
  const stop = settle(FINAL_TIME, true);
  const save = saveVariable === undefined ? step : settle(saveVariable);
  const steps = Math.round((stop - start) / step);
  if (!(step > 0)) {
    throw new InputError(`TIME STEP is ${step}; it must be more than 0`, model.drafts[TIME_STEP]?.at);
  }
  if (stop < start) {
    throw new InputError(
      `FINAL TIME (${stop}) is before INITIAL TIME (${start})`,
      model.drafts[FINAL_TIME]?.at,
    );
  }
  if (steps > MAX_STEPS) {
    throw new InputError(
      `the run would have ${steps} time steps; choose a larger TIME STEP`,
      model.drafts[TIME_STEP]?.at,
    );
  }
  return { start, stop, step, steps, stepsPerSave: Math.max(1, Math.round(save / step)) };
}
