import type { ImportedFile } from '../importer.js';
import { programNames, quoted } from '../listing.js';
import type { RecordedFunction, RecordedProgram, Recording } from '../recording.js';
import { Activations } from './activations.js';
import { EventLines, UNSAID } from './event-lines.js';
import type { LineScanner } from './line-scanner.js';
import { type LineReader, readFile } from './read-file.js';
import { eventsOf, recordedFunctions } from './recorded-functions.js';
import { SeenLines } from './seen-lines.js';
import type { StreamedFile, WholeLines } from './whole-lines.js';

/**
 * Reads files of events and counters, a program each: see `event-lines.ts` for what their lines say. Memory
 * depends on the programs, not on how long the files are. Throws an `InputError` with what is wrong, and
 * where.
 */
export async function recordEvents(files: readonly StreamedFile[]): Promise<Recording> {
  const names = programNames(files);
  const programs: RecordedProgram[] = [];
  const notes: string[] = [];
  for (const [i, file] of files.entries()) {
    const counting = new Counting(file.path);
    await readFile(file, counting);
    programs.push({ name: names[i], family: names[i], functions: counting.finish() });
    if (counting.unknownKeys.length > 0) {
      const keys = counting.unknownKeys.map(quoted).join(', ');
      notes.push(`${file.path}: keys that mean nothing here: ${keys}`);
    }
    if (counting.guessesActivations) {
      notes.push(
        `${file.path}: its events say no "depth", so that all of a function are taken for one activation`,
      );
    }
  }
  const events = eventsOf(programs, files);
  const counts = { eventsRead: events, eventsExplained: events };
  return { machine: 'traced', payload: null, kinds: [], instructions: new Map(), programs, ...counts, notes };
}

/**
 * Whether a file is to be read as one of this kind: it begins with such a line, or is called so and begins
 * with what may be a wrong one, so that the reader says what is wrong with it.
 */
export function isForEvents({ path, head }: Pick<ImportedFile, 'path' | 'head'>): boolean {
  return looksLikeEvents(head) || (/\.jsonl(?:\.gz)?$/i.test(path) && head.trimStart().startsWith('{'));
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
class Counting implements LineReader {
  readonly scanner: LineScanner;
  private readonly lines: EventLines;
  private readonly activations: Activations;
  private readonly seen = new SeenLines();
  private countsZero = false;

  constructor(path: string) {
    this.lines = new EventLines(path);
    this.scanner = this.lines.scanner;
    this.activations = new Activations(this.lines.table);
  }

  open(lines: WholeLines): void {
    this.seen.open(lines);
  }

  readLines(end: number): void {
    const { scanner, seen } = this;
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
    const { lines, scanner, seen } = this;
    const { table } = lines;
    const { ambiguousPcs } = table;
    if (!lines.readLine()) return;
    // A pc alone may now be of two instructions.
    if (table.ambiguousPcs !== ambiguousPcs) seen.clear();
    if (lines.n === 0) this.countsZero = true;
    if (lines.n !== UNSAID) return;
    this.step(lines.id, lines.depth);
    // A state hardly comes again.
    if (!lines.hasState) seen.add(scanner.lineStart, scanner.pos, lines.id, lines.depth);
  }

  private step(id: number, depth: number): void {
    if (depth === UNSAID) this.activations.step(id);
    else this.activations.stepAt(id, depth);
  }

  get unknownKeys(): readonly string[] {
    return this.lines.unknownKeys;
  }

  /** There are calls among events that do not tell activations apart. */
  get guessesActivations(): boolean {
    return this.activations.functionsWithoutDepth > 1;
  }

  finish(): RecordedFunction[] {
    this.activations.finish();
    return recordedFunctions(this.lines.table, this.activations.edges, this.countsZero);
  }
}
