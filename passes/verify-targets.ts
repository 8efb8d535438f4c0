import {
  describeDifference,
  type TargetDifference,
  type TargetEvidence,
} from '../src/artifacts/target-evidence.js';
import type { HostFunctions } from '../src/backends/host.js';
import { dispatches, originalOf, type Profile } from '../src/bytecode/profile.js';
import type { Program } from '../src/bytecode/program.js';
import type { Observation, Prepared, Technique } from '../src/execution/technique.js';
import { switchLoop } from '../src/execution/typescript/switch.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import { type Isa, lastingMemories } from '../src/isa/isa.js';
import { hostOf } from '../src/machines/machine.js';
import { predictDispatches, type TiledProgram } from '../src/mining/tile.js';
import { formatNumber } from '../src/util/format.js';
import { InputError } from '../src/util/input-error.js';
import { definePass } from './pass.js';
import { canRerun, failureOf, rerunLimit } from './verify.js';

/** Reruns what was proven in TypeScript under these techniques too. */
export function verifyTargetsPass(options: { readonly techniques: readonly Technique[] }) {
  return definePass({
    name: 'verify-targets',
    reads: ['machine', 'fused', 'profile', 'tiled'],
    writes: ['targetEvidence'],
    options,
    run({ machine, fused, profile, tiled }) {
      if (options.techniques.length === 0) return { targetEvidence: [] };
      const recorded = profile.programs.find((program) => !canRerun(machine.isa, program));
      if (recorded)
        throw new InputError(
          `${recorded.program.name} was recorded by another VM, and cannot run under techniques of ours: leave out --targets`,
        );
      const host = hostOf(machine);
      return {
        targetEvidence: rerunOnTargets(machine.isa, fused, host, profile, tiled, options.techniques),
      };
    },
  });
}

/**
 * Reruns every program under every technique, baseline and fused: within a technique all memories must be the
 * same to the bit at every stop, and the dispatches those predicted. `tiled[i]` belongs to
 * `profile.programs[i]`.
 */
function rerunOnTargets(
  isa: Isa,
  fused: FusedIsa,
  host: HostFunctions,
  profile: Profile,
  tiled: readonly TiledProgram[],
  techniques: readonly Technique[],
): TargetEvidence[] {
  return profile.programs.flatMap((program, i) => {
    const original = originalOf(program);
    const reference = switchLoop.prepare(isa, original.program, host);
    const counts = { baseline: dispatches(original), fused: predictDispatches(program, tiled[i]) };
    const expected = reference.observe(rerunLimit(counts.baseline));
    const programs = { baseline: original.program, fused: tiled[i].program };
    return techniques.map((technique): TargetEvidence => {
      const identity = { target: technique.target, technique: technique.name, program: program.program.name };
      try {
        return { ...identity, ...rerun(isa, fused, host, programs, technique, reference, expected, counts) };
      } catch (error) {
        return { ...identity, ...NOTHING, predicted: counts.fused, failures: [failureOf(error)] };
      }
    });
  });
}

const NOTHING = {
  stops: 0,
  difference: null,
  fromTypeScript: null,
  baselineMeasured: null,
  fusedMeasured: null,
} as const;

function rerun(
  isa: Isa,
  fused: FusedIsa,
  host: HostFunctions,
  programs: { readonly baseline: Program; readonly fused: Program },
  technique: Technique,
  reference: Prepared,
  expected: Observation,
  counts: { readonly baseline: number; readonly fused: number },
): Omit<TargetEvidence, 'target' | 'technique' | 'program'> {
  const opened: Prepared[] = [];
  const open = (of: Isa, program: Program): Prepared => {
    const prepared = technique.prepare(of, program, host);
    opened.push(prepared);
    return prepared;
  };
  try {
    const baseline = open(isa, programs.baseline);
    const tiled = open(fused, programs.fused);
    const before = baseline.observe(rerunLimit(counts.baseline));
    const after = tiled.observe(rerunLimit(counts.fused));
    const difference = firstDifference(isa, programs.baseline, baseline, tiled, before, after);
    const fromTypeScript = firstDifference(isa, programs.baseline, reference, baseline, expected, before);
    return {
      stops: before.digests.length,
      difference,
      fromTypeScript,
      baselineMeasured: before.dispatches,
      fusedMeasured: after.dispatches,
      predicted: counts.fused,
      failures: [
        ...(difference ? [`fused differs from baseline: ${describeDifference(difference)}`] : []),
        ...miscounted('baseline', before.dispatches, counts.baseline),
        ...miscounted('fused', after.dispatches, counts.fused),
      ],
    };
  } finally {
    for (const prepared of opened) prepared.dispose();
  }
}

function miscounted(what: string, measured: number | null, predicted: number): string[] {
  return measured === null || measured === predicted
    ? []
    : [`${what}: ${measured} dispatches instead of ${predicted}`];
}

function firstDifference(
  isa: Isa,
  program: Program,
  expected: Prepared,
  found: Prepared,
  before: Observation,
  after: Observation,
): TargetDifference | null {
  const [left, right] = [before.digests, after.digests];
  const stop = left.findIndex((digest, i) => digest !== right[i]);
  const [wanted, seen] = [before, after].map(endOf);
  if (stop < 0 && wanted === seen) return null;
  if (stop < 0 || stop >= right.length)
    return {
      stop: Math.min(left.length, right.length),
      what: 'the run',
      expected: wanted,
      found: seen,
      ulps: null,
    };
  const [a, b] = [expected.stateAt(stop), found.stateAt(stop)];
  for (const { name, index, type } of lastingMemories(isa)) {
    const cell = a[name].findIndex((value, i) => !Object.is(value, b[name][i]));
    if (cell < 0) continue;
    const symbol = program.symbols[index]?.[cell];
    return {
      stop,
      what: `${name}[${cell}]${symbol ? ` (${symbol})` : ''}`,
      expected: formatNumber(a[name][cell]),
      found: formatNumber(b[name][cell]),
      ulps: type === 'f64' ? ulpsBetween(a[name][cell], b[name][cell]) : null,
    };
  }
  return { stop, what: 'a digest', expected: left[stop], found: right[stop], ulps: null };
}

function endOf({ digests, trapped }: Observation): string {
  return `${digests.length} stops${trapped ? ' and a trap' : ''}`;
}

/** How many doubles lie between two, the second counted. */
function ulpsBetween(a: number, b: number): number | null {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return null;
  const order = (value: number): bigint => {
    const bits = new BigInt64Array(new Float64Array([value]).buffer)[0];
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  };
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}
