import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { sir, workplace } from './command-line.js';

const trace = join(packageRoot, 'test', 'importers', 'cpython', 'sample-3.12.jsonl');
const { path, read, run, write } = workplace();

describe('rules for other generators', () => {
  beforeAll(() => {
    run('import', trace, '--out', 'python');
    // Neither generator has branches anywhere but last.
    write('python/last.isa', read('python/machine.isa').replaceAll(' branch', ' switch'));
    run('import', trace, '--machine', 'python/last.isa', '--out', 'last');
    const limits = ['--payload', 'none', '--min-places', '1', '--min-share', '0', '--budget', '6'];
    run('mine', 'last/profile.json', ...limits, '--out', 'last/set.json');
    run('mine', sir, '--out', 'sir.json');
  });

  it('are printed for a machine that does not say what its instructions do', () => {
    const { status, stdout } = run(
      'generate',
      'last/set.json',
      '--targets',
      'vmgen,cpython',
      '--out',
      'rules',
    );
    expect(status).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual([
      join('rules', 'cpython', 'bytecodes-3.12.c'),
      join('rules', 'cpython', 'bytecodes-3.13.c'),
      join('rules', 'vmgen', 'superinstructions.vmg'),
    ]);
    expect(
      read('rules/cpython/bytecodes-3.12.c').match(/^(\/\/ CPython 3\.12 has it: )?super\(/gm),
    ).toHaveLength(6);
    expect(read('rules/vmgen/superinstructions.vmg')).toMatch(/^\w+__\w+ = \w+ \w+/m);
  });

  it('come with notes on what is added and what is missing', () => {
    const { stderr } = run('generate', 'sir.json', '--targets', 'vmgen', '--out', 'sir');
    expect(stderr).toMatch(
      /note: vmgen\/superinstructions\.vmg: not chosen, but prefixes that vmgen needs: \d+ of \d+ rules\.\n/,
    );
    expect(stderr).toMatch(
      /note: vmgen\/superinstructions\.vmg: \d+ of \d+ superinstructions cannot be rules of vmgen/,
    );
    expect(read('sir/vmgen/superinstructions.vmg')).toContain('it binds operands');
  });

  it('are what such a machine has instead of handlers', () => {
    const { status, stderr } = run('generate', 'last/set.json', '--targets', 'c,ts', '--out', 'none');
    expect(status).toBe(2);
    expect(stderr).toBe(
      '--targets c,ts: handlers are printed from bodies, which cpython312 does not have; vmgen and cpython need none\n',
    );
    expect(existsSync(path('none'))).toBe(false);
  });

  it.each([
    ['verify', 'sir.json', sir],
    ['bench', sir],
  ])('cannot be run by %s', (...command) => {
    const { status, stderr } = run(...command, '--targets', 'vmgen');
    expect(status).toBe(2);
    expect(stderr).toBe('--targets vmgen: it must be ts or wasm or c or rust or go\n');
  });
});
