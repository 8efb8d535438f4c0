import type { Program } from '../../bytecode/program.js';
import type { Isa, Runtime } from '../../isa/isa.js';
import { type Loaded, prepareInProcess } from '../in-process.js';
import { loadProgram } from '../load.js';
import type { Technique } from '../technique.js';
import { encodeModule } from './encode.js';
import { addressOf, instantiateModule, writeCode } from './instance.js';
import { branchTableModule, DISPATCHES, type InterpreterOptions, tailCallModule } from './interpreters.js';
import { programLayout } from './layout.js';
import type { WasmModule } from './module.js';

const CODE_UNIT = 'WebAssembly';

type PrintInterpreter = (isa: Isa, options: InterpreterOptions) => WasmModule;

function loadInterpreter(
  print: PrintInterpreter,
  isa: Isa,
  program: Program,
  runtime: Runtime,
  counting: boolean,
): Loaded & { readonly moduleBytes: number } {
  const { code, starts, stackCells, pools } = loadProgram(isa, program, runtime);
  const layout = programLayout(isa, program, stackCells);
  const bytes = encodeModule(print(isa, { layout, codeWords: code.length, counting }));
  const { exports, memories } = instantiateModule(isa, program, pools, runtime, layout, bytes);
  writeCode(isa, code, exports.memory.buffer, layout);
  const run = exports.run as (pc: number, sp: number) => void;
  return {
    program,
    memories,
    loops: [],
    moduleBytes: bytes.length,
    run: (section) => run(addressOf(starts.get(section)!, layout), layout.stack),
    reset: () => {
      for (const memory of Object.values(memories)) memory.fill(0);
    },
    dispatches: () => (counting ? (exports[DISPATCHES] as { readonly value: number }).value : 0),
  };
}

function interpreter(name: string, print: PrintInterpreter): Technique {
  return {
    target: 'wasm',
    name,
    unavailable: () => null,
    prepare(isa, program, { functions }) {
      let bytes: number | null = null;
      return prepareInProcess(isa, { bytes: () => bytes, unit: CODE_UNIT }, (counting) => {
        const loaded = loadInterpreter(print, isa, program, functions, counting);
        if (!counting) bytes = loaded.moduleBytes;
        return loaded;
      });
    },
  };
}

export const branchTable = interpreter('br_table', branchTableModule);
export const tailCalls = interpreter('tail calls', tailCallModule);

export const WASM_TECHNIQUES: readonly Technique[] = [branchTable, tailCalls];
