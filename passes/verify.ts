import {
  type Difference,
  type Evidence,
  type ProgramEvidence,
  weakestLevel,
} from '../src/artifacts/evidence.js';
import { profileDigest } from '../src/artifacts/profile.js';
import { instructionSetDigest } from '../src/backends/opcodes.js';
import { decomposesInto } from '../src/bytecode/decompose.js';
import { dispatches, originalOf, type Profile, type ProgramProfile } from '../src/bytecode/profile.js';
import type { Program, Section } from '../src/bytecode/program.js';
import { functionsFor, type MachineRuntime, requireRuntime } from '../src/bytecode/running.js';
import { validate } from '../src/bytecode/validate.js';
import { DispatchLimitError } from '../src/execution/dispatch-limit.js';
import { type Ending, execute, instantiate, type Vm } from '../src/execution/typescript/vm.js';
import { isValue } from '../src/isa/extern-effect.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import { type Isa, lastingMemories, type Runtime } from '../src/isa/isa.js';
import { formatPattern } from '../src/isa/pattern.js';
import { predictDispatches, type TiledProgram } from '../src/mining/tile.js';
import { type Proofs, proveSet } from '../src/proof/prove-set.js';
import { replayProgram } from '../src/replay/replay.js';
import { formatNumber } from '../src/util/format.js';
import { runToEnd } from '../src/util/steps.js';
import type { Artifacts } from './artifacts.js';
import { definePass } from './pass.js';

/** Everything that can be asked for. */
const ALL: VerifyOptions = { allowUnused: false };

/** What verification asks for. */
export interface VerifyOptions {
  /** A superinstruction that never ran, or a program of which nothing did, is no failure. */
  readonly allowUnused: boolean;
}

/**
 * Proves of every program what can be proven: reruns it where its handlers can be executed here, otherwise
 * replays what was recorded of it.
 */
export function verifyPass(options: VerifyOptions = ALL) {
  return definePass({
    name: 'verify',
    reads: ['machine', 'fused', 'profile', 'tiled', 'proofs', 'probes'],
    writes: ['evidence'],
    options,
    async run({ machine: { isa, runtime }, fused, profile, tiled, proofs, probes }, { drive }) {
      // Not a failure of what is verified: it cannot be.
      if (profile.programs.some((program) => canRerun(isa, program))) requireRuntime(isa, runtime);
      const shown = { proofs, probes };
      return { evidence: await drive(verifying(isa, fused, runtime, profile, tiled, shown, options)) };
    },
  });
}

/**
 * Reruns every program, baseline and fused side by side: after every step all memories must be the same to
 * the bit (every NaN counts as the same NaN: JavaScript does not define its bits), every call of an extern
 * that is no value must be the same, and the dispatches counted must be those predicted: a run that never
 * ends is stopped. The baseline is the program before scheduling; what fused code decomposes into is the
 * scheduled one. What another VM recorded is replayed instead: see `replayProgram`. `tiled[i]` belongs to
 * `profile.programs[i]`.
 */
export function verifyPrograms(
  isa: Isa,
  fused: FusedIsa,
  runtime: MachineRuntime,
  profile: Profile,
  tiled: readonly TiledProgram[],
  options: VerifyOptions = ALL,
): Evidence {
  const shown = { proofs: proveSet(isa, fused), probes: null };
  return runToEnd(verifying(isa, fused, runtime, profile, tiled, shown, options));
}

/** The same, from one state to the next. */
function* verifying(
  isa: Isa,
  fused: FusedIsa,
  runtime: MachineRuntime,
  profile: Profile,
  tiled: readonly TiledProgram[],
  { proofs, probes }: Pick<Artifacts, 'proofs' | 'probes'>,
  { allowUnused }: VerifyOptions,
): Generator<void, Evidence> {
  const executions = new Float64Array(fused.patterns.length);
  const programs: ProgramEvidence[] = [];
  for (const [i, program] of profile.programs.entries())
    try {
      if (canRerun(isa, program))
        programs.push(yield* rerun(isa, fused, runtime, program, tiled[i], executions));
      else {
        yield;
        programs.push(replay(fused, program, tiled[i], executions));
      }
    } catch (error) {
      // Whatever a wrong handler throws: it may not even compile.
      programs.push(failed(isa, program, tiled[i], failureOf(error)));
    }
  return {
    schema: 3,
    machine: isa.machine,
    isaDigest: isa.digest,
    profileDigest: profileDigest(profile),
    instructionSet: instructionSetDigest(fused),
    level: weakestLevel(programs),
    rerunBy: null,
    programs,
    superinstructions: fused.patterns.map((pattern, i) => ({
      pattern: formatPattern(pattern),
      executions: executions[i],
      ...(proofs?.superinstructions[i] ?? { proof: null, facts: null }),
    })),
    instructions: proofs && summariseInstructions(proofs),
    probes: probes && [...probes],
    allowsUnused: allowUnused,
  };
}

/** What an error of a rerun says. */
export function failureOf(error: unknown): string {
  if (error instanceof DispatchLimitError) return `more dispatches than predicted: ${error.what}`;
  return error instanceof Error ? error.message : String(error);
}

/**
 * When a rerun is stopped. Whatever dispatches more than predicted has failed, but one that ends a little
 * later shows how much more it was, and where it differs.
 */
export function rerunLimit(predictedDispatches: number): number {
  return 2 * predictedDispatches + 1000;
}

function summariseInstructions({ instructions }: Proofs): Evidence['instructions'] {
  const others = instructions.filter(({ proof }) => proof.status !== 'proved');
  return { proved: instructions.length - others.length, others };
}

/** Whether handlers can be executed here: of another VM's program no memories are known, and no host. */
export function canRerun({ bodies }: Isa, profile: ProgramProfile): boolean {
  const { sections, schedule } = originalOf(profile).program;
  const isRecorded = schedule.length === 0 && sections.every(({ pcs }) => pcs !== undefined);
  return bodies === 'expressions' && !isRecorded;
}

function replay(
  fused: FusedIsa,
  profile: ProgramProfile,
  tiled: TiledProgram,
  executions: Float64Array,
): ProgramEvidence {
  if (profile.original) throw new Error('its code was scheduled, and what was recorded is of other code');
  const replayed = replayProgram(fused, profile, tiled.program);
  for (const [i, times] of replayed.executions.entries()) executions[i] += times;
  const { level, violations, violationCount, baselineMeasured, measuredDispatches, decomposes, peaks } =
    replayed;
  return {
    ...identityOf(profile, tiled),
    level,
    statesCompared: null,
    cellsCompared: null,
    difference: null,
    violations,
    violationCount,
    baselineMeasured,
    measuredDispatches,
    decomposes,
    baselineStack: peaks?.baseline ?? null,
    fusedStack: peaks?.fused ?? null,
    failure: null,
  };
}

/** What is the same however a program was verified. */
function identityOf(profile: ProgramProfile, tiled: TiledProgram) {
  const { name, family } = profile.program;
  return {
    name,
    family,
    baselineDispatches: dispatches(originalOf(profile)),
    predictedDispatches: predictDispatches(profile, tiled),
  };
}

function* rerun(
  isa: Isa,
  fused: FusedIsa,
  runtime: MachineRuntime,
  profile: ProgramProfile,
  tiled: TiledProgram,
  executions: Float64Array,
): Generator<void, ProgramEvidence> {
  const { program } = originalOf(profile);
  const identity = identityOf(profile, tiled);
  const { baselineDispatches, predictedDispatches } = identity;
  const calls = new CallRecorder(isa, runtime);
  const baselineVm = instantiate(isa, program, calls.recording, true, rerunLimit(baselineDispatches));
  const fusedVm = instantiate(fused, tiled.program, calls.replaying, true, rerunLimit(predictedDispatches));
  const baselineRun = execute(baselineVm);
  const fusedRun = execute(fusedVm);
  let states = 0;
  let cells = 0;
  let difference: Difference | null = null;
  for (let done = false; !done && !difference; states++) {
    yield;
    const left = baselineRun.next();
    const right = fusedRun.next();
    const where = calls.difference() ?? firstDifference(isa, program, baselineVm, fusedVm);
    if (where) difference = { state: states, ...where };
    const [baseline, fused] = [left, right].map(stateOf);
    if (!difference && baseline !== fused) difference = { state: states, what: 'the run', baseline, fused };
    for (const { name } of lastingMemories(isa)) cells += baselineVm.memories[name].length;
    done = left.done === true;
  }
  const installed = installedOtherwise(baselineVm, program) ?? installedOtherwise(fusedVm, tiled.program);
  if (installed) difference ??= { state: states, ...installed };
  const measuredDispatches = fusedVm.dispatches();
  for (const section of fusedVm.programNow().sections) {
    let word = 0;
    for (const times of fusedVm.executions(section.name)) {
      const opcode = section.code[word];
      if (opcode >= fused.base) executions[opcode - fused.base] += times;
      word += 1 + fused.instructions[opcode].operands.length;
    }
  }
  return {
    ...identity,
    level: 'rerun',
    statesCompared: states,
    cellsCompared: cells,
    difference,
    violations: [],
    violationCount: 0,
    baselineMeasured: baselineVm.dispatches(),
    measuredDispatches,
    decomposes: decomposesInto(fused, tiled.program, profile.program),
    baselineStack: deepest(isa, program),
    fusedStack: deepest(fused, tiled.program),
    failure: null,
  };
}

/** Sections that a run installed, where they are not those that the profile has. */
function installedOtherwise(vm: Vm, expected: Program): Omit<Difference, 'state'> | null {
  const describe = (section: Section | undefined) =>
    section ? `${section.name}: ${section.code.join(' ')}` : 'none';
  const found = vm.programNow().sections;
  for (let i = 0; i < Math.max(found.length, expected.sections.length); i++) {
    const [baseline, fused] = [expected.sections[i], found[i]].map(describe);
    if (baseline !== fused) return { what: `section ${i}, installed while running`, baseline, fused };
  }
  return null;
}

function failed(isa: Isa, profile: ProgramProfile, tiled: TiledProgram, failure: string): ProgramEvidence {
  const isRerun = canRerun(isa, profile);
  const none = isRerun ? 0 : null;
  return {
    ...identityOf(profile, tiled),
    level: isRerun ? 'rerun' : profile.transfers ? 'replayed' : 'counted',
    statesCompared: none,
    cellsCompared: none,
    difference: null,
    violations: [],
    violationCount: 0,
    baselineMeasured: none,
    measuredDispatches: none,
    decomposes: false,
    baselineStack: none,
    fusedStack: none,
    failure,
  };
}

function firstDifference(
  isa: Isa,
  program: Program,
  baseline: Vm,
  fused: Vm,
): Omit<Difference, 'state'> | null {
  for (const { name, index } of lastingMemories(isa)) {
    const left = baseline.memories[name];
    const right = fused.memories[name];
    for (let cell = 0; cell < left.length; cell++) {
      const a = left[cell];
      const b = right[cell];
      if (a === b ? a !== 0 || Object.is(a, b) : Object.is(a, b)) continue;
      const symbol = program.symbols[index]?.[cell];
      const what = `${name}[${cell}]${symbol ? ` (${symbol})` : ''}`;
      return { what, baseline: formatNumber(a), fused: formatNumber(b) };
    }
  }
  return null;
}

/**
 * Compares calls of externs that are no values. Of those with effects outside the machine the baseline makes
 * them, and the fused run is given the same results if its calls are the same; those that see memories are
 * called by both.
 */
class CallRecorder {
  readonly recording: MachineRuntime;
  readonly replaying: MachineRuntime;
  #calls: { readonly text: string; result: number }[] = [];
  #replayed = 0;
  #difference: Omit<Difference, 'state'> | null = null;

  constructor({ externs }: Isa, runtime: MachineRuntime) {
    const deeds = externs.filter((extern) => !isValue(extern));
    type Call = (text: string, make: () => number, isOutside: boolean) => number;
    const wrap = (functions: Runtime, call: Call): Runtime => ({
      ...functions,
      ...Object.fromEntries(
        deeds.map(({ name, effect }) => [
          name,
          (...values: number[]) => {
            const make = () => (functions[name] as (...values: number[]) => number)(...values);
            return call(textOf(name, values), make, effect === 'outside');
          },
        ]),
      ),
    });
    const wrapAll = (call: Call): MachineRuntime =>
      typeof runtime === 'function' ? (run) => wrap(functionsFor(runtime, run), call) : wrap(runtime, call);
    this.recording = wrapAll((text, make) => {
      // Before those that it makes itself, where it runs sections.
      const made = { text, result: 0 };
      this.#calls.push(made);
      made.result = make();
      return made.result;
    });
    this.replaying = wrapAll((text, make, isOutside) => {
      const expected = this.#calls[this.#replayed++];
      if (expected?.text !== text)
        this.#difference ??= { what: 'a call', baseline: expected?.text ?? 'no call', fused: text };
      return isOutside ? (expected?.result ?? 0) : make();
    });
  }

  /** Of the calls since the last question. */
  difference(): Omit<Difference, 'state'> | null {
    const missing = this.#calls[this.#replayed];
    if (missing) this.#difference ??= { what: 'a call', baseline: missing.text, fused: 'no call' };
    this.#calls = [];
    this.#replayed = 0;
    return this.#difference;
  }
}

function textOf(name: string, values: readonly number[]): string {
  return `${name}(${values.map(formatNumber).join(', ')})`;
}

/** How a run goes on after a step of it. */
function stateOf({ done, value }: IteratorResult<void, Ending>): string {
  return done ? (value === 'trap' ? 'trapped' : 'ended') : 'went on';
}

function deepest(isa: Isa, program: Program): number {
  return Math.max(0, ...Object.values(validate(isa, program).maxStack));
}
