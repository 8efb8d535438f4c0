import { ascending, group, sum } from 'd3-array';
import { InputError } from '../../util/input-error.js';
import type { RecordedFunction, RecordedInstruction, RecordedProgram, Transfer } from '../recording.js';
import { OUTSIDE } from './activations.js';
import type { Edges } from './edges.js';
import { ENTRY, type Instructions, LISTED } from './instructions.js';
import type { StreamedFile } from './whole-lines.js';

/**
 * The functions of a file, with the counts and transfers that the edges say. `countsZero`: the file lists
 * what was never executed, too.
 */
export function recordedFunctions(
  table: Instructions,
  edges: Edges,
  countsZero: boolean,
): RecordedFunction[] {
  const { executed, moves } = controlOf(table, edges);
  const ids = Array.from({ length: table.size }, (_, id) => id);
  const byFunction = group(
    ids.sort((a, b) => table.pcs[a] - table.pcs[b]),
    (id) => table.functionOf[id],
  );
  // In the order in which they came.
  const functions = [...byFunction].sort(([a], [b]) => a - b);
  return functions.map(([fn, members]) => {
    const name = table.functions.texts[fn];
    const instructions = members.map((id) => ({
      ...table.instruction(id),
      n: table.counted[id] + executed[id],
      isEntry: (table.flags[id] & ENTRY) !== 0,
    }));
    const isListed = members.every((id) => table.flags[id] & LISTED);
    const recorded = recordedFunction(name, instructions, moves.get(fn) ?? [], countsZero && isListed);
    const hasCounts = members.some((id) => table.counted[id] > 0);
    return hasCounts ? { ...recorded, transfers: null } : recorded;
  });
}

interface Control {
  /** By instruction: how many events there are of it. */
  readonly executed: Float64Array;
  /** By function: all edges. */
  readonly moves: ReadonlyMap<number, Transfer[]>;
}

function controlOf(table: Instructions, edges: Edges): Control {
  const executed = new Float64Array(table.size);
  const moves = new Map<number, Transfer[]>();
  const pcOf = (node: number) => (node === OUTSIDE ? null : table.pcs[node - 1]);
  edges.forEach((from, to, n) => {
    if (to !== OUTSIDE) executed[to - 1] += n;
    const fn = table.functionOf[(to === OUTSIDE ? from : to) - 1];
    if (!moves.has(fn)) moves.set(fn, []);
    moves.get(fn)!.push({ from: pcOf(from), to: pcOf(to), n });
  });
  return { executed, moves };
}

/** How often all that is listed was executed. Throws an `InputError` where that is nothing, or too much. */
export function eventsOf(programs: readonly RecordedProgram[], files: readonly StreamedFile[]): number {
  const empty = programs.findIndex(({ functions }) => functions.length === 0);
  if (empty >= 0) throw new InputError(`${files[empty].path} tells of no event`);
  const all = programs.flatMap(({ functions }) => functions);
  const events = sum(all, ({ instructions }) => sum(instructions, ({ n }) => n));
  if (!Number.isSafeInteger(events)) {
    const paths = files.map(({ path }) => path).join(', ');
    throw new InputError(`${paths}: the counts add up to more than 2^53 - 1`);
  }
  return events;
}

/**
 * A function whose control is known. `moves` may contain those to the next instruction, which are no
 * transfers. What they lead to otherwise is an entry, and so is the first instruction.
 */
export function recordedFunction(
  name: string,
  instructions: readonly RecordedInstruction[],
  moves: readonly Transfer[],
  isComplete: boolean,
): RecordedFunction {
  const next = new Map(instructions.slice(1).map(({ pc }, i) => [instructions[i].pc, pc]));
  const transfers = moves
    .filter(({ from, to }) => from === null || to === null || next.get(from) !== to)
    .sort((a, b) => ascending(a.from ?? -1, b.from ?? -1) || ascending(a.to ?? -1, b.to ?? -1));
  const entered = new Set(transfers.map(({ to }) => to));
  return {
    name,
    instructions: instructions.map((instruction, place) =>
      place === 0 || entered.has(instruction.pc) ? { ...instruction, isEntry: true } : instruction,
    ),
    isComplete,
    transfers,
  };
}
