import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { InputError } from '../util/input-error.js';
import { isRunning, startOf } from './processes.js';
import { naming } from './staged-files.js';

/** Who is writing a folder. */
export const LOCK_FILE = '.run.lock';

/** Of who removes a lock that somebody left behind: of two at once, one would remove the other's. */
const breaking = (path: string) => `${path}.breaking`;

/** Whether a file of that name is a lock. */
export function isLock(name: string): boolean {
  return name === LOCK_FILE || (name.endsWith(breaking('')) && isLock(name.slice(0, -breaking('').length)));
}

/** The right to write a folder. */
export interface Lock {
  /** Throws an `InputError` where somebody has taken it away. */
  requireHeld(): void;
  release(): void;
}

const holderSchema = v.object({
  host: v.string(),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Tells it from a later process of the same number; null where the system does not say. */
  started: v.nullable(v.string()),
  /** When it began to write, in ISO 8601. */
  since: v.string(),
});
type Holder = v.InferOutput<typeof holderSchema>;

/** A run takes milliseconds to write: who takes longer is stuck. */
const MAX_WAIT_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 20;

/**
 * Keeps all others from writing the folder until it is released; null where somebody else does that already.
 * The folder has to be there.
 */
export function tryLock(folder: string): Lock | null {
  const path = join(folder, LOCK_FILE);
  const lock = lockAt(path);
  // Who was killed while it removed one.
  if (lock) breakStale(breaking(path));
  return lock;
}

function lockAt(path: string): Lock | null {
  const own = JSON.stringify(thisProcess());
  if (!create(path, own)) return null;
  const isHeld = () => read(path) === own;
  return {
    requireHeld() {
      if (!isHeld()) throw new InputError(`${path}: somebody removed it while we wrote: run it again`);
    },
    release() {
      if (isHeld()) rmSync(path, { force: true });
    },
  };
}

/**
 * Waits a while for who is writing the folder, and throws an `InputError` that names them where they do not
 * end. The lock of a process that is gone is removed, and `note` told so.
 */
export function waitForWriter(
  folder: string,
  note: (text: string) => void,
  maxMilliseconds = MAX_WAIT_MILLISECONDS,
): void {
  const path = join(folder, LOCK_FILE);
  const until = Date.now() + maxMilliseconds;
  for (let text = read(path); text !== null; text = read(path)) {
    const gone = naming(folder, () => breakStale(path));
    if (gone !== null) note(`${folder}: ${gone} left its lock behind: removed`);
    else if (Date.now() < until) pause();
    else
      throw new InputError(
        `${folder}: ${describe(parse(text))} is writing here: wait for it, or remove ${path} if it is gone`,
      );
  }
}

/** Who is writing the folder now, for messages; null: nobody, or who did is gone. */
export function writerOf(folder: string): string | null {
  const text = read(join(folder, LOCK_FILE));
  const holder = text === null ? null : parse(text);
  return isAlive(holder) ? describe(holder) : null;
}

/** Waits a little, for a folder that somebody is writing. */
export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MILLISECONDS);
}

function thisProcess(): Holder {
  const { pid } = process;
  return { host: hostname(), pid, started: startOf(pid), since: new Date().toISOString() };
}

/** False where there is one already. A lock is never there without its holder. */
function create(path: string, text: string): boolean {
  const temporary = `${path}.${process.pid}-0.tmp`;
  try {
    writeFileSync(temporary, text);
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === undefined || !NO_LINKS.has(code)) throw error;
    return createWithoutLinks(path, text);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What file systems say that have no hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function createWithoutLinks(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock whose holder is gone, and says who that was; null where there is none, or somebody else is
 * at it. While its `breaking` is held nobody else removes the lock, and nobody makes one where it is, so that
 * what is removed is what was read.
 */
function breakStale(path: string): string | null {
  if (staleAt(path) === null) return null;
  const alone = lockAt(breaking(path));
  if (!alone) return breakStale(breaking(path)) === null ? null : breakStale(path);
  try {
    const stale = staleAt(path);
    if (stale !== null) rmSync(path, { force: true });
    return stale;
  } finally {
    alone.release();
  }
}

/** Who holds a lock and is gone. */
function staleAt(path: string): string | null {
  const text = read(path);
  if (text === null || text === UNREADABLE) return null;
  const holder = parse(text);
  return isAlive(holder) ? null : describe(holder);
}

/** Null where there is none. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : UNREADABLE;
  }
}

/** Also what a lock holds for a moment where it cannot be made at once. */
const UNREADABLE = '';

/** Null for what no run wrote. */
function parse(text: string): Holder | null {
  try {
    return v.parse(holderSchema, JSON.parse(text));
  } catch {
    return null;
  }
}

/** Of other computers nobody knows: they are taken to be alive. */
function isAlive(holder: Holder | null): boolean {
  if (holder === null) return false;
  const { host, pid, started } = holder;
  if (host !== hostname()) return true;
  const now = startOf(pid);
  return isRunning(pid) && (started === null || now === null || now === started);
}

function describe(holder: Holder | null): string {
  if (holder === null) return 'someone unknown';
  return `process ${holder.pid} on ${holder.host} (since ${holder.since})`;
}
