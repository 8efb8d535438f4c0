import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'example-scripts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: packageRoot, encoding: 'utf8' });
const forth = join(packageRoot, 'examples/forth');

describe('the example scripts', () => {
  it('mine the profile of a run folder, whatever its machine', () => {
    const out = join(folder, 'run');
    const sources = [join(forth, 'programs/sieve.asm'), '--machine', join(forth, 'forth.isa')];
    expect(run('dist/src/cli/main.js', ...sources, '--out', out, '--quiet').status).toBe(0);
    const { status, stdout } = run('examples/mine-a-profile.mjs', out);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\w+( \S+)*(; \w+( \S+)*)+\n/);
    expect(stdout).toMatch(/^\d+ of 1288589 weighted dispatches left$/m);
  });

  it('prove superinstructions and probe handlers', () => {
    const isa = join(forth, 'forth.isa');
    const { status, stdout } = run('examples/prove-and-probe.mjs', isa, 'ts', 'dup; mul', 'lit #1; add');
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['dup; mul: proved', 'lit #1; add: proved']);
    expect(lines).toHaveLength(5);
    for (const line of lines.slice(2)) expect(line).toMatch(/^ts, .*: (\d+) of \1 handlers, \d+ states$/);
  });

  it('print a handler', () => {
    const { stdout } = run(
      'examples/print-a-handler.mjs',
      join(forth, 'forth.isa'),
      'dup; mul; lit #12; rshift; assign a',
    );
    expect(stdout).toContain('data[code[pc + 1]] = Math.imul(stack[sp - 1], stack[sp - 1]) >> 12;');
  });
});
