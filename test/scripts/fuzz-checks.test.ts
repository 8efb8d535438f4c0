import { describe, expect, it } from 'vitest';
import { misbehaviour } from '../../scripts/fuzz/clean-exit.js';
import type { CommandResult } from '../../scripts/fuzz/command-runner.js';
import { injected } from '../../scripts/fuzz/injected-html.js';
import { mutateJson, mutateText } from '../../scripts/fuzz/mutate.js';
import { Random } from '../../scripts/fuzz/random.js';

const good: CommandResult = {
  exitCode: 2,
  stdout: '',
  stderr: 'set.json:3:7: not a superinstructions file: options.budget: too small\n',
  pollution: [],
  seconds: 0.1,
  peakBytes: 1e8,
};
const before = new Map([['set.json', '1 20 300']]);
const wrongWith = (changes: Partial<CommandResult>, after = before, reports: readonly string[] = []) =>
  misbehaviour({ ...good, ...changes }, before, after, reports);

describe('how a command ends is', () => {
  it('clean with a message and nothing written', () => {
    expect(wrongWith({})).toBeNull();
    expect(wrongWith({ exitCode: 0, stdout: 'took 2 s\n', stderr: '' })).toBeNull();
    expect(wrongWith({ exitCode: 0, stdout: '{"name": "\\u001b"}' })).toBeNull();
  });

  it.each<[what: string, changes: Partial<CommandResult>, title: RegExp]>([
    [
      'a crash',
      { exitCode: 70, stderr: 'TypeError: x\n    at f (file:///dist/src/a.js:1:2)\n' },
      /^exit code 70: T/,
    ],
    ['a stack trace', { stderr: 'x\n    at f (file:///dist/src/a.js:1:2)\n' }, /stack trace/],
    ['no message', { stderr: '' }, /without a message/],
    ['a message that says nothing', { stderr: 'a.json:1:1: no undefined\n' }, /says nothing/],
    ['an escape sequence', { stderr: 'a.json:1:1: \u001b[31m\n' }, /control characters/],
    ['text from right to left', { exitCode: 0, stdout: 'model \u202e\n' }, /control characters/],
    ['a changed prototype', { pollution: ['Object.prototype.x'] }, /prototypes/],
    ['too much memory', { peakBytes: 1e10 }, /memory/],
    ['too much time', { seconds: 1000 }, /takes more than/],
  ])('not clean with %s', (_, changes, title) => {
    expect(wrongWith(changes)).toMatch(title);
  });

  it('not clean when it refuses its input and yet writes, or leaves what it began', () => {
    expect(wrongWith({}, new Map([['set.json', '1 21 301']]))).toMatch('it wrote set.json');
    expect(wrongWith({}, new Map([...before, ['new.json', '']]))).toMatch('it wrote new.json');
    expect(wrongWith({ exitCode: 0 }, new Map([...before, ['new.json', '']]))).toBeNull();
    expect(wrongWith({ exitCode: 0 }, new Map([...before, ['new.json.7.tmp', '']]))).toMatch(
      'temporary file',
    );
  });

  it('not clean when it never does', () => {
    expect(misbehaviour({ died: 'it never ends', stderr: '' }, before, before, [])).toMatch('it never ends');
  });
});

describe('HTML that came from a name', () => {
  it.each([
    '<p><fuzzed></p>',
    '<p title="" onfuzz="1">',
    "<p title='x' onfuzz=1>",
    '<script>var a = "</script><fuzzed>"</script>',
    '<style>a::after { content: "</style><fuzzed>" }</style>',
    '<!-- --><fuzzed>',
  ])('is found: %s', (html) => {
    expect(injected(html)).toHaveLength(1);
  });

  it.each([
    '<p>&lt;fuzzed></p>',
    '<p title="<fuzzed onfuzz=1>">',
    '<script>var a = "<fuzzed>"</script>',
    '<!-- <fuzzed> -->',
  ])('is not taken for what is text: %s', (html) => {
    expect(injected(html)).toEqual([]);
  });
});

describe('a case', () => {
  it('is the same for the same seed and number, and another for another', () => {
    const text = '{"a": [1, 2, {"b": "x"}], "c": null}';
    const made = (seed: number, index: number) =>
      mutateJson(text, new Random(seed, index)) + mutateText(text, new Random(seed, index), ['?']);
    const all = Array.from({ length: 50 }, (_, index) => made(1, index));
    expect(Array.from({ length: 50 }, (_, index) => made(1, index))).toEqual(all);
    expect(new Set(all).size).toBeGreaterThan(30);
    expect(Array.from({ length: 50 }, (_, index) => made(2, index))).not.toEqual(all);
  });
});
