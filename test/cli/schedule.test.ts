import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArtifact } from '../../src/artifacts/files.js';
import { profileArtifact } from '../../src/artifacts/profile.js';
import { summaryArtifact } from '../../src/artifacts/summary.js';
import { decisionsArtifact } from '../../src/artifacts/superinstructions.js';
import { packageRoot } from '../../src/util/package-root.js';
import { asStated, logistic, sir, workplace } from './command-line.js';

const work = workplace();
const hogs = join(packageRoot, 'corpora/supply-chains/hog-cycle.mdl');
const budget = ['--budget', '8'] as const;

describe('--schedule all', () => {
  it('tells what is fusion and what is not, in the terminal, the summary and the report', () => {
    const { status, stdout, stderr } = work.run(hogs, ...budget, '--schedule', 'all', '--out', 'run');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/superinstructions and scheduling remove \d+\.\d % of 933,342 dispatches/);
    expect(stdout).toMatch(/^ {2}\d+\.\d % by fusion alone: the same options without scheduling$/m);
    expect(stdout).toMatch(
      /^ {2}\d+\.\d % with 3 statements hoisted, which alone takes away 38,399 dispatches/m,
    );
    expect(stdout).toMatch(/of the best possible, for the code in this order$/m);
    const { scheduling, total } = readArtifact(summaryArtifact, work.path('run/summary.json'));
    expect(scheduling?.hoistedDispatches).toBe(38399);
    expect(scheduling?.scheduledBaselineDispatches).toBe(total.baselineDispatches - 38399);
    expect(work.read('run/report.html')).toMatch(
      /By fusion alone.*what the same options reach without scheduling/,
    );
  });

  it('leaves a run folder from which the report can be made again', () => {
    const before = work.read('run/report.html');
    expect(work.run('report', 'run', '--quiet').status).toBe(0);
    expect(asStated(work.read('run/report.html'))).toBe(before);
  });

  it('leaves a profile with the programs as they came, against which verify reruns', () => {
    const [{ program, original }] = readArtifact(profileArtifact, work.path('run/profile.json')).programs;
    expect(original?.program.sections.length).toBeLessThan(program.sections.length);
    const { status, stdout, stderr } = work.run('verify', 'run/superinstructions.json', 'run/profile.json');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/933,342/);
  });

  it('cannot be verified on sources, and verify says so', () => {
    const { status, stderr } = work.run('verify', 'run/superinstructions.json', hogs);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^note: the set was chosen for scheduled code.*give the profile\.json of its run\n$/,
    );
  });

  it('does not let a forged original pass', () => {
    const profile = work.readJson('run/profile.json');
    const [{ original }] = profile.programs;
    const code: number[] = original.program.sections[1].code;
    code[0] = 0;
    work.write('forged.json', JSON.stringify(profile));
    const { status, stderr } = work.run('verify', 'run/superinstructions.json', 'forged.json');
    expect(status).toBeGreaterThan(0);
    expect(stderr).not.toBe('');
  });
});

describe('where no scheduling pays', () => {
  it('the code stays as it came, and this is said', () => {
    const { status, stdout } = work.run(sir, '--budget', '6', '--schedule', 'all', '--out', 'sir');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^6 superinstructions remove .*\n {2}all by fusion: no scheduling pays$/m);
    expect(work.read('sir/report.html')).toMatch(/no scheduling pays/);
    expect(readArtifact(profileArtifact, work.path('sir/profile.json')).programs[0].original).toBeUndefined();
  });
});

describe('mine --schedule', () => {
  it('writes the scheduled programs beside the decisions', () => {
    const { status, stdout } = work.run('mine', hogs, ...budget, '--schedule', 'hoist', '--out', 'set.json');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^scheduled programs: scheduled-profile\.json$/m);
    expect(readArtifact(decisionsArtifact, work.path('set.json')).scheduling?.statementsHoisted).toBe(3);
    expect(work.run('verify', 'set.json', 'scheduled-profile.json').status).toBe(0);
  });

  it('is refused with another word, and with --cross-validate', () => {
    expect(work.run('mine', sir, '--schedule', 'sideways').stderr).toBe(
      '--schedule sideways: it must be none or reorder or hoist or all\n',
    );
    const { status, stderr } = work.run('mine', sir, logistic, '--schedule', 'all', '--cross-validate');
    expect([status, stderr]).toEqual([
      2,
      '--cross-validate judges code in the order it came in: leave out --schedule\n',
    ]);
  });
});
