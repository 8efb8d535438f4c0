import { sum } from 'd3-array';
import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import type { Recording } from '../recording.js';
import { DISPATCH_KINDS, DISPATCH_OPS } from './dispatch-ops.js';
import { looksLikeDispatchTrace, readDispatchTrace } from './dispatch-trace.js';
import { looksLikeMoarDump } from './dump.js';
import { listKinds } from './operands.js';
import { programNames } from './program-names.js';
import { recordDumps } from './record-dump.js';

/** Whether a file that begins like this is a trace of dispatch programs, or a listing by `moar --dump`. */
export function looksLikeMoarVm(head: string): boolean {
  return looksLikeDispatchTrace(head) || looksLikeMoarDump(head);
}

/**
 * Reads traces of dispatch programs, or listings by `moar --dump`: these are two machines. A file is a
 * program. Throws an `InputError` where a file is damaged, or there are files of both.
 */
export async function recordMoarVm(files: readonly ImportedFile[]): Promise<Recording> {
  if (files.length === 0) throw new InputError('expected a trace of dispatch programs, or a listing');
  const dumps = files.filter(({ head }) => looksLikeMoarDump(head));
  if (dumps.length === files.length) return recordDumps(files);
  if (dumps.length > 0)
    throw new InputError(
      'a listing of bytecode and a trace of dispatch programs are of two machines: import them one by one',
      { file: dumps[0].path, line: 1, column: 1 },
    );
  return recordDispatchTraces(files);
}

async function recordDispatchTraces(files: readonly ImportedFile[]): Promise<Recording> {
  const names = programNames(files);
  const traces = [];
  for (const file of files) traces.push(await readDispatchTrace(file));
  const programs = traces.map(({ functions }, i) => ({ name: names[i], family: names[i], functions }));
  const uncounted = sum(traces, (trace) => trace.uncounted);
  return {
    machine: 'moarvm_dispatch',
    payload: null,
    kinds: listKinds(DISPATCH_KINDS),
    instructions: DISPATCH_OPS,
    programs,
    eventsRead: sum(traces, (trace) => trace.eventsRead),
    eventsExplained: sum(programs, ({ functions }) =>
      sum(functions, ({ instructions }) => sum(instructions, ({ n }) => n)),
    ),
    notes:
      uncounted > 0
        ? [`dispatch programs that were freed before MoarVM exited, and count 0: ${uncounted}`]
        : [],
    problems: traces.flatMap(({ problems }) => problems),
  };
}
