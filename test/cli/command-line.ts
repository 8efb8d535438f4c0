import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

const main = join(packageRoot, 'dist/src/cli/main.js');

/** A small model of the corpora. */
export const logistic = join(packageRoot, 'corpora/ecology/logistic.xmile');
export const sir = join(packageRoot, 'corpora/epidemics/sir.mdl');

/** The page of a run as `report` makes it again: it says what it took from the file as that states it. */
export function asStated(page: string): string {
  return page
    .replaceAll('; as stated in superinstructions.json and not computed again', '')
    .replaceAll('as stated in superinstructions.json and not computed again', 'proven');
}

/** A folder of its own for a test file, and the command line run in it. */
export interface Workplace {
  readonly folder: string;
  path(name: string): string;
  write(name: string, text: string): string;
  read(name: string): string;
  readJson(name: string): ReturnType<typeof JSON.parse>;
  run(...args: readonly string[]): SpawnSyncReturns<string>;
  /** Through `sh`, with `cli` for the command line. */
  shell(script: string): SpawnSyncReturns<string>;
  /** Every file and folder, files with their text. */
  contents(): Map<string, string>;
}

export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  return {
    folder,
    path,
    read,
    write: (name, text) => {
      writeFileSync(path(name), text);
      return path(name);
    },
    readJson: (name) => JSON.parse(read(name)),
    run: (...args) => spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' }),
    shell: (script) =>
      spawnSync('sh', ['-c', `cli() { "${process.execPath}" "${main}" "$@"; }\n${script}`], {
        cwd: folder,
        encoding: 'utf8',
      }),
    contents: () => {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
      return new Map(names.map((name) => [name, lstatSync(path(name)).isFile() ? read(name) : '']));
    },
  };
}
