import { spawnSync } from 'node:child_process';
import { CPYTHON_VERSIONS, type CpythonVersion } from '../../../src/importers/cpython/opcodes.js';

/** A CPython that is installed here. */
export interface Python {
  readonly version: CpythonVersion;
  /** With the third number. */
  readonly fullVersion: string;
  readonly command: string;
}

/** Those whose bytecode can be imported; Debian 12 has 3.11 alone. */
export const PYTHONS: readonly Python[] = CPYTHON_VERSIONS.flatMap((version): Python[] => {
  const script = 'import platform; print(platform.python_implementation(), platform.python_version())';
  for (const command of [`/usr/bin/python${version}`, `python${version}`]) {
    const { status, stdout } = spawnSync(command, ['-c', script], { encoding: 'utf8' });
    const [implementation, fullVersion] = status === 0 ? stdout.trim().split(' ') : [];
    if (implementation === 'CPython') return [{ version, fullVersion, command }];
  }
  return [];
});

/** Runs Python; returns what it printed, and its exit code. */
export function runPython(
  { command }: Python,
  args: readonly string[],
  cwd?: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONHASHSEED: '0' };
  return spawnSync(command, args, { encoding: 'utf8', cwd, env, maxBuffer: 2 ** 28 });
}
