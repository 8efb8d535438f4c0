import type { Calibration } from '../../artifacts/calibration.js';
import type { BackEnd } from '../../backends/back-end.js';
import type { Target } from '../../backends/registry.js';
import type { Technique } from '../../execution/technique.js';
import { techniquesOf } from '../../execution/techniques.js';
import { InputError } from '../../util/input-error.js';
import { formatCount, formatTable, printable } from './print.js';

/**
 * The technique of that name, or the first of the first target. Throws an `InputError` where it cannot run
 * here.
 */
export function techniqueNamed(
  wanted: string | undefined,
  targets: readonly Target[],
  backEnds: readonly BackEnd[],
): Technique {
  const known = targets.flatMap((target) => techniquesOf(target, backEnds));
  const names = known.map(({ name }) => JSON.stringify(name)).join(', ');
  const technique = wanted === undefined ? known[0] : known.find(({ name }) => name === wanted);
  if (!technique) throw new InputError(`--technique ${wanted}: ${targets.join(', ')} has ${names}`);
  const missing = technique.unavailable();
  if (missing) throw new InputError(`${technique.target} ${technique.name}: ${missing}`);
  return technique;
}

export function describeCalibration({ costs, measurements }: Calibration): string {
  const { dispatch, push, pop, operand } = costs.nanoseconds;
  const figure = (cost: number) => cost.toFixed(3);
  return [
    formatTable(
      ['program', 'superinstructions', 'dispatches', 'cells', 'operands', 'ns saved', 'ns fitted'],
      ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
      measurements.map(({ program, superinstructions, saved, measured, fitted }) => [
        printable(program),
        formatCount(superinstructions),
        formatCount(saved.dispatch),
        formatCount(saved.push),
        formatCount(saved.operand),
        formatCount(Math.round(measured)),
        formatCount(Math.round(fitted)),
      ]),
    ),
    '',
    `${costs.target} ${costs.technique}, nanoseconds: dispatch ${figure(dispatch)}, push ${figure(push)}, pop ${figure(pop)}, operand ${figure(operand)}`,
    'dispatches, cells of stack and operands: how many fewer of a whole run; a cell pushed is a cell popped, so both get half of what one costs',
  ].join('\n');
}
