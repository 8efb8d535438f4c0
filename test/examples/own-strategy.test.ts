import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifact } from '../../src/artifacts/files.js';
import { summaryArtifact } from '../../src/artifacts/summary.js';
import { decisionsArtifact } from '../../src/artifacts/superinstructions.js';
import { packageRoot } from '../../src/util/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'own-strategy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const installed = join(folder, 'node_modules/mine-superinstructions');
const model = join(packageRoot, 'corpora/ecology');

/**
 * The package as it is published, in a project of its own; its dependencies are those that are installed
 * here.
 */
function install(): void {
  cpSync(join(packageRoot, 'examples/own-strategy'), folder, { recursive: true });
  mkdirSync(installed, { recursive: true });
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  const tarball = packed.stdout.trim().split('\n').at(-1)!;
  const unpacked = spawnSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', installed]);
  expect([packed.status, unpacked.status]).toEqual([0, 0]);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(packageRoot, 'node_modules', name), link);
  }
}

function run(...args: readonly string[]) {
  const main = join(installed, 'dist/src/cli/main.js');
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
}

describe('a package of its own, with the packed tarball installed', () => {
  let printed: string;
  beforeAll(() => {
    install();
    const { status, stdout, stderr } = run(model, '--out', 'run');
    expect([status, stderr]).toEqual([0, '']);
    printed = stdout;
  });
  const decisions = () => readArtifact(decisionsArtifact, join(folder, 'run/superinstructions.json'));

  it('chooses by its own strategy, within the budget that its config gives', () => {
    const { superinstructions, search, options } = decisions();
    expect(options.budget).toBe(16);
    expect(superinstructions).toHaveLength(16);
    // The strategy searches no further, and says so.
    expect(search).toEqual({ moves: 0, improvements: 0, stopped: 'nothing to try' });
  });

  it('chooses from what its filter left', () => {
    const calling = /\b(exp|ln|pow|sin|lookup\w*)\b/;
    expect(decisions().superinstructions.filter(({ pattern }) => calling.test(pattern))).toEqual([]);
  });

  it('gets tiling, bound, verification and report like every other run', () => {
    const { bound, total, verification } = readArtifact(summaryArtifact, join(folder, 'run/summary.json'));
    expect(total.reduction).toBeGreaterThan(0.5);
    expect(verification).toMatchObject({ bitIdentical: true, predictedEqualsMeasured: true, failures: [] });
    expect(bound.fusedDispatches).toBeGreaterThan(0);
    expect(bound.gap).toBeGreaterThanOrEqual(0);
    expect(existsSync(join(folder, 'run/report.html'))).toBe(true);
  });

  it('says everywhere that the bound is of what the filter left', () => {
    const sentence = 'what without-calls left to choose from';
    expect(decisions().bound.filteredBy).toEqual(['without-calls']);
    expect(printed).toContain(sentence);
    expect(readFileSync(join(folder, 'run/report.html'), 'utf8')).toContain(sentence);
  });

  it('is left out with --no-config', () => {
    expect(run('mine', model, '--no-config', '--quiet', '--out', 'plain.json').status).toBe(0);
    const { bound, options, search } = readArtifact(decisionsArtifact, join(folder, 'plain.json'));
    expect(bound.filteredBy).toEqual([]);
    expect(options.budget).toBe(32);
    expect(search.moves).toBeGreaterThan(0);
  });
});
