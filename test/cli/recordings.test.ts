import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { workplace } from './command-line.js';

const work = workplace();

/** A loop as a VM prints it that counts, or that traces. */
const code = [
  { pc: 0, op: 'push', args: [100] },
  { pc: 2, op: 'dup' },
  { pc: 3, op: 'jz', args: [9] },
  { pc: 5, op: 'dec' },
  { pc: 6, op: 'jump', args: [2] },
  { pc: 9, op: 'halt' },
];
const lines = (list: readonly unknown[]) => list.map((line) => `${JSON.stringify(line)}\n`).join('');
const counts = [1, 101, 101, 100, 100, 1];
const counted = lines(code.map((line, i) => ({ fn: 'main', ...line, n: counts[i] })));
const loop = code.slice(1, 5);
const traced = lines(
  [code[0], ...Array.from({ length: 100 }, () => loop).flat(), ...loop.slice(0, 2), code[5]].map((line) => ({
    fn: 'main',
    ...line,
  })),
);
work.write('counts.jsonl', counted);
work.write('trace.jsonl', traced);
work.write(
  'vm.isa',
  `machine loop
bodies none
operand number : u8 bindable
operand target : u8 label
push n:number ( -- v )
dup  ( a -- b c )
jz   t:target ( c -- ) branch
dec  ( a -- b )
jump t:target ( -- ) jump
halt ( ? ) ends
`,
);
const once = ['--min-places', '1', '--budget', '4'];

describe('a recording of a VM that we cannot run', () => {
  it('is imported with a machine that is drafted from it', () => {
    const { status, stdout, stderr } = work.run('import', 'trace.jsonl', '--out', 'drafted');
    expect(status).toBe(0);
    expect(stderr).toMatch(/^note: 404 executions read, 404 explained$/m);
    expect(stdout).toMatch(/^trace +trace +1 +6 +404$/m);
    expect(work.read('drafted/machine.isa')).toMatch(/^jump .* jump +# inferred: it always went elsewhere$/m);
    expect(work.run('drafted/profile.json', ...once, '--out', 'run', '--quiet').status).toBe(0);
    expect(work.readJson('run/summary.json').verification.level).toBe('replayed');
  });

  it.each([
    ['counts.jsonl', 'counted', null],
    ['trace.jsonl', 'replayed', true],
  ])('%s is judged as what it is: %s', (file, level, predictedEqualsMeasured) => {
    const { status, stdout } = work.run(file, '--machine', 'vm.isa', ...once, '--out', level);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${level}.*handlers were NOT executed`, 'm'));
    const { verification, total } = work.readJson(`${level}/summary.json`);
    expect(verification).toMatchObject({ level, bitIdentical: null, predictedEqualsMeasured, failures: [] });
    // dup; jz; dec; jump is one from here on, and the branch falls through in its middle.
    expect(total).toMatchObject({ baselineDispatches: 404, fusedDispatches: 103 });
    expect(work.read(`${level}/report.html`)).toContain('andlers');
  });

  it('may be gzipped, whatever it is called', () => {
    writeFileSync(work.path('packed.jsonl'), gzipSync(counted));
    expect(work.run('import', 'packed.jsonl', '--out', 'packed', '--quiet').status).toBe(0);
    writeFileSync(work.path('cut.jsonl'), gzipSync(traced.repeat(9)).subarray(0, 90));
    const { status, stderr } = work.run('import', 'cut.jsonl', '--out', 'cut');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/cut\.jsonl:.*(cut off|gzip)/)]);
  });

  it('adds up over several runs', () => {
    work.run('import', 'counts.jsonl', '--machine', 'vm.isa', '--out', 'one', '--quiet');
    expect(
      work.run('merge', 'one/profile.json', 'one/profile.json', '--machine', 'vm.isa', '--out', 'two.json')
        .status,
    ).toBe(0);
    const [{ counts: merged }] = work.readJson('two.json').programs;
    expect(merged).toEqual([[2, 1, 202, 2, 200, 2, 2, 1]]);
  });

  it.each([
    ['is scheduled', ['--schedule', 'all'], /nothing can be moved/],
    [
      'lacks an instruction',
      ['--machine', join(packageRoot, 'examples/vmgen/mini.isa')],
      /has no such instruction/,
    ],
  ])('is refused where it %s', (_, args, message) => {
    const machine = args[0] === '--machine' ? [] : ['--machine', 'vm.isa'];
    const { status, stderr } = work.run('counts.jsonl', ...machine, ...args, '--out', 'refused');
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it('is judged beside what the authors of the VM made by hand', () => {
    const sample = join(packageRoot, 'test/importers/cpython/sample-3.11.jsonl');
    const { status, stdout } = work.run(sample, '--payload', 'none', '--budget', '4', '--out', 'cpython');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^CPython 3\.11's own pairs.* made by hand remove [\d.]+ %; the best \d+ that are no longer/m,
    );
    expect(work.read('cpython/report.html')).toContain('id="hand-made"');
    // What the user forbids cannot occur in their pairs either.
    const isa = work.read('cpython/machine.isa').replace(/^(LOAD_FAST .*)$/m, '$1 alone');
    work.write('own.isa', isa);
    expect(
      work.run(sample, '--machine', 'own.isa', '--payload', 'none', '--out', 'own', '--quiet').status,
    ).toBe(0);
    expect(work.readJson('own/summary.json').handMade[0].impossible).toBeGreaterThan(0);
  });
});
