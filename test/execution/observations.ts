import type { Program } from '../../src/bytecode/program.js';
import { digestMemories } from '../../src/execution/digest.js';
import type { Technique } from '../../src/execution/technique.js';
import { type Isa, lastingMemories } from '../../src/isa/isa.js';
import type { Guest } from '../random-code.js';
import { interpretProgram } from '../reference-machine.js';

/** What running a program takes besides the machine. */
type Host = Pick<Guest, 'createRuntime' | 'hostSources'>;

/** What an observer sees of a run, and what the functions of the host were given. */
export function observe(technique: Technique, guest: Host, isa: Isa, program: Program) {
  const { runtime, recorded } = guest.createRuntime();
  const observation = technique.prepare(isa, program, { ...guest.hostSources, functions: runtime }).observe();
  return { ...observation, recorded: [...recorded] };
}

/** The same from the interpreter of the semantics; a technique may have no dispatches. */
export function expected(guest: Host, isa: Isa, program: Program, technique: Technique) {
  const { runtime, recorded } = guest.createRuntime();
  const { states, executions, trapped } = interpretProgram(isa, program, runtime);
  const digests = states.map((state) => {
    let next = 0;
    const memories = Object.fromEntries(
      lastingMemories(isa).map(({ name, type, index }) => {
        const cells = state.slice(next, next + program.cells[index]);
        next += program.cells[index];
        return [name, type === 'f64' ? Float64Array.from(cells) : Int32Array.from(cells)];
      }),
    );
    return digestMemories(isa, memories);
  });
  const dispatches = Object.values(executions)
    .flat()
    .reduce((a, b) => a + b, 0);
  return {
    digests,
    trapped,
    dispatches: technique.name === 'whole program' ? null : dispatches,
    recorded: [...recorded],
  };
}
