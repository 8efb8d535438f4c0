import type { Profile, ProgramProfile } from '../src/bytecode/profile.js';
import type { Program } from '../src/bytecode/program.js';
import type { MachineRuntime } from '../src/bytecode/running.js';
import { DEFAULT_MAX_DISPATCHES } from '../src/execution/dispatch-limit.js';
import { execute, instantiate } from '../src/execution/typescript/vm.js';
import type { Isa } from '../src/isa/isa.js';
import { runToEnd } from '../src/util/steps.js';
import { definePass } from './pass.js';

/** When to give up on a program. */
export interface TraceOptions {
  /** Instructions that one program may dispatch; infinite: any number. */
  readonly maxDispatches: number;
}

/** Runs every program once, counting how often each instruction is executed. */
export function tracePass(options: TraceOptions = { maxDispatches: DEFAULT_MAX_DISPATCHES }) {
  return definePass({
    name: 'trace',
    reads: ['machine', 'programs'],
    writes: ['profile'],
    options,
    run: async ({ machine: { isa, runtime }, programs }, { drive }) => ({
      profile: await drive(tracing(isa, runtime, programs, options)),
    }),
  });
}

/** One whole run of every program. Throws a `DispatchLimitError` where one does not seem to end. */
export function tracePrograms(isa: Isa, runtime: MachineRuntime, programs: readonly Program[]): Profile {
  return runToEnd(tracing(isa, runtime, programs, { maxDispatches: DEFAULT_MAX_DISPATCHES }));
}

/** The same, from one `observe` to the next. */
function* tracing(
  isa: Isa,
  runtime: MachineRuntime,
  programs: readonly Program[],
  { maxDispatches }: TraceOptions,
): Generator<void, Profile> {
  const traced: ProgramProfile[] = [];
  for (const program of programs) traced.push(yield* tracingOne(isa, runtime, program, maxDispatches));
  return { schema: 2, machine: isa.machine, isaDigest: isa.digest, programs: traced };
}

function* tracingOne(
  isa: Isa,
  runtime: MachineRuntime,
  program: Program,
  maxDispatches: number,
): Generator<void, ProgramProfile> {
  const vm = instantiate(isa, program, runtime, true, maxDispatches);
  yield* execute(vm);
  const traced = vm.programNow();
  return { program: traced, counts: traced.sections.map(({ name }) => vm.executions(name)) };
}
