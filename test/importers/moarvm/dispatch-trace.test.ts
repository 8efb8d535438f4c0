import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISPATCH_KINDS, DISPATCH_OPS } from '../../../src/importers/moarvm/dispatch-ops.js';
import { looksLikeMoarVm, recordMoarVm } from '../../../src/importers/moarvm/record.js';
import { profileOfRecording } from '../../../src/importers/recording-importer.js';
import { flowOf } from '../../../src/isa/flow.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { textFile } from '../text-file.js';

/**
 * Lines that the trace of `shapes.raku` has, by MoarVM 2022.12: dispatch programs from the first to the last
 * that its main program installed, where they ran.
 */
const stored = readFileSync(join(packageRoot, 'test/importers/moarvm/shapes.jsonl'), 'utf8');

const record = (text: string) => recordMoarVm([textFile(text, 'folder/run.jsonl')]);

const line = (value: object) => `${JSON.stringify(value)}\n`;
const program = (id: number, ops: readonly (readonly unknown[])[]) =>
  line({ program: id, installed: 1, dispatcher: 'd', site: ['7', 'f', 3], flags: [], temporaries: 1, ops });
const counts = (id: number, accepts: number, rejectedAt: readonly number[]) =>
  line({ counts: id, accepts, rejectedAt });

describe('a trace of dispatch programs', () => {
  it('is recognised by its first line', () => {
    expect(looksLikeMoarVm(stored.slice(0, 100))).toBe(true);
    expect(looksLikeMoarVm('{"format":"cpython","version":"3.11.2"')).toBe(false);
  });

  it('is a program named after its file, whose dispatch programs are functions', async () => {
    const { machine, programs, problems, notes } = await record(stored);
    expect([machine, problems, notes]).toEqual(['moarvm_dispatch', [], []]);
    expect(programs.map(({ name, functions }) => [name, functions.length])).toEqual([['run', 76]]);
    expect(programs[0].functions.map(({ name }) => name)).toContain('11966 lang-meth-call at describe 10:37');
  });

  it('explains all executions, which only become fewer where an op may reject', async () => {
    const recording = await record(stored);
    expect(recording.eventsExplained).toBe(recording.eventsRead);
    expect(recording.eventsRead).toBeGreaterThan(1000);
    let drops = 0;
    for (const { instructions } of recording.programs[0].functions)
      for (const [i, { n }] of instructions.slice(1).entries()) {
        const { op, n: before } = instructions[i];
        expect(n).toBeLessThanOrEqual(before);
        if (n === before) continue;
        drops++;
        expect(flowOf(DISPATCH_OPS.get(op)!.flags).mayExit).toBe(true);
      }
    expect(drops).toBeGreaterThan(5);
  });

  it('has operands of the kinds that ops have, without what they do not read', async () => {
    const recording = await record(stored);
    const kinds = new Set(recording.kinds.map(({ name }) => name));
    for (const { instructions } of recording.programs[0].functions)
      for (const { op, args } of instructions) {
        const { operands } = recording.instructions.get(op)!;
        expect([op, args.length]).toEqual([op, operands.length]);
        for (const [i, { kind }] of operands.entries()) {
          expect(kinds.has(kind)).toBe(true);
          expect(typeof args[i]).toBe(DISPATCH_KINDS[kind].width === 'text' ? 'string' : 'number');
        }
      }
    const resumption = recording.programs[0].functions.find(({ name }) =>
      name.includes('boot-resume-caller'),
    )!;
    expect(resumption.instructions.slice(0, 4).map(({ op, args }) => [op, ...args])).toEqual([
      ['StartResumption'],
      ['ResumeCaller', 'raku-meth-call-resolved'],
      ['GuardResumeInitCallsite', 0],
      ['LoadResumeState', 0],
    ]);
  });

  it('can be laid out for the machine that is drafted from it', async () => {
    const recording = await record(stored);
    const { profile, problems } = profileOfRecording(recording, null, 'run.jsonl');
    const [{ program, counts }] = profile.programs;
    expect([program.sections.length, counts.length, problems]).toEqual([76, 76, []]);
    expect(program.texts!.type).toContain('Square');
  });

  it('ends dispatch programs by their last op alone', async () => {
    const { programs } = await record(stored);
    for (const { instructions } of programs[0].functions)
      expect(instructions.map(({ op }) => flowOf(DISPATCH_OPS.get(op)!.flags).kind)).toEqual(
        instructions.map((_, i) => (i === instructions.length - 1 ? 'ends' : 'next')),
      );
  });

  it('counts for an op whatever was not rejected before it', async () => {
    const runs = fc.array(fc.nat(1e6), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(runs, fc.nat(1e6), async (rejectedAt, accepts) => {
        const ops = [...rejectedAt.map(() => ['GuardArgConc', 0]), ['ResultValueObj', 0]];
        const recording = await record(program(5, ops) + counts(5, accepts, [...rejectedAt, 0]));
        const { instructions } = recording.programs[0].functions[0];
        for (const [i, rejected] of rejectedAt.entries())
          expect(instructions[i].n - instructions[i + 1].n).toBe(rejected);
        expect(instructions.at(-1)!.n).toBe(accepts);
        expect(recording.eventsExplained).toBe(recording.eventsRead);
      }),
    );
  });

  it('keeps every digit of literals, and numbers that JSON does not have', async () => {
    const ops = [
      ['GuardArgLiteralInt', 0, 0],
      ['GuardTempLiteralNum', 0, 0.5],
      ['GuardArgLiteralNum', 1, 0],
      ['ResultValueObj', 0],
    ];
    const text = program(1, ops)
      .replace('"GuardArgLiteralInt",0,0', '"GuardArgLiteralInt",0,-9223372036854775808')
      .replace('"GuardArgLiteralNum",1,0', '"GuardArgLiteralNum",1,-nan');
    const { programs } = await record(text + counts(1, 1, [0, 0, 0, 0]));
    expect(programs[0].functions[0].instructions.map(({ args }) => args)).toEqual([
      [0, -(2n ** 63n)],
      [0, '0.5'],
      [1, '-nan'],
      [0],
    ]);
  });

  it('counts dispatch programs as 0 that were freed before the end, and says so', async () => {
    const ops = [['ResultValueObj', 0]];
    const { programs, notes } = await record(program(1, ops) + program(2, ops) + counts(2, 3, [0]));
    expect(programs[0].functions.map(({ instructions }) => instructions[0].n)).toEqual([0, 3]);
    expect(notes).toEqual(['dispatch programs that were freed before MoarVM exited, and count 0: 1']);
  });
});

describe('a trace that contradicts itself', () => {
  const ops = [
    ['GuardArgConc', 0],
    ['ResultValueObj', 0],
  ];
  it.each([
    [program(1, ops) + counts(1, 2, [1, 1]), 'it was left at ResultValueObj, which rejects nothing', 7],
    [program(1, ops) + counts(1, 2, [0]), 'it has 2 ops, but counts of 1', 2],
    [program(2, ops) + counts(1, 2, [0, 0]), 'there are counts, but no ops', 4],
    [
      program(1, [['GuardArgType', 0], ops[1]]) + counts(1, 2, [0, 0]),
      'GuardArgType should have 2 operands',
      4,
    ],
  ])('%#: leaves out what it is about', async (text, message, unexplained) => {
    const recording = await record(text + program(9, ops) + counts(9, 5, [0, 0]));
    expect(recording.problems).toEqual([`folder/run.jsonl: dispatch program 1: ${message}`]);
    expect(recording.eventsRead - recording.eventsExplained).toBe(unexplained);
    expect(recording.programs[0].functions.map(({ name }) => name)).toContain('9 d at f 7:3');
  });
});

describe('a trace that cannot be read', () => {
  const ops = [['ResultValueObj', 0]];
  it.each([
    [program(1, ops), 'folder/run.jsonl:1:1: there are no counts'],
    [program(1, ops) + program(1, ops), 'folder/run.jsonl:2:1: the dispatch program 1 is there twice'],
    [
      counts(1, 0, [0]) + counts(1, 0, [0]),
      'folder/run.jsonl:2:1: the counts of dispatch program 1 are there twice',
    ],
    [program(1, [[1]]), 'folder/run.jsonl:1:1: "ops.0.0": '],
    [counts(1, -1, [0]), 'folder/run.jsonl:1:1: "accepts": '],
    [program(1, ops).slice(0, -5), 'folder/run.jsonl:1:1: this line is not JSON'],
  ])('%#: says where', async (text, message) => {
    await expect(record(text)).rejects.toThrow(message);
  });

  it('is not mixed with listings, and files have names of their own', async () => {
    const trace = textFile(stored, 'a/run.jsonl');
    const dump = textFile('\nMoarVM dump of binary compilation unit:\n', 'a/run.dump');
    await expect(recordMoarVm([trace, dump])).rejects.toThrow(
      'a/run.dump:1:1: a listing of bytecode and a trace',
    );
    await expect(recordMoarVm([trace, textFile(stored, 'b/run.jsonl.gz')])).rejects.toThrow(
      'b/run.jsonl.gz:1:1: the program "run" is also in a/run.jsonl: rename one of the files',
    );
  });
});
