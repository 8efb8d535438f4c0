import type { Evidence, ProgramEvidence } from '../src/artifacts/evidence.js';
import type { ImportedFile } from '../src/importers/importer.js';
import type { BaselineEvent } from '../src/replay/rerun/compare-events.js';
import { type ComparedRun, compareRun } from '../src/replay/rerun/compare-run.js';
import { InputError } from '../src/util/input-error.js';
import type { Artifacts } from './artifacts.js';
import { definePass } from './pass.js';
import { canRerun } from './verify.js';

/** What is known of how a VM ends that has not ended. */
export const RUNNING = Symbol('running');

/** A VM with superinstructions that runs, and what it prints. */
export interface FusedRun extends Pick<ImportedFile, 'path' | 'chunks'> {
  /**
   * Waits for its end, for at most so many milliseconds: how it failed, to follow its name (`ended with exit
   * status 1`); null where it did not, `RUNNING` where it has not ended.
   */
  failure(milliseconds: number): Promise<string | null | typeof RUNNING>;
  /** Ends it where it still runs. */
  stop(): void;
}

/** How the VM with superinstructions is run, and what it is compared with. */
export interface RerunOptions {
  /** What the user calls it. */
  readonly command: string;
  start(): FusedRun;
  /** The events of the baseline in order; null where only its counts are known. */
  readonly baseline: (() => AsyncIterable<readonly BaselineEvent[]>) | null;
}

/** A VM that fails prints what is no trace: it gets this long to say that it failed. */
const GRACE_MILLISECONDS = 2000;
/** Once its output has ended there is little left to do for a VM: it gets this long to end. */
const ENDING_MILLISECONDS = 10_000;

/** Has the VM of the user's own rerun a program that was recorded: handlers are executed, but not by us. */
export function rerunPass(options: RerunOptions) {
  return definePass({
    name: 'rerun',
    reads: ['machine', 'fused', 'profile', 'evidence'],
    writes: ['evidence'],
    options,
    async run(input) {
      const { machine, profile, evidence } = input;
      if (profile.programs.length !== 1)
        throw new InputError(
          `--rerun runs one program, and these are ${profile.programs.length}: give what was recorded of one`,
        );
      if (canRerun(machine.isa, profile.programs[0]))
        throw new InputError(
          `${profile.programs[0].program.name} runs here, on our VM: --rerun is for what other VMs recorded`,
        );
      return { evidence: await rerun(input, evidence, options) };
    },
  });
}

async function rerun(
  { fused, profile }: Pick<Artifacts, 'fused' | 'profile'>,
  evidence: Evidence,
  { command, start, baseline }: RerunOptions,
): Promise<Evidence> {
  const run = start();
  const add = (change: Partial<ProgramEvidence>): Evidence => ({
    ...evidence,
    level: 'rerun',
    rerunBy: command,
    programs: [{ ...evidence.programs[0], ...UNKNOWN, ...change }],
  });
  const sayHow = (failure: string | null) => failure && `${command} ${failure}`;
  try {
    const compared = await compareRun(fused, profile.programs[0], baseline?.() ?? null, run);
    const ending = compared.isWhole ? await run.failure(ENDING_MILLISECONDS) : null;
    const failure = sayHow(ending === RUNNING ? 'printed all, but did not end' : ending);
    const told = add({ ...tellOf(compared, evidence.programs[0]), failure });
    // A run that was not whole would have superinstructions look as if they never ran.
    return compared.difference || failure !== null
      ? told
      : { ...told, superinstructions: executionsOf(evidence, compared) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const ending = await run.failure(GRACE_MILLISECONDS);
    if (ending === null || ending === RUNNING) throw error;
    return add({ failure: sayHow(ending) });
  } finally {
    run.stop();
  }
}

const UNKNOWN = {
  level: 'rerun',
  statesCompared: 0,
  baselineMeasured: null,
  measuredDispatches: null,
} as const;

/** What was measured of a run that differs says nothing. */
function tellOf(compared: ComparedRun, replayed: ProgramEvidence): Partial<ProgramEvidence> {
  const { difference, events, dispatches, statesCompared, violations, violationCount } = compared;
  return {
    statesCompared,
    difference,
    violations: [...replayed.violations, ...violations],
    violationCount: replayed.violationCount + violationCount,
    ...(!difference && { baselineMeasured: events, measuredDispatches: dispatches }),
  };
}

function executionsOf(
  { superinstructions }: Evidence,
  { executions }: ComparedRun,
): Evidence['superinstructions'] {
  return superinstructions.map((one, i) => ({ ...one, executions: executions[i] }));
}
