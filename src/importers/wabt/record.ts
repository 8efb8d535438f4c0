import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import { programNames, quoted, stemOf, UniqueNames } from '../listing.js';
import type {
  InstructionFacts,
  RecordedFunction,
  RecordedProgram,
  Recording,
  Transfer,
} from '../recording.js';
import { isTailCall, type Placed, type Routine, targetOf } from './code.js';
import { looksLikeWasmObjdump, type ModuleNames, readObjdump } from './objdump.js';
import { OPERATIONS, wabtKinds } from './operations.js';
import { TraceReader } from './trace.js';

export { looksLikeWasmObjdump } from './objdump.js';

/** Whether a file begins like what `wasm-interp --trace` prints, with a listing before it or without. */
export function looksLikeWabtTrace(head: string): boolean {
  return /^(?:BeginModule\(version: |>>> running export "| *0\| \S|#0\. +\d+: V:\d+ *\| |wasi: )/m.test(head);
}

/**
 * Reads what `wasm-interp --trace` prints, a run and program per file, and what `wasm-objdump -x -d` prints
 * of modules: names of functions. An objdump belongs to the trace whose name begins like its own up to the
 * first dot; if there is only one, and no such trace, to all. What is recorded is the code that wasm-interp
 * makes of a module and dispatches, at the offsets there: it has no blocks and other branches, and offsets in
 * the binary appear nowhere in a trace.
 *
 * With the listing of `wasm-interp -v --trace` all code is known, and jump targets are labels. Without it
 * functions consist of what was executed. Throws an `InputError` that says where a file is wrong.
 */
export async function recordWabt(files: readonly ImportedFile[]): Promise<Recording> {
  const traces = files.filter(({ head }) => !looksLikeWasmObjdump(head));
  const objdumpOf = objdumps(files, traces);
  const names = programNames(traces);
  const programs: RecordedProgram[] = [];
  const instructions = new Map([...OPERATIONS].map(([name, { facts }]) => [name, facts]));
  let events = 0;
  let isResolved = true;
  for (const [i, trace] of traces.entries()) {
    const objdump = objdumpOf(trace);
    const module = objdump ? await readObjdump(objdump) : null;
    const reader = new TraceReader(trace.path);
    await reader.read(trace);
    addFacts(instructions, reader.code.values());
    const routines = routinesOf(reader);
    markTargets(reader, routines);
    nameByOrder(reader, routines, module);
    programs.push({ name: names[i], family: names[i], functions: functionsOf(reader, routines, module) });
    events += reader.events;
    isResolved &&= reader.isListed && ![...reader.code.values()].some(isTailCall);
  }
  const kinds = wabtKinds(isResolved);
  const counts = { eventsRead: events, eventsExplained: events };
  return { machine: 'wasm_interp', payload: null, kinds, instructions, programs, ...counts };
}

/** Which file tells of the module of a trace. Throws an `InputError` where one tells of none. */
function objdumps(
  files: readonly ImportedFile[],
  traces: readonly ImportedFile[],
): (trace: ImportedFile) => ImportedFile | undefined {
  const found = files.filter((file) => !traces.includes(file));
  const stems = new Set(traces.map(stemOf));
  const [first] = found;
  if (traces.length === 0 && first)
    throw new InputError(
      'this has names of functions, but there is no trace: give what wasm-interp --trace prints',
      {
        file: first.path,
        line: 1,
        column: 1,
      },
    );
  if (found.length === 1 && !stems.has(stemOf(first))) return () => first;
  for (const file of found)
    if (!stems.has(stemOf(file)))
      throw new InputError(
        `there is no trace whose name begins with ${quoted(stemOf(file))}: name it like the trace it belongs to`,
        { file: file.path, line: 1, column: 1 },
      );
  return (trace) => found.find((file) => stemOf(file) === stemOf(trace));
}

/** Operations of vectors and threads are known once they are seen. */
function addFacts(instructions: Map<string, InstructionFacts>, code: Iterable<Placed>): void {
  for (const { operation } of code) instructions.set(operation.name, operation.facts);
}

/** By where they start, and their instructions by pc. */
function routinesOf(reader: TraceReader): Routine[] {
  const routines = new Set<Routine>();
  for (const { routine } of reader.code.values()) routines.add(routine!);
  for (const { instructions } of routines) {
    instructions.sort((a, b) => a.pc - b.pc);
    for (const [i, one] of instructions.slice(0, -1).entries())
      if (one.next !== null && one.next > instructions[i + 1].pc)
        reader.fail(`${instructions[i + 1].pc} lies inside the instruction at ${one.pc}: lines are damaged`);
  }
  return [...routines].sort((a, b) => a.start - b.start);
}

/** Branches that were never taken have targets, too. */
function markTargets(reader: TraceReader, routines: readonly Routine[]): void {
  for (const { start, instructions } of routines)
    for (const [i, one] of instructions.entries()) {
      const target = targetOf(one, instructions[i - 1]);
      if (target === null) continue;
      const found = reader.code.get(target);
      if (found?.routine?.start === start) found.isEntry = true;
      else if (reader.isListed)
        reader.fail(
          `${one.operation.name} at ${one.pc} goes to ${target}, which the listing does not have there`,
        );
    }
}

/**
 * Functions lie in the order of their indices: between two of known index, those without are known as well
 * if there are as many as indices in between.
 */
function nameByOrder(reader: TraceReader, routines: readonly Routine[], names: ModuleNames | null): void {
  for (const routine of routines) {
    if (routine.exported !== null) routine.index ??= names?.exports.get(routine.exported) ?? null;
    if (routine.index !== null && names && !names.functions.has(routine.index))
      reader.fail(
        `function ${routine.index} is not in ${names.path}: is that of the same module?`,
        1,
        routine.line || 1,
      );
  }
  let known = -1;
  for (const [i, { index }] of routines.entries()) {
    if (index === null) continue;
    const first = routines[known]?.index ?? null;
    if (first !== null && index - first === i - known)
      for (let j = known + 1; j < i; j++) routines[j].index = first + j - known;
    known = i;
  }
}

function functionsOf(
  { isListed }: TraceReader,
  routines: readonly Routine[],
  names: ModuleNames | null,
): RecordedFunction[] {
  const unique = new UniqueNames();
  return routines.map((routine) => ({
    name: unique.add(nameOf(routine, names)),
    instructions: routine.instructions.map(({ pc, operation, args, n, isEntry }) => ({
      pc,
      op: operation.name,
      args,
      n,
      isEntry,
    })),
    isComplete: isListed,
    transfers: transfersOf(routine),
  }));
}

function nameOf({ index, exported, start }: Routine, names: ModuleNames | null): string {
  const named = index === null ? null : names?.functions.get(index);
  return named ?? exported ?? (index === null ? `@${start}` : `func[${index}]`);
}

function transfersOf({ entered, instructions }: Routine): Transfer[] {
  const order = (map: ReadonlyMap<number | null, number>) =>
    [...map].sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));
  return [
    ...order(entered).map(([to, n]) => ({ from: null, to, n })),
    ...instructions.flatMap(({ pc, transfers }) => order(transfers).map(([to, n]) => ({ from: pc, to, n }))),
  ];
}
