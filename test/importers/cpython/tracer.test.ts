import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importedFile } from '../../../src/artifacts/imported-file.js';
import { recordCpython } from '../../../src/importers/cpython/record.js';
import type { Recording } from '../../../src/importers/recording.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { PYTHONS, runPython } from './pythons.js';

const TRACER = join(packageRoot, 'tools/trace-cpython.py');
const here = join(packageRoot, 'test/importers/cpython');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-cpython-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What was executed in the function whose name begins like this: pairs of opcode and count. */
function executed({ programs }: Recording, name: string): [string, number][] {
  const found = programs[0].functions.filter((one) => one.name.startsWith(`${name} `));
  expect(found).toHaveLength(1);
  return found[0].instructions.filter(({ n }) => n > 0).map(({ op, n }) => [op, n]);
}

describe.each(PYTHONS.map((python) => [python.fullVersion, python] as const))(
  'the tracer on CPython %s',
  (fullVersion, python) => {
    const trace = (args: readonly string[], cwd = folder) => runPython(python, [TRACER, ...args], cwd);

    /** Traces a program of these lines. */
    const record = async (lines: readonly string[], args: readonly string[] = []) => {
      writeFileSync(join(folder, 'program.py'), `${lines.join('\n')}\n`);
      const result = trace(['-o', 'out.jsonl', 'program.py', ...args]);
      return { ...result, recording: await recordCpython([importedFile(join(folder, 'out.jsonl'))]) };
    };

    it('counts the sample anew, and CPython agrees with itself', async () => {
      const { status, stderr } = trace(['-o', join(folder, 'sample.jsonl'), 'sample.py'], here);
      expect([status, stderr]).toEqual([0, expect.stringContaining('executions, in ')]);
      const recording = await recordCpython([importedFile(join(folder, 'sample.jsonl'))]);
      expect(recording.problems).toEqual([]);
      expect(recording.eventsExplained).toBe(recording.eventsRead);
      expect(executed(recording, 'fibonacci')).toContainEqual(['RESUME', 41]);
      const anew = readFileSync(join(folder, 'sample.jsonl'), 'utf8');
      const stored = readFileSync(join(here, `sample-${python.version}.jsonl`), 'utf8');
      // Compilers of other third numbers may differ.
      if (stored.startsWith(anew.split('\n')[0])) expect(anew).toBe(stored);
      else expect(fullVersion.startsWith(python.version)).toBe(true);
    });

    it('counts what threads, exec, recursion and exceptions leave of the main thread', async () => {
      const { status, stdout, recording } = await record([
        'import threading',
        'def work(n):',
        '    for i in range(n): pass',
        'thread = threading.Thread(target=work, args=(1000,))',
        'thread.start(); thread.join()',
        'work(3)',
        'def deep(n): return n and 1 + deep(n - 1)',
        'print(deep(99))',
        'for i in range(4): exec("def made(): return 1\\nmade()")',
        'def fails(): {}[0]',
        'try: fails()',
        'except KeyError: pass',
      ]);
      expect([status, stdout]).toEqual([0, '99\n']);
      expect(recording.problems).toEqual([]);
      expect(executed(recording, 'work')).toContainEqual(['FOR_ITER', 4]);
      expect(executed(recording, 'deep')).toContainEqual(['RESUME', 100]);
      expect(executed(recording, 'made')).toContainEqual(['RESUME', 4]);
      expect(executed(recording, 'fails').at(-1)).toEqual(['BINARY_SUBSCR', 1]);
    });

    it('counts coroutines and asynchronous generators', async () => {
      const { stdout, recording } = await record([
        'class Pause:',
        '    def __await__(self): yield',
        'async def numbers():',
        '    for i in range(3):',
        '        yield i',
        '        await Pause()',
        'async def main(): return [i async for i in numbers()]',
        'def run(coroutine):',
        '    try:',
        '        while True: coroutine.send(None)',
        '    except StopIteration as end: return end.value',
        'print(run(main()))',
      ]);
      expect(stdout).toBe('[0, 1, 2]\n');
      expect(recording.problems).toEqual([]);
      expect(executed(recording, 'numbers')).toContainEqual(['FOR_ITER', 4]);
    });

    it('passes on arguments and the exit code, and writes what was counted before an error', async () => {
      const exits = await record(['import sys', 'sys.exit(len(sys.argv))'], ['-o', 'x']);
      expect([exits.status, exits.recording.programs[0].name]).toEqual([3, 'program']);
      const { status, stderr, recording } = await record(['x = 1', 'x / 0']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^Traceback.*\n {2}File ".*program.py", line 2, in <module>\n/);
      expect(stderr).toContain('ZeroDivisionError');
      expect(executed(recording, '<module>').map(([op]) => op)).toContain('BINARY_OP');
    });

    it('counts a call alone, and leaves out what only its first call does', async () => {
      const lines = ['from json import loads', 'def f():', '    import colorsys', '    return loads("1")'];
      writeFileSync(join(folder, 'module.py'), lines.join('\n'));
      const record = async (args: readonly string[]) => {
        expect(trace([...args, '--program', 'p', '-o', 'call.jsonl', '--call', 'module:f']).status).toBe(0);
        return recordCpython([importedFile(join(folder, 'call.jsonl'))]);
      };
      const first = await record([]);
      const warm = await record(['--warm-up', '2']);
      expect(first.programs[0].name).toBe('p');
      expect(executed(warm, 'f')).toEqual(executed(first, 'f'));
      expect(warm.eventsRead).toBeLessThan(first.eventsRead);
      expect(warm.programs[0].functions.map(({ name }) => name)).not.toContain('<module> module.py:1');
    });

    it.each([
      [[], 'name a script to run'],
      [['absent.py'], 'cannot read absent.py: No such file or directory'],
      [['-o', 'absent/x.jsonl', join(here, 'sample.py')], 'cannot write absent/x.jsonl'],
      [['-o', TRACER, TRACER], 'the output would overwrite'],
      [['--call', 'json'], 'expected module:function'],
      [['--call', 'absent:f'], 'no module absent'],
      [['--call', 'json:absent'], 'the module json has no absent'],
      [['--call', 'json:decoder'], 'decoder is not a function'],
      [['--warm-up', '-1', '--call', 'json:loads'], '--warm-up needs a whole number'],
      [['--warm-up', '1', 'x.py'], 'a script runs once'],
    ])('refuses %j', (args, message) => {
      const { status, stderr } = trace(args);
      expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    });

    it('refuses to run on a version that it does not know', () => {
      const script = `import runpy, sys; sys.version_info = (3, 99, 0); runpy.run_path(sys.argv[1], None, "__main__")`;
      const { status, stderr } = runPython(python, ['-c', script, TRACER, 'x.py']);
      expect([status, stderr]).toEqual([
        2,
        expect.stringContaining('this is cpython 3.99; it needs CPython 3.11'),
      ]);
    });

    it('writes nothing where the program itself took the means of counting', () => {
      const means = python.version === '3.11' ? 'settrace(None)' : 'monitoring.free_tool_id(2)';
      writeFileSync(join(folder, 'takes.py'), `import sys\nsys.${means}\n`);
      const { status, stderr } = trace(['-o', 'takes.jsonl', 'takes.py']);
      expect([status, stderr]).toEqual([1, expect.stringContaining('counting was ended before the program')]);
      expect(existsSync(join(folder, 'takes.jsonl'))).toBe(false);
    });
  },
);

const python311 = PYTHONS.find(({ version }) => version === '3.11');

describe.skipIf(!python311)('counting by sys.monitoring (skipped without CPython 3.11)', () => {
  const fake = join(here, 'fake_monitoring.py');

  /** What both ways write. */
  const bothWays = (script: string) =>
    [[TRACER], [fake, TRACER]].map((how) => {
      const result = runPython(python311!, [...how, '-o', join(folder, 'same.jsonl'), script], here);
      expect([result.status, result.stderr]).toEqual([0, expect.stringContaining('executions, in ')]);
      return readFileSync(join(folder, 'same.jsonl'), 'utf8');
    });

  it('comes to the same counts as by sys.settrace', () => {
    const [settrace, monitoring] = bothWays('sample.py');
    expect(monitoring).toBe(settrace);
  });

  it('leaves out other threads, which sys.monitoring tells of as well', () => {
    const work = 'def work():\n    for i in range(9): pass\n';
    const start =
      'import threading\nthread = threading.Thread(target=work)\nthread.start()\nthread.join()\nwork()\n';
    writeFileSync(join(folder, 'threads.py'), work + start);
    // How long the main thread waits for the other one may differ.
    const [settrace, monitoring] = bothWays(join(folder, 'threads.py')).map((text) =>
      text
        .split('\n')
        .slice(text.split('\n').findIndex((line) => line.includes('"work threads.py')))
        .slice(0, 6),
    );
    expect(monitoring).toEqual(settrace);
    expect(settrace[0]).toContain('work threads.py:1');
  });
});
