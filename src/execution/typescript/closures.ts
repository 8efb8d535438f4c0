import { printClosures } from '../../backends/typescript/closures.js';
import { bindRuntime, runningOnly } from '../../bytecode/running.js';
import type { Isa } from '../../isa/isa.js';
import { plural } from '../../util/format.js';
import { DEFAULT_MAX_DISPATCHES, DispatchLimitError } from '../dispatch-limit.js';
import { prepareInProcess } from '../in-process.js';
import { createMemories, type LoadedProgram, loadProgram, takeTrap } from '../load.js';
import type { Technique } from '../technique.js';
import { anew } from './vm.js';

type Closure = () => number;

interface CompiledMachine {
  readonly makers: readonly ((...values: number[]) => Closure)[];
  readonly run: (closures: readonly Closure[], start: number) => void;
  readonly dispatches: () => number;
}

/** The closures of a program, and the first of each section. */
function linkClosures(isa: Isa, { code, starts }: LoadedProgram, makers: CompiledMachine['makers']) {
  const indices = new Map<number, number>();
  for (let word = 0; word < code.length; word += 1 + isa.instructions[code[word]].operands.length)
    indices.set(word, indices.size);
  const list = [...indices].map(([word, index]) => {
    const values = isa.instructions[code[word]].operands.map(({ kind }, i) => {
      const operand = code[word + 1 + i];
      return kind.label ? indices.get(operand)! : operand;
    });
    return makers[code[word]](...values, index + 1);
  });
  const firsts = new Map([...starts].map(([section, word]) => [section, indices.get(word)!]));
  return { list, firsts };
}

/** A closure per instruction of the program, each of which says which one is next. */
export const closures: Technique = {
  target: 'ts',
  name: 'closures',
  isInProcess: true,
  unavailable: () => null,
  prepare(isa, program, { functions }, edit) {
    let characters = 0;
    return prepareInProcess(
      isa,
      { bytes: () => characters, unit: 'JavaScript' },
      (counting, maxDispatches = DEFAULT_MAX_DISPATCHES) => {
        const loaded = loadProgram(isa, program);
        const { externs, start } = bindRuntime(isa, functions);
        const memories = createMemories(isa, program);
        const text = printClosures(isa, counting);
        if (!counting) characters = text.length;
        const compile = new Function('host', anew(edit?.text?.(text) ?? text));
        const { pools, stackCells } = loaded;
        const exceed = (): never => {
          throw new DispatchLimitError(`${program.name}: stopped after ${plural(maxDispatches, 'dispatch')}`);
        };
        const host = {
          memories,
          pools,
          stackCells,
          externs,
          trapped: false,
          maxDispatches,
          exceed,
        };
        const machine = compile(host) as CompiledMachine;
        const restart = () => start(runningOnly(program, 'closures', memories));
        restart();
        const { list, firsts } = linkClosures(isa, loaded, machine.makers);
        return {
          program,
          memories,
          restart,
          loops: [],
          run: (section) => {
            machine.run(list, firsts.get(section)!);
            return takeTrap(host);
          },
          dispatches: machine.dispatches,
        };
      },
    );
  },
};
