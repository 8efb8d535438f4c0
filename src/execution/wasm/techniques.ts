import type { HostFunctions } from '../../backends/host.js';
import { encodeModule } from '../../backends/wasm/encode.js';
import { readExternText } from '../../backends/wasm/extern-text.js';
import { TRAPPED } from '../../backends/wasm/handler.js';
import {
  branchTableModule,
  DISPATCHES,
  type InterpreterOptions,
  tailCallModule,
} from '../../backends/wasm/interpreters.js';
import { programLayout } from '../../backends/wasm/layout.js';
import type { WasmModule } from '../../backends/wasm/module.js';
import type { WasmExports } from '../../backends/wasm/web-assembly.js';
import { sectionExport, wholeProgramModule } from '../../backends/wasm/whole-program.js';
import { compileProgram, MAX_NODES } from '../../backends/whole-program.js';
import type { Program } from '../../bytecode/program.js';
import { bindRuntime, runningOnly } from '../../bytecode/running.js';
import type { Isa } from '../../isa/isa.js';
import { plural } from '../../util/format.js';
import { DEFAULT_MAX_DISPATCHES, DispatchLimitError } from '../dispatch-limit.js';
import { type LoadedCode, prepareInProcess } from '../in-process.js';
import { loadProgram } from '../load.js';
import type { EditSource, Technique } from '../technique.js';
import { addressOf, instantiateModule, writeCode } from './instance.js';

interface LoadedModule extends LoadedCode {
  readonly moduleBytes: number;
}

/** `maxDispatches` is null where nothing is counted. */
type Load = (
  isa: Isa,
  program: Program,
  host: HostFunctions,
  maxDispatches: number | null,
  edit?: EditSource,
) => LoadedModule;

function technique(name: string, load: Load): Technique {
  return {
    target: 'wasm',
    name,
    isInProcess: true,
    unavailable: () => null,
    prepare(isa, program, host, edit) {
      let bytes: number | null = null;
      return prepareInProcess(
        isa,
        { bytes: () => bytes, unit: 'WebAssembly' },
        (counting, maxDispatches = DEFAULT_MAX_DISPATCHES) => {
          const loaded = load(isa, program, host, counting ? maxDispatches : null, edit);
          if (!counting) bytes = loaded.moduleBytes;
          return loaded;
        },
      );
    },
  };
}

/** Whether the section that has just run trapped; a module that never traps has no flag for that. */
function hasTrapped(exports: WasmExports): boolean {
  const flag = exports[TRAPPED] as { value: number } | undefined;
  if (!flag?.value) return false;
  flag.value = 0;
  return true;
}

function interpreter(print: (isa: Isa, options: InterpreterOptions) => WasmModule): Load {
  return (isa, program, host, maxDispatches, edit) => {
    const { code, starts, stackCells, pools } = loadProgram(isa, program);
    const { externs, start } = bindRuntime(isa, host.functions);
    const text = readExternText(isa, host.texts?.wasm);
    const layout = programLayout(isa, program, stackCells, text);
    const module = print(isa, { layout, text, codeWords: code.length, maxDispatches });
    const bytes = encodeModule((edit?.module?.(module) as WasmModule | undefined) ?? module);
    const { exports, ...instance } = instantiateModule(isa, program, pools, externs, layout, bytes);
    const restart = () => start(runningOnly(program, 'WebAssembly', instance.memories));
    restart();
    writeCode(isa, code, exports.memory.buffer, layout);
    const dispatches = () =>
      maxDispatches === null ? 0 : (exports[DISPATCHES] as { readonly value: number }).value;
    const run = exports.run as (pc: number, sp: number) => void;
    return {
      ...instance,
      program,
      restart,
      loops: [],
      moduleBytes: bytes.length,
      run: (section) => {
        try {
          run(addressOf(starts.get(section)!, layout), layout.stack);
        } catch (error) {
          if (maxDispatches === null || dispatches() <= maxDispatches) throw error;
          throw new DispatchLimitError(`${program.name}: stopped after ${plural(maxDispatches, 'dispatch')}`);
        }
        return hasTrapped(exports);
      },
      dispatches,
    };
  };
}

const loadWholeProgram =
  (mostNodes: number): Load =>
  (isa, program, host, _, edit) => {
    const { stackCells, pools } = loadProgram(isa, program);
    const { externs, start } = bindRuntime(isa, host.functions);
    const compiled = compileProgram(isa, program, mostNodes);
    const text = readExternText(isa, host.texts?.wasm);
    const layout = programLayout(isa, program, stackCells, text, compiled.shared);
    const module = wholeProgramModule(isa, { layout, text }, compiled);
    const bytes = encodeModule((edit?.module?.(module) as WasmModule | undefined) ?? module);
    const { exports, ...instance } = instantiateModule(isa, program, pools, externs, layout, bytes);
    const restart = () => start(runningOnly(program, 'WebAssembly', instance.memories));
    restart();
    const sections = new Map(
      program.sections.map(({ name }, index) => [name, exports[sectionExport(index)] as () => void]),
    );
    return {
      ...instance,
      program,
      restart,
      loops: [],
      moduleBytes: bytes.length,
      run: (section) => {
        sections.get(section)!();
        return hasTrapped(exports);
      },
      dispatches: () => null,
    };
  };

/** One function with a `br_table` over the opcodes, in a loop. */
export const branchTable = technique('br_table', interpreter(branchTableModule));
export const tailCalls = technique('tail calls', interpreter(tailCallModule));
export const wholeProgramOf = (mostNodes: number) => technique('whole program', loadWholeProgram(mostNodes));
export const wholeProgram = wholeProgramOf(MAX_NODES);

export const WASM_TECHNIQUES: readonly Technique[] = [branchTable, tailCalls, wholeProgram];
