import type { RecordedInstruction } from '../recording.js';
import { EventLines, UNSAID } from './event-lines.js';
import { type StreamedFile, wholeLines } from './whole-lines.js';

/** One execution of an instruction, as its line in a trace tells of it. */
export interface TracedEvent {
  readonly line: number;
  readonly fn: string;
  readonly pc: number;
  readonly op: string;
  readonly args: RecordedInstruction['args'];
  /** Null where the line does not say it. Numbers are given as they are written. */
  readonly state: string | null;
  readonly depth: number | null;
}

/** Events that are read at once: enough that what it takes to yield them does not count. */
const BATCH = 1024;

/**
 * The events of a file in their order, in batches, to compare two runs step by step. Lines with `n` are
 * none. Throws an `InputError` at the first line that is wrong.
 */
export async function* events(file: StreamedFile): AsyncGenerator<readonly TracedEvent[], void> {
  const lines = new EventLines(file.path);
  const { scanner, table } = lines;
  let batch: TracedEvent[] = [];
  for await (const whole of wholeLines(file)) {
    scanner.open(whole);
    while (scanner.pos < whole.end) {
      if (!lines.readLine() || lines.n !== UNSAID) continue;
      batch.push({
        line: scanner.line,
        fn: table.functions.texts[table.functionOf[lines.id]]!,
        ...table.instruction(lines.id),
        state: lines.state(),
        depth: lines.depth === UNSAID ? null : lines.depth,
      });
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
