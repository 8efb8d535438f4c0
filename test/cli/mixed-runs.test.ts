import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentDigest } from '../../src/artifacts/content-digest.js';
import { requireWholeRun } from '../../src/artifacts/run-state.js';
import { openDecisions, readOverrides } from '../../src/cli/decisions.js';
import { Setup } from '../../src/cli/setup.js';
import { packageRoot } from '../../src/util/package-root.js';
import { logistic, sir, workplace } from './command-line.js';

const work = workplace();
type Json = ReturnType<typeof JSON.parse>;

beforeAll(() => {
  expect(work.run(logistic, '--budget', '3', '--out', 'a', '--quiet').status).toBe(0);
  expect(work.run(logistic, '--budget', '2', '--out', 'b', '--quiet').status).toBe(0);
  expect(work.run(sir, '--budget', '3', '--out', 'c', '--quiet').status).toBe(0);
});

/** The run `a` with one file changed. */
function changed(file: string, change: string | ((artifact: Json) => void)): void {
  rmSync(work.path('x'), { recursive: true, force: true });
  cpSync(work.path('a'), work.path('x'), { recursive: true });
  if (typeof change === 'string') work.write(`x/${file}`, work.read(`${change}/${file}`));
  else {
    const artifact = work.readJson(`x/${file}`);
    change(artifact);
    work.write(`x/${file}`, JSON.stringify(artifact));
  }
}

/** As if the file had been mined so. */
function forge(set: Json): void {
  const { always: _, never: __, digest: ___, ...mined } = set;
  set.digest = contentDigest(mined);
}

let isReport = false;

describe('a run folder that tells of two runs is refused, by the name of the file that is another’s', () => {
  it.each<[file: string, change: string | ((artifact: Json) => void), message: RegExp]>([
    ['profile.json', 'c', /x\/superinstructions\.json:1:1: it was mined from another profile \(/],
    ['evidence.json', 'b', /x\/evidence\.json:1:1: it was made from other superinstructions \(/],
    ['evidence.json', 'c', /x\/evidence\.json:1:1: it was made from another profile \(/],
    ['summary.json', 'b', /x\/summary\.json:1:1: it was made from other superinstructions \(/],
    [
      'summary.json',
      (s) => (s.isaDigest = 'feed'),
      /x\/summary\.json:1:1: .*another machine \(models feed\)/,
    ],
    [
      'evidence.json',
      (e) => (e.programs[0].baselineDispatches *= 2),
      /x\/evidence\.json:1:1: its programs or their dispatches are not those of profile\.json/,
    ],
    [
      'evidence.json',
      (e) => e.superinstructions.pop(),
      /x\/evidence\.json:1:1: its superinstructions are not/,
    ],
    [
      'summary.json',
      (s) => (s.options.budget = 99),
      /x\/summary\.json:1:1: its options, bound, knee, search/,
    ],
    ['summary.json', (s) => (s.bound.gap = 0), /x\/summary\.json:1:1: .*bound\.gap: it is not that of/],
    ['superinstructions.json', (s) => (s.isaDigest = 'feed'), /models feed, this is models .*--from/],
  ])('%s, by report and compare in turn, case %#', (file, change, message) => {
    changed(file, change);
    const before = work.contents();
    isReport = !isReport;
    const { status, stdout, stderr } = work.run(...(isReport ? ['report', 'x'] : ['compare', 'x', 'b']));
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([2, '']);
    expect(work.contents()).toEqual(before);
  });
});

describe('what may change in a run folder', () => {
  it('is the user’s lists, and the set itself where it is mined again', () => {
    changed('superinstructions.json', (set) => {
      set.never = [set.superinstructions[0].pattern];
    });
    expect(work.run('report', 'x').stderr).toBe('');
    const set = ['--decisions', 'x/superinstructions.json', '--out', 'x/superinstructions.json'];
    expect(work.run('mine', 'x/profile.json', '--budget', '3', ...set, '--quiet').status).toBe(0);
    expect(work.run('compare', 'x', 'a').stderr).toMatch(
      /x\/evidence\.json:1:1: .*make it again by `report x`/,
    );
    const { status, stderr } = work.run('report', 'x');
    expect(stderr).toContain('note: x/evidence.json was out of date: made again\n');
    expect(status).toBe(0);
    expect(work.run('compare', 'x', 'a').status).toBe(0);
  });

  it('is a set that was edited, once it is mined again as the message says', () => {
    changed('superinstructions.json', (set) => {
      set.never = [set.superinstructions.pop().pattern];
    });
    const set = 'x/superinstructions.json';
    const mine = `mine x/profile.json --decisions ${set} --out ${set}`;
    const advice = `put changes in always and never, and with the same limits \`${mine}\``;
    expect(work.run('compare', 'x', 'a').stderr).toMatch(
      new RegExp(
        `x/evidence\\.json:1:1: .*: superinstructions\\.json was edited since .*: ${advice}, then \`report x\`\n$`,
      ),
    );
    expect(work.run('report', 'x').stderr).toBe(`${set}:1:1: it was edited since it was mined: ${advice}\n`);
    expect(work.run(...mine.split(' '), '--budget', '3', '--quiet').status).toBe(0);
    expect(work.run('report', 'x').status).toBe(0);
    expect(work.run('compare', 'x', 'a').status).toBe(0);
  });

  it('is a file that is broken, once it is removed as the message says', () => {
    changed('evidence.json', (evidence) => {
      evidence.machine = 7;
    });
    for (const command of [
      ['report', 'x'],
      ['compare', 'x', 'a'],
    ])
      expect(work.run(...command).stderr).toContain(
        'x/evidence.json:1:1: not an evidence file: machine: expected text, found 7: remove it, and make it again by `report x`\n',
      );
    rmSync(work.path('x/evidence.json'));
    expect(work.run('report', 'x').status).toBe(0);
  });

  it('is handlers and evidence, which is told by who reads the folder, and the report makes them again', () => {
    changed('evidence.json', (evidence) => {
      evidence.allowsUnused = true;
    });
    const handlers = 'x/handlers/ts/run-loop.ts';
    const original = work.read(handlers);
    work.write(handlers, `${original}// edited`);
    const told = [handlers, 'x/evidence.json'].map(
      (file) =>
        `note: ${file}: edited since its run, so it is not what was verified: \`report x\` makes it again\n`,
    );
    expect(work.run('verify', 'x', 'a/profile.json').stderr).toBe(told.join(''));
    expect(work.run('compare', 'x', 'a').stderr).toBe(told.join(''));
    expect(work.run('report', 'x').stderr).toBe(
      `note: ${handlers} was changed since its run: replaced\nnote: x/evidence.json was changed since its run: replaced\n`,
    );
    expect(work.read(handlers)).toBe(original);
    expect(work.readJson('x/evidence.json').allowsUnused).toBe(false);
    expect(work.run('verify', 'x', 'a/profile.json').stderr).toBe('');
  });

  it('is that files are missing', () => {
    changed('summary.json', 'a');
    for (const name of ['summary.json', 'evidence.json', 'handlers', 'machine.isa', 'run-manifest.json'])
      rmSync(work.path(`x/${name}`), { recursive: true });
    expect(work.run('compare', 'x', 'a').status).toBe(0);
    expect(work.run('report', 'x').status).toBe(0);
    expect(requireWholeRun(work.path('x'))?.complete).toBe(true);
  });
});

describe('what superinstructions.json states', () => {
  const setup = new Setup(null);
  const open = (change: (set: Json) => void, asPatterns = false) => {
    const set = work.readJson('a/superinstructions.json');
    change(set);
    const path = work.write('set.json', JSON.stringify(set, null, 1));
    return openDecisions(path, setup, { asPatterns, quiet: true });
  };

  it('of payload is what the pattern has', () => {
    const other = (set: Json) => (set.superinstructions[1].payload = 1);
    expect(() => open(other)).toThrow(
      /set\.json:\d+:\d+: the pattern ".*" has \d+ bytes of operands, not 1: mine again with --from/,
    );
    expect(open(other, true).patterns).toHaveLength(3);
  });

  it('of another version of the machine is refused, but for its patterns', () => {
    const older = (set: Json) => (set.isaDigest = 'feed');
    expect(() => open(older)).toThrow(/set\.json:1:1: it was made with the machine models feed.*--from/);
    expect(open(older, true).patterns).toHaveLength(3);
    expect(readOverrides({ from: work.path('set.json'), quiet: true }, setup).from).toHaveLength(3);
    const { status, stderr } = work.run('verify', 'set.json', 'a/profile.json');
    expect(stderr).toMatch(/^set\.json:1:1: it was made with the machine models feed/);
    expect(status).toBe(2);
  });

  it('is told to be edited where it was, and holds', () => {
    open((set) => set.superinstructions.pop());
    const { status, stderr } = work.run('verify', 'set.json', 'a/profile.json');
    expect(stderr).toBe(
      'note: set.json: edited since it was mined: its figures are those of the set before\n',
    );
    expect(status).toBe(0);
  });

  it('of bound and search is said to be stated, not proven, in a report made from it', () => {
    changed('superinstructions.json', (set) => {
      set.bound.fusedDispatches = set.curve.at(-1);
      set.search = { moves: 9, improvements: 9, stopped: 'optimal' };
      forge(set);
    });
    for (const name of ['evidence.json', 'summary.json']) rmSync(work.path(`x/${name}`));
    const { status, stdout } = work.run('report', 'x');
    expect(stdout).toMatch(/^bound, search: as stated in x\/superinstructions\.json, not computed again\n/);
    expect(status).toBe(0);
    expect(work.readJson('x/summary.json').asStated).toEqual(['bound', 'search']);
    expect(work.read('a/report.html')).toMatch(/proven/);
    expect(work.read('x/report.html')).not.toMatch(/proven/);
    expect(work.read('x/report.html')).toMatch(/as stated in superinstructions\.json/);
  });

  it.each<[what: string, change: (set: Json) => void, message: RegExp]>([
    ['a bound that is above', (s) => (s.bound.fusedDispatches = 1e9), /the bound is above what/],
    [
      'another marginal value',
      (s) => (s.superinstructions[0].marginal *= 2),
      /marginal value of ".*" are not/,
    ],
    ['another knee', (s) => s.knee++, /the curve is not that of these superinstructions/],
  ])('is counted again where it can be: %s', (_, change, message) => {
    changed('superinstructions.json', (set) => {
      change(set);
      forge(set);
    });
    for (const name of ['evidence.json', 'summary.json']) rmSync(work.path(`x/${name}`));
    const { status, stderr } = work.run('report', 'x');
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});

it('two runs at once into one folder leave one of them', async () => {
  const main = join(packageRoot, 'dist/src/cli/main.js');
  const start = (budget: string) =>
    new Promise<number | null>((resolve) => {
      const args = [main, logistic, '--budget', budget, '--out', 'shared', '--quiet'];
      spawn(process.execPath, args, { cwd: work.folder, stdio: 'ignore' }).once('exit', resolve);
    });
  expect(await Promise.all([start('2'), start('3')])).toEqual([0, 0]);
  expect(work.run('compare', 'shared', 'a').status).toBe(0);
  const whole = ['a', 'b'].map((run) => work.read(`${run}/run-manifest.json`));
  expect(whole).toContain(work.read('shared/run-manifest.json'));
});
