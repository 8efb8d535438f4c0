import type { Instruction, Isa } from '../isa/isa.js';
import type { FreeOperand } from './operands.js';
import type { SymbolicRun } from './symbolic-run.js';

/** What instructions do together, derived from a symbolic run of them. */
export interface Facts {
  /** Cells of the operand stack that they take, and leave. */
  readonly pops: number;
  readonly pushes: number;
  /** Memories read and written, in the order of the machine. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Calls of externs that are no values. One of class `any` reads and writes all memories. */
  readonly calls: number;
  /** Bytes of the operands that stay free. */
  readonly payload: number;
  /** Ways out of their middle. */
  readonly exits: readonly string[];
  /** Where control goes at their end. */
  readonly control: 'next' | 'jump' | 'branch' | 'return';
}

/** Of parts that have run one after the other. */
export function factsOf(
  isa: Isa,
  parts: readonly Instruction[],
  run: SymbolicRun,
  free: readonly FreeOperand[],
): Facts {
  const { events, control } = run;
  const changesAll = events.some((event) => event.kind === 'call' && event.changesAll);
  const named = (used: ReadonlySet<string>) =>
    isa.memories
      .filter(({ name, scratch }) => (changesAll && !scratch) || used.has(name))
      .map(({ name }) => name);
  const isFused = parts.length > 1;
  return {
    pops: run.depth,
    pushes: run.stack.length,
    reads: named(run.reads),
    writes: named(run.writes),
    calls: events.filter(({ kind }) => kind === 'call').length,
    payload: free.reduce((sum, { kind }) => sum + (isFused ? kind.fusedBytes : kind.bytes), 0),
    exits: [...new Set(events.flatMap((event) => (event.kind === 'exit' ? [event.how] : [])))],
    control: control.kind === 'jump' && control.condition !== null ? 'branch' : control.kind,
  };
}

/** What an instruction says of itself that is not so; null where all of it is. */
export function pictureFault(
  instruction: Instruction,
  facts: Facts,
  parts: readonly Instruction[],
): string | null {
  const { pops, pushes, flow } = instruction;
  if (pops.length !== facts.pops || pushes.length !== facts.pushes)
    return `its stack picture takes ${pops.length} cells and leaves ${pushes.length}, its parts take ${facts.pops} and leave ${facts.pushes}`;
  if (flow.kind !== facts.control) return `its flow is ${flow.kind}, that of its parts ${facts.control}`;
  if (flow.mayExit !== facts.exits.length > 0)
    return facts.exits.length > 0
      ? 'it is said never to leave in its middle, but its parts do'
      : 'it is said to leave in its middle, which no part does';
  return otherStacksFault(instruction, parts);
}

/** Of the stacks that no body sees, only the number of cells is known. */
function otherStacksFault({ others }: Instruction, parts: readonly Instruction[]): string | null {
  const stacks = new Set([...others, ...parts.flatMap((part) => part.others)].map(({ stack }) => stack));
  for (const stack of stacks) {
    let depth = 0;
    let lowest = 0;
    for (const part of parts) {
      const picture = part.others.find((one) => one.stack === stack);
      depth -= picture?.pops.length ?? 0;
      lowest = Math.min(lowest, depth);
      depth += picture?.pushes.length ?? 0;
    }
    const stated = others.find((one) => one.stack === stack);
    const [pops, pushes] = [stated?.pops.length ?? 0, stated?.pushes.length ?? 0];
    if (pops !== -lowest || pushes !== depth - lowest)
      return `its picture of the stack ${stack} takes ${pops} cells and leaves ${pushes}, its parts take ${-lowest} and leave ${depth - lowest}`;
  }
  return null;
}
