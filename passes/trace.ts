import { basicBlocks } from '../src/bytecode/blocks.js';
import type { BlockProfile, Profile, ProgramProfile } from '../src/bytecode/profile.js';
import { decodeSection, type Program } from '../src/bytecode/program.js';
import { execute, instantiate } from '../src/execution/typescript/vm.js';
import type { Isa, Runtime } from '../src/isa/isa.js';
import { definePass } from './pass.js';

/** Runs every program once, counting how often each basic block is entered. */
export function tracePass() {
  return definePass({
    name: 'trace',
    reads: ['machine', 'programs'],
    writes: ['profile'],
    options: {},
    run: ({ machine: { isa, runtime }, programs }) => ({ profile: tracePrograms(isa, runtime, programs) }),
  });
}

/** One whole run of every program. */
export function tracePrograms(isa: Isa, runtime: Runtime, programs: readonly Program[]): Profile {
  return {
    schema: 1,
    machine: isa.machine,
    isaDigest: isa.digest,
    programs: programs.map((program) => traceProgram(isa, runtime, program)),
  };
}

function traceProgram(isa: Isa, runtime: Runtime, program: Program): ProgramProfile {
  const vm = instantiate(isa, program, runtime, true);
  for (const _ of execute(vm));
  const blocks = program.sections.flatMap((section): BlockProfile[] => {
    const executions = vm.executions(section.name);
    return basicBlocks(isa, decodeSection(isa, program, section)).map(({ start, end }) => ({
      section: section.name,
      start,
      end,
      executions: executions[start],
    }));
  });
  return { program, blocks };
}
