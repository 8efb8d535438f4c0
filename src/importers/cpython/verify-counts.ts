import { flowOf } from '../../isa/flow.js';
import type { InstructionFacts } from '../recording.js';
import type { CpythonFunction, CpythonInstruction } from './trace.js';

/**
 * The first thing in a function that cannot be so; null where everything agrees. Counts come from the VM, and
 * control flow from the disassembler and our own table: where they disagree, one of them is wrong.
 */
export function contradictionIn(
  { instructions }: CpythonFunction,
  facts: ReadonlyMap<string, InstructionFacts>,
): string | null {
  const entries = new Map(instructions.map(({ pc, entry }) => [pc, entry]));
  for (const [i, instruction] of instructions.entries()) {
    const found =
      operandContradiction(instruction, facts.get(instruction.op)) ??
      targetContradiction(instruction, entries) ??
      (i > 0 ? countContradiction(instructions[i - 1], instruction, facts) : null);
    if (found) return `pc ${instruction.pc}, ${instruction.op}: ${found}`;
  }
  return null;
}

function operandContradiction(
  { arg }: CpythonInstruction,
  facts: InstructionFacts | undefined,
): string | null {
  if (!facts || (arg !== undefined) === facts.operands.length > 0) return null;
  return arg === undefined ? 'it should have an operand' : 'it should have no operand';
}

function targetContradiction(
  { to }: CpythonInstruction,
  entries: ReadonlyMap<number, CpythonInstruction['entry']>,
): string | null {
  if (to === undefined) return null;
  if (!entries.has(to)) return `it jumps to ${to}, where no instruction begins`;
  const entry = entries.get(to);
  return entry === undefined || entry === 'return' ? `it jumps to ${to}, which is no jump target` : null;
}

/** Control that only comes from the instruction before comes as often as it leaves that one this way. */
function countContradiction(
  before: CpythonInstruction,
  { n, entry }: CpythonInstruction,
  facts: ReadonlyMap<string, InstructionFacts>,
): string | null {
  const known = facts.get(before.op);
  if (!known) return null;
  const { kind, mayExit } = flowOf(known.flags);
  if (kind === 'call' && entry === undefined) return `it should be an entry: ${before.op} returns to it`;
  if (entry !== undefined && entry !== 'return') return null;
  const most = kind === 'jump' || kind === 'return' ? 0 : before.n;
  const counts = `its count is ${n} and that of ${before.op} before it ${before.n}`;
  if (n > most) return `${counts}, but control comes here in no other way`;
  return kind === 'next' && !mayExit && n < before.n
    ? `${counts}, but from there control goes nowhere else`
    : null;
}
