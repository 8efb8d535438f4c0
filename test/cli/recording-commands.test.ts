import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { workplace } from './command-line.js';

const work = workplace();

/** A trace that runs all the operations one after the other, several times. */
function trace(...ops: readonly string[]): string {
  const round = ops.map((op, pc) => `${JSON.stringify({ fn: 'f', pc, op })}\n`).join('');
  return round.repeat(20);
}

beforeAll(() => {
  work.write('narrow.jsonl', trace('load', 'add', 'store', 'jump'));
  work.write('wide.jsonl', trace('add', 'zap', 'store', 'load', 'add', 'store', 'jump', 'jump'));
  work.write('other.jsonl', trace('store', 'jump'));
  for (const name of ['narrow', 'wide'])
    work.run(`${name}.jsonl`, '--out', name, '--min-places', '1', '--quiet');
});

describe('compare of recordings', () => {
  it('takes patterns by what they say where two machines of one name number instructions differently', () => {
    const { status, stdout } = work.run('compare', 'wide', 'narrow', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      onlyLeft: ['add; zap; store; load; add; store; jump; jump'],
      onlyRight: ['load; add; store; jump'],
      programs: [{ baseline: 160, left: 20, right: 100 }],
    });
    const alone = work.run('compare', 'narrow', 'narrow', '--on', 'wide/profile.json', '--json');
    expect(JSON.parse(alone.stdout)).toMatchObject({ programs: [{ baseline: 160, left: 100, right: 100 }] });
  });

  it('refuses a set of instructions that the programs’ machine does not have', () => {
    const { status, stderr } = work.run('compare', 'narrow', 'wide');
    expect(stderr).toContain('wide/superinstructions.json: ');
    expect(stderr).toContain('the machine traced has no instruction "zap"');
    expect(status).toBe(2);
  });

  it('reads recordings by the machine of the left set', () => {
    const { status, stdout } = work.run('compare', 'narrow', 'narrow', '--on', 'other.jsonl', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ programs: [{ name: 'other', baseline: 40, left: 40 }] });
  });
});

describe('what recordings may be', () => {
  it('a folder of them, where it has no sources', () => {
    mkdirSync(work.path('runs/day'), { recursive: true });
    for (const name of ['narrow', 'wide'])
      copyFileSync(work.path(`${name}.jsonl`), work.path(`runs/day/${name}.jsonl`));
    work.write('runs/notes.txt', 'recorded today');
    const { status, stdout } = work.run('import', 'runs', '--json');
    expect(status).toBe(0);
    const { out, programs } = JSON.parse(stdout);
    expect(out).toBe('imported/runs');
    expect(programs).toMatchObject([{ name: 'narrow' }, { name: 'wide' }]);
  });

  it('gzipped, under the same name', () => {
    writeFileSync(work.path('packed.jsonl.gz'), gzipSync(trace('load', 'add')));
    expect(JSON.parse(work.run('import', 'packed.jsonl.gz', '--json').stdout)).toMatchObject({
      out: 'imported/packed',
    });
  });

  it.each([
    ['missing.jsonl', null, 'missing.jsonl:1:1: there is no such file'],
    ['empty.jsonl', '', 'empty.jsonl:1:1: the file is empty'],
    ['wrong.jsonl', '{"code":1,"op":"x"}\n', 'wrong.jsonl:1:1: "pc" is missing'],
  ])('not %s', (name, text, message) => {
    if (text !== null) work.write(name, text);
    for (const args of [[name], ['narrow.jsonl', name]]) {
      const { status, stderr } = work.run('import', ...args);
      expect(stderr).toContain(message);
      expect(status).toBe(2);
    }
  });
});

describe('a recording', () => {
  it('is disassembled, by the machine of a set where there is one', () => {
    const { stdout } = work.run('disassemble', 'narrow.jsonl');
    expect(stdout.match(/^ {4}\w+/gm)).toEqual(['    load', '    add', '    store', '    jump']);
    const fused = work.run(
      'disassemble',
      'narrow.jsonl',
      '--superinstructions',
      'narrow/superinstructions.json',
    );
    expect(fused.stdout.match(/^ {4}\w+/gm)).toEqual(['    load__add__store__jump']);
  });

  it('cannot be run', () => {
    const { status, stderr } = work.run('run', 'narrow.jsonl');
    expect(stderr).toContain('recordings cannot be run here');
    expect(status).toBe(2);
  });

  it('makes notes of options that do nothing for it', () => {
    const options = ['--min-places', '1', '--out', 'noted'];
    const asked = work.run('narrow.jsonl', ...options, '--targets', 'c,vmgen', '--data', 'x.csv');
    expect(asked.stderr).toContain('note: no handlers in c: traced has no bodies in expressions\n');
    expect(asked.stderr).toContain('note: --data is for sources');
    expect(asked.stdout).toContain('\n1 superinstruction removes 75.0 % of 80 dispatches\n');
    const plain = work.run('narrow.jsonl', ...options);
    expect(plain.stderr).not.toMatch(/no handlers|--data/);
  });
});

describe('merge of recordings', () => {
  it('says how many programs it added up', () => {
    const { stdout } = work.run('merge', 'narrow/profile.json', 'narrow/profile.json', '--out', 'twice.json');
    expect(stdout).toBe('1 program of 2 profiles, counts added up of 1 program: twice.json\n');
  });

  it('refuses two drafted machines, and says what to do', () => {
    const { status, stderr } = work.run('merge', 'narrow/profile.json', 'wide/profile.json');
    expect(stderr).toContain(
      'wide/profile.json:1:1: its machine is not that of narrow/profile.json: import what was recorded together',
    );
    expect(status).toBe(2);
  });
});
