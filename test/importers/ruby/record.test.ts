import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedFunction, Recording } from '../../../src/importers/recording.js';
import { RUBY } from '../../../src/importers/ruby/instructions.js';
import { looksLikeRubyInsns, recordRuby } from '../../../src/importers/ruby/record.js';
import { hasTool, run, stored } from '../foreign-tools.js';
import { outcomeOf } from '../outcome.js';
import { textFile } from '../text-file.js';

const TEXT = stored('ruby/features.txt');

function record(text: string): Recording {
  return recordRuby([textFile(text, 'a.txt')]);
}

const [{ functions }] = record(TEXT).programs;

function functionNamed(name: string): RecordedFunction {
  return functions.find((one) => one.name === name)!;
}

/** Of all instructions of a function that are called so, in their order. */
function argsOf({ instructions }: RecordedFunction, op: string) {
  return instructions.filter((one) => one.op === op).map(({ args }) => args);
}

function entriesOf({ instructions }: RecordedFunction): number[] {
  return instructions.filter(({ isEntry }) => isEntry).map(({ pc }) => pc);
}

function outcome(text: string): Recording | string {
  return outcomeOf(() => record(text));
}

describe('a listing of Ruby', () => {
  it('is recognised', () => {
    expect(looksLikeRubyInsns(TEXT.slice(0, 4096))).toBe(true);
    for (const other of ['ruby/features.rb', 'lua/features.txt', 'wabt/features.listed.txt'])
      expect(looksLikeRubyInsns(stored(other).slice(0, 4096)), other).toBe(false);
  });

  it('has functions as Ruby calls them, those of catch tables included', () => {
    expect(functions.map(({ name }) => name)).toEqual([
      '<main>@features.rb:1',
      'block in <main>@features.rb:2',
      '+@features.rb:3',
      'block in <main>@features.rb:43',
      '<class:Shape>@features.rb:5',
      'initialize@features.rb:8',
      'each@features.rb:13',
      'rescue in each@features.rb:21',
      'ensure in each@features.rb:24',
      'name_of@features.rb:26',
      'parts@features.rb:34',
      'with_defaults@features.rb:40',
      'block in <main>@features.rb:53',
      'rescue in block in <main>@features.rb:53',
    ]);
  });

  it('counts every instruction once, as a place', () => {
    const recording = record(TEXT);
    // One line looks like an instruction, and is of a regular expression.
    const listed = TEXT.match(/^(\| )*\d{4} \w+/gm)!.length - 1;
    expect([recording.eventsRead, recording.eventsExplained]).toEqual([listed, listed]);
    expect(functions.flatMap(({ instructions }) => instructions).every(({ n }) => n === 1)).toBe(true);
    expect(functions.every(({ isComplete, transfers }) => isComplete && transfers === null)).toBe(true);
  });

  it('tells instructions of a function from those of its catch table', () => {
    const rescue = functionNamed('rescue in each@features.rb:21');
    expect(rescue.instructions.slice(0, 2)).toEqual([
      { pc: 0, op: 'getlocal_WC_0', args: [0], n: 1, isEntry: true },
      { pc: 2, op: 'opt_getinlinecache', args: [11, 0], n: 1, isEntry: false },
    ]);
    expect(rescue.instructions.at(-1)).toMatchObject({ op: 'throw', args: [0] });
  });
});

describe('operands in Ruby', () => {
  const main = functionNamed('<main>@features.rb:1');

  it('are locals by number, without their names', () => {
    expect(argsOf(functionNamed('initialize@features.rb:8'), 'checkkeyword')).toEqual([[5, 1]]);
    expect(argsOf(functionNamed('+@features.rb:3'), 'getlocal_WC_0')).toEqual([[0], [0]]);
    expect(argsOf(functionNamed('rescue in each@features.rb:21'), 'setlocal_WC_1')).toEqual([[1]]);
  });

  it('are call data and method bodies as they are listed', () => {
    expect(argsOf(main, 'send')[1]).toEqual(['<calldata!mid:each, argc:0>', 'block in <main>']);
    expect(argsOf(main, 'opt_neq')).toEqual([
      ['<calldata!mid:==, argc:1, ARGS_SIMPLE>', '<calldata!mid:!=, argc:1, ARGS_SIMPLE>'],
    ]);
    expect(argsOf(main, 'opt_send_without_block')).toContainEqual([
      '<calldata!mid:new, argc:3, kw:[key], KWARG>',
    ]);
    expect(argsOf(main, 'defineclass')).toEqual([[':Shape', '<class:Shape>', 16]]);
  });

  it('are literals with commas, brackets and quotes inside', () => {
    expect(argsOf(functionNamed('name_of@features.rb:26'), 'putobject')).toContainEqual([
      '"two\\n\\"q\\", (   3)[Li]"',
    ]);
    expect(argsOf(main, 'opt_aref_with')).toEqual([['"k"', '<calldata!mid:[], argc:1, ARGS_SIMPLE>']]);
    expect(argsOf(main, 'defined')).toEqual([['global-variable', ':$,', '"global-variable"']]);
    expect(argsOf(main, 'getglobal')).toEqual([[':$,']]);
    expect(argsOf(main, 'putobject')).toEqual(expect.arrayContaining([[':/'], ['(2/1)']]));
  });

  it('are regular expressions of several lines, whatever they look like', () => {
    expect(argsOf(main, 'putobject')).toEqual(
      expect.arrayContaining([['/first\n\n| 0000 second \\/ "third\n[x]/mix'], ['/x,\ny/']]),
    );
    expect(argsOf(main, 'duphash')).toEqual([['{:a=>/q\nw/, :"b c"=>:"d,e"}']]);
  });

  it('are without the line of the source and the events behind them', () => {
    for (const { args } of functions.flatMap(({ instructions }) => instructions))
      expect(String(args.at(-1) ?? '')).not.toMatch(/\( +\d+\)$|[^"]\[[A-Z][a-z]+\]$/);
  });
});

describe('control in Ruby', () => {
  it('may come to where branches and catch tables lead', () => {
    const each = functionNamed('each@features.rb:13');
    const branches = ['branchif', 'branchunless', 'jump'].flatMap((op) => argsOf(each, op).map(([pc]) => pc));
    const [section] = TEXT.split('== disasm: #<ISeq:each@')[1].split('\nlocal table');
    const caught = [...section.matchAll(/^\| catch type.* cont: (\d+)$/gm)].map(([, pc]) => Number(pc));
    expect([branches.length, caught.length]).toEqual([7, 6]);
    expect(entriesOf(each)).toEqual(expect.arrayContaining([...branches, ...caught]));
  });

  it('comes back behind calls', () => {
    for (const { instructions } of functions)
      for (const [i, { op, pc }] of instructions.entries())
        if (RUBY.instructions.get(op)!.flags.includes('call'))
          expect(instructions[i + 1].isEntry, `${pc} ${op}`).toBe(true);
  });

  it('enters where arguments are missing, and behind the last default value', () => {
    const defaults = functionNamed('with_defaults@features.rb:40');
    const [, starts] = /b@1<Opt=(\d+)>/.exec(TEXT)!;
    const [, last] = /c@2<Opt=(\d+)>/.exec(TEXT)!;
    const behind = defaults.instructions.findIndex(({ op, args }) => op === 'setlocal_WC_0' && args[0] === 2);
    expect(entriesOf(defaults)).toEqual([Number(starts), Number(last), defaults.instructions[behind + 1].pc]);
  });

  it('ends nowhere but in returns, jumps and throws', () => {
    const ends = new Set(functions.map(({ instructions }) => instructions.at(-1)!.op));
    expect([...ends].sort()).toEqual(['leave', 'throw']);
  });
});

const HEAD = '== disasm: #<ISeq:<main>@a.rb:1 (1,0)-(1,9)> (catch: FALSE)\n';
const LEAVE = '0009 leave\n';

describe('a listing of Ruby is refused', () => {
  it.each([
    ['that is none', 'puts 1\n', '1:1: this is no line of what `ruby --dump=insns` of Ruby 3.1 prints'],
    ['that is empty', '\n', '1:1: this is not what'],
    ['without its start', LEAVE, '1:1: this belongs to no function'],
    [
      'with an unknown instruction',
      `${HEAD}0000 putslef\n`,
      '2:6: `putslef` is no instruction of this machine: did you mean putself?',
    ],
    [
      'of another Ruby',
      `${HEAD}0000 opt_getconstant_path <ic:0 Foo>\n`,
      '2:6: `opt_getconstant_path` is no instruction of this machine: give it what',
    ],
    [
      'with other operands',
      `${HEAD}0000 branchif                               x\n`,
      '2:45: these are not the operands of branchif',
    ],
    [
      'with operands where there are none',
      `${HEAD}0000 pop                                    1\n`,
      '2:45: these are not the operands of pop',
    ],
    [
      'with half an operand',
      `${HEAD}0000 send                                   <calldata!mid:pu`,
      '2:45: these are not the operands of send',
    ],
    [
      'with half a literal',
      `${HEAD}0000 putstring                              "abc`,
      '2:6: the listing ends here without a line break',
    ],
    [
      'with half a regular expression',
      `${HEAD}0000 putobject                              /abc\n\n\n`,
      '2:1: a regular expression begins here and never ends',
    ],
    [
      'with a number of more than 32 bits',
      `${HEAD}0000 dupn                                   4294967296\n`,
      '2:45: 4294967296 is no number, which is 0 to 4294967295',
    ],
    ['with half an instruction', `${HEAD}0000 `, '2:1: expected an instruction such as'],
    [
      'with half a catch table',
      `${HEAD}== catch table\n| catch type: rescue st: 0000\n`,
      '3:1: expected `catch type:',
    ],
    [
      'with a catch table of nothing',
      '| catch type: break  st: 0012 ed: 0028 sp: 0000 cont: 0028\n',
      '1:1: this belongs to no function',
    ],
    ['with pcs that go back', `${HEAD}${LEAVE}0003 nop\n`, '3:6: 3 comes after 9'],
    ['with a pc twice', `${HEAD}${LEAVE}${LEAVE}`, '3:6: 9 comes after 9'],
    [
      'with a jump out of the function',
      `${HEAD}0000 jump                                   12\n`,
      '2:45: <main>@a.rb:1 has no instruction at 12',
    ],
    [
      'that runs off its end',
      `${HEAD}0000 putnil\n`,
      '1:1: <main>@a.rb:1 ends in putnil at 0, which goes on',
    ],
    ['with a line separator of Unicode', `${HEAD}| \u2028\n`, '2:1: this is no line of what'],
    ['with a function of nothing', HEAD, '1:1: <main>@a.rb:1 has no instructions'],
    [
      'with a function too deep',
      `${HEAD}| | == disasm: #<ISeq:a@a.rb:1>\n`,
      '2:1: a function in a catch table',
    ],
  ])('%s', (_, text, message) => {
    expect(outcome(text)).toContain(`a.txt:${message}`);
  });

  it('wherever it is cut off inside a function, but for behind what control never passes', () => {
    const lines = TEXT.split('\n');
    const passes = (line: string) => /^(\| )*\d{4} /.test(line) && !/ (leave|throw|jump)\b/.test(line);
    for (const [i, line] of lines.entries())
      if (passes(line)) expect(outcome(`${lines.slice(0, i + 1).join('\n')}\n`), line).toBeTypeOf('string');
  });

  it('or read, however it is damaged', () => {
    fc.assert(
      fc.property(fc.nat(TEXT.length), fc.nat(12), fc.string({ maxLength: 6 }), (start, length, instead) => {
        outcome(TEXT.slice(0, start) + instead + TEXT.slice(start + length));
      }),
      { numRuns: 300 },
    );
  });

  it('soon, also where lines open and close regular expressions without end', () => {
    const text = `${HEAD}0000 duparray                               [/a\n${'/, /b\n'.repeat(100_000)}`;
    expect(outcome(text)).toContain('2:1: a regular expression begins here and never ends');
  });
});

describe.skipIf(!hasTool('ruby', '--version', /^ruby 3\.1\./))(
  'anew (skipped where there is no Ruby 3.1)',
  () => {
    it('is what Ruby prints', () => {
      expect(record(run('ruby', 'ruby', ['--dump=insns', 'features.rb']))).toEqual(record(TEXT));
    });

    it('has the instructions that Ruby has', () => {
      const names = run('ruby', 'ruby', ['-e', 'puts RubyVM::INSTRUCTION_NAMES']).trim().split('\n');
      expect([...RUBY.instructions.keys()].sort()).toEqual(
        names.filter((name) => !name.startsWith('trace_')).sort(),
      );
    });
  },
);
