import { ByteInterner } from './byte-interner.js';
import { LINE_FEED, type WholeLines } from './whole-lines.js';

const LIMITS = {
  /** Lines that are kept at the most, and their bytes: then all are forgotten, and new ones are kept. */
  lines: 2 ** 17,
  bytes: 2 ** 24,
  /** Longer lines are read anew each time. */
  lineBytes: 2 ** 10,
  /** After so many lines that were not known, it is time to ask whether looking is worth it. */
  misses: 2 ** 17,
  /** If it is not, so many lines are read without a look. */
  pause: 2 ** 20,
};

/**
 * Knows lines again that say nothing but which instruction was executed at which depth: programs are short,
 * and traces are long. Most of all it is the line that followed the same line the last time.
 */
export class SeenLines {
  private readonly lines = new ByteInterner();
  /** By line: what it says, and the line that followed. */
  private readonly ids: number[] = [];
  private readonly depths: number[] = [];
  private readonly followers: number[] = [];
  private latest = -1;
  private hits = 0;
  private misses = 0;
  private paused = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private searchable: Uint8Array = new Uint8Array(0);
  /** What the line says that was found. */
  id = -1;
  depth = -1;

  constructor(private readonly limits = LIMITS) {}

  open(lines: WholeLines): void {
    this.bytes = lines.bytes;
    this.searchable = lines.searchable;
  }

  /** Looks the line up that begins at `start`. Returns its length with the line feed, or 0. */
  find(start: number, end: number): number {
    if (this.paused > 0) {
      this.paused--;
      return 0;
    }
    const { lines, bytes, latest } = this;
    const follower = latest < 0 ? -1 : this.followers[latest];
    if (follower >= 0) {
      const length = lines.matches(follower, bytes, start, end);
      if (length > 0) return this.found(follower, length);
    }
    const lineEnd = this.searchable.indexOf(LINE_FEED, start) + 1;
    const line = lineEnd - start > this.limits.lineBytes ? -1 : lines.find(bytes, start, lineEnd);
    if (line >= 0) {
      if (latest >= 0) this.followers[latest] = line;
      return this.found(line, lineEnd - start);
    }
    if (++this.misses === this.limits.misses) this.judge();
    return 0;
  }

  private judge(): void {
    if (this.hits < this.misses) this.paused = this.limits.pause;
    this.hits = 0;
    this.misses = 0;
    this.latest = -1;
  }

  private found(line: number, length: number): number {
    this.latest = line;
    this.id = this.ids[line];
    this.depth = this.depths[line];
    this.hits++;
    return length;
  }

  /** Keeps a line that was not found. */
  add(start: number, end: number, id: number, depth: number): void {
    if (this.paused > 0 || end - start > this.limits.lineBytes) return;
    if (this.lines.size === this.limits.lines || this.lines.length + end - start > this.limits.bytes) {
      this.clear();
    }
    const line = this.lines.idOf(this.bytes, start, end);
    this.ids[line] = id;
    this.depths[line] = depth;
    this.followers[line] = -1;
    if (this.latest >= 0) this.followers[this.latest] = line;
    this.latest = line;
  }

  clear(): void {
    this.lines.clear();
    this.latest = -1;
  }
}
