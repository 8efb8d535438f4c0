import fc from 'fast-check';
import type { HostFunctions } from '../../../src/backends/host.js';
import type { Program } from '../../../src/bytecode/program.js';
import { extendIsa, type FusedIsa } from '../../../src/isa/fuse.js';
import type { Isa } from '../../../src/isa/isa.js';
import { formatPattern, type Pattern, parsePattern } from '../../../src/isa/pattern.js';
import { models as modelsMachine } from '../../../src/machines/models/machine.js';
import { tileProgram } from '../../../src/mining/tile.js';
import {
  isa as counterIsa,
  programs as counterPrograms,
  createDevice,
} from '../../machines/counter/counter.js';
import { counterSources } from '../../machines/counter/externs.js';
import { programs as guardPrograms, isa as guardsIsa } from '../../machines/guards/guards.js';
import { chooser, counterProgram, fuseProgram, guardsProgram, modelsProgram } from '../../random-code.js';
import { interpretProgram } from '../../reference-machine.js';

/** A machine with programs for it, and superinstructions that fit them. */
export interface Suite {
  readonly isa: Isa;
  readonly fused: FusedIsa;
  readonly programs: readonly { readonly baseline: Program; readonly tiled: Program }[];
  /** Impure functions start anew. */
  readonly createHost: () => HostFunctions;
}

const MAX_PATTERNS = 120;
/** What random code seldom has. */
const NEIGHBOURS = [
  'load_var a; load_var a+1; add',
  'load_var a; assign_curr a+1',
  'load_var a; assign_next a-1',
];

function suiteOf(
  isa: Isa,
  programs: readonly Program[],
  extra: readonly string[],
  createHost: () => HostFunctions,
): Suite {
  const patterns = new Map<string, Pattern>();
  for (const text of extra) patterns.set(text, parsePattern(text, isa, 'test'));
  for (const [i, program] of programs.entries())
    for (const pattern of fuseProgram(isa, program, chooser([i, 4, 2, 5, 3, 1, 0])).isa.patterns)
      if (patterns.size < MAX_PATTERNS) patterns.set(formatPattern(pattern), pattern);
  const fused = extendIsa(isa, [...patterns.values()]);
  const pairs = programs.map((baseline) => ({ baseline, tiled: tileProgram(isa, fused, baseline).program }));
  return { isa, fused, programs: pairs, createHost };
}

const sample = (programs: fc.Arbitrary<Program>) => fc.sample(programs, { numRuns: 12, seed: 5 });

export function modelsSuite(): Suite {
  const { isa, runtime, hostSources } = modelsMachine;
  return suiteOf(isa, sample(modelsProgram), NEIGHBOURS, () => ({ functions: runtime, ...hostSources }));
}

const counters = () => [...counterPrograms, ...sample(counterProgram)];

export function counterSuite(): Suite {
  return suiteOf(counterIsa, counters(), [], createDeviceHost);
}

/**
 * Programs that leave their sections in the middle of instructions, or trap, and those of the counter
 * machine, whose instructions the guards machine begins with: compilers take long, and once is enough.
 */
export function guardsSuite(): Suite {
  const leaves = (program: Program) => {
    const { executions, trapped } = interpretProgram(guardsIsa, program, createDevice().runtime);
    // Where sections only return, the last instruction of the first one runs once.
    return trapped || executions.first.at(-1) === 0;
  };
  const random = fc.sample(guardsProgram, { numRuns: 40, seed: 5 }).filter(leaves);
  const leaving = [...Object.values(guardPrograms), ...random];
  const going = counters().map((program) => ({ ...program, machine: guardsIsa.machine }));
  const inTurns = leaving.flatMap((program, i) => [program, ...going.slice(i, i + 1)]);
  return suiteOf(guardsIsa, [...inTurns, ...going.slice(leaving.length)], [], createDeviceHost);
}

function createDeviceHost(): HostFunctions {
  return { functions: createDevice().runtime, ...counterSources };
}
