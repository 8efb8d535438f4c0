import { median } from 'd3-array';
import type { Executed, Measurement } from '../src/artifacts/calibration.js';
import type { MiningOptions } from '../src/artifacts/options.js';
import { chosenPatterns } from '../src/artifacts/superinstructions.js';
import type { Program } from '../src/bytecode/program.js';
import { decodeSection } from '../src/bytecode/program.js';
import type { Technique } from '../src/execution/technique.js';
import { takeTurns } from '../src/execution/timing.js';
import { execute, instantiate } from '../src/execution/typescript/vm.js';
import { extendIsa, type FusedIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import { hostOf, type Machine } from '../src/machines/machine.js';
import type { Costs } from '../src/mining/costs.js';
import { tileProgram } from '../src/mining/tile.js';
import { runToEnd as takeSteps } from '../src/util/steps.js';
import { definePass, type Pass } from './pass.js';
import type { Pipeline } from './pipeline.js';

/** Sets that differ in how many dispatches, stack cells and operands they save. */
const SETS: readonly Pick<MiningOptions, 'budget' | 'maxLength' | 'payload'>[] = [
  { budget: 8, maxLength: 2, payload: 6 },
  { budget: 32, maxLength: 2, payload: 6 },
  { budget: 64, maxLength: 2, payload: 2 },
  { budget: 16, maxLength: 4, payload: 6 },
  { budget: 64, maxLength: 4, payload: 2 },
  { budget: 32, maxLength: 8, payload: 6 },
  { budget: 64, maxLength: 8, payload: 4 },
  { budget: 64, maxLength: 16, payload: null },
];
const ROUND_MILLISECONDS = 40;

/** What is measured, and how often. */
export interface CalibrateOptions {
  readonly mining: MiningOptions;
  readonly technique: Technique;
  /** How often each set and its baseline take turns. */
  readonly rounds: number;
}

/**
 * Measures what a dispatch, a stack cell and an operand cost under a technique: times each program with sets
 * of very different kinds, next to its baseline, and fits the time they save to what they execute less. Every
 * cell pushed is popped in the end, so that only the sum of both can be told: each gets half. Costs below
 * zero are none. `decidingFor` makes the pipelines that choose these sets.
 */
export function calibratePass(
  options: CalibrateOptions,
  decidingFor: (mining: MiningOptions) => Pipeline,
): Pass<'machine' | 'profile' | 'named', 'calibration', CalibrateOptions> {
  const timing = SETS.map((limits, i) => {
    const mining: MiningOptions = {
      ...options.mining,
      ...limits,
      objective: 'dispatches',
      costs: null,
      seconds: 1,
    };
    return timeSetPass(i + 1, options, decidingFor(mining));
  });
  return calibrateBy(options, timing);
}

function calibrateBy(
  options: CalibrateOptions,
  timing: Pipeline,
): Pass<'machine' | 'profile' | 'named', 'calibration', CalibrateOptions> {
  return definePass({
    name: 'calibrate',
    reads: ['machine', 'profile', 'named'],
    writes: ['calibration'],
    options,
    inner: timing,
    withInner: (inner) => calibrateBy(options, inner),
    async run(given, context) {
      const measured: Omit<Measurement, 'fitted'>[] = [];
      for (const pass of timing)
        measured.push(...(await context.run([pass], { given, wanted: ['measured'] })).measured);
      const nanoseconds = fitCosts(measured);
      const measurements = measured.map((one) => ({ ...one, fitted: costOf(nanoseconds, one.saved) }));
      const { target, name } = options.technique;
      const { machine } = given.machine.isa;
      return {
        calibration: { costs: { schema: 1, machine, target, technique: name, nanoseconds }, measurements },
      };
    },
  });
}

/** Chooses one set, and times every program with it. */
function timeSetPass(
  number: number,
  options: CalibrateOptions,
  deciding: Pipeline,
): Pass<'machine' | 'profile' | 'named', 'measured', CalibrateOptions> {
  return definePass({
    name: `time-set-${number}`,
    reads: ['machine', 'profile', 'named'],
    writes: ['measured'],
    options,
    inner: deciding,
    withInner: (inner) => timeSetPass(number, options, inner),
    async run({ machine, profile, named }, context) {
      const { technique, rounds } = options;
      const given = { machine, profile, named };
      const { decisions } = await context.run(deciding, { given, wanted: ['decisions'] });
      const fused = extendIsa(machine.isa, chosenPatterns(machine.isa, decisions, 'the set just mined'));
      return {
        measured: profile.programs.map(({ program }) => measure(machine, fused, program, technique, rounds)),
      };
    },
  });
}

/** What a set saves of one program: executed less, and nanoseconds less. */
function measure(
  machine: Machine,
  fused: FusedIsa,
  program: Program,
  technique: Technique,
  rounds: number,
): Omit<Measurement, 'fitted'> {
  const { isa } = machine;
  const tiled = tileProgram(isa, fused, program).program;
  const [before, after] = [executedBy(machine, isa, program), executedBy(machine, fused, tiled)];
  return {
    program: program.name,
    superinstructions: fused.patterns.length,
    saved: {
      dispatch: before.dispatch - after.dispatch,
      push: before.push - after.push,
      pop: before.pop - after.pop,
      operand: before.operand - after.operand,
    },
    measured: savedNanoseconds(machine, technique, [isa, program], [fused, tiled], rounds),
  };
}

function executedBy({ runtime }: Machine, isa: Isa, program: Program): Executed {
  const vm = instantiate(isa, program, runtime, true);
  takeSteps(execute(vm));
  const executed = { dispatch: 0, push: 0, pop: 0, operand: 0 };
  for (const section of program.sections) {
    const executions = vm.executions(section.name);
    for (const [i, { opcode }] of decodeSection(isa, program, section).entries()) {
      const { pops, pushes, operands } = isa.instructions[opcode];
      executed.dispatch += executions[i];
      executed.push += executions[i] * pushes.length;
      executed.pop += executions[i] * pops.length;
      executed.operand += executions[i] * operands.length;
    }
  }
  return executed;
}

function savedNanoseconds(
  machine: Machine,
  technique: Technique,
  baseline: readonly [Isa, Program],
  fused: readonly [Isa, Program],
  rounds: number,
): number {
  const host = hostOf(machine);
  const { turns } = takeTurns(
    () => technique.prepare(...baseline, host),
    [() => technique.prepare(...fused, host)],
    rounds,
    ROUND_MILLISECONDS,
  );
  const [{ seconds, reference }] = turns;
  return 1e9 * median(seconds, (one, round) => reference[round] - one)!;
}

function costOf(costs: Costs, executed: Executed): number {
  return (
    costs.dispatch * executed.dispatch +
    costs.push * executed.push +
    costs.pop * executed.pop +
    costs.operand * executed.operand
  );
}

/** Least squares with costs of zero or more, each measurement relative to its program's whole. */
export function fitCosts(measurements: readonly Pick<Measurement, 'saved' | 'measured'>[]): Costs {
  const rows = measurements.map(({ saved, measured }) => {
    const scale = 1 / Math.max(1, saved.dispatch);
    return {
      terms: [saved.dispatch * scale, (saved.push + saved.pop) * scale, saved.operand * scale],
      value: measured * scale,
    };
  });
  let best = { error: Number.POSITIVE_INFINITY, costs: [0, 0, 0] };
  for (let subset = 0; subset < 8; subset++) {
    const used = [0, 1, 2].filter((term) => subset & (1 << term));
    const solved = leastSquares(
      rows.map(({ terms, value }) => ({ terms: used.map((term) => terms[term]), value })),
    );
    if (!solved || solved.some((cost) => !(cost >= 0))) continue;
    const costs = [0, 0, 0];
    for (const [i, term] of used.entries()) costs[term] = solved[i];
    const error = rows.reduce(
      (sum, { terms, value }) =>
        sum + (value - terms.reduce((cost, term, i) => cost + costs[i] * term, 0)) ** 2,
      0,
    );
    if (error < best.error) best = { error, costs };
  }
  const [dispatch, cell, operand] = best.costs;
  return { dispatch, push: cell, pop: cell, operand };
}

/** Solves the normal equations; null where they have no one solution. */
function leastSquares(
  rows: readonly { readonly terms: readonly number[]; readonly value: number }[],
): number[] | null {
  const size = rows[0]?.terms.length ?? 0;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => rows.reduce((sum, { terms }) => sum + terms[i] * terms[j], 0)),
    rows.reduce((sum, { terms, value }) => sum + terms[i] * value, 0),
  ]);
  for (let column = 0; column < size; column++) {
    const pivot = matrix[column];
    if (!(Math.abs(pivot[column]) > 1e-12)) return null;
    for (const row of matrix) {
      if (row === pivot) continue;
      const factor = row[column] / pivot[column];
      for (let i = column; i <= size; i++) row[i] -= factor * pivot[i];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}
