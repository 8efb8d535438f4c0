import { decodeSection, type Program } from '../../../src/bytecode/program.js';
import { instantiate, runToEnd } from '../../../src/execution/typescript/vm.js';
import { compileRaku, rakuMachine } from '../../../src/machines/raku/machine.js';
import type { CacheLimit, DispatchCounts } from '../../../src/machines/raku/runtime/calls.js';
import { GuestError } from '../../../src/util/guest-error.js';

export interface RakuRun {
  readonly printed: string;
  /** The message of the error that ended it; null where none did. */
  readonly error: string | null;
  /** Of call sites; null where an error ended it. */
  readonly sites: DispatchCounts | null;
  /** Executions of instructions of programs that call sites recorded, by MoarVM's names. */
  readonly programOps: ReadonlyMap<string, number>;
  readonly bytecodeOps: number;
  /** With the programs that its call sites recorded. */
  readonly program: Program;
}

const RECORDED = /^program \d+$/;

/** Compiles a Raku program and runs it, counting. */
export function runRaku(source: string, caches: CacheLimit = 'many'): RakuRun {
  let printed = '';
  let sites: DispatchCounts | null = null;
  const machine = rakuMachine({
    caches,
    print: (text) => {
      printed += text;
    },
    counts: (counts) => {
      sites = counts;
    },
  });
  const compiled = compileRaku(source, 'test.raku', { name: 'test', family: 'tests' });
  const vm = instantiate(machine.isa, compiled, machine.runtime, true);
  let error: string | null = null;
  try {
    runToEnd(vm);
  } catch (thrown) {
    if (!(thrown instanceof GuestError)) throw thrown;
    error = thrown.message;
  }
  const program = vm.programNow();
  const programOps = new Map<string, number>();
  let bytecodeOps = 0;
  for (const section of program.sections) {
    const executions = vm.executions(section.name);
    if (!RECORDED.test(section.name)) {
      bytecodeOps += executions.reduce((sum, count) => sum + count, 0);
      continue;
    }
    for (const [i, { opcode }] of decodeSection(machine.isa, program, section).entries()) {
      const op = machine.isa.instructions[opcode].name.replace(/_\d+$/, '');
      programOps.set(op, (programOps.get(op) ?? 0) + executions[i]);
    }
  }
  return { printed, error, sites, programOps, bytecodeOps, program };
}
