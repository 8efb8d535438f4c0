import { basicBlocks } from '../bytecode/blocks.js';
import type { FusedIsa } from '../isa/fuse.js';
import { type Instruction, instructionNamed } from '../isa/isa.js';
import { instructionAt, type RecordedSection, report } from './recorded-section.js';
import type { Violations } from './violations.js';

/** The most cells that the operand stack grows by within a basic block. */
export interface Peaks {
  readonly baseline: number;
  readonly fused: number;
}

/**
 * Complains where a superinstruction does not say of the stack what its parts do together, or where fused
 * code needs more of it within a basic block. Returns the highest peaks; null where it is not known what an
 * instruction does to the stack.
 */
export function checkStacks(recorded: RecordedSection, violations: Violations): Peaks | null {
  const { isa, covers } = recorded;
  const faults = new Map<number, string | null>();
  for (const cover of covers) {
    if (cover.opcode < isa.base || faults.has(cover.opcode)) continue;
    const fault = faultOf(isa, cover.opcode);
    faults.set(cover.opcode, fault);
    if (fault !== null) report(violations, recorded, cover.start, cover, fault);
  }
  return comparePeaks(recorded, violations);
}

/** By an arithmetic of its own, not by how the picture was made. */
function faultOf(isa: FusedIsa, opcode: number): string | null {
  const fused = isa.instructions[opcode];
  const parts = isa.patterns[opcode - isa.base].parts.map((part) => instructionNamed(isa, part.opcode)!);
  const isKnown = parts.every(({ isStackKnown }) => isStackKnown);
  if (isKnown !== fused.isStackKnown)
    return `what it does to the stack is ${fused.isStackKnown ? 'given' : 'unknown'}, but that of its parts is ${isKnown ? 'known' : 'not known'}`;
  if (!isKnown) return null;
  for (const stack of [null, ...isa.stacks]) {
    const [pops, pushes] = sizesOf(fused, stack);
    const [netPops, netPushes] = netOf(parts, stack);
    if (pops !== netPops || pushes !== netPushes)
      return `it pops ${pops} and pushes ${pushes}${stack === null ? '' : ` on ${stack}`}, but its parts together pop ${netPops} and push ${netPushes}`;
  }
  return null;
}

/** Null: the operand stack. */
function sizesOf(instruction: Instruction, stack: string | null): readonly [pops: number, pushes: number] {
  const picture = stack === null ? instruction : instruction.others.find((one) => one.stack === stack);
  return [picture?.pops.length ?? 0, picture?.pushes.length ?? 0];
}

function netOf(parts: readonly Instruction[], stack: string | null): readonly [pops: number, pushes: number] {
  let depth = 0;
  let deepest = 0;
  for (const part of parts) {
    const [pops, pushes] = sizesOf(part, stack);
    deepest = Math.min(deepest, depth - pops);
    depth += pushes - pops;
  }
  return [-deepest, depth - deepest];
}

function comparePeaks(recorded: RecordedSection, violations: Violations): Peaks | null {
  const { isa, code, covers, section } = recorded;
  let peaks: Peaks | null = { baseline: 0, fused: 0 };
  let next = 0;
  for (const { start, end } of basicBlocks(isa, code, section.leaders)) {
    const first = next;
    while (next < covers.length && covers[next].start < end) next++;
    const own = covers.slice(first, next);
    // What reaches into another block is a violation of its own.
    if (own[0]?.start !== start || own.at(-1)!.end !== end) continue;
    const baseline = peakOf(code.slice(start, end).map((_, i) => instructionAt(recorded, start + i)));
    const fused = peakOf(own.map(({ opcode }) => isa.instructions[opcode]));
    if (baseline === null || fused === null) {
      peaks = null;
      continue;
    }
    if (fused > baseline) {
      const what = `the fused code of the block that begins here grows the stack by ${fused} cells, the baseline by ${baseline}`;
      report(violations, recorded, start, null, what);
    }
    if (peaks) peaks = { baseline: Math.max(peaks.baseline, baseline), fused: Math.max(peaks.fused, fused) };
  }
  return peaks;
}

/** How far the operand stack grows above where it was; null where an instruction's picture is not known. */
function peakOf(instructions: readonly Instruction[]): number | null {
  let depth = 0;
  let peak = 0;
  for (const { pops, pushes, isStackKnown } of instructions) {
    if (!isStackKnown) return null;
    depth += pushes.length - pops.length;
    peak = Math.max(peak, depth);
  }
  return peak;
}
