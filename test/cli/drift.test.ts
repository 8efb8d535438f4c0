import { beforeAll, describe, expect, it } from 'vitest';
import { asStated, logistic, sir, workplace } from './command-line.js';

const work = workplace();

describe('--from', () => {
  beforeAll(() => {
    expect(work.run('mine', logistic, '--budget', '3', '--out', 'old.json', '--quiet').status).toBe(0);
    expect(work.run('mine', sir, '--budget', '3', '--out', 'other.json', '--quiet').status).toBe(0);
  });
  const mine = (...args: readonly string[]) =>
    work.run('mine', logistic, '--budget', '3', '--out', 'new.json', ...args);

  it('reports no drift where nothing changed, and does not fail', () => {
    const { status, stdout } = mine('--from', 'old.json', '--max-regret', '0', '--json');
    const { drift, decisions } = JSON.parse(stdout);
    expect(drift).toMatchObject({ dropped: [], added: [], regret: 0 });
    expect(drift.kept).toHaveLength(decisions.superinstructions.length);
    expect(status).toBe(0);
  });

  it('reports what changed where the set is of another program', () => {
    const { status, stdout } = mine('--from', 'other.json');
    expect(stdout).toMatch(/from other\.json: \d+ kept, \d+ dropped, \d+ new\n( {2}- .*\n)+( {2}\+ .*\n)+/);
    expect(stdout).toMatch(/regret \d+\.\d %/);
    expect(status).toBe(0);
  });

  it('fails past --max-regret, with the reason on standard error and the new set written', () => {
    const { status, stderr } = mine('--from', 'other.json', '--max-regret', '0.01');
    expect(stderr).toMatch(
      /^regret \d+\.\d % is above 1\.0 %: other\.json leaves [\d,]+ weighted dispatches/,
    );
    expect(status).toBe(1);
    expect(work.readJson('new.json').superinstructions).toHaveLength(3);
    expect(mine('--from', 'other.json', '--max-regret', '1').status).toBe(0);
  });

  it('is in the summary and the report, which `report` writes again', () => {
    const { status } = work.run(logistic, '--budget', '3', '--from', 'other.json', '--out', 'run', '--quiet');
    expect(status).toBe(0);
    const { drift } = work.readJson('run/summary.json');
    expect(drift.dropped.length).toBeGreaterThan(0);
    const page = work.read('run/report.html');
    expect(page).toContain('<section id="drift">');
    expect(work.run('report', 'run').status).toBe(0);
    expect(asStated(work.read('run/report.html'))).toBe(page);
    expect(work.readJson('run/summary.json').drift).toEqual(drift);
  });

  it('is measured anew by `report`, and refused when its patterns are none', () => {
    const summary = work.readJson('run/summary.json');
    const { drift } = summary;
    work.write('run/summary.json', JSON.stringify({ ...summary, drift: { ...drift, before: 1, regret: 1 } }));
    expect(work.run('report', 'run').status).toBe(0);
    expect(work.readJson('run/summary.json').drift).toEqual(drift);
    const forged = { ...summary, drift: { ...drift, dropped: ['<script>; add'] } };
    work.write('run/summary.json', JSON.stringify(forged));
    const { status, stderr } = work.run('report', 'run');
    expect(stderr).toMatch(/summary\.json:\d+:\d+: .*no instruction/);
    expect(status).toBe(2);
    work.write('run/summary.json', JSON.stringify(summary));
  });

  it('brings the lists of its file, unless --decisions names others', () => {
    const listed = { ...work.readJson('old.json'), always: ['load_var a; load_var b'] };
    work.write('listed.json', JSON.stringify(listed));
    const lists = (...args: readonly string[]) => JSON.parse(mine(...args, '--json').stdout).decisions.always;
    expect(lists('--from', 'listed.json')).toEqual(['load_var a; load_var b']);
    expect(lists('--from', 'listed.json', '--decisions', 'old.json')).toEqual([]);
  });

  it.each([
    ['without --from', ['--max-regret', '0.1'], /--max-regret: say with --from/],
    [
      'that is no part',
      ['--from', 'old.json', '--max-regret', 'little'],
      /--max-regret little: .* from 0 to 1/,
    ],
    ['above one', ['--from', 'old.json', '--max-regret', '1.5'], /--max-regret 1\.5: /],
    ['from nowhere', ['--from', 'absent.json'], /absent\.json:1:1: the file cannot be read/],
  ])('refuses a limit %s', (_, args, message) => {
    const { status, stderr } = mine(...args);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });
});
