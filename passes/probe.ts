import { hasRuntime } from '../src/bytecode/running.js';
import type { ProbeOptions } from '../src/execution/probes/block.js';
import { planProbes } from '../src/execution/probes/plan.js';
import { type ProbeResult, probeTechnique } from '../src/execution/probes/probe.js';
import type { Technique } from '../src/execution/technique.js';
import { switchLoop } from '../src/execution/typescript/switch.js';
import { branchTable } from '../src/execution/wasm/techniques.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import { hostOf, type Machine } from '../src/machines/machine.js';
import { definePass } from './pass.js';

/** What is probed. */
export interface ProbePassOptions {
  /** Besides the run loop in TypeScript, which verification reruns programs with. */
  readonly techniques: readonly Technique[];
}

/** Enough to meet every branch of usual handlers, in a time that nobody notices. */
export const PROBE_OPTIONS: ProbeOptions = {
  seed: 1,
  states: 64,
  choices: 4,
  tries: 64,
  largest: false,
  impure: 'noted',
};

/**
 * Runs the handlers themselves, as printed, in states made for them, and compares what they leave with what
 * the interpreter makes of their semantics.
 */
export function probePass(options: ProbePassOptions) {
  return definePass({
    name: 'probe',
    reads: ['machine', 'fused'],
    writes: ['probes'],
    options,
    run: ({ machine, fused }) => ({
      probes: probeHandlers(machine, fused, [switchLoop, ...options.techniques]),
    }),
  });
}

/** Null where there is nothing that could be run: no bodies, or no functions that they call. */
function probeHandlers(
  machine: Machine,
  fused: FusedIsa,
  techniques: readonly Technique[],
): readonly ProbeResult[] | null {
  const { isa, runtime } = machine;
  if (isa.bodies !== 'expressions' || !hasRuntime(isa, runtime)) return null;
  const plans = planProbes(fused, runtime, PROBE_OPTIONS);
  return techniques.map((technique) => probeTechnique(plans, technique, hostOf(machine)));
}

/** Techniques that need no compiler, of the languages that handlers are printed in. */
export function techniquesToProbe(targets: readonly string[]): readonly Technique[] {
  return targets.includes(branchTable.target) ? [branchTable] : [];
}
