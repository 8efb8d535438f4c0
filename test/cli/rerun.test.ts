import { beforeAll, describe, expect, it } from 'vitest';
import { tileProgram } from '../../src/mining/tile.js';
import { asCounters, baselineLines, fusedLines, type Printed, textOf } from '../replay/rerun/traces.js';
import { loop, profileOf, threeRounds, walkerText, withPatterns } from '../replay/walker.js';
import { asStated, logistic, workplace } from './command-line.js';

const work = workplace();
const walks = [threeRounds];
const events = baselineLines(loop, walks).map((line) => ({ ...line, depth: 0 }));
let printed: readonly Printed[];

beforeAll(() => {
  work.write('vm.isa', walkerText);
  work.write('trace.jsonl', textOf(events));
  work.run(
    'trace.jsonl',
    '--machine',
    'vm.isa',
    '--min-places',
    '1',
    '--budget',
    '3',
    '--out',
    'set',
    '--quiet',
  );
  const { superinstructions } = work.readJson('set/superinstructions.json');
  const isa = withPatterns(...superinstructions.map(({ pattern }: { pattern: string }) => pattern));
  const profile = profileOf(loop, walks);
  const tiled = tileProgram(isa, isa, profile.program);
  printed = fusedLines(isa, profile, tiled.program, walks);
  work.write('fused.jsonl', textOf(printed));
});

function rerun(command: string, ...more: readonly string[]) {
  const { status, stdout, stderr } = work.run(
    ...['verify', 'set/superinstructions.json', 'trace.jsonl', '--rerun', command],
    ...more,
  );
  return { status, stdout, stderr };
}

describe('a recorded program', () => {
  it('is replayed, and what is written says so', () => {
    const { stdout } = work.run('verify', 'set/superinstructions.json', 'trace.jsonl');
    expect(stdout).toMatch(
      /^replayed: 1 program; control enters no superinstruction midway .*, \d dispatches counted as predicted, .*; handlers were NOT executed$/m,
    );
    const { verification } = work.readJson('set/summary.json');
    expect(verification).toMatchObject({ level: 'replayed', bitIdentical: null, failures: [] });
    expect(work.readJson('set/evidence.json')).toMatchObject({ schema: 3, level: 'replayed', rerunBy: null });
    expect(work.read('set/report.html')).toContain('(replayed)');
  });

  it('is counted only where the VM printed counters', () => {
    const counters = asCounters(events).map((line, i) => ({ ...line, entry: i === 1 }));
    work.write('counters.jsonl', textOf(counters));
    const { status, stdout } = work.run(
      'verify',
      'set/superinstructions.json',
      'counters.jsonl',
      '--allow-unused',
    );
    expect(stdout).toMatch(
      /^counted only: 1 program; .*dispatches were NOT measured, handlers were NOT executed$/m,
    );
    expect(status).toBe(0);
  });

  it('has a report that can be written again, also over the evidence of an older version', () => {
    const before = work.read('set/report.html');
    work.write('set/evidence.json', '{"schema": 1}');
    const summary = work.readJson('set/summary.json');
    delete summary.verification.level;
    work.write('set/summary.json', JSON.stringify(summary));
    const { status, stderr } = work.run('report', 'set');
    const replaced = ['evidence', 'summary'].map(
      (name) => `note: set/${name}.json was changed since its run: replaced\n`,
    );
    expect([status, stderr]).toEqual([
      0,
      `note: set/evidence.json was out of date: made again\n${replaced.join('')}`,
    ]);
    expect(asStated(work.read('set/report.html'))).toBe(before);
    expect(work.readJson('set/summary.json').verification.level).toBe('replayed');
  });

  it('cannot run under techniques of ours', () => {
    const { status, stderr } = work.run(
      'verify',
      'set/superinstructions.json',
      'trace.jsonl',
      '--targets',
      'ts',
    );
    expect(stderr).toMatch(/trace was recorded by another VM, and cannot run under techniques of ours/);
    expect(status).toBe(2);
  });
});

describe('--rerun', () => {
  it('proves by the VM of the user that nothing but the dispatches changed', () => {
    const { status, stdout, stderr } = rerun('cat fused.jsonl', '--out', 'evidence.json');
    expect(stdout).toContain(
      `rerun by cat fused.jsonl: 17 events of the baseline with the same operands, and ${printed.length} states alike; ${printed.length} dispatches measured as predicted, fused code decomposes`,
    );
    expect(stderr).not.toContain('not verified');
    expect(status).toBe(0);
    expect(work.readJson('evidence.json')).toMatchObject({
      level: 'rerun',
      rerunBy: 'cat fused.jsonl',
      programs: [{ level: 'rerun', baselineMeasured: 17, measuredDispatches: printed.length }],
    });
  });

  it('by counters as well', () => {
    work.write('fused-counters.jsonl', textOf(asCounters(printed)));
    const { status, stdout } = rerun('cat fused-counters.jsonl');
    expect(stdout).toContain('counts taken apart add up to those of the baseline');
    expect(status).toBe(0);
  });

  it.each([
    [
      'another operand',
      (lines: Printed[]) => (lines[0].args = [9]),
      /event 0: pc 0 of f.* is push 9 instead of push 3/,
    ],
    ['another state', (lines: Printed[]) => (lines[2].state = 'x'), /the state before .* is x instead of s/],
    ['a line too few', (lines: Printed[]) => lines.pop(), /the run is over instead of at/],
    [
      'other dispatches than predicted',
      (lines: Printed[]) => lines.splice(0, 99, ...events.map(({ depth, ...line }) => line)),
      /\d dispatches predicted, 17 measured/,
    ],
  ])('finds %s, with exit code 1', (_, change, message) => {
    const lines = printed.map((line) => ({ ...line }));
    change(lines);
    work.write('wrong.jsonl', textOf(lines));
    const { status, stderr } = rerun('cat wrong.jsonl');
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it.each([
    ['exit 3', 'exit 3', 'ended with exit status 3'],
    ['a signal', 'kill -SEGV $$', 'was ended by SIGSEGV'],
    [
      'a signal to what the shell ran',
      'sh -c "kill -SEGV \\$\\$"; exit $?',
      'ended with exit status 139 (SIGSEGV)',
    ],
    ['a usage text', 'echo usage; exit 2', 'ended with exit status 2'],
    ['a whole trace', 'cat fused.jsonl; exit 1', 'ended with exit status 1'],
    ['half a line', 'head -c 50 fused.jsonl; exit 1', 'ended with exit status 1'],
  ])('finds that the VM failed, by %s, with exit code 1', (_, command, message) => {
    const { status, stderr } = rerun(command);
    expect(stderr).toContain(`not verified: trace: ${command} ${message}\n`);
    expect(status).toBe(1);
  });

  it.each([
    ['nothing', 'true', 'output of true:1:1: it printed nothing: it has to print a line for each dispatch'],
    ['a greeting', 'echo hello', 'output of echo hello:1:1: expected a dispatch, such as'],
    ['half a line', 'head -c 50 fused.jsonl', 'the file ends in the middle of a line'],
  ])('refuses what cannot be read: %s, with exit code 2', (_, command, message) => {
    const { status, stdout, stderr } = rerun(command);
    expect(stderr).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('ends a VM that differs and goes on, with all that it started', () => {
    const forever =
      'echo \'{"fn":"f","pc":50,"op":"leave"}\'; (sleep 617.25; echo late >> survived) & sleep 617.25';
    const { status, stderr } = rerun(forever);
    expect(stderr).toMatch(/event 0: what is dispatched on line 1 is pc 50 of f instead of pc 0 of f/);
    expect(status).toBe(1);
    expect(work.shell('ps -eo args').stdout).not.toMatch(/^sleep 617\.25$/m);
  });

  it('is for what another VM recorded', () => {
    work.run('mine', logistic, '--budget', '2', '--out', 'model.json', '--quiet');
    const { status, stderr } = work.run('verify', 'model.json', logistic, '--rerun', 'true');
    expect(stderr).toMatch(/logistic runs here, on our VM: --rerun is for what other VMs recorded/);
    expect(status).toBe(2);
  });

  it('is of one program', () => {
    work.write('other.jsonl', textOf(events));
    const files = ['trace.jsonl', 'other.jsonl'];
    const { status, stderr } = work.run('verify', 'set/superinstructions.json', ...files, '--rerun', 'true');
    expect(stderr).toMatch(/--rerun runs one program, and these are 2/);
    expect(status).toBe(2);
  });
});
