import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { manifestArtifact } from '../../src/artifacts/manifest.js';
import { isFile, requireWholeRun } from '../../src/artifacts/run-state.js';
import { InputError } from '../../src/util/input-error.js';
import { packageRoot } from '../../src/util/package-root.js';

/** System calls that change what is on the disk. */
const CHANGING =
  'open,openat,creat,write,pwrite64,writev,pwritev,ftruncate,fsync,fdatasync,close,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,chmod,fchmod';

/** One such call: by its name, and which of that name it is, from 1. */
export interface SystemCall {
  readonly name: string;
  readonly number: number;
}

/** Two runs of the same kind, each in its folder, and a place to write the second over the first. */
export interface KilledWrites {
  readonly before: string;
  readonly after: string;
  readonly work: string;
}

/** Whether processes can be killed at a system call here. */
export const hasStrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

/** Every call by which one run replaces the other, in order, without those that start the process. */
export function callsOf(runs: KilledWrites): SystemCall[] {
  reset(runs);
  const log = join(runs.work, 'calls');
  rewrite(runs, ['-o', log, '-e', `trace=?${CHANGING.replaceAll(',', ',?')}`]);
  const numbers = new Map<string, number>();
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name] = /^(\w+)\(/.exec(line) ?? [];
      if (name === undefined) return [];
      numbers.set(name, (numbers.get(name) ?? 0) + 1);
      return [{ name, number: numbers.get(name)!, line }];
    });
  const first = calls.findIndex(
    ({ line }) => line.includes(`${folderOf(runs)}/`) && /O_CREAT|mkdir/.test(line),
  );
  return calls.slice(first).map(({ name, number }) => ({ name, number }));
}

/**
 * Kills the process that replaces one run by the other when it makes that call. Returns what a reader then
 * sees: `before`, `after`, or the message that it is neither. Throws an `Error` for a mix, and where the next
 * run cannot put everything right.
 */
export function killAt(runs: KilledWrites, { name, number }: SystemCall): string {
  reset(runs);
  const killed = rewrite(runs, ['-e', `trace=${name}`, '-e', `inject=${name}:signal=KILL:when=${number}`]);
  if (killed.signal !== 'SIGKILL' && killed.status !== 137)
    throw new Error(`not killed: ${killed.status} ${killed.stderr}`);
  const seen = stateOf(runs);
  const next = rewrite(runs, null);
  if (next.status !== 0) throw new Error(`the next run failed: ${next.stderr}`);
  if (stateOf(runs) !== 'after') throw new Error('the next run is not whole');
  const [expected, found] = [runs.after, folderOf(runs)].map((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort(),
  );
  if (expected.join() !== found.join())
    throw new Error(`left over: ${found.filter((one) => !expected.includes(one))}`);
  return seen;
}

function stateOf(runs: KilledWrites): string {
  const folder = folderOf(runs);
  try {
    const names = filesOf(folder).map(([name]) => name);
    for (const state of ['before', 'after'] as const) {
      const files = filesOf(runs[state]);
      const isAll = names.join() === files.map(([name]) => name).join();
      if (isAll && files.every(([name, digest]) => isFile(folder, name, digest))) return state;
    }
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('a mix of two runs');
}

/** By name, with their digests. */
function filesOf(folder: string): [name: string, digest: string][] {
  return Object.entries(requireWholeRun(folder)?.files ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

const folderOf = ({ work }: KilledWrites) => join(work, 'run');

function reset(runs: KilledWrites): void {
  rmSync(folderOf(runs), { recursive: true, force: true });
  cpSync(runs.before, folderOf(runs), { recursive: true });
  if (!existsSync(join(folderOf(runs), manifestArtifact.file)))
    throw new Error('there is no run to begin with');
}

function rewrite(runs: KilledWrites, strace: readonly string[] | null) {
  const script = join(packageRoot, 'dist/scripts/fuzz/rewrite-run.js');
  const command = [process.execPath, script, runs.after, folderOf(runs)];
  const [program, ...rest] = strace === null ? command : ['strace', '-q', ...strace, ...command];
  return spawnSync(program, rest, { encoding: 'utf8' });
}
