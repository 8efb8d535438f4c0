import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CPYTHON_VERSIONS } from '../../../src/importers/cpython/opcodes.js';
import { looksLikeCpython, recordCpython } from '../../../src/importers/cpython/record.js';
import type { RecordedFunction, Recording } from '../../../src/importers/recording.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { textFile } from '../text-file.js';

/** What the tracer wrote of `sample.py`. */
const SAMPLES = new Map(
  CPYTHON_VERSIONS.map((version) => [
    version,
    readFileSync(join(packageRoot, `test/importers/cpython/sample-${version}.jsonl`), 'utf8'),
  ]),
);
const sample = SAMPLES.get('3.11')!;

const record = (...texts: string[]) => recordCpython(texts.map((text, i) => textFile(text, `${i}.jsonl`)));

function functionOf({ programs }: Recording, name: string): RecordedFunction {
  const found = programs[0].functions.find((one) => one.name === name);
  if (!found) throw new Error(`no function ${name}`);
  return found;
}

const after = ({ instructions }: RecordedFunction, op: string) =>
  instructions.filter((_, i) => instructions[i - 1]?.op === op);

describe.each([...SAMPLES])('a program traced on CPython %s', (version, text) => {
  it('is recognised by its first line', () => {
    expect(looksLikeCpython(text.slice(0, 40))).toBe(true);
    expect(looksLikeCpython('{"format":"other"}')).toBe(false);
  });

  it('agrees with what we know of control flow, and all its executions are explained', async () => {
    const recording = await record(text);
    expect(recording.problems).toEqual([]);
    expect(recording.machine).toBe(`cpython${version.replace('.', '')}`);
    expect(recording.eventsExplained).toBe(recording.eventsRead);
    expect(recording.eventsRead).toBeGreaterThan(1000);
    expect(recording.programs.map(({ name }) => name)).toEqual(['sample']);
  });

  it('has the counts that the program has by its source', async () => {
    const recording = await record(text);
    const count = (name: string, op: string) =>
      functionOf(recording, name).instructions.find((one) => one.op === op)?.n;
    expect(count('fibonacci sample.py:27', 'RESUME')).toBe(41);
    expect(count('countdown sample.py:15', 'RESUME')).toBe(4);
    expect(count('countdown sample.py:15', 'RETURN_GENERATOR')).toBe(4);
    expect(count('attempts sample.py:38', 'FOR_ITER')).toBe(6);
    expect(count('Account.pay sample.py:8', 'RAISE_VARARGS')).toBe(2);
    expect(count('never_called sample.py:60', 'RESUME')).toBe(0);
  });

  it('has entries where calls return to, generators are resumed and exceptions are handled', async () => {
    const recording = await record(text);
    for (const [name, op] of [
      ['fibonacci sample.py:27', 'CALL'],
      ['running_total sample.py:21', 'YIELD_VALUE'],
    ]) {
      const found = after(functionOf(recording, name), op);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every(({ isEntry }) => isEntry)).toBe(true);
    }
    const handlers = functionOf(recording, 'attempts sample.py:38').instructions;
    expect(handlers.filter(({ op, isEntry }) => op === 'PUSH_EXC_INFO' && isEntry)).not.toEqual([]);
  });

  it('has long operands in an instruction of their own', async () => {
    const { instructions } = functionOf(await record(text), 'long_loop sample.py:51');
    const prefix = instructions.findIndex(({ op }) => op === 'EXTENDED_ARG');
    const [extended, jump] = instructions.slice(prefix, prefix + 2);
    expect([extended.args, jump.args.length]).toEqual([[1], 1]);
    expect([extended.n, jump.n]).toEqual([jump.n, 5]);
    for (const { args } of instructions) for (const arg of args) expect(arg).toBeLessThan(256);
  });

  it('has code that exec compiled twice once', async () => {
    const recording = await record(text);
    const first = functionOf(recording, '<module> generated:1');
    const second = functionOf(recording, '<module> generated:1 #2');
    expect([first.instructions[0].n, second.instructions[0].n]).toEqual([2, 1]);
  });
});

describe('counts that cannot be', () => {
  const lines = sample.split('\n');

  it('are told, wherever one of them is changed', async () => {
    const counted = lines.flatMap((line, i) => (line.includes('"n":') ? [i] : []));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...counted), fc.integer({ min: 1, max: 1000 }), async (at, more) => {
        const changed = lines.with(
          at,
          lines[at].replace(/"n":(\d+)/, (_, n) => `"n":${Number(n) + more}`),
        );
        expect((await record(changed.join('\n'))).problems).not.toEqual([]);
      }),
    );
  });

  const change = (from: string, to: string) => record(sample.replace(from, to));
  const RESUME =
    '{"function":"fibonacci sample.py:27"}\n{"pc":0,"op":"RESUME","arg":0,"n":41,"entry":"start"}\n';

  it.each([
    [
      'more than control can come',
      [
        `${RESUME}{"pc":2,"op":"LOAD_FAST","arg":0,"n":41`,
        `${RESUME}{"pc":2,"op":"LOAD_FAST","arg":0,"n":42`,
      ],
      'pc 2, LOAD_FAST: its count is 42 and that of RESUME before it 41, but control comes here in no other way',
    ],
    ['no operand', [RESUME, RESUME.replace('"arg":0,', '')], 'pc 0, RESUME: it should have an operand'],
  ] as const)(
    '%s: the function is left out, and its executions stay unexplained',
    async (_, [from, to], told) => {
      const recording = await change(from, to);
      const whole = await record(sample);
      const left = functionOf(whole, 'fibonacci sample.py:27').instructions.reduce(
        (sum, { n }) => sum + n,
        0,
      );
      expect(recording.problems).toContain(`0.jsonl: fibonacci sample.py:27: ${told}`);
      expect(recording.programs[0].functions).toHaveLength(whole.programs[0].functions.length - 1);
      expect(recording.eventsExplained).toBe(whole.eventsExplained - left);
    },
  );

  it.each([
    [
      /("op":"JUMP_BACKWARD","arg":\d+,"n":\d+),"to":\d+/,
      '$1,"to":1',
      'it jumps to 1, where no instruction begins',
    ],
    [
      /("op":"JUMP_BACKWARD","arg":\d+,"n":\d+),"to":\d+/,
      '$1,"to":2',
      'it jumps to 2, which is no jump target',
    ],
    [/("op":"CALL".*)\n(.*),"entry":"return"/, '$1\n$2', 'it should be an entry: CALL returns to it'],
    [
      /(LOAD_CONST.*\n.*"op":"STORE_NAME","arg":0),"n":1/,
      '$1,"n":0',
      'its count is 0 and that of LOAD_CONST before it 1, but from there control goes nowhere else',
    ],
    [/("op":"POP_TOP"),"n"/, '$1,"arg":0,"n"', 'it should have no operand'],
  ])('%s', async (pattern, replacement, told) => {
    const { problems } = await record(sample.replace(pattern, replacement));
    expect(problems).toContainEqual(expect.stringContaining(told));
  });

  it('an end that tells of another number of executions is told', async () => {
    const { problems, eventsRead } = await change('"executions":1435', '"executions":1436');
    expect(problems).toEqual(['0.jsonl: it tells of 1436 executions, but its counts add up to 1435']);
    expect(eventsRead).toBe(1436);
  });
});

describe('files that cannot be read', () => {
  it('a file that was cut off anywhere is refused', async () => {
    const lines = sample.split('\n').slice(0, -1);
    await fc.assert(
      fc.asyncProperty(fc.nat(sample.length - lines.at(-1)!.length - 2), async (length) => {
        await expect(record(sample.slice(0, length))).rejects.toThrow(/cut off|file is empty/);
      }),
    );
  });

  const HEADER = '{"format":"cpython","version":"3.11.2","program":"p"}';
  it.each([
    [
      '{"format":"cpython","version":"3.14.1","program":"p"}\n{"end":true,"executions":0}',
      '0.jsonl:1:1: this is of CPython 3.14: the versions that can be imported are 3.11, 3.12, 3.13',
    ],
    ['{"format":"cpython","version":"3.11","program":"p"}', '0.jsonl:1:1: "version": '],
    [`${HEADER}\n{"pc":0,"op":"NOP","n":1}`, '0.jsonl:2:1: expected the name of a function'],
    [`${HEADER}\n{"function":"f"}\n{"function":"f"}`, '0.jsonl:3:1: the function "f" is there twice'],
    [
      `${HEADER}\n{"function":"f"}\n{"pc":2,"op":"NOP","n":1}\n{"pc":2,"op":"NOP","n":1}`,
      '0.jsonl:4:1: the pc 2 comes after 2',
    ],
    [`${HEADER}\n{"function":"f"}\n{"pc":0,"op":"NOP","n":-1}`, '0.jsonl:3:1: "n": '],
    [`${HEADER}\n{"function":"f"}\n{"pc":0,"op":"LOAD_FAST","arg":256,"n":1}`, '0.jsonl:3:1: "arg": '],
    [`${HEADER}\n{"function":"f"}\n{"pc":0,"op":"NOP","n":12345678901234567890}`, '0.jsonl:3:1: "n": '],
    [`${HEADER}\n{"end":true,"executions":0}\n{"function":"f"}`, '0.jsonl:3:1: nothing may follow'],
  ])('%j', async (text, message) => {
    await expect(record(text)).rejects.toThrow(message);
  });

  it('versions are not mixed, and programs have names of their own', async () => {
    await expect(record(sample, SAMPLES.get('3.12')!)).rejects.toThrow(
      '1.jsonl:1:1: this is of CPython 3.12, but 0.jsonl of 3.11: import one version at a time',
    );
    await expect(record(sample, sample)).rejects.toThrow(
      '1.jsonl:1:1: the program "sample" is also in 0.jsonl: trace one of them with another --program',
    );
    const { programs } = await record(sample, sample.replace('"program":"sample"', '"program":"other"'));
    expect(programs.map(({ name }) => name)).toEqual(['sample', 'other']);
  });
});
