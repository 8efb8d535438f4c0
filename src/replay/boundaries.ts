import { mayLeave } from '../isa/flow.js';
import type { Instruction } from '../isa/isa.js';
import { endsBlock } from '../isa/pattern.js';
import { plural } from '../util/format.js';
import { type Cover, instructionAt, pcAt, type RecordedSection, report } from './recorded-section.js';
import type { Violations } from './violations.js';

/**
 * Complains where control enters a superinstruction other than at its first part, or leaves it other than at
 * its last, or at a part of which the machine says that it may: as the code and the recording say where
 * control may go, and as events or counts say where it went.
 */
export function checkBoundaries(recorded: RecordedSection, violations: Violations): void {
  const entries = possibleEntries(recorded);
  for (const cover of recorded.covers) {
    if (cover.end - cover.start < 2) continue;
    for (let i = cover.start; i < cover.end; i++) {
      const instruction = instructionAt(recorded, i);
      const complain = (what: string) => report(violations, recorded, i, cover, what);
      const entry = entries.get(i);
      if (i > cover.start && entry !== undefined) complain(`control may enter it midway: ${entry}`);
      const fault = faultOf(instruction, i === cover.end - 1);
      if (fault !== null) complain(fault);
    }
    if (recorded.transfers === null) checkCounts(recorded, cover, violations);
  }
  if (recorded.transfers !== null) checkTransfers(recorded, violations);
}

/** Where control may come from elsewhere, as far as the code and the recording say so; and why. */
function possibleEntries({ isa, section, code }: RecordedSection): ReadonlyMap<number, string> {
  const entries = new Map<number, string>();
  for (const [i, { opcode, operands }] of code.entries()) {
    const { name, flow, operands: kinds } = isa.instructions[opcode];
    const at = `${name} at pc ${pcAt(section, i)}`;
    for (const [k, { kind }] of kinds.entries()) if (kind.label) entries.set(operands[k], `${at} goes there`);
    if (flow.kind === 'call') entries.set(i + 1, `${at} calls, and control comes back there`);
    if (flow.maySkip || flow.isPrefix) {
      entries.set(i + 1, flow.isPrefix ? `it belongs to ${at}` : `${at} may skip it`);
      entries.set(i + 2, flow.isPrefix ? `${at} ends before it` : `${at} may skip what is before it`);
    }
  }
  for (const leader of section.leaders ?? [])
    if (!entries.has(leader)) entries.set(leader, 'the recording has an entry there');
  return entries;
}

/** What keeps an instruction from being such a part of a superinstruction; null: nothing. */
function faultOf(instruction: Instruction, isLast: boolean): string | null {
  const { flow } = instruction;
  if (flow.isAlone || flow.isPrefix) return 'the machine says that it is never part of a superinstruction';
  if (!isLast && (endsBlock(instruction) || flow.maySkip))
    return 'control leaves it midway: the machine says that it does not always go on to the next instruction';
  return null;
}

const GOES_ON = 'but the machine says that it always goes on: flag it `may-exit`';

function checkTransfers(recorded: RecordedSection, violations: Violations): void {
  const { section, covers, transfers } = recorded;
  const coverOf = covers.flatMap((cover) => Array<Cover>(cover.end - cover.start).fill(cover));
  const place = (index: number) => (index < 0 ? 'outside' : `pc ${pcAt(section, index)}`);
  for (const { from, to, times } of transfers!) {
    if (times === 0) continue;
    const entered = coverOf[to];
    if (entered && to > entered.start)
      report(
        violations,
        recorded,
        to,
        entered,
        `control enters it midway from ${place(from)}, ${plural(times, 'time')}`,
      );
    const left = coverOf[from];
    if (!left || from === left.end - 1 || mayLeave(instructionAt(recorded, from).flow)) continue;
    const cut = to < 0 ? ', or end the recording elsewhere if it was cut off there' : '';
    const what = `control leaves it midway for ${place(to)}, ${plural(times, 'time')}, ${GOES_ON}${cut}`;
    report(violations, recorded, from, left, what);
  }
}

/** What counts alone tell: entered midway, an instruction runs more often than the one before it. */
function checkCounts(recorded: RecordedSection, cover: Cover, violations: Violations): void {
  const { counts, section } = recorded;
  for (let i = cover.start + 1; i < cover.end; i++) {
    const more = counts[i] - counts[i - 1];
    const before = `pc ${pcAt(section, i - 1)} before it`;
    if (more > 0)
      report(
        violations,
        recorded,
        i,
        cover,
        `control enters it midway: it was executed ${plural(more, 'time')} more often than ${before}`,
      );
    if (more < 0 && !mayLeave(instructionAt(recorded, i - 1).flow))
      report(
        violations,
        recorded,
        i - 1,
        cover,
        `control leaves it midway: the next instruction was executed ${plural(-more, 'time')} less often, ${GOES_ON}`,
      );
  }
}
