import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../../src/importers/recording.js';
import { recordWabt } from '../../../src/importers/wabt/record.js';
import { stored } from '../foreign-tools.js';
import { messageOf } from '../outcome.js';
import { textFile } from '../text-file.js';

const TRACE = stored('wabt/features.trace.txt');
const LISTED = stored('wabt/features.listed.txt');

function record(text: string, chunkBytes?: number, objdump?: string): Promise<Recording> {
  const names = objdump === undefined ? [] : [textFile(objdump, 'a.dump')];
  return recordWabt([textFile(text, 'a.txt', chunkBytes), ...names]);
}

/** What is wrong with a text, or the recording. */
function outcome(text: string): Promise<Recording | string> {
  return record(text).catch(messageOf);
}

const RUN = '>>> running export "m":\n';
const END = 'm() =>\n';

describe('a trace is refused', () => {
  it.each([
    ['an unknown operation', '#0.  0: V:0  | i32.ad 1, 2\n', '2:16: `i32.ad` is no operation of wasm-interp'],
    ['other operands', '#0.  0: V:0  | br 5\n', '2:16: these are not the operands of br'],
    [
      'operands of more than 32 bits',
      '#0.  0: V:0  | call $4294967296\n',
      '2:16: an operand of call has more',
    ],
    ['half an event', '#0.  1', '2:1: this event is damaged'],
    ['an event without a line break', '#0.  0: V:0  | i32.const 1', '2:1: the trace ends in the middle'],
    [
      'two operations at a pc',
      '#0.  0: V:0  | br @0\n#0.  0: V:0  | drop\n',
      '3:16: `drop` contradicts what stood at 0 before, `br @0`',
    ],
    [
      'two operands at a pc',
      '#0.  0: V:0  | i32.load $0:7+$4\n#0.  0: V:0  | i32.load $0:7+$40\n',
      '3:16: `i32.load $0:7+$40` contradicts',
    ],
    ['no start', '#2.  0: V:0  | return\n', '2:1: the run begins 2 calls deep'],
    ['no end', '#0.  0: V:0  | return\n', '2:1: the trace ends while the export of line 1 still runs'],
    [
      'an end in the middle',
      `#0.  0: V:0  | nop\n${END}`,
      '3:1: the run ends after nop at 0: events are missing',
    ],
    [
      'an error that nothing made',
      '#0.  0: V:0  | nop\nm() => error: unreachable\n',
      '3:1: the run ends after nop at 0',
    ],
    ['a run inside another', `#0.  0: V:0  | nop\n${RUN}`, '3:1: the export of line 1 has not ended'],
    [
      'a jump elsewhere',
      '#0.  0: V:0  | br @8\n#0.  4: V:0  | return\n',
      '3:1: br at 0 cannot be followed by return at 4',
    ],
    [
      'two successors',
      '#0.  0: V:0  | nop\n#0.  4: V:0  | br @0\n#0.  0: V:0  | nop\n#0.  8: V:0  | nop\n',
      '5:1: nop at 0 cannot be followed by nop at 8',
    ],
    ['a call that is none', '#0.  0: V:0  | nop\n#1.  4: V:0  | nop\n', '3:1: nop at 0 cannot be followed'],
    [
      'a return that is none',
      '#0.  0: V:0  | call $0\n#1.  9: V:0  | nop\n#0.  4: V:0  | nop\n',
      '4:1: nop at 9 cannot be followed by nop at 4',
    ],
    [
      'a function entered in its middle',
      '#0.  0: V:0  | nop\n#0.  4: V:0  | call $0\n#1.  4: V:0  | call $0\n',
      '4:1: 4 is entered like a function, but is inside that at 0',
    ],
    [
      'a pc of another function',
      '#0.  0: V:0  | call $1\n#1.  9: V:0  | return\n#0.  9: V:0  | return\n',
      '4:1: return at 9 cannot be followed by return at 9',
    ],
    [
      'two indices of a function',
      '#0.  0: V:0  | call $1\n#1.  8: V:0  | return\n#0.  4: V:0  | call $2\n#1.  8: V:0  | return\n',
      '5:1: functions 1 and 2 both start at 8',
    ],
    ['a line that is too long', 'x'.repeat(2 ** 20 + 1), '2:1: this line has more than 1048576 characters'],
  ])('with %s', async (_, text, message) => {
    expect(await outcome(RUN + text)).toContain(`a.txt:${message}`);
  });

  it.each([
    ['without events', '', 'a.txt:1:1: there are no events: run wasm-interp with --trace'],
    ['with nothing but a listing', '   0| nop\n', 'a.txt:1:1: there are no events'],
    ['with a listing out of order', '   4| nop\n   0| nop\n', 'a.txt:2:1: 0 comes after 4'],
    ['with a listing that lacks a pc', `   0| nop\n${RUN}#0.  4: V:0  | nop\n`, 'a.txt:3:16: no instruction'],
    [
      'with a listing that lacks a target',
      `   0| br_unless @99, %[-1]\n   8| return\n${RUN}#0.  0: V:1  | br_unless @99, 1\n#0.  8: V:0  | return\n${END}`,
      'a.txt:6:1: br_unless at 0 goes to 99, which the listing does not have there',
    ],
  ])('%s', async (_, text, message) => {
    expect(await outcome(text)).toContain(message);
  });

  it('with names of another module', async () => {
    const text = `${RUN}#0.  0: V:0  | call $9\n#1.  8: V:0  | return\n#0.  4: V:0  | return\n${END}`;
    await expect(
      record(text, undefined, '\nm.wasm:\tfile format wasm 0x1\n000072 func[1] <fac>:\n'),
    ).rejects.toThrow('a.txt:3:1: function 9 is not in a.dump: is that of the same module?');
    await expect(record(text, undefined, '\nm.wasm:\tfile format wasm 0x1\n')).rejects.toThrow(
      'a.dump:1:1: there is no function in this',
    );
  });
});

describe('what a program prints', () => {
  const events = ['#0.    0: V:0  | call_import $0', '#0.    8: V:0  | return'];

  it('is left out, with line breaks and without', async () => {
    const text = `# 1. hello\n${events[0]}\nhello\n#\nhello${events[1]}\n`;
    const { programs, eventsRead } = await record(text);
    expect([eventsRead, programs[0].functions[0].instructions.map(({ n }) => n)]).toEqual([2, [1, 1]]);
  });

  it('inside an event makes it unreadable', async () => {
    expect(await outcome(`${events[0].slice(0, 8)}hello\n${events[0].slice(8)}\n${events[1]}\n`)).toContain(
      'a.txt:1:1: this event is damaged: let wasm-interp come to its end',
    );
  });
});

describe('a trace in pieces', () => {
  it('is the same, however small they are', async () => {
    const whole = await record(LISTED);
    for (const chunkBytes of [1, 2, 7, 100, 4096]) expect(await record(LISTED, chunkBytes)).toEqual(whole);
  });

  it('is the same with line breaks of Windows', async () => {
    expect(await record(LISTED.replaceAll('\n', '\r\n'))).toEqual(await record(LISTED));
  });
});

describe('damage', () => {
  const lines = LISTED.split('\n');
  const isEvent = (line: string) => line.startsWith('#');
  const events = lines.flatMap((line, i) => (isEvent(line) ? [i] : []));
  /** Of a run of one event nothing else remains: it looks as if it ran a function of the host. */
  const isAlone = (i: number) => !isEvent(lines[i - 1]) && !isEvent(lines[i + 1]);

  it('is noticed where any one event is missing, beside a listing', async () => {
    for (const i of events)
      if (!isAlone(i)) expect(await outcome(lines.toSpliced(i, 1).join('\n')), lines[i]).toBeTypeOf('string');
  });

  it('is noticed where any one event is there twice', async () => {
    for (const i of events)
      expect(await outcome(lines.toSpliced(i, 0, lines[i]).join('\n')), lines[i]).toBeTypeOf('string');
  });

  it('is noticed where a trace is cut off inside a run', async () => {
    const starts = lines.flatMap((line, i) => (line.startsWith('>>>') ? [i] : []));
    const ends = lines.flatMap((line, i) => (line.includes(') =>') && !line.startsWith('called') ? [i] : []));
    for (let i = starts[0] + 1; i < lines.length; i++) {
      const isInside = starts.findLastIndex((start) => start < i) > ends.findLastIndex((end) => end < i);
      if (isInside)
        expect(await outcome(`${lines.slice(0, i).join('\n')}\n`), `cut at ${i}`).toContain('still runs');
    }
  });

  it('of any kind is an input error, or nothing that could be noticed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(TRACE, LISTED),
        fc.nat(),
        fc.nat(12),
        fc.string({ maxLength: 6 }),
        async (text, where, length, instead) => {
          const start = where % text.length;
          await outcome(text.slice(0, start) + instead + text.slice(start + length));
        },
      ),
      { numRuns: 300 },
    );
  });
});
