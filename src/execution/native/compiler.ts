import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Compiler } from '../../backends/compiled.js';

/** The first of these programs that is on the PATH and that `accepts`, or null. */
export function findCompiler(
  names: readonly string[],
  accepts: (compiler: string) => boolean = () => true,
): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
    if (found && accepts(found)) return found;
  }
  return null;
}

/** Compilers that have been looked for: what is on the PATH stays the same while a process runs. */
class Compilers {
  readonly #found = new Map<Compiler, string | null>();

  find(compiler: Compiler): string | null {
    const known = this.#found.get(compiler);
    if (known !== undefined) return known;
    const found = findCompiler(compiler.names, (program) => takesProbe(program, compiler));
    this.#found.set(compiler, found);
    return found;
  }
}

export const compilers = new Compilers();

/** Whether a compiler takes the source that it has to. */
function takesProbe(program: string, { probe, environment }: Compiler): boolean {
  if (!probe) return true;
  const output = join(temporary.folder, 'probe');
  const args = probe.arguments.map((argument) => argument.replace('{output}', output));
  const env = { ...process.env, ...environment };
  return (
    spawnSync(program, args, { input: probe.source, env, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0
  );
}

/** A folder for what is compiled, which is there once it is asked for, and gone when this process ends. */
class TemporaryFolder {
  #folder: string | null = null;
  #folders = 0;

  get folder(): string {
    if (this.#folder) return this.#folder;
    const created = mkdtempSync(join(tmpdir(), 'superinstructions-'));
    this.#folder = created;
    process.on('exit', () => rmSync(created, { recursive: true, force: true }));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => process.exit(128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal]));
    return created;
  }

  /** Writes files into a new folder of their own. */
  write(files: ReadonlyMap<string, string | Uint8Array>): string {
    const here = join(this.folder, String(this.#folders++));
    for (const [file, content] of files) {
      const path = join(here, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return here;
  }
}

/** One per process, because the end of the process is what removes it. */
const temporary = new TemporaryFolder();

export function writeTemporary(files: ReadonlyMap<string, string | Uint8Array>): string {
  return temporary.write(files);
}

/** As many as timers take. */
const MAX_TIMEOUT_MILLISECONDS = 2 ** 31 - 1;

interface SpawnError extends Error {
  readonly stderr?: Buffer;
  readonly status?: number | null;
  readonly code?: string;
}

/** A program that failed. */
export class ProgramError extends Error {
  constructor(
    message: string,
    /** What it printed to standard error. */
    readonly complaint: string,
    /** Its exit code; null where a signal ended it. */
    readonly status: number | null,
    readonly hasTimedOut: boolean,
  ) {
    super(message);
  }
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** When to kill it. */
  readonly seconds?: number;
}

/** Runs a program; what it printed. Throws a `ProgramError` with what it complained of. */
export function runProgram(
  program: string,
  args: readonly string[],
  { seconds, ...options }: RunOptions = {},
): Buffer {
  try {
    return execFileSync(program, args, {
      ...options,
      env: { ...process.env, ...options.env },
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(seconds && {
        timeout: Math.min(Math.ceil(1000 * seconds), MAX_TIMEOUT_MILLISECONDS),
        killSignal: 'SIGKILL',
      }),
    });
  } catch (error) {
    const { stderr, message, status = null, code } = error as SpawnError;
    const complaint = stderr?.toString().trim().slice(0, 2000) ?? '';
    const text = complaint ? `${program}: ${complaint}` : message;
    throw new ProgramError(text, complaint, status, code === 'ETIMEDOUT');
  }
}
