import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { workplace } from './command-line.js';

const work = workplace();

const corpus = (name: string) => join(packageRoot, 'corpora/raku', name);

describe('a program in Raku', () => {
  it('is run, and prints what it prints', () => {
    const { status, stdout } = work.run('run', corpus('closures.raku'));
    expect([status, stdout]).toEqual([0, readFileSync(corpus('closures.out'), 'utf8')]);
  });

  it('that fails ends with what raku says first, behind what it printed', () => {
    const { status, stdout, stderr } = work.run('run', corpus('fail-no-method-int.raku'));
    expect([status, stdout]).toEqual([1, '5\n']);
    expect(stderr).toBe(readFileSync(corpus('fail-no-method-int.err'), 'utf8'));
  });

  it('outside of the subset is refused with its place', () => {
    const file = work.write('outside.raku', 'my $x = 1;\nunless $x { }\n');
    const { status, stderr } = work.run('run', file);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/outside\.raku:2:1: unless: /)]);
  });

  it('is mined with the programs that its call sites record, and verified', () => {
    const file = work.write('sum.raku', 'my $i = 0;\nfor ^40 { $i = $i + $_ }\nsay $i;\n');
    const { status, stdout } = work.run(file, '--budget', '8', '--max-length', '4', '--out', 'sum');
    expect(status, stdout).toBe(0);
    const summary = JSON.parse(readFileSync(work.path('sum/summary.json'), 'utf8'));
    expect(summary.verification).toMatchObject({ bitIdentical: true, predictedEqualsMeasured: true });
    expect(summary.total.reduction).toBeGreaterThan(0.25);
  });
});
