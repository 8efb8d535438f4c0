import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../passes/config.js';
import { findConfig, loadConfig } from '../../src/cli/config.js';
import { openSetup, Setup } from '../../src/cli/setup.js';
import { models } from '../../src/machines/models/machine.js';
import { InputError } from '../../src/util/input-error.js';
import { packageRoot } from '../../src/util/package-root.js';
import { counter } from '../machines/counter/machine.js';
import { logistic, sir, workplace } from './command-line.js';

const work = workplace();
const name = 'mine-superinstructions.config';

/** Writes a file into a folder that is made if need be. */
function write(path: string, text: string): string {
  mkdirSync(join(work.path(path), '..'), { recursive: true });
  return work.write(path, text);
}

const failure = async (promise: Promise<unknown>): Promise<Error> => {
  const error = await promise.then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
};

describe('the config file', () => {
  it('is the nearest in the folder or above it, .js before .mjs', () => {
    mkdirSync(work.path('far/near/here'), { recursive: true });
    expect(findConfig(work.path('far/near/here'))).toBeNull();
    const far = write(`far/${name}.mjs`, 'export default {};');
    expect(findConfig(work.path('far/near/here'))).toBe(far);
    const near = write(`far/near/${name}.mjs`, 'export default {};');
    expect(findConfig(work.path('far/near/here'))).toBe(near);
    const script = write(`far/near/${name}.js`, 'export default {};');
    expect(findConfig(work.path('far/near/here'))).toBe(script);
    expect(findConfig(work.path('far'))).toBe(far);
  });

  it('is the one that the arguments name, or none where they say so', async () => {
    const named = write('elsewhere/named.mjs', 'export default { options: { budget: 3 } };');
    const folder = work.path('far/near');
    expect((await openSetup({}, folder)).configPath).toBe(work.path(`far/near/${name}.js`));
    expect((await openSetup({ config: named }, folder)).configPath).toBe(named);
    expect((await openSetup({ 'no-config': true }, folder)).configPath).toBeNull();
    const both = await failure(openSetup({ config: named, 'no-config': true }, folder));
    expect(both.message).toBe('--config and --no-config exclude each other');
  });

  it.each<[what: string, text: string, message: RegExp]>([
    ['a mistake in its code', 'export default {', /cannot be loaded: /],
    ['code that throws', 'throw new Error("not today");', /cannot be loaded: not today/],
    ['an import that is missing', 'import "./no-such.js";', /cannot be loaded: /],
    ['no default export', 'export const budget = 3;', /no default export: .*defineConfig/],
    ['a list as its config', 'export default [];', /not a config: expected an object, not a list/],
    ['an unknown key', 'export default { budjet: 3 };', /not a config: budjet: /],
    ['passes that are no edits', 'export default { passes: [{ name: "mine" }] };', /passes\.0\.kind/],
    ['a machine without an ISA', 'export default { machines: [{}] };', /machines\.0\.isa/],
    ['options that are lists', 'export default { options: { budget: [1] } };', /options\.budget/],
  ])('with %s is refused with its name', async (_, text, message) => {
    const path = write(`bad/${encodeURIComponent(_)}.mjs`, text);
    const error = await failure(loadConfig(path));
    expect(error.message.startsWith(`${path}:1:1: `)).toBe(true);
    expect(error.message).toMatch(message);
  });

  it('that is not there is refused with its name', async () => {
    expect((await failure(loadConfig('no/such/config.js'))).message).toBe(
      'no/such/config.js:1:1: there is no such config file',
    );
  });
});

describe('a setup', () => {
  const withConfig = (config: Config) => new Setup({ config, path: 'my.config.js' });

  it('without a config has what ships with the package', () => {
    const setup = new Setup(null);
    expect(setup.machines.map(({ isa }) => isa)).toContain(models.isa);
    expect([setup.edits, setup.configPath]).toEqual([[], null]);
  });

  it('asks the machines and importers of the config first', () => {
    const importer = { name: 'mine', recognises: () => false, import: () => expect.unreachable() };
    const mine = { ...models, extensions: ['.mine'] };
    const { machine: shipped } = new Setup(null).machine('models').isa;
    const setup = withConfig({ machines: [counter, mine], importers: [importer] });
    expect(setup.importers[0]).toBe(importer);
    expect(setup.machine('counter').isa).toBe(counter.isa);
    expect(setup.machine(shipped).extensions).toContain('.mine');
    expect(() => setup.machine('cassette')).toThrow(/--machine cassette: .*counter or models/);
  });

  it('gives options the defaults of the config, and leaves the others as they were', () => {
    const setup = withConfig({ options: { budget: 55, quiet: true } });
    const budget = { type: 'string', describe: 'how many', default: '32' } as const;
    const quiet = { type: 'boolean', default: false } as const;
    const payload = { type: 'string', default: '6' } as const;
    expect(setup.options({ budget, quiet, payload })).toEqual({
      budget: { ...budget, default: '55' },
      quiet: { ...quiet, default: true },
      payload,
    });
    expect(budget.default).toBe('32');
  });
});

describe('the command line with a config', () => {
  const marker = 'loaded.txt';
  const telling = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(marker)}, 'x');\n`;

  beforeAll(() => {
    write('project/inner/.keep', '');
    const config = pathToFileURL(join(packageRoot, 'dist/passes/config.js')).href;
    write(
      `project/${name}.mjs`,
      `import { defineConfig } from ${JSON.stringify(config)};\nexport default defineConfig({ options: { budget: 2 } });`,
    );
  });

  const cli = (script: string) => work.shell(`cd project/inner && cli ${script}`);
  const minedWith = (options: string): number => {
    const { status, stderr } = cli(`mine ${logistic} ${options} --out set.json --quiet`);
    expect([status, stderr]).toEqual([0, '']);
    return work.readJson('project/inner/set.json').options.budget;
  };

  it('takes defaults from the one in a folder above, which options overrule', () => {
    expect(minedWith('')).toBe(2);
    expect(minedWith('--budget 3')).toBe(3);
    expect(minedWith('--no-config')).toBe(32);
    write('other.mjs', 'export default { options: { budget: 4 } };');
    expect(minedWith('--config ../../other.mjs')).toBe(4);
  });

  it.each<[what: string, config: string, message: RegExp]>([
    ['that cannot be loaded', 'export default {', /^\S*bad\.mjs:1:1: the config file cannot be loaded/],
    ['that is none', 'export default { budget: 3 };', /^\S*bad\.mjs:1:1: not a config: budget/],
  ])('fails with exit code 2 for a config %s, and names it', (_, config, message) => {
    write('bad.mjs', config);
    const { status, stdout, stderr } = cli(`mine ${logistic} --config ../../bad.mjs`);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('fails with exit code 2 where there is no such config', () => {
    const { status, stderr } = cli(`mine ${logistic} --config none.js`);
    expect([status, stderr]).toEqual([2, 'none.js:1:1: there is no such config file\n']);
  });

  it('never runs code that lies beside an artifact', () => {
    mkdirSync(work.path('stranger'), { recursive: true });
    expect(work.run(sir, '--budget', '2', '--out', 'stranger', '--quiet').status).toBe(0);
    for (const file of [`${name}.js`, `${name}.mjs`, 'machine.js', 'index.js'])
      write(`stranger/${file}`, telling);
    for (const command of [
      ['report', 'stranger'],
      ['verify', 'stranger/superinstructions.json', 'stranger/profile.json'],
      ['generate', 'stranger/superinstructions.json', '--out', 'handlers'],
    ])
      expect(work.run(...command, '--quiet').status).toBe(0);
    expect(work.contents().has(marker)).toBe(false);
    // The same file is run where it is asked for.
    const asked = work.run('report', 'stranger', '--quiet', '--config', `stranger/${name}.mjs`);
    expect([asked.status, work.contents().has(marker)]).toEqual([2, true]);
  });
});
