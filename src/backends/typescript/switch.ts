import type { Program } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';
import { digestMemories } from '../digest.js';
import type { HostFunctions, Prepared, Technique } from '../technique.js';
import { bytecodeSizes } from './bytecode-size.js';
import { warmUp } from './optimisation.js';
import { printRunLoop } from './run-loop.js';
import { execute, instantiate, runToEnd, type Vm } from './vm.js';

/** The run loop of `vm.ts`: a switch over the opcodes, the arrays closed over. */
export const switchLoop: Technique = {
  target: 'ts',
  name: 'switch',
  unavailable: () => null,
  prepare(isa, program, { functions }): Prepared {
    const start = performance.now();
    const vm = instantiate(isa, program, functions);
    const compileSeconds = (performance.now() - start) / 1000;
    return {
      compileSeconds,
      get codeBytes() {
        return bytecodeSizes(printRunLoop(isa, { types: false, counting: false }), isa).run ?? null;
      },
      codeUnit: 'V8 bytecode',
      time: (milliseconds) => {
        warmUp(milliseconds, () => timeOnce(vm), vm.loop);
        const samples = runFor(vm, milliseconds).sort((a, b) => a - b);
        return samples[samples.length >> 1];
      },
      observe: () => observe(isa, program, functions),
      stateAt: (stop) => stateAt(isa, instantiate(isa, program, functions), stop),
      dispose: () => {},
    };
  },
};

const FEWEST_RUNS = 3;

/** Seconds of each run. */
function runFor(vm: Vm, milliseconds: number): number[] {
  const samples: number[] = [];
  const end = performance.now() + milliseconds;
  while (samples.length < FEWEST_RUNS || performance.now() < end) samples.push(timeOnce(vm));
  return samples;
}

function timeOnce(vm: Vm): number {
  vm.reset();
  const start = performance.now();
  runToEnd(vm);
  return (performance.now() - start) / 1000;
}

/** One run: externs may have effects. */
function observe(isa: Isa, program: Program, functions: HostFunctions['functions']) {
  const vm = instantiate(isa, program, functions, true);
  const digests: string[] = [];
  for (const _ of execute(vm)) digests.push(digestMemories(isa, vm.memories));
  digests.push(digestMemories(isa, vm.memories));
  const dispatches = program.sections.reduce(
    (sum, { name }) => sum + vm.executions(name).reduce((a, b) => a + b, 0),
    0,
  );
  return { digests, dispatches };
}

function stateAt(isa: Isa, vm: Vm, stop: number): Readonly<Record<string, Float64Array | Int32Array>> {
  const run = execute(vm);
  for (let passed = 0; !run.next().done && passed < stop; passed++);
  return Object.fromEntries(isa.memories.map(({ name }) => [name, vm.memories[name].slice()]));
}
