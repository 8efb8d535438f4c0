import { printRunLoop } from '../../backends/typescript/run-loop.js';
import { prepareInProcess } from '../in-process.js';
import type { Technique } from '../technique.js';
import { bytecodeSizes } from './bytecode-size.js';
import { instantiate } from './vm.js';

/** The run loop of `vm.ts`: a switch over the opcodes, the arrays closed over. */
export const switchLoop: Technique = {
  target: 'ts',
  name: 'switch',
  isInProcess: true,
  unavailable: () => null,
  prepare(isa, program, { functions }, edit) {
    const bytes = () =>
      bytecodeSizes(printRunLoop(isa, { types: false, form: 'script', counting: false }), isa).run ?? null;
    return prepareInProcess(isa, { bytes, unit: 'V8 bytecode' }, (counting, maxDispatches) => {
      const vm = instantiate(isa, program, functions, counting, maxDispatches, edit);
      return { ...vm, loops: [vm.loop] };
    });
  },
};
