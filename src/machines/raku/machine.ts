import { readFileSync } from 'node:fs';
import { encode, type Program } from '../../bytecode/program.js';
import type { CompiledSource, CompileOptions, Machine } from '../machine.js';
import { Compiler } from './compile/compiler.js';
import { ProgramWriter } from './compile/program-writer.js';
import { encodeDescription } from './description.js';
import { isa, isaText } from './isa.js';
import { CAPTURE_CELLS, STATE_CELLS, TEMPORARIES } from './layout.js';
import { type RakuOptions, rakuRuntime } from './runtime/index.js';
import { writeSetting } from './setting/index.js';
import { parseRaku } from './syntax/parser.js';

const HEAP_CELLS = 2 ** 20;
/** An object that holds one has four cells. */
const NUMBER_CELLS = HEAP_CELLS / 4;
const CONSTANTS = 2 ** 14;
const MAIN = 'main';

/** A program of the machine: its routines, those of the setting, and what the host has to know. */
export function compileRaku(text: string, file: string, { name, family }: CompileOptions): Program {
  const unit = parseRaku(text, file);
  const writer = new ProgramWriter();
  const compiler = new Compiler(writer, writeSetting(writer));
  const { main } = compiler.unit(unit);
  const { sections, description } = writer.finish(main);
  const instruction = (called: string, ...operands: number[]) => ({
    opcode: isa.opcodeOf.get(called)!,
    operands,
  });
  return {
    name,
    family,
    machine: isa.machine,
    cells: {
      cell: HEAP_CELLS,
      argument: CAPTURE_CELLS,
      temporary: TEMPORARIES,
      constant: CONSTANTS,
      cellOfState: STATE_CELLS,
      numberCell: NUMBER_CELLS,
    },
    pools: { description: [encodeDescription(description)] },
    sections: [{ name: MAIN, code: encode(isa, [instruction('start', 0), instruction('end')]) }, ...sections],
    schedule: [{ kind: 'run', section: MAIN }, { kind: 'observe' }],
    symbols: {},
  };
}

/** A strict subset of Raku, on a machine that dispatches as MoarVM does. */
export function rakuMachine(options: RakuOptions = {}): Machine {
  return {
    isa,
    isaText,
    runtime: rakuRuntime(options),
    printing: (print) => rakuRuntime({ ...options, print }),
    extensions: ['.raku'],
    compile(path: string, compileOptions: CompileOptions): CompiledSource {
      const program = compileRaku(readFileSync(path, 'utf8'), path, compileOptions);
      return { program, outputs: { columns: [], every: 1 }, notes: [] };
    },
  };
}

export const raku = rakuMachine();
