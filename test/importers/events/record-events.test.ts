import { describe, expect, it } from 'vitest';
import { isForEvents, looksLikeEvents, recordEvents } from '../../../src/importers/events/record-events.js';
import type { RecordedFunction } from '../../../src/importers/recording.js';
import { inPieces, problemsOfLines as problems } from './pieces.js';

async function functionsOf(...lines: readonly string[]): Promise<readonly RecordedFunction[]> {
  const { programs } = await recordEvents([inPieces(lines.join('\n'))]);
  return programs[0].functions;
}

/** The counts of the only function, by pc. */
async function countsOf(...lines: readonly string[]): Promise<Record<number, number>> {
  const [only] = await functionsOf(...lines);
  return Object.fromEntries(only.instructions.map(({ pc, n }) => [pc, n]));
}

async function argsOf(args: string) {
  const [only] = await functionsOf(`{"pc":0,"op":"x","args":${args}}`);
  return only.instructions[0].args;
}

describe('a line without n', () => {
  it('is one execution', async () => {
    expect(await countsOf('{"pc":1,"op":"a"}', '{"pc":2,"op":"b"}', '{"pc":1,"op":"a"}')).toEqual({
      1: 2,
      2: 1,
    });
  });

  it('belongs to main if it names no function', async () => {
    const functions = await functionsOf(
      '{"pc":1,"op":"a"}',
      '{"fn":"f","pc":1,"op":"b"}',
      '{"fn":null,"pc":2,"op":"c"}',
    );
    expect(functions.map(({ name, instructions }) => [name, instructions.length])).toEqual([
      ['main', 2],
      ['f', 1],
    ]);
  });

  it('counts however its keys are ordered and spaced, and whatever else it says', async () => {
    const counts = await countsOf(
      '{"pc":1,"op":"a","args":[1,2]}',
      '  { "args" : [ 1 , 2 ] ,\t"op" : "a", "more" : {"pc":[7,{"pc":8}]}, "time":-1.5e-3, "ok":true , "pc" : 1 } ',
      '{"\\u0070c":1,"op":"\\u0061","args":[1,2],"depth":null,"n":null,"entry":null,"state":null}',
    );
    expect(counts).toEqual({ 1: 3 });
  });

  it('counts beside counters of the same pc', async () => {
    expect(
      await countsOf('{"pc":1,"op":"a","n":40}', '{"pc":1,"op":"a"}', '{"pc":1,"op":"a","n":2}'),
    ).toEqual({
      1: 43,
    });
  });
});

describe('a file of lines', () => {
  it('may have blank lines, other line ends, a byte order mark, and no last line end', async () => {
    expect(
      await countsOf('\u{feff}{"pc":1,"op":"a"}\r', '', '  ', '{"pc":1,"op":"a"}\r', '{"pc":1,"op":"a"}'),
    ).toEqual({
      1: 3,
    });
  });

  it('is a program of its own, called like it', async () => {
    const files = ['{"pc":1,"op":"a","n":5}\n{"pc":1,"op":"a"}', '{"pc":1,"op":"b"}'];
    const [fib, nested] = files.map((text) => inPieces(text));
    const recording = await recordEvents([
      { ...fib, path: 'runs/fib.jsonl' },
      { ...nested, path: 'runs/nested.jsonl' },
    ]);
    expect(recording).toMatchObject({ eventsRead: 7, eventsExplained: 7, notes: [] });
    expect(recording.programs.map(({ name, functions }) => [name, functions[0].instructions[0].n])).toEqual([
      ['fib', 6],
      ['nested', 1],
    ]);
  });

  it('keeps functions in the order in which they came, and instructions by their pcs', async () => {
    const functions = await functionsOf(
      '{"fn":"z","pc":10,"op":"a"}',
      '{"fn":"b","pc":3,"op":"a"}',
      '{"fn":"z","pc":9,"op":"a"}',
    );
    expect(functions.map(({ name, instructions }) => [name, instructions.map(({ pc }) => pc)])).toEqual([
      ['z', [9, 10]],
      ['b', [3]],
    ]);
  });

  it('counts more lines than are remembered', async () => {
    const pcs = Array.from({ length: 2 ** 17 + 1000 }, (_, i) => `{"pc":${i},"op":"a"}`);
    const [only] = await functionsOf([...pcs, ...pcs, ...pcs.slice(0, 10)].join('\n'));
    const counts = only.instructions.map(({ n }) => n);
    expect(counts.slice(0, 12)).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2]);
    expect(counts.slice(12).filter((n) => n !== 2)).toEqual([]);
  });
});

describe('arguments', () => {
  it('are whole numbers of any size and strings', async () => {
    expect(await argsOf('[0, -0, -12, 9007199254740991, "a\\n\\u00e9é", ""]')).toEqual([
      0,
      0,
      -12,
      9007199254740991,
      'a\néé',
      '',
    ]);
    expect(await argsOf('[9007199254740992, -18446744073709551616]')).toEqual([
      9007199254740992n,
      -(2n ** 64n),
    ]);
  });

  it('are text as it is written if they are anything else', async () => {
    expect(await argsOf('[1.50, 1e3, -0.0, true, false, null]')).toEqual([
      '1.50',
      '1e3',
      '-0.0',
      'true',
      'false',
      'null',
    ]);
  });

  it('are the same however they are spelled', async () => {
    expect(
      await countsOf('{"pc":1,"op":"a","args":["]",2]}', '{"pc":1,"op":"a","args":[ "\\u005d" , 2]}'),
    ).toEqual({
      1: 2,
    });
  });
});

describe('what control does', () => {
  it('is transfers wherever it does not go to the next instruction', async () => {
    const trace = [0, 1, 2, 1, 2, 4, 0].map((pc) => `{"pc":${pc},"op":"op${pc}"}`);
    const [only] = await functionsOf(...trace);
    expect(only.transfers).toEqual([
      { from: null, to: 0, n: 1 },
      { from: 0, to: null, n: 1 },
      { from: 2, to: 1, n: 1 },
      { from: 4, to: 0, n: 1 },
    ]);
    expect(only.instructions.filter(({ isEntry }) => isEntry).map(({ pc }) => pc)).toEqual([0, 1]);
  });

  it('is unknown in a function with counts, and known in others', async () => {
    const [counted, traced, listed] = await functionsOf(
      '{"fn":"counted","pc":0,"op":"a","n":3}',
      '{"fn":"traced","pc":0,"op":"a"}',
      '{"fn":"listed","pc":0,"op":"a","n":0}',
    );
    expect(counted!.transfers).toBeNull();
    expect(traced!.transfers).toHaveLength(2);
    expect(listed!.transfers).toEqual([]);
  });

  it('is told apart by depth where a function calls itself', async () => {
    const at = (depth: number, pc: number) => `{"fn":"f","pc":${pc},"op":"op${pc}","depth":${depth}}`;
    const [only] = await functionsOf(at(0, 0), at(0, 1), at(1, 0), at(1, 5), at(0, 2), at(0, 5));
    expect(only.transfers).toEqual([
      { from: null, to: 0, n: 2 },
      { from: 0, to: 5, n: 1 },
      { from: 5, to: null, n: 2 },
    ]);
    // 2 is where the call came back to.
    expect(only.instructions.filter(({ isEntry }) => isEntry).map(({ pc }) => pc)).toEqual([0, 2, 5]);
  });

  it('leaves a function for another at the same depth, and several that end at once', async () => {
    const at = (fn: string, depth: number, pc: number) =>
      `{"fn":"${fn}","pc":${pc},"op":"a","depth":${depth}}`;
    const functions = await functionsOf(at('f', 1, 0), at('g', 2, 0), at('h', 3, 0), at('g', 1, 7));
    expect(
      functions.map(({ name, transfers }) => [name, transfers!.map(({ from, to }) => [from, to])]),
    ).toEqual([
      [
        'f',
        [
          [null, 0],
          [0, null],
        ],
      ],
      [
        'g',
        [
          [null, 0],
          [null, 7],
          [0, null],
          [7, null],
        ],
      ],
      [
        'h',
        [
          [null, 0],
          [0, null],
        ],
      ],
    ]);
  });

  it('takes all events of a function for one activation where there is no depth', async () => {
    const [main, f] = await functionsOf(
      '{"pc":0,"op":"call"}',
      '{"fn":"f","pc":0,"op":"a"}',
      '{"pc":1,"op":"call"}',
      '{"fn":"f","pc":0,"op":"a"}',
      '{"pc":2,"op":"b"}',
    );
    expect(main.transfers!.map(({ from, to }) => [from, to])).toEqual([
      [null, 0],
      [2, null],
    ]);
    expect(main.instructions.map(({ isEntry }) => isEntry)).toEqual([true, true, true]);
    expect(f.transfers).toEqual([
      { from: null, to: 0, n: 1 },
      { from: 0, to: null, n: 1 },
      { from: 0, to: 0, n: 1 },
    ]);
  });

  it('is guessed, and said to be, only where a function without depth leaves for another', async () => {
    const notes = async (...lines: readonly string[]) =>
      (await recordEvents([inPieces(lines.join('\n'))])).notes;
    const f = '{"fn":"f","pc":0,"op":"a"}';
    const g = '{"fn":"g","pc":0,"op":"a"}';
    expect(await notes(f, f, '{"fn":"g","pc":0,"op":"a","n":1}')).toEqual([]);
    expect(
      await notes('{"fn":"f","pc":0,"op":"a","depth":0}', '{"fn":"g","pc":0,"op":"a","depth":1}'),
    ).toEqual([]);
    expect(await notes(f, g)).toEqual([
      'trace.jsonl: its events say no "depth", so that all of a function are taken for one activation',
    ]);
  });

  it('may come wherever a line says so', async () => {
    const [only] = await functionsOf(
      '{"pc":0,"op":"a","n":1}',
      '{"pc":1,"op":"a","n":1,"entry":true}',
      '{"pc":2,"op":"a","entry":false,"n":1}',
    );
    expect(only.instructions.map(({ isEntry }) => isEntry)).toEqual([true, true, false]);
  });
});

describe('what is complete', () => {
  it('is what counters list where they list what was never executed', async () => {
    const functions = await functionsOf(
      '{"fn":"f","pc":0,"op":"a","n":1}',
      '{"fn":"f","pc":1,"op":"b","n":0}',
      '{"fn":"g","pc":0,"op":"b","n":2}',
      '{"fn":"h","pc":0,"op":"b"}',
    );
    expect(functions.map(({ name, isComplete }) => [name, isComplete])).toEqual([
      ['f', true],
      ['g', true],
      ['h', false],
    ]);
  });

  it('is nothing where all that is listed was executed', async () => {
    const [only] = await functionsOf('{"pc":0,"op":"a","n":1}', '{"pc":5,"op":"b","n":1}');
    expect(only.isComplete).toBe(false);
  });
});

describe('a pc alone', () => {
  const listing = [
    '{"fn":"f","pc":100,"op":"a","n":0}',
    '{"fn":"f","pc":101,"op":"b","n":0}',
    '{"fn":"g","pc":200,"op":"c","n":0}',
    '{"fn":"g","pc":201,"op":"d","n":0}',
  ];

  it('is an event of the instruction that has it', async () => {
    const [f, g] = await functionsOf(...listing, '100', ' 101', '200\r', '200', '100', '101');
    expect(f.instructions.map(({ n }) => n)).toEqual([2, 2]);
    expect(g.instructions.map(({ n }) => n)).toEqual([2, 0]);
    expect([f.isComplete, g.isComplete]).toEqual([true, true]);
    expect(g.transfers!.map(({ from, to }) => [from, to])).toEqual([
      [null, 200],
      [200, null],
      [200, 200],
    ]);
  });

  it('has to be listed', async () => {
    expect(await problems(...listing, '100', '102')).toMatchInlineSnapshot(
      `"InputError: trace.jsonl:6:1: there is no instruction at pc 102: a line such as {"fn":"main","pc":102,"op":"add","n":0} before it has to list it"`,
    );
  });

  it('has to be that of a single instruction, whenever the other one is listed', async () => {
    const other = '{"fn":"g","pc":100,"op":"c","n":0}';
    expect(await problems(...listing, other, '101', '100')).toMatchInlineSnapshot(
      `"InputError: trace.jsonl:7:1: more than one function has an instruction at pc 100: write {"fn":…,"pc":100,"op":…} for each event, or use pcs that are unique"`,
    );
    expect(await problems(...listing, '100', '100', other, '101', '100')).toMatch(
      /^InputError: trace.jsonl:9:1: more/,
    );
  });
});

describe('keys that mean nothing', () => {
  const notesOf = async (...lines: readonly string[]) =>
    (await recordEvents([inPieces(lines.join('\n'))])).notes!;

  it('are named, the first of them, each once', async () => {
    const [note, ...more] = await notesOf(
      '{"pc":1,"op":"a","count":8192}',
      '{"pc":2,"op":"b","count":1,"Op":{"x":1}}',
      '{"pc":3,"op":"b","c":0,"d":0,"e":0,"f":0}',
    );
    expect(note).toMatch(/: keys that mean nothing here: `count`, `Op`, `c`, `d`, `e`$/);
    expect(more).toEqual([]);
  });

  it('are not among those that mean something', async () => {
    const line = '{"fn":"f","pc":1,"op":"a","args":[1,"x"],"depth":0,"entry":true,"state":"s"}';
    expect(await notesOf(line)).toEqual([]);
  });
});

describe('files of this kind', () => {
  it('may begin with a wrong line where they are called so', () => {
    for (const head of ['{"pc":1}', '{"code":12,"op":"a"}\n', ' {"pc":'])
      for (const path of ['a.jsonl', 'x/A.JSONL.gz']) expect(isForEvents({ path, head })).toBe(true);
    expect(isForEvents({ path: 'a.json', head: '{"pc":1}' })).toBe(false);
    expect(isForEvents({ path: 'a.jsonl', head: '[1]' })).toBe(false);
  });

  it('begin with an event', () => {
    expect(looksLikeEvents('{"fn":"fib","pc":12,"op":"load","args":[1],"n":8192}\n{"fn"')).toBe(true);
    expect(looksLikeEvents('\n\u{feff} { "op" : "load", "pc" : 12 }')).toBe(true);
    // What is wrong with it is told when it is read.
    expect(looksLikeEvents('{"pc":12,"op":"load",}\n')).toBe(true);
    expect(looksLikeEvents(`{"pc":12,"op":"load","state":"${'x'.repeat(4000)}`)).toBe(true);
  });

  it('do not begin with anything else', () => {
    for (const other of [
      '',
      '12\n',
      '{\n "pc": 1, "op": "a" }',
      '{"pc":0,"op":96,"gas":"0x1"}\n',
      '[]\n',
      '{"a":{"pc":1,"op":"x"}}\n',
      '{"pc":1}',
    ]) {
      expect(looksLikeEvents(other)).toBe(false);
    }
  });
});
