import { basename, dirname } from 'node:path';
import { formatArtifact, writeFiles } from '../../passes/artifacts.js';
import { type Calibration, calibrate } from '../../passes/calibrate.js';
import type { MiningOptions } from '../../passes/decisions.js';
import type { Target } from '../backends/registry.js';
import type { Profile } from '../bytecode/profile.js';
import { techniquesOf } from '../execution/techniques.js';
import type { Machine } from '../machines/machine.js';
import { InputError } from '../util/input-error.js';
import { formatCount, formatTable, printable, say } from './print.js';

export interface CalibrateArguments {
  readonly targets: readonly Target[];
  readonly technique?: string;
  readonly out?: string;
  readonly rounds: number;
  readonly json: boolean;
}

/** Measures the costs of one technique and writes them to a file. */
export function calibrateTo(
  machine: Machine,
  profile: Profile,
  options: MiningOptions,
  { targets, technique: wanted, out = 'costs.json', rounds, json }: CalibrateArguments,
): void {
  const known = targets.flatMap((target) => techniquesOf(target));
  const names = known.map(({ name }) => JSON.stringify(name)).join(', ');
  const technique = wanted === undefined ? known[0] : known.find(({ name }) => name === wanted);
  if (!technique) throw new InputError(`--technique ${wanted}: ${targets.join(', ')} has ${names}`);
  const missing = technique.unavailable();
  if (missing) throw new InputError(`${technique.target} ${technique.name}: ${missing}`);
  const calibration = calibrate(machine, profile, options, technique, rounds);
  writeFiles(dirname(out), new Map([[basename(out), formatArtifact(calibration.costs)]]));
  say(json ? JSON.stringify(calibration, null, 2) : `${describe(calibration)}\n\ncosts: ${out}`);
}

function describe({ costs, measurements }: Calibration): string {
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
