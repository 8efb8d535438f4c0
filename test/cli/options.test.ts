import { mkdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { logistic, sir, workplace } from './command-line.js';

const work = workplace();

describe('options that cannot be meant end with exit code 2 and write nothing', () => {
  it.each([
    ['no value', ['--budget'], /following: budget/],
    ['an empty value', ['--out='], /out: it needs a value/],
    ['a value given twice', ['--out', 'a', '--out', 'b'], /out: give it only once/],
    ['a negated value', ['--no-budget'], /no-budget/],
    ['a value with a dot', ['--budget.x', '3'], /budget\.x/],
    ['another spelling', ['--maxLength', '4'], /maxLength/],
    ['a fraction', ['--budget', '1.5'], /--budget 1\.5: it must be a whole number/],
    ['too short a length', ['--max-length', '1'], /--max-length 1: .* from 2 to 30/],
    ['too long a length', ['--max-length', '99'], /--max-length 99: .* from 2 to 30/],
    ['a negative payload', ['--payload', '-1'], /--payload -1: .*or none/],
    ['an unknown weight', ['--weight', 'lead'], /--weight lead: .*families/],
    ['an unknown target', ['--targets', 'ts,basic'], /--targets basic/],
    ['__proto__', ['--__proto__', '3'], /proto/],
    ['a path that looks like an option', ['--', '--budget'], /\.\/--budget:1:1: /],
  ])('%s', (_, options, message) => {
    const before = work.contents();
    const { status, stdout, stderr } = work.run(logistic, ...options);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(work.contents()).toEqual(before);
  });

  it.each([
    ['the main job', []],
    ['mine', ['mine']],
    ['bench', ['bench']],
  ])('%s looks at its options before its sources', (_, command) => {
    const { status, stderr } = work.run(...command, 'absent.mdl', '--budget', '0');
    expect(stderr).toMatch(/^--budget 0: /);
    expect(status).toBe(2);
  });

  it.each(['run', 'disassemble'])('%s takes one model, not a folder', (command) => {
    const { status, stderr } = work.run(command, work.folder);
    expect(stderr).toMatch(/:1:1: this is a folder/);
    expect(status).toBe(2);
  });
});

describe('options', () => {
  it('that are lists may be given several times, and none is forgotten', () => {
    const { stderr } = work.run('run', '--data', 'x.csv', '--data', 'y.csv', logistic);
    expect(stderr).toMatch(/x\.csv:1:1: /);
  });

  it('--quiet prints nothing, --json only JSON', () => {
    expect(work.run('trace', logistic, sir, '--quiet').stdout).toBe('');
    const { programs } = JSON.parse(work.run('trace', logistic, sir, '--json').stdout);
    expect(programs.map(({ name }: { name: string }) => name)).toEqual(['logistic', 'sir']);
  });

  it('--payload none and --max-length 16 allow longer superinstructions than the machine’s payload', () => {
    const limits = ['--payload', 'none', '--max-length', '16', '--weight', 'executions', '--budget', '2'];
    limits.push('--min-places', '1');
    work.run('mine', logistic, ...limits, '--out', 'long.json', '--quiet');
    const { options, superinstructions } = work.readJson('long.json');
    expect(options).toMatchObject({ payload: null, maxLength: 16, weighting: 'executions' });
    expect(superinstructions[0].pattern.split(';')).toHaveLength(16);
  });
});

describe('families', () => {
  it('are the folders of the sources; of nested ones those right below the folder given', () => {
    for (const path of ['all/one', 'all/two/deep/deeper']) mkdirSync(work.path(path), { recursive: true });
    const text = readFileSync(sir, 'utf8');
    for (const name of ['all/top.mdl', 'all/one/a.mdl', 'all/two/b.mdl', 'all/two/deep/deeper/c.mdl'])
      work.write(name, text);
    const families = (...sources: readonly string[]) =>
      JSON.parse(work.run('trace', ...sources, '--json', '--quiet').stdout).programs.map(
        ({ name, family }: { name: string; family: string }) => `${family}/${name}`,
      );
    expect(families('all').sort()).toEqual(['all/top', 'one/a', 'two/b', 'two/c']);
    expect(families('all/two', 'all/one/a.mdl').sort()).toEqual(['deep/c', 'one/a', 'two/b']);
  });
});

describe('names', () => {
  it('of a model never lead out of the folder of reports', () => {
    const text = '{UTF-8}\nINITIAL TIME = 0~~|\nFINAL TIME = 2~~|\nTIME STEP = 1~~|\nSAVEPER = 1~~|\n';
    for (const name of ['..mdl', '...mdl', '-dash.mdl']) work.write(name, text);
    for (const name of ['..mdl', '...mdl', '-dash.mdl'])
      expect(work.run('--quiet', '--budget', '1', '--', name).status).toBe(0);
    const summaries = [...work.contents().keys()].filter((name) => name.endsWith('summary.json'));
    expect(summaries).toEqual(['reports/-dash/summary.json', 'reports/run/summary.json']);
  });
});
