import { decomposesInto } from '../bytecode/decompose.js';
import type { TracedProgram } from '../bytecode/profile.js';
import type { Program } from '../bytecode/program.js';
import type { FusedIsa } from '../isa/fuse.js';
import { checkBoundaries } from './boundaries.js';
import { explainCounts, movesOf, walkFused } from './events.js';
import { type RecordedSection, recordedSection } from './recorded-section.js';
import { checkStacks, type Peaks } from './stack-effects.js';
import { type Violation, Violations } from './violations.js';

/** What can be proven of a fused program without executing a handler. */
export interface Replay {
  /** `replayed`: by events in order; `counted`: by counts alone, so that nobody knows where control went. */
  readonly level: 'replayed' | 'counted';
  /** The first of them, and how many there are. */
  readonly violations: readonly Violation[];
  readonly violationCount: number;
  /** Executions that the events tell of; null where there are none, or the fused code is of other length. */
  readonly baselineMeasured: number | null;
  /** Dispatches of the fused code as control walks it; null like the above. */
  readonly measuredDispatches: number | null;
  readonly decomposes: boolean;
  /** Null where it is not known what every instruction does to the stack. */
  readonly peaks: Peaks | null;
  /** By superinstruction: how often it is dispatched. */
  readonly executions: Float64Array;
}

/**
 * Replays what was recorded of a program on its fused code: the events have to explain the counts, control
 * has to enter and leave superinstructions only where it may, the fused code has to decompose into the
 * baseline and may need no more stack. Where only counts are known, checks what they can tell. No handler is
 * executed: that each does what its parts do is not shown.
 */
export function replayProgram(isa: FusedIsa, traced: TracedProgram, fused: Program): Replay {
  const violations = new Violations();
  const executions = new Float64Array(isa.patterns.length);
  const sections = traced.program.sections.map((_, s) => recordedSection(isa, traced, fused, s));
  const known = sections.filter((section) => section !== null);
  let executed = 0;
  let dispatched = 0;
  for (const section of known) {
    const moves = movesOf(section);
    if (section.transfers) executed += explainCounts(section, moves, violations);
    checkBoundaries(section, violations);
    const walked = section.transfers ? walkFused(section, moves) : countedStarts(section);
    for (const [c, { opcode }] of section.covers.entries()) {
      dispatched += walked[c];
      if (opcode >= isa.base) executions[opcode - isa.base] += walked[c];
    }
  }
  const stacks = known.map((section) => checkStacks(section, violations));
  const isWhole = known.length === sections.length;
  const isWalked = traced.transfers !== undefined && isWhole;
  return {
    level: traced.transfers ? 'replayed' : 'counted',
    violations: violations.first,
    violationCount: violations.total,
    baselineMeasured: isWalked ? executed : null,
    measuredDispatches: isWalked ? dispatched : null,
    decomposes: isWhole && decomposesInto(isa, fused, traced.program),
    peaks: isWhole ? highest(stacks) : null,
    executions,
  };
}

function countedStarts({ covers, counts }: RecordedSection): Float64Array {
  return Float64Array.from(covers, ({ start }) => counts[start]);
}

function highest(stacks: readonly (Peaks | null)[]): Peaks | null {
  let all: Peaks | null = { baseline: 0, fused: 0 };
  for (const one of stacks)
    all = all &&
      one && { baseline: Math.max(all.baseline, one.baseline), fused: Math.max(all.fused, one.fused) };
  return all;
}
