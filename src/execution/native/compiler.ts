import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

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

/** Whether a compiler takes a source, given on its standard input, without complaint. */
export function compiles(compiler: string, args: readonly string[], source: string): boolean {
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
  return spawnSync(compiler, args, { input: source, env, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
}

let folder: string | null = null;

/** A folder for what is compiled, gone when this process ends. */
export function temporaryFolder(): string {
  if (folder) return folder;
  const created = mkdtempSync(join(tmpdir(), 'superinstructions-'));
  folder = created;
  process.on('exit', () => rmSync(created, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal]));
  return created;
}

let folders = 0;

/** Writes files into a new folder of their own. */
export function writeTemporary(files: ReadonlyMap<string, string | Uint8Array>): string {
  const here = join(temporaryFolder(), String(folders++));
  for (const [file, content] of files) {
    const path = join(here, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return here;
}

/** Runs a program; what it printed. Throws an `Error` with what it complained of. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Buffer {
  try {
    return execFileSync(program, args, {
      ...options,
      env: { ...process.env, ...options.env },
      maxBuffer: 2 ** 30,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: Buffer };
    const complaint = stderr?.toString().trim().slice(0, 2000);
    throw new Error(complaint ? `${program}: ${complaint}` : message);
  }
}
