import { semanticsOf } from '../../isa/isa.js';
import type { MemoryArray } from '../load.js';
import type { ProbeBlock } from './block.js';
import { notingCalls } from './calls.js';
import type { ProbePlan } from './plan.js';
import { INTEGERS, type ProbeMachine } from './probe-machine.js';
import { Reference } from './reference.js';
import { type Probe, resultCells } from './sections.js';

/** All memories after a state of a block, counted from 0, and the probe that ran in it. */
export function stateOf(
  { machine, program, runtime, impure, first }: ProbePlan,
  { steps }: ProbeBlock,
  state: number,
): { readonly memories: Readonly<Record<string, MemoryArray>>; readonly probe: Probe } {
  const functions = impure === 'noted' ? notingCalls(machine, runtime, []) : runtime;
  const reference = new Reference(machine, program, functions);
  reference.reset(first);
  let passed = 0;
  for (const { probe, times } of steps)
    for (let i = 0; i < times; i++) {
      if (!probe) reference.skip();
      else {
        reference.run(probe);
        if (passed++ === state) return { memories: reference.memories, probe };
      }
    }
  throw new Error(`the block has no state ${state}`);
}

/** What a cell of a memory is, for people: those of the probes hold what a handler left. */
export function describeCell(machine: ProbeMachine, probe: Probe, memory: string, cell: number): string {
  const { isa } = machine;
  const isInteger = memory === machine.name('integers');
  if (!isInteger && memory !== machine.name('results')) return `${memory}[${cell}]`;
  if (isInteger && cell === INTEGERS.mark)
    return 'where it went on (1: nowhere, 2: behind it, 3: the target)';
  const { outputs } = semanticsOf(isa.instructions[probe.opcode]);
  const cells = resultCells(machine, outputs.length);
  if (cell === cells.below) return 'the cell below its inputs';
  if (cell >= cells.first && cell < cells.below)
    return `output ${isa.instructions[probe.opcode].pushes[cell - cells.first]}`;
  if (cell >= cells.registers && cell < cells.first)
    return `register ${isa.registers[cell - cells.registers].name}`;
  return `${memory}[${cell}] of the probes`;
}
