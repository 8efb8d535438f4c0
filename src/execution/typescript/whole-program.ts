import { printWholeProgram } from '../../backends/typescript/whole-program.js';
import { MAX_NODES } from '../../backends/whole-program.js';
import { bindRuntime, runningOnly } from '../../bytecode/running.js';
import { prepareInProcess } from '../in-process.js';
import { createMemories, loadProgram, takeTrap } from '../load.js';
import type { Technique } from '../technique.js';
import { anew } from './vm.js';

interface CompiledProgram {
  readonly sections: readonly (() => void)[];
  readonly functions: readonly unknown[];
}

/**
 * The program as JavaScript of its own, with about so many nodes of expressions in a function: no instruction
 * is dispatched.
 */
export const wholeProgramOf = (mostNodes: number): Technique => ({
  target: 'ts',
  name: 'whole program',
  isInProcess: true,
  unavailable: () => null,
  prepare(isa, program, { functions }, edit) {
    let characters = 0;
    return prepareInProcess(isa, { bytes: () => characters, unit: 'JavaScript' }, () => {
      const { stackCells, pools } = loadProgram(isa, program);
      const { externs, start } = bindRuntime(isa, functions);
      const memories = createMemories(isa, program);
      const text = printWholeProgram(isa, program, mostNodes);
      characters = text.length;
      const compile = new Function('host', anew(edit?.text?.(text) ?? text));
      const host = { memories, pools, stackCells, externs, trapped: false };
      const compiled = compile(host) as CompiledProgram;
      const restart = () => start(runningOnly(program, 'whole program', memories));
      restart();
      const sections = new Map(program.sections.map(({ name }, i) => [name, compiled.sections[i]]));
      return {
        program,
        memories,
        restart,
        loops: [],
        run: (section) => {
          sections.get(section)!();
          return takeTrap(host);
        },
        dispatches: () => null,
      };
    });
  },
});

export const wholeProgram = wholeProgramOf(MAX_NODES);
