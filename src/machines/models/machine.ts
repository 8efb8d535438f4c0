import type { CompiledSource, CompileOptions, Machine } from '../machine.js';
import { TIME } from './codegen/layout.js';
import { compileModel } from './compile.js';
import { hostSources } from './host-sources.js';
import { isa, isaText } from './isa.js';
import { MODEL_EXTENSIONS, readModel } from './read-model.js';
import { runtime } from './runtime.js';

/** System-dynamics models in Vensim `.mdl` and XMILE. */
export const models: Machine = {
  isa,
  isaText,
  runtime,
  hostSources,
  extensions: MODEL_EXTENSIONS,
  compile(path: string, options: CompileOptions): CompiledSource {
    const model = readModel(path, options);
    const { program, slots } = compileModel(model, options);
    const columns = model.variables.flatMap(({ name, hidden }, index) =>
      hidden ? [] : [{ name, memory: 'curr', cell: slots[index] }],
    );
    const clock = { name: 'Time', memory: 'curr', cell: TIME.now };
    return { program, outputs: { columns, clock, every: model.time.stepsPerSave }, notes: model.notes ?? [] };
  },
};
