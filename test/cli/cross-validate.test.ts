import { describe, expect, it } from 'vitest';
import { crossValidatePass } from '../../passes/cross-validate.js';
import { deciding } from '../../passes/pipelines.js';
import { runPipeline } from '../../passes/runner.js';
import { crossValidationArtifact } from '../../src/artifacts/cross-validation.js';
import { readArtifact } from '../../src/artifacts/files.js';
import { profileArtifact } from '../../src/artifacts/profile.js';
import { models } from '../../src/machines/models/machine.js';
import { NO_NAMED_PATTERNS } from '../../src/mining/choices.js';
import { logistic, sir, workplace } from './command-line.js';

const work = workplace();
const mine = (...args: readonly string[]) =>
  work.run('mine', logistic, sir, '--budget', '4', '--cross-validate', ...args);

describe('mine --cross-validate', () => {
  it('prints a row per family, and writes nothing unless told to', () => {
    const { status, stdout } = mine();
    expect(stdout).toMatch(
      /^family +programs +dispatches +in sample +removed +held out +removed +overfitting\n/,
    );
    expect(stdout).toMatch(/^(ecology|epidemics) +1 /m);
    expect(stdout).toMatch(/^mean of families +\d+\.\d %/m);
    expect(status).toBe(0);
    expect(work.contents().size).toBe(0);
  });

  it('comes to the same in threads as in turn', async () => {
    const { status, stdout } = mine('--out', 'validation.json', '--json');
    expect(status).toBe(0);
    work.run('trace', logistic, sir, '--out', 'profile.json', '--quiet');
    const options = {
      budget: 4,
      maxLength: 8,
      payload: 6,
      objective: 'dispatches',
      costs: null,
      minPlaces: 2,
      minShare: 0.05,
      minGain: 0,
      seconds: null,
      schedule: 'none',
      weighting: 'families',
      holdOut: null,
    } as const;
    const profile = readArtifact(profileArtifact, work.path('profile.json'));
    const overrides = { always: [], never: [] };
    const { artifacts } = await runPipeline(
      [crossValidatePass(options, deciding({ mining: options, overrides }))],
      {
        given: { machine: models, profile, named: NO_NAMED_PATTERNS },
        wanted: ['crossValidation'],
      },
    );
    const inTurn = artifacts.crossValidation;
    expect(JSON.parse(stdout)).toEqual(inTurn);
    expect(readArtifact(crossValidationArtifact, work.path('validation.json'))).toEqual(inTurn);
  });

  it.each([
    ['--hold-out', 'ecology'],
    ['--from', 'set.json'],
  ])('does not go with %s', (option, value) => {
    const { status, stderr } = mine(option, value);
    expect(stderr).toMatch(new RegExp(`^--cross-validate .* leave out ${option}`));
    expect(status).toBe(2);
  });

  it('refuses a single family', () => {
    const { status, stderr } = work.run('mine', sir, '--cross-validate');
    expect(stderr).toMatch(/there is only epidemics/);
    expect(status).toBe(2);
  });
});
