import type { ProgramProfile } from '../../../src/bytecode/profile.js';
import { decodeSection, type Program } from '../../../src/bytecode/program.js';
import { events } from '../../../src/importers/events/events.js';
import type { FusedIsa } from '../../../src/isa/fuse.js';
import { formatPattern } from '../../../src/isa/pattern.js';
import { compareRun } from '../../../src/replay/rerun/compare-run.js';
import { describeViolation } from '../../../src/replay/violations.js';
import { inPieces } from '../../importers/events/pieces.js';
import type { Line } from '../walker.js';

/** A line that a VM prints. */
export interface Printed {
  fn?: string;
  pc?: number;
  op: string;
  args?: (number | string)[];
  state?: string | number;
  n?: number;
}

/** What the VM prints for these walks, with the index of the event as its state where it tells any. */
export function baselineLines(code: readonly Line[], walks: readonly (readonly number[])[]): Printed[] {
  return walks.flat().map((i, event) => {
    const [op, ...args] = code[i];
    return { fn: 'f', pc: 10 * i, op, args, state: `s${event}` };
  });
}

/** What a VM with superinstructions prints for them, in the same numbering, and called by their patterns. */
export function fusedLines(
  isa: FusedIsa,
  { program }: ProgramProfile,
  fused: Program,
  walks: readonly (readonly number[])[],
): Printed[] {
  const code = decodeSection(isa, fused, fused.sections[0]);
  let next = 0;
  const starts = code.map(({ opcode }) => {
    const start = next;
    next += isa.patterns[opcode - isa.base]?.parts.length ?? 1;
    return start;
  });
  const at = new Map(starts.map((start, k) => [start, k]));
  const lines: Printed[] = [];
  let event = 0;
  for (const walk of walks)
    for (const i of walk) {
      const k = at.get(i);
      if (k !== undefined) {
        const { opcode, operands } = code[k];
        const pattern = isa.patterns[opcode - isa.base];
        const { name, operands: kinds } = isa.instructions[opcode];
        const args = operands.map((word, o) => {
          const { kind } = kinds[o];
          if (kind.interned) return program.texts![kind.name][word];
          return kind.label ? 10 * starts[word] : word;
        });
        const op = pattern && event % 2 ? formatPattern(pattern) : name;
        lines.push({ fn: 'f', pc: 10 * i, op, args, state: `s${event}` });
      }
      event++;
    }
  return lines;
}

/** Dispatches as counters, as a VM prints them at its end. */
export function asCounters(lines: readonly Printed[]): Printed[] {
  const counted = new Map<string, Printed & { n: number }>();
  for (const { state, ...line } of lines) {
    const key = JSON.stringify(line);
    const known = counted.get(key) ?? { ...line, n: 0 };
    known.n++;
    counted.set(key, known);
  }
  return [...counted.values()];
}

export function textOf(lines: readonly Printed[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** What comparing shows. Without a baseline only counts are compared. */
export async function compare(
  isa: FusedIsa,
  profile: ProgramProfile,
  baseline: readonly Printed[] | null,
  printed: readonly Printed[] | string,
) {
  const text = typeof printed === 'string' ? printed : textOf(printed);
  const trace = baseline && events({ ...inPieces(textOf(baseline)), path: 'baseline' });
  const { violations, executions, ...rest } = await compareRun(isa, profile, trace, {
    ...inPieces(text),
    path: 'output',
  });
  return { ...rest, executions: [...executions], found: violations.map(describeViolation) };
}
