import { sum } from 'd3-array';
import * as v from 'valibot';
import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import { checkLine, EXACT_NUMBER, type JsonLine, jsonLines } from '../json-lines.js';
import type { RecordedFunction, RecordedInstruction } from '../recording.js';
import { DISPATCH_OPS } from './dispatch-ops.js';

const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const PROGRAM = v.object({
  program: COUNT,
  dispatcher: v.string(),
  /** The frame it was installed in, by unique id and name, and the index of its inline cache there. */
  site: v.tuple([v.string(), v.string(), v.number()]),
  /** Each with its operands after its name. */
  ops: v.array(
    v.tupleWithRest([v.pipe(v.string(), v.nonEmpty())], v.union([v.number(), v.string(), EXACT_NUMBER])),
  ),
});
const COUNTS = v.object({
  counts: COUNT,
  /** How often it came to its end. */
  accepts: COUNT,
  /** How often it was left at each op. */
  rejectedAt: v.array(COUNT),
});

type Program = v.InferOutput<typeof PROGRAM>;
type Counts = v.InferOutput<typeof COUNTS>;

/** The dispatch programs of a run. */
export interface DispatchTrace {
  readonly path: string;
  /** One per dispatch program. */
  readonly functions: readonly RecordedFunction[];
  readonly eventsRead: number;
  /** Programs that were freed before their counts were written. */
  readonly uncounted: number;
  readonly problems: readonly string[];
}

/** Whether a file that begins like this is a trace of dispatch programs. */
export function looksLikeDispatchTrace(head: string): boolean {
  return /^\s*\{\s*"program"\s*:\s*\d+\s*,\s*"installed"\s*:/.test(head);
}

/** Reads a trace of dispatch programs. Throws an `InputError` where the file is damaged. */
export async function readDispatchTrace(file: ImportedFile): Promise<DispatchTrace> {
  const programs = new Map<number, Program>();
  const counts = new Map<number, Counts>();
  for await (const line of jsonLines(file)) {
    if ('counts' in line.value) addCounts(counts, line);
    else addProgram(programs, line);
  }
  if (counts.size === 0)
    throw new InputError('there are no counts: they are written as MoarVM exits, so let the program end', {
      file: file.path,
      line: 1,
      column: 1,
    });
  const problems: string[] = [];
  let eventsRead = 0;
  for (const [id, { accepts, rejectedAt }] of counts) {
    eventsRead += sum(executionsOf(accepts, rejectedAt));
    const problem = contradictionIn(programs.get(id), rejectedAt);
    if (problem === null) continue;
    problems.push(`${file.path}: dispatch program ${id}: ${problem}`);
    programs.delete(id);
  }
  return {
    path: file.path,
    functions: [...programs.values()].map((program) => functionOf(program, counts.get(program.program))),
    eventsRead,
    uncounted: [...programs.keys()].filter((id) => !counts.has(id)).length,
    problems,
  };
}

function addProgram(programs: Map<number, Program>, line: JsonLine): void {
  const program = checkLine(PROGRAM, line);
  if (programs.has(program.program))
    throw new InputError(`the dispatch program ${program.program} is there twice`, line.at);
  programs.set(program.program, program);
}

function addCounts(counts: Map<number, Counts>, line: JsonLine): void {
  const found = checkLine(COUNTS, line);
  if (counts.has(found.counts))
    throw new InputError(`the counts of dispatch program ${found.counts} are there twice`, line.at);
  counts.set(found.counts, found);
}

/** How often each op ran: whatever was not left before it. */
function executionsOf(accepts: number, rejectedAt: readonly number[]): number[] {
  const executions: number[] = [];
  let n = accepts;
  for (const rejected of rejectedAt.toReversed()) {
    n += rejected;
    executions.push(n);
  }
  return executions.reverse();
}

function contradictionIn(program: Program | undefined, rejectedAt: readonly number[]): string | null {
  if (!program) return 'there are counts, but no ops';
  const { ops } = program;
  if (ops.length !== rejectedAt.length) return `it has ${ops.length} ops, but counts of ${rejectedAt.length}`;
  const left = ops.findIndex(
    ([name], i) => rejectedAt[i] > 0 && DISPATCH_OPS.get(name)?.flags.includes('may-exit') === false,
  );
  if (left >= 0) return `it was left at ${ops[left][0]}, which rejects nothing`;
  const short = ops.find(([name, ...operands]) => {
    const facts = DISPATCH_OPS.get(name);
    return facts && operands.length < facts.operands.length;
  });
  return short ? `${short[0]} should have ${DISPATCH_OPS.get(short[0])!.operands.length} operands` : null;
}

function functionOf(
  { program, dispatcher, site, ops }: Program,
  counts: Counts | undefined,
): RecordedFunction {
  const executions = counts ? executionsOf(counts.accepts, counts.rejectedAt) : ops.map(() => 0);
  const [id, frame, cache] = site;
  return {
    name: `${program} ${dispatcher} at ${frame || 'frame'} ${id}:${cache}`,
    instructions: ops.map(
      ([op, ...operands], pc): RecordedInstruction => ({
        pc,
        op,
        args: argsOf(op, operands),
        n: executions[pc],
        isEntry: pc === 0,
      }),
    ),
    isComplete: true,
    transfers: null,
  };
}

/** Numbers of C as the kind of the operand has them: whole ones, or texts. */
function argsOf(
  op: string,
  operands: readonly (number | string | v.InferOutput<typeof EXACT_NUMBER>)[],
): (number | bigint | string)[] {
  const known = DISPATCH_OPS.get(op)?.operands;
  return operands.slice(0, known?.length).map((operand, i) => {
    const kind = known?.[i].kind;
    if (kind === 'number') return typeof operand === 'object' ? operand.exact : String(operand);
    if (typeof operand !== 'object') return operand;
    return /\d/.test(operand.exact) ? BigInt(operand.exact) : operand.exact;
  });
}
