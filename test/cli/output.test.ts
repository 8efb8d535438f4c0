import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { logistic, workplace } from './command-line.js';

const work = workplace();
const hasDevices = existsSync('/dev/full') && existsSync('/proc/self');

beforeAll(() => {
  work.run('trace', logistic, '--out', 'profile.json', '--quiet');
  work.run('mine', 'profile.json', '--budget', '2', '--out', 'set.json', '--quiet');
  work.write('plain', 'hi');
  mkdirSync(work.path('taken/report.html'), { recursive: true });
  work.write('taken/profile.json', 'old');
});

describe('a place that cannot be written is named, with exit code 2, and all stays as it was', () => {
  const cases: readonly (readonly [command: readonly string[], place: string])[] = [
    [[logistic, '--quiet', '--budget', '2'], 'plain/inside'],
    [[logistic, '--quiet', '--budget', '2'], 'taken'],
    [['trace', logistic], 'plain/profile.json'],
    [['trace', logistic], 'taken'],
    [['run', logistic], 'plain/run.csv'],
    [['mine', 'profile.json'], 'plain/set.json'],
    [['merge', 'profile.json'], 'plain/profile.json'],
    [['generate', 'set.json'], 'plain'],
    [['verify', 'set.json', 'profile.json'], 'plain/evidence.json'],
  ];

  it.each(cases)('%j --out %s', (command, place) => {
    const before = work.contents();
    const { status, stdout, stderr } = work.run(...command, '--out', place);
    expect(stderr).toMatch(/^(plain|taken).*: .*(cannot be written|in the way)/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([status, stdout]).toEqual([2, '']);
    expect(work.contents()).toEqual(before);
  });

  it.skipIf(!hasDevices).each(['/dev/full', '/proc/run.csv', '/proc/self/new/run.csv'])(
    '%s (where there is /dev/full and /proc)',
    (place) => {
      const { status, stderr } = work.run('run', logistic, '--out', place);
      expect(stderr).toBe(
        place === '/dev/full'
          ? '/dev/full: cannot be written: no space left on the device: free some, or write elsewhere\n'
          : `${place}: cannot be written: there is no such file\n`,
      );
      expect(status).toBe(2);
    },
  );
});

describe('output', () => {
  it.skipIf(!hasDevices)('to a full disk says so in words (where there is /dev/full)', () => {
    const { status, stderr } = work.shell(`cli run ${logistic} > /dev/full`);
    expect(stderr).toBe(
      'standard output: cannot be written: no space left on the device: free some, or write elsewhere\n',
    );
    expect(status).toBe(2);
  });

  it.skipIf(!hasDevices)('to a device leaves it a device (where there is /dev/full)', () => {
    expect(work.run('run', logistic, '--out', '/dev/null').status).toBe(0);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(work.shell(`cli run ${logistic} --out /dev/stdout | head -1`).stdout).toMatch(/^Time,/);
  });

  it('through a link goes to where the link leads', () => {
    work.write('target.csv', '');
    symlinkSync('target.csv', work.path('link.csv'));
    expect(work.run('run', logistic, '--out', 'link.csv').status).toBe(0);
    expect(lstatSync(work.path('link.csv')).isSymbolicLink()).toBe(true);
    expect(work.read('target.csv')).toBe(work.run('run', logistic).stdout);
  });

  it('of a program that traps ends there, with a note', () => {
    const isa =
      'operand cell : u8\nmemory cells : f64[cell]\nstep c:cell ( -- ) n = cells[c] + 1; trap if n > 3; cells[c] = n';
    const machine = ['--machine', work.write('traps.isa', `machine traps\n${isa}\nend ( -- ) return\n`)];
    const source = work.write(
      'traps.asm',
      'machine traps\nnames cell: steps\nschedule { repeat 9 { run main\n observe } }\nsection main:\n step steps\n end\n',
    );
    const { status, stdout, stderr } = work.run('run', source, ...machine);
    expect(stderr).toBe(
      `note: the program trapped, and nothing of it ran after that: in section main at instruction 0 (step steps), from ${source}:6\n`,
    );
    expect([status, stdout]).toEqual([0, 'steps\n1\n2\n3\n']);
  });

  it('may be read only in part', () => {
    const { stdout, stderr } = work.shell(`cli run ${logistic} | head -1`);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it.skipIf(!hasDevices)('to a full disk is one message (where there is /dev/full)', () => {
    const { status, stderr } = work.shell(`cli run ${logistic} > /dev/full`);
    expect(stderr).toMatch(/^standard output: .*\n$/);
    expect(status).toBe(2);
  });

  it('as CSV quotes the names that need it', () => {
    const text = `{UTF-8}\n"a, b" = 1 ~~|\n"say \\"hi\\"" = 2 ~~|\nplain name = 3 ~~|
INITIAL TIME = 0 ~~|\nFINAL TIME = 1 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n`;
    const [header, ...rows] = work.run('run', work.write('quoted.mdl', text)).stdout.trim().split('\n');
    expect(header).toContain('"a, b"');
    expect(header).toMatch(/"say .*""hi/);
    expect(header).toContain(',plain name');
    expect(rows).toHaveLength(2);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('interrupted by %s is whole, with no temporary files', (signal, status) => {
    const script = `
      import { writeFiles } from ${JSON.stringify(join(packageRoot, 'dist/src/artifacts/files.js'))};
      const files = new Map([['a', '1'], ['b', '2']]);
      const entries = [...files];
      files[Symbol.iterator] = function* () {
        for (const entry of entries) {
          yield entry;
          process.kill(process.pid, '${signal}');
        }
      };
      writeFiles('${signal}', files);
      setTimeout(() => {}, 20_000);`;
    const options = ['--input-type=module', '-e', script];
    expect(spawnSync(process.execPath, options, { cwd: work.folder }).status).toBe(status);
    expect(readdirSync(work.path(signal)).sort()).toEqual(['a', 'b']);
  });
});
