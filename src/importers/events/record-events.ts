import { sum } from 'd3-array';
import type { RecordedFunction, Recording } from '../recording.js';
import { Activations } from './activations.js';
import { EventLines, UNSAID } from './event-lines.js';
import { Problems } from './problems.js';
import { recordedFunctions } from './recorded-functions.js';
import { SeenLines } from './seen-lines.js';
import { type StreamedFile, type WholeLines, wholeLines } from './whole-lines.js';

/**
 * Reads lines of events and counters: see `event-lines.ts` for what they say. Memory depends on the program,
 * not on how long the file is. Throws an `InputError` with what is wrong, where the file is at fault.
 */
export async function recordEvents(file: StreamedFile, name: string, family: string): Promise<Recording> {
  const counting = new Counting(file.path);
  for await (const lines of wholeLines(file)) counting.read(lines);
  const functions = counting.finish();
  const events = sum(functions, (fn) => sum(fn.instructions, ({ n }) => n));
  return {
    machine: 'traced',
    payload: null,
    kinds: [],
    instructions: new Map(),
    programs: [{ name, family, functions }],
    eventsRead: events,
    eventsExplained: events,
  };
}

/** Whether a file begins with a line of this kind. */
export function looksLikeEvents(head: string): boolean {
  const [line, ...more] = head.trimStart().split('\n');
  if (!line!.startsWith('{')) return false;
  // The head may end within the line, and what is wrong with a line is told where it is read.
  if (more.length === 0 || !isJson(line!)) return /"pc"\s*:/.test(line!) && /"op"\s*:\s*"/.test(line!);
  const event = JSON.parse(line!);
  return 'pc' in event && typeof event.op === 'string';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Counts what the lines of a file say. */
class Counting {
  private readonly lines: EventLines;
  private readonly activations: Activations;
  private readonly seen = new SeenLines();
  private readonly problems = new Problems();
  private countsZero = false;

  constructor(path: string) {
    this.lines = new EventLines(path);
    this.activations = new Activations(this.lines.table);
  }

  read(lines: WholeLines): void {
    const { scanner } = this.lines;
    scanner.open(lines);
    this.seen.open(lines);
    while (scanner.pos < lines.end) {
      try {
        this.readLines(lines.end);
      } catch (error) {
        this.problems.add(error);
        scanner.skipLine();
      }
    }
  }

  private readLines(end: number): void {
    const { seen } = this;
    const { scanner } = this.lines;
    while (scanner.pos < end) {
      const length = seen.find(scanner.pos, end);
      if (length > 0) {
        scanner.line++;
        scanner.pos += length;
        this.step(seen.id, seen.depth);
      } else this.readLine();
    }
  }

  private readLine(): void {
    const { lines, seen } = this;
    const { scanner } = lines;
    if (!lines.readLine()) return;
    if (lines.n === 0) this.countsZero = true;
    if (lines.n !== UNSAID) return;
    this.step(lines.id, lines.depth);
    if (!lines.hasState) seen.add(scanner.lineStart, scanner.pos, lines.id, lines.depth);
  }

  private step(id: number, depth: number): void {
    if (depth === UNSAID) this.activations.step(id);
    else this.activations.stepAt(id, depth);
  }

  finish(): RecordedFunction[] {
    this.problems.throwIfAny();
    this.activations.finish();
    return recordedFunctions(this.lines.table, this.activations.edges, this.countsZero);
  }
}
