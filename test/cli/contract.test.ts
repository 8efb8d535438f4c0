import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { asStated } from './command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model = join(packageRoot, 'corpora/epidemics/sir.mdl');
const other = join(packageRoot, 'corpora/ecology/logistic.xmile');

function cli(...args: readonly string[]) {
  const main = join(packageRoot, 'dist/src/cli/main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const settings = 'INITIAL TIME = 0 ~~|\nFINAL TIME = 4 ~~|\nTIME STEP = 1 ~~|\nSAVEPER = 1 ~~|\n';

describe('the main job', () => {
  it('writes every artifact of the contract and verifies', () => {
    const { status, stdout } = cli(model, other, '--budget', '8', '--out', 'run one/ünï', '--json');
    expect(status).toBe(0);
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ schema: 2, machine: 'models', superinstructions: 8, asStated: [] });
    expect(summary.verification).toMatchObject({
      bitIdentical: true,
      predictedEqualsMeasured: true,
      neverExecuted: [],
    });
    expect(readdirSync(join(folder, 'run one/ünï')).sort()).toEqual([
      'evidence.json',
      'handlers',
      'machine.isa',
      'profile.json',
      'report.html',
      'run-manifest.json',
      'summary.json',
      'superinstructions.json',
    ]);
  });

  it('writes the same bytes again, but for the seconds', () => {
    for (const out of ['a', 'b'])
      expect(cli(model, '--budget', '4', '--out', out, '--quiet').stdout).toBe('');
    for (const name of [
      'profile.json',
      'superinstructions.json',
      'evidence.json',
      'report.html',
      'run-manifest.json',
      'handlers/ts/run-loop.ts',
    ])
      expect(readFileSync(join(folder, 'a', name)).equals(readFileSync(join(folder, 'b', name))), name).toBe(
        true,
      );
  });

  it('judges what it holds out', () => {
    const { stdout } = cli(model, other, '--budget', '4', '--hold-out', 'ecology', '--out', 'held', '--json');
    const summary = JSON.parse(stdout);
    expect(summary.programs.map((program: { heldOut: boolean }) => program.heldOut)).toEqual([false, true]);
    expect(summary.heldOut.baselineDispatches).toBe(summary.programs[1].baselineDispatches);
  });
});

describe('the stages', () => {
  beforeAll(() => {
    expect(cli('trace', model, '--out', 'sir.json').status).toBe(0);
    expect(cli('trace', other, '--out', 'logistic.json').status).toBe(0);
  });

  it('go from files to files, each proved by the next', () => {
    expect(cli('merge', 'sir.json', 'logistic.json', '--out', 'both.json').stdout).toContain('2 programs');
    expect(cli('mine', 'both.json', '--budget', '6', '--out', 'set.json').status).toBe(0);
    expect(cli('generate', 'set.json', '--out', 'handlers').stdout).toContain('run-loop.ts');
    expect(readFileSync(join(folder, 'handlers/ts/run-loop.ts'), 'utf8')).toContain(
      'export function createInterpreter',
    );
    const verified = cli('verify', 'set.json', 'both.json');
    expect(verified.stdout).toContain('bit-identical');
    expect(verified.status).toBe(0);
    expect(cli('disassemble', model, '--superinstructions', 'set.json').stdout).toContain('__');
    expect(
      cli('compare', 'set.json', join(packageRoot, 'corpora/hand-made.json'), '--on', 'both.json').status,
    ).toBe(0);
  });

  it('write the report of a run folder again', () => {
    cli(model, '--budget', '4', '--out', 'again');
    const before = readFileSync(join(folder, 'again/report.html'), 'utf8');
    expect(cli('report', 'again').status).toBe(0);
    const again = readFileSync(join(folder, 'again/report.html'), 'utf8');
    expect(again).not.toBe(before);
    expect(asStated(again)).toBe(before);
  });

  it('fail with exit code 1 when a profile does not tell the truth', () => {
    cli('mine', 'sir.json', '--budget', '4', '--out', 'lie-set.json');
    const text = readFileSync(join(folder, 'sir.json'), 'utf8');
    const changed = JSON.parse(text);
    changed.programs[0].counts.at(-1)[0]++;
    const lie = JSON.stringify(changed);
    const { status, stderr } = cli('verify', 'lie-set.json', file('lie.json', lie));
    expect(status).toBe(1);
    expect(stderr).toMatch(/not verified: .*dispatches/);
  });

  it('keep the always and never lists of the user', () => {
    const set = JSON.parse(readFileSync(join(folder, 'set.json'), 'utf8'));
    set.always = ['load_var a; load_var b; mul'];
    set.never = [set.superinstructions[0].pattern];
    file('mine.json', JSON.stringify(set));
    expect(
      cli('mine', 'both.json', '--budget', '6', '--decisions', 'mine.json', '--out', 'kept.json').status,
    ).toBe(0);
    const kept = JSON.parse(readFileSync(join(folder, 'kept.json'), 'utf8'));
    const patterns = kept.superinstructions.map(({ pattern }: { pattern: string }) => pattern);
    expect([kept.always, kept.never]).toEqual([set.always, set.never]);
    expect(patterns).toContain(set.always[0]);
    expect(patterns).not.toContain(set.never[0]);
  });

  it('run prints time first and then the model’s own names', () => {
    const { stdout } = cli('run', file('small.mdl', `a = 2 ~~|\ns = INTEG(a, 1) ~~|\n${settings}`));
    const [header, first, ...rest] = stdout.trim().split('\n');
    expect(header).toMatch(/^Time,.*\ba\b.*\bs\b/);
    expect(first.split(',')[0]).toBe('0');
    const at = header.split(',').indexOf('s');
    expect([first, ...rest].map((line) => Number(line.split(',')[at]))).toEqual([1, 3, 5, 7, 9]);
  });
});

describe('every command', () => {
  it.each([
    '',
    'run',
    'disassemble',
    'trace',
    'merge',
    'mine',
    'generate',
    'verify',
    'bench',
    'report',
    'compare',
  ])('%s has help with an example', (name) => {
    const { status, stdout } = cli(...(name ? [name] : []), '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Examples:\s+mine-superinstructions/);
  });
});

describe('bad input ends with exit code 2, one clear message and nothing written', () => {
  const loop = `a = b ~~|\nb = c ~~|\nc = a ~~|\n${settings}`;
  const cases: readonly (readonly [what: string, args: () => readonly string[], message: RegExp])[] = [
    ['a missing file', () => ['missing.mdl'], /missing\.mdl:1:1: .*no such file/],
    ['a syntax error', () => [file('syntax.mdl', `a = 1 + * 2 ~~|\n${settings}`)], /syntax\.mdl:1:9: /],
    ['an undefined variable', () => [file('undef.mdl', `a = bb ~~|\n${settings}`)], /undef\.mdl:1:5: .*bb/],
    ['an algebraic loop', () => [file('loop.mdl', loop)], /loop\.mdl:\d+:\d+: .*\ba\b.*\bb\b.*\bc\b/],
    ['an unknown function', () => [file('func.mdl', `a = FOO(1) ~~|\n${settings}`)], /func\.mdl:1:5: .*FOO/],
    [
      'no time step',
      () => [file('step.mdl', 'a = 1 ~~|\nINITIAL TIME = 0 ~~|\nFINAL TIME = 1 ~~|')],
      /step\.mdl:.*TIME STEP/,
    ],
    [
      'a truncated profile',
      () => ['mine', file('cut.json', '{"schema": 1, "machine": "mod'), '--out', 'x.json'],
      /cut\.json:1:\d+: not a profile/,
    ],
    [
      'a foreign file',
      () => ['mine', file('foreign.json', '{"name": "x"}'), '--out', 'x.json'],
      /foreign\.json:1:1: not a profile/,
    ],
    [
      'a profile nested beyond reason',
      () => ['mine', file('deep.json', '['.repeat(100_000)), '--out', 'x.json'],
      /deep\.json:/,
    ],
    ['a folder that cannot be made', () => [model, '--out', `${file('plain', '')}/inside`], /plain/],
    ['a budget of 0', () => [model, '--budget', '0'], /--budget 0/],
    ['a budget of -1', () => [model, '--budget', '-1'], /--budget -1/],
    ['a budget that is no number', () => [model, '--budget', 'many'], /--budget many/],
    ['a budget given twice', () => [model, '--budget', '1', '--budget', '2'], /budget/],
    ['an unknown option', () => [model, '--bugdet', '3'], /bugdet/],
    ['an unknown target', () => [model, '--targets', 'cobol'], /--targets cobol/],
    ['time without costs', () => [model, '--objective', 'time'], /needs --costs.*bench --calibrate/],
    ['costs that nothing uses', () => [model, '--costs', 'costs.json'], /goes with --objective time/],
    [
      'a technique without --calibrate',
      () => ['bench', model, '--technique', 'switch'],
      /goes with --calibrate/,
    ],
    ['an unknown technique', () => ['bench', model, '--calibrate', '--technique', 'x'], /ts has "switch"/],
    ['a share above one', () => [model, '--min-gain', '2'], /--min-gain 2/],
    ['a hold-out that nothing matches', () => [model, '--hold-out', 'nobody'], /nobody.*families: epidemics/],
    ['a hold-out that leaves nothing', () => [model, '--hold-out', '*'], /nothing left to mine/],
  ];

  it.each(cases)('%s', (_, args, message) => {
    const list = args();
    const before = readdirSync(folder, { recursive: true });
    const { status, stdout, stderr } = cli(...list);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it('names with control characters are shown as escapes', () => {
    const { stderr } = cli(file('escape.mdl', `a = "x\u001b[31m" ~~|\n${settings}`));
    expect(stderr).not.toContain('\u001b');
  });

  it('a pattern nobody can use is named with its file', () => {
    mkdirSync(join(folder, 'sets'), { recursive: true });
    cli('mine', model, '--budget', '2', '--out', 'sets/ok.json');
    const text = readFileSync(join(folder, 'sets/ok.json'), 'utf8');
    const set = JSON.parse(text);
    set.superinstructions[0].pattern = 'load_var #3; mul';
    const { status, stderr } = cli('generate', file('sets/slot.json', JSON.stringify(set)));
    expect(status).toBe(2);
    expect(stderr).toMatch(/slot\.json:\d+:\d+: .*a slot cannot be bound to a constant/);
    expect(existsSync(join(folder, 'handlers/ts/slot'))).toBe(false);
  });
});
