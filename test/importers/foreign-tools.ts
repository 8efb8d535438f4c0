import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';

/** A file beside the tests of importers. */
export function stored(name: string): string {
  return readFileSync(pathOf(name), 'utf8');
}

export function pathOf(name: string): string {
  return join(packageRoot, 'test/importers', name);
}

/** Whether a tool is there, in a version whose output is like what is stored. */
export function hasTool(command: string, versionFlag: string, version: RegExp): boolean {
  const { stdout } = spawnSync(command, [versionFlag], { encoding: 'utf8' });
  return version.test(stdout ?? '');
}

/** What a tool prints, run in a folder beside the tests; it may fail where what it runs fails on purpose. */
export function run(folder: string, command: string, args: readonly string[], input = ''): string {
  const { stdout, error } = spawnSync(command, args, {
    cwd: pathOf(folder),
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  });
  if (error) throw error;
  return stdout;
}
