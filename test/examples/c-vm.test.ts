import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../src/artifacts/summary.js';
import { packageRoot } from '../../src/util/package-root.js';

const missing = ['gcc', 'make'].find((tool) => spawnSync(tool, ['--version']).error);
const folder = mkdtempSync(join(tmpdir(), 'c-vm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The commands of the page, in order, as a script that stops at the first that fails. */
function commandsOf(page: string): string {
  return ['set -e', ...[...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, commands]) => commands)].join('\n');
}

/** Runs the page in a copy of the example, with the command on the PATH, as someone would who follows it. */
function follow() {
  const example = join(folder, 'c-vm');
  const bin = join(folder, 'bin');
  cpSync(join(packageRoot, 'examples/c-vm'), example, { recursive: true });
  mkdirSync(bin);
  const command = join(bin, 'mine-superinstructions');
  const main = join(packageRoot, 'dist/src/cli/main.js');
  writeFileSync(
    command,
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(main)} "$@"\n`,
  );
  chmodSync(command, 0o755);
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', commandsOf(readFileSync(join(example, 'README.md'), 'utf8'))],
    {
      cwd: example,
      encoding: 'utf8',
      env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
    },
  );
  const summary: Summary = JSON.parse(readFileSync(join(example, 'run/summary.json'), 'utf8'));
  return { status, stdout, stderr, summary };
}

describe(`superinstructions for your VM in ten minutes${missing ? ` (no ${missing})` : ''}`, () => {
  it.skipIf(missing)('is true, word for word', () => {
    const { status, stdout, stderr, summary } = follow();
    expect(stderr).not.toMatch(/\berror\b/i);
    expect(status).toBe(0);
    // Handlers do what their parts do, whichever way out they take.
    expect(stdout.match(/: the same in \d+ states/g)).toHaveLength(summary.superinstructions);
    // The rebuilt interpreter dispatches as often as was predicted.
    const dispatches = [...stderr.matchAll(/^\w+: (\d+) dispatches$/gm)].map(([, count]) => Number(count));
    const [before, after] = [dispatches.slice(0, 4), dispatches.slice(-4)].map((counts) =>
      counts.reduce((sum, count) => sum + count, 0),
    );
    expect(dispatches).toHaveLength(8);
    expect(before).toBe(summary.total.baselineDispatches);
    expect(after).toBe(summary.total.fusedDispatches);
  });
});
