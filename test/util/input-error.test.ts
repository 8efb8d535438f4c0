import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../src/isa/pattern.js';
import { InputError } from '../../src/util/input-error.js';
import { counter } from '../machines/counter/machine.js';

describe('the message of an InputError', () => {
  it('shows what a terminal would act on as escapes, wherever it comes from', () => {
    const hostile = '\u001b[31m\u009b2J\u202e\n';
    const at = { file: `models/${hostile}`, line: 1, column: 2 };
    const { message, problems } = new InputError(`no instruction ${hostile}`, at);
    const shown = '\\u{1b}[31m\\u{9b}2J\\u{202e}\\u{a}';
    expect(message).toBe(`models/${shown}:1:2: no instruction ${shown}`);
    expect(problems).toEqual([{ message: `no instruction ${shown}`, at }]);
  });

  it('has a line for each problem', () => {
    expect(new InputError([{ message: 'a' }, { message: 'b' }]).message).toBe('a\nb');
  });

  it.each(['push #\u009bx; add', '\u009b; add', 'push a\u001b; \u202e'])('quotes %j so', (text) => {
    const thrown = (() => {
      try {
        return String(parsePattern(text, counter.isa, 'a\u001bfile'));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(thrown).toMatch(/^a\\u\{1b\}file: in the pattern /);
    expect(thrown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
