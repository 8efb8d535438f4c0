import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sir, workplace } from './command-line.js';

const work = workplace();

const settings = (last: number) =>
  `INITIAL TIME = 0 ~~|\nFINAL TIME = ${last} ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n`;
/** `b` is infinite at time 4, and `c` is NaN for it. */
const broken = work.write(
  'broken.mdl',
  `{UTF-8}\na = 4 - Time ~~|\nb = 1 / a ~~|\nc = b - b ~~|\ns = INTEG(c, 1) ~~|\n${settings(8)}`,
);
const FLOATS =
  'operand cell : u8\noperand target : u8 label\nmemory cells : f64[cell]\nadd_one c:cell ( -- ) cells[c] = cells[c] + 1\njump t:target ( -- ) jump t\nend ( -- ) return\n';
const machine = ['--machine', work.write('floats.isa', `machine floats\n${FLOATS}`)];
const endless = work.write('endless.asm', 'machine floats\nsection main:\nagain: add_one 0\n jump again\n');

describe('a program that never ends is stopped, with exit code 2', () => {
  const where = 'in section main at instruction 0 (add_one cell 0), from .*endless.asm:3';

  it.each(['run', 'trace', 'mine'])('%s', (command) => {
    const { status, stderr, stdout } = work.run(command, endless, ...machine, '--max-dispatches', '1000');
    expect(stderr).toMatch(
      new RegExp(
        `^endless: stopped after 1,000 dispatches, ${where.replace(/[()]/g, '\\$&')}: .*--max-dispatches\\)\n$`,
      ),
    );
    expect([status, stdout]).toEqual([2, '']);
  });

  it('and leaves no file behind', () => {
    const before = work.contents();
    const limit = ['--max-dispatches', '1000'];
    expect(work.run('run', endless, ...machine, ...limit, '--out', 'new/endless.csv').status).toBe(2);
    expect(work.contents()).toEqual(before);
  });

  it('when it repeats for nothing as well', () => {
    const idle = work.write(
      'idle.asm',
      'machine floats\nschedule { repeat 9007199254740991 { } }\nsection main:\n end\n',
    );
    const { status, stderr } = work.run('run', idle, ...machine);
    expect([status, stderr]).toEqual([
      2,
      'idle: stopped after repeating 1,000,000 times without running a section: see its schedule\n',
    ]);
  });

  it.each(['0x', '-1'])('and a limit of %s is no limit', (limit) => {
    const { status, stderr } = work.run('run', sir, '--max-dispatches', limit);
    expect([status, stderr]).toEqual([
      2,
      `--max-dispatches ${limit}: it must be a whole number from 0 to 9007199254740991, or none\n`,
    ]);
  });

  it('while none is any number of dispatches', () => {
    expect(work.run('run', sir, '--max-dispatches', 'none').stdout).toBe(work.run('run', sir).stdout);
  });
});

describe('outputs', () => {
  it('come as they are calculated, and nothing is calculated that nobody reads', () => {
    const long = work.write('long.mdl', `{UTF-8}\na = 4 - Time ~~|\n${settings(100_000_000)}`);
    for (const out of existsSync('/dev/stdout') ? ['', '--out /dev/stdout'] : ['']) {
      const { stdout, stderr, status } = work.shell(`{ cli run ${long} ${out}; echo $? >&2; } | head -2`);
      expect(stdout).toBe('Time,TIME STEP,INITIAL TIME,FINAL TIME,a,SAVEPER\n0,1,0,100000000,4,1\n');
      expect([stderr, status]).toEqual(['0\n', 0]);
    }
  });

  it('take the place of what a run left that was interrupted', () => {
    // No process has so high a number.
    work.write('again.csv.4194399-0.tmp', 'Time,');
    expect(work.run('run', sir, '--out', 'again.csv').status).toBe(0);
    expect([...work.contents().keys()].filter((name) => name.startsWith('again.csv'))).toEqual(['again.csv']);
  });

  it('are the same bits from fused code', () => {
    expect(work.run(sir, '--out', 'fused', '--budget', '8', '--quiet').status).toBe(0);
    const plain = work.run('run', sir).stdout;
    expect(work.run('run', sir, '--from', 'fused').stdout).toBe(plain);
    expect(work.run('run', sir, '--superinstructions', 'fused/superinstructions.json').stdout).toBe(plain);
  });
});

describe('names from a model', () => {
  it('reach neither a terminal nor a spreadsheet as they are', () => {
    const hostile = work.write(
      'hostile.mdl',
      `{UTF-8}\n"=cmd|' /C calc'!A1" = 1 ~~|\n"a\u001b[31mb\u202ec" = 2 ~~|\n${settings(1)}`,
    );
    const [header] = work.run('run', hostile).stdout.split('\n');
    expect(header).toContain(",'=cmd|' /C calc'!A1,a\\u{1b}[31mb\\u{202e}c,");
    const shown = [
      work.run('disassemble', hostile).stdout,
      work.run(hostile, '--out', 'hostile', '--min-places', '1', '--json').stdout,
      work.run('mine', hostile, '--out', 'hostile.json', '--min-places', '1', '--min-share', '0').stdout,
    ];
    for (const text of shown) {
      expect(text.length).toBeGreaterThan(100);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it('cannot look like a message of ours', () => {
    const source = work.write('bad\n\u001b[2Jnot verified.mdl', 'x = \u001b[31m ~~|\n');
    const { stderr, status } = work.run('run', source);
    expect(status).toBe(2);
    for (const line of stderr.trimEnd().split('\n')) {
      expect(line).toContain('bad\\u{a}\\u{1b}[2Jnot verified.mdl:1:');
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('run --find-nan', () => {
  it('names time, variable, equation and operation', () => {
    const { status, stdout, stderr } = work.run('run', broken, '--find-nan');
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'first infinity: curr[7] (b) becomes Infinity before observation 5, Time 4',
      `  made from 1, 0 in section flows at instruction 12 (div), from b (${broken}:3)`,
      `  stored in section flows at instruction 13 (assign_curr b), from b (${broken}:3)`,
      'first NaN: curr[8] (c) becomes NaN before observation 5, Time 4',
      `  made from Infinity, Infinity in section flows at instruction 16 (sub), from c (${broken}:4)`,
      `  stored in section flows at instruction 17 (assign_curr c), from c (${broken}:4)`,
    ]);
  });

  it('names the same in fused code, and the part of the superinstruction', () => {
    work.run(broken, '--out', 'broken', '--budget', '8', '--min-places', '1', '--quiet');
    const { status, stdout } = work.run('run', broken, '--find-nan', '--from', 'broken');
    expect(status).toBe(1);
    expect(stdout).toContain('first NaN: curr[8] (c) becomes NaN before observation 5, Time 4');
    expect(stdout).toMatch(
      /made from Infinity, Infinity in .*, part \d of \d \(sub\), from c \(.*broken.mdl:4\)/,
    );
    expect(work.run('disassemble', broken, '--from', 'broken').stdout).toMatch(
      /; c \(.*broken.mdl:4\)\n +; {3}load_var b\n/,
    );
  });

  it('says that there is none', () => {
    const { status, stdout } = work.run('run', sir, '--find-nan');
    expect([status, stdout]).toEqual([0, 'no NaN and no infinity was stored\n']);
    expect(work.run('run', sir, '--find-nan', '--out', 'x.csv').status).toBe(2);
  });
});
