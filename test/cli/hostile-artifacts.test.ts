import { beforeAll, describe, expect, it } from 'vitest';
import { openDecisions } from '../../src/cli/decisions.js';
import { openProfile } from '../../src/cli/inputs.js';
import { Setup } from '../../src/cli/setup.js';
import { asStated, logistic, workplace } from './command-line.js';

const work = workplace();
const setup = new Setup(null);
type Json = ReturnType<typeof JSON.parse>;

beforeAll(() => {
  work.run('trace', logistic, '--out', 'profile.json', '--quiet');
  work.run('mine', 'profile.json', '--budget', '3', '--out', 'set.json', '--quiet');
});

const program = (profile: Json) => profile.programs[0].program;
const nest = (open: string, depth: number, close: string) => open.repeat(depth) + close.repeat(depth);

describe('a profile is refused with its place', () => {
  it.each<[what: string, change: (text: string) => string, message: RegExp]>([
    ['empty', () => '', /:1:1: not a profile: Unexpected end/],
    ['bytes', () => '\0\0\0', /:1:1: not a profile/],
    ['cut off', (text) => text.slice(0, 700), /:\d\d:\d+: not a profile/],
    ['with a word after it', (text) => `${text}x`, /:\d\d:1: not a profile: .*after JSON$/],
    ['a model', () => '{\n  "a": <xmile>\n}', /:2:8: not a profile: Unexpected token/],
    ['a list', () => '[]', /:1:1: .*"schema"/],
    ['null', () => 'null', /:1:1: .*"schema"/],
    ['100,000 brackets', () => nest('[', 100_000, ']'), /:1:1: /],
    ['100,000 open brackets', () => '['.repeat(100_000), /:1:100001: /],
    ['a deep schema', () => `{"schema":${nest('[', 100_000, ']')}}`, /:1:1: /],
    ['an infinite count', (text) => text.replace(/"counts":\s*\[\s*\[\d+/, '"counts":[[1e999'), /counts/],
    ['a count above 2^53', (text) => text.replace(/"counts":\s*\[\s*\[\d+/, '"counts":[[1e300'), /counts/],
  ])('%s', async (_, change, message) => {
    const path = work.write('hostile.json', change(work.read('profile.json')));
    await expect(openProfile(path, setup)).rejects.toThrow(message);
    await expect(openProfile(path, setup)).rejects.toThrow(path);
  });

  it.each<[what: string, change: (profile: Json) => void, message: RegExp]>([
    ['of another schema', (p) => (p.schema = 1), /schema 2, not 1/],
    ['of another version', (p) => (p.isaDigest = 'feed'), /models feed, this is models/],
    ['of another machine', (p) => (p.machine = 'cassette'), /known machines: models/],
    ['with a foreign program', (p) => (program(p).machine = 'cassette'), /is a program for cassette/],
    ['with a terabyte of cells', (p) => (program(p).cells.slot = 1e12), /1000000000000 cells/],
    ['with no cells', (p) => (program(p).cells.slot = 0), /the slot 1 is not in/],
    ['with half a cell', (p) => (program(p).cells.slot = 1.5), /cells\.slot/],
    ['with an operand out of range', (p) => (program(p).sections[0].code[1] = 60_000), /the literal 60000/],
    ['with a negative operand', (p) => (program(p).sections[0].code[1] = -1), /the literal -1/],
    ['with an operand that is no word', (p) => (program(p).sections[0].code[1] = 2 ** 40), /code\.1/],
    ['with an unknown opcode', (p) => (program(p).sections[0].code[0] = 9999), /9999 is not an opcode/],
    ['with no code', (p) => (program(p).sections[0].code = []), /runs off its end/],
    ['with no pools', (p) => (program(p).pools = {}), /the literal 0/],
    ['with text in a pool', (p) => (program(p).pools.constant = ['x']), /pools\.constant/],
    ['with an unknown action', (p) => (program(p).schedule = [{ kind: 'boom' }]), /schedule\.0\.kind/],
    ['with counts of more code', (p) => (p.programs[0].counts[0][1] = 1e6), /counts are not those/],
    ['with a terabyte of counts', (p) => (p.programs[0].counts[0][1] = 1e12), /at most 67108864 instr/],
    ['with half a pair of counts', (p) => p.programs[0].counts[0].pop(), /pairs of a count and a length/],
    ['with no counts', (p) => (p.programs[0].counts = []), /counts are not those/],
    ['with a leader outside', (p) => (program(p).sections[0].leaders = [1e9]), /counts are not those/],
    ['with no programs', (p) => (p.programs = []), /programs/],
  ])('%s', async (_, change, message) => {
    const profile = work.readJson('profile.json');
    change(profile);
    const path = work.write('hostile.json', JSON.stringify(profile));
    await expect(openProfile(path, setup)).rejects.toThrow(message);
    await expect(openProfile(path, setup)).rejects.toThrow(`${path}:1:1: `);
  });

  it('with a schedule nested deeper than can be walked', async () => {
    const profile = work.readJson('profile.json');
    program(profile).schedule = ['@'];
    const deep = nest('{"kind":"repeat","times":1,"body":[', 50_000, ']}');
    const path = work.write('hostile.json', JSON.stringify(profile).replace('"@"', deep));
    await expect(openProfile(path, setup)).rejects.toThrow(
      `${path}:1:1: not a profile: it is nested too deeply`,
    );
  });

  it('but not for a byte order mark, nor for keys called __proto__', async () => {
    const text = work.read('profile.json').replace('{', '\ufeff{"__proto__":{"schema":7},');
    const { profile } = await openProfile(work.write('marked.json', text), setup);
    expect(profile.programs[0].program.name).toBe('logistic');
  });
});

describe('a superinstructions file is refused at the pattern that is wrong', () => {
  const parts = (count: number) => Array(count).fill('mul').join('; ');

  it.each([
    ['nothing', '', /at least two parts/],
    ['one part', 'load_var a', /at least two parts/],
    ['an unknown opcode', 'load_var a; frobnicate', /no instruction "frobnicate"/],
    ['a slot bound to a constant', 'load_var #3; mul', /a slot cannot be bound/],
    ['too few operands', 'load_var; mul', /1 operands, not 0/],
    ['a constant that is no number', 'load_constant #x; mul', /#x is not a number/],
    ['an end in the middle', 'ret; mul', /only the last part/],
    ['more parts than tiles have', parts(31), /31 parts: 30 are the most/],
    ['far too many parts', parts(100_000), /at most/],
    ['HTML', '</script>; mul', /no instruction "<\/script>"/],
  ])('%s', (_, pattern, message) => {
    for (const list of ['superinstructions', 'always', 'never']) {
      const set = work.readJson('set.json');
      set[list][0] = list === 'superinstructions' ? { ...set[list][0], pattern } : pattern;
      const path = work.write('hostile-set.json', JSON.stringify(set, null, 1));
      expect(() => openDecisions(path, setup)).toThrow(message);
      const lines = work.read('hostile-set.json').split('\n');
      const line = lines.findIndex((text) => text.includes(JSON.stringify(pattern)));
      expect(() => openDecisions(path, setup)).toThrow(`${path}:${line + 1}:`);
    }
  });

  it.each<[what: string, change: (set: Json) => void, message: RegExp]>([
    ['the same pattern twice', (s) => s.superinstructions.push(s.superinstructions[0]), /is there twice/],
    [
      'one always and never',
      (s) => Object.assign(s, { always: ['load_var a; mul'], never: ['load_var b; mul'] }),
      /is there twice/,
    ],
    ['a length tiles cannot have', (s) => (s.options.maxLength = 1e9), /options\.maxLength/],
    ['a budget of 0', (s) => (s.options.budget = 0), /options\.budget/],
    ['no curve', (s) => (s.curve = []), /curve/],
    ['a curve that rises', (s) => s.curve.reverse(), /curve: more superinstructions cannot leave more/],
    ['fewer than there are', (s) => (s.options.budget = 1), /3 superinstructions, and options\.budget is 1/],
    ['shorter ones', (s) => (s.options.maxLength = 2), /has \d parts, and options\.maxLength is 2: mine/],
    ['narrower ones', (s) => (s.options.payload = 0), /bytes of operands, and options\.payload is 0: mine/],
    ['more places', (s) => (s.options.minPlaces = 99), /has \d+ places, and options\.minPlaces is 99/],
    ['a share above all', (s) => (s.options.minShare = 2), /options\.minShare/],
    ['a negative bound', (s) => (s.bound.fusedDispatches = -5), /bound\.fusedDispatches/],
    ['a bound above', (s) => (s.bound.fusedDispatches = 1e9), /the bound is above what/],
    ['a bend behind the end', (s) => (s.knee = 4), /knee: 4 of 3 superinstructions/],
    [
      'better sets than were tried',
      (s) => (s.search = { moves: 2, improvements: 9, stopped: 'moves' }),
      /search: 2 moves cannot have found 9 better sets/,
    ],
    [
      'a proof of nothing',
      (s) => {
        s.search.stopped = 'optimal';
        s.bound.fusedDispatches = s.curve.at(-1) / 2;
      },
      /search: .* is not proven optimal by a bound of/,
    ],
  ])('%s', async (_, change, message) => {
    const set = work.readJson('set.json');
    change(set);
    const path = work.write('hostile-set.json', JSON.stringify(set));
    expect(() => openDecisions(path, setup)).toThrow(message);
  });

  it('but not where what breaks the limits is named', () => {
    const set = work.readJson('set.json');
    const patterns = set.superinstructions.map(({ pattern }: Json) => pattern);
    Object.assign(set, {
      always: patterns,
      options: { ...set.options, budget: 1, maxLength: 2, payload: 0 },
    });
    const path = work.write('named-set.json', JSON.stringify(set));
    expect(openDecisions(path, setup, { quiet: true }).patterns).toHaveLength(3);
  });
});

describe('the command line', () => {
  it('says it in one short line, with exit code 2 and no stack trace', () => {
    const set = work.readJson('set.json');
    set.never = [`\u001b[31m${'x'.repeat(1_000_000)}; mul`];
    work.write('long-set.json', JSON.stringify(set));
    const { status, stdout, stderr } = work.run('verify', 'long-set.json', 'profile.json');
    expect(stderr).toMatch(/^long-set\.json:\d+:\d+: /);
    expect(stderr.length).toBeLessThan(3000);
    expect(stderr).not.toContain('\u001b');
    expect([status, stdout]).toEqual([2, '']);
  });

  it('shows hostile names without letting them out of the report or into the terminal', () => {
    const profile = work.readJson('profile.json');
    program(profile).name = '</script><img src=x onerror=alert(1)>\u001b[31m\n';
    program(profile).family = '../../etc';
    program(profile).symbols.slot = Array(60).fill('</script><b>\u001b[31m');
    work.run('trace', logistic, '--out', 'named/profile.json', '--quiet');
    work.write('named/profile.json', JSON.stringify(profile));
    work.run('mine', 'named/profile.json', '--budget', '3', '--out', 'named/superinstructions.json');
    expect(work.run('report', 'named').status).toBe(0);
    expect(work.read('named/report.html')).not.toMatch(/<img src=x|<\/script><b>/);
    const { status, stdout } = work.run('verify', 'set.json', 'named/profile.json');
    expect(stdout).not.toContain('\u001b');
    expect(status).toBe(0);
    profile.programs[0].counts[1][0]++;
    work.write('lie.json', JSON.stringify(profile));
    const lie = work.run('verify', 'set.json', 'lie.json', '--out', 'lie-evidence.json', '--quiet');
    expect(lie.stderr).toMatch(/^not verified: .*\\u\{1b\}.*dispatches/);
    expect(lie.stderr).not.toContain('\u001b');
    expect([lie.status, lie.stdout]).toEqual([1, '']);
    const [{ predictedDispatches, measuredDispatches }] = work.readJson('lie-evidence.json').programs;
    expect(predictedDispatches).not.toBe(measuredDispatches);
  });

  it('does not report a gap that is not that of the superinstructions', () => {
    const set = work.readJson('set.json');
    set.superinstructions.pop();
    work.run('trace', logistic, '--out', 'edited/profile.json', '--quiet');
    work.write('edited/superinstructions.json', JSON.stringify(set));
    const { status, stderr } = work.run('report', 'edited');
    expect(stderr).toMatch(/superinstructions\.json:1:1: it was edited since it was mined/);
    expect(status).toBe(2);
    work.write('edited/superinstructions.json', JSON.stringify({ ...set, digest: null }));
    expect(work.run('report', 'edited').stderr).toMatch(
      /superinstructions\.json:1:1: the curve is not that of these superinstructions/,
    );
  });

  it('writes the report of a run with held-out programs as the main job did', () => {
    const sources = [logistic, logistic.replace('logistic.xmile', 'lotka-volterra.mdl')];
    work.run(...sources, '--hold-out', 'lotka*', '--budget', '4', '--out', 'held', '--quiet');
    const before = work.contents();
    expect(work.run('report', 'held').status).toBe(0);
    const changed = [...work.contents()].filter(([name, text]) => before.get(name) !== text);
    const [page, manifest, summary] = ['report.html', 'run-manifest.json', 'summary.json'].map(
      (name) => `held/${name}`,
    );
    expect(changed.map(([name]) => name)).toEqual([page, manifest, summary]);
    expect(asStated(work.read(page))).toBe(before.get(page));
  });
});
