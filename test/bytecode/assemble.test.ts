import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/bytecode/assemble.js';
import { disassemble } from '../../src/bytecode/disassemble.js';
import { decodeSection, type Program } from '../../src/bytecode/program.js';
import { validate } from '../../src/bytecode/validate.js';
import { extendIsa } from '../../src/isa/fuse.js';
import type { Isa } from '../../src/isa/isa.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { InputError } from '../../src/util/input-error.js';
import { awkward } from '../awkward-machine.js';
import { isa as counter } from '../machines/counter/counter.js';
import { models } from '../random-code.js';

const OPTIONS = { name: 'p', family: 'f' };

function read(text: string, isa: Isa = counter): Program {
  return assemble(isa, text, 'p.asm', OPTIONS);
}

/** Operands of every instruction of the first section. */
function operands(text: string, isa: Isa = counter): (readonly number[])[] {
  const program = read(text, isa);
  return decodeSection(isa, program, program.sections[0]).map((instruction) => instruction.operands);
}

/** What is wrong, each as `line:column: message`. */
function problems(text: string, isa: Isa = counter): string[] {
  try {
    read(text, isa);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ message, at }) => {
      expect(at?.file).toBe('p.asm');
      return `${at!.line}:${at!.column}: ${message}`;
    });
  }
  return [];
}

/** The same for code of one section, lines counted from its first. */
const codeProblems = (code: string) =>
  problems(`section main:\n${code}`).map((text) => text.replace(/^\d+/, (line) => String(Number(line) - 1)));

describe('a program written by hand', () => {
  it('needs only code: cells are as many as it uses, and `main` runs once', () => {
    const program = read(`
section main:
    push 3
again:
    dup
    store 5            ; a comment
    countdown again    # another
    drop
    halt`);
    expect(program).toEqual({
      ...OPTIONS,
      machine: 'counter',
      cells: { cell: 6 },
      pools: {},
      sections: [{ name: 'main', code: program.sections[0].code }],
      schedule: [{ kind: 'run', section: 'main' }, { kind: 'observe' }],
      symbols: {},
    });
    expect(decodeSection(counter, program, program.sections[0]).map((one) => one.operands)).toEqual([
      [3],
      [],
      [5],
      [1],
      [],
      [],
    ]);
  });

  it('runs the only section whatever its name', () => {
    expect(read('section once:\nhalt').schedule[0]).toEqual({ kind: 'run', section: 'once' });
  });

  it('says in its header how it is called', () => {
    expect(read('machine counter\nprogram "the name"\nfamily loops\nsection main:\nhalt')).toMatchObject({
      name: 'the name',
      family: 'loops',
    });
  });

  it('names cells and arrays, and has as many cells', () => {
    const program = read(
      'names cell: i, j list[10] "the top"\nnames cell from 20: last\nsection main:\nload "the top"\nstore last\nhalt',
    );
    expect(program.cells).toEqual({ cell: 21 });
    expect(program.symbols.cell.flatMap((name, address) => (name ? [[name, address]] : []))).toEqual([
      ['i', 0],
      ['j', 1],
      ['list', 2],
      ['the top', 12],
      ['last', 20],
    ]);
    expect(decodeSection(counter, program, program.sections[0])[0].operands).toEqual([12]);
  });

  it('has as many cells as instructions and schedule need that name them themselves', () => {
    expect(read('section main:\nload_first\ndrop\nhalt').cells).toEqual({ cell: 1 });
    const schedule =
      'schedule { run main, repeat 2 { copy cells[2..7] to saved, leave when cells[0] >= cells[9] } }';
    expect(read(`${schedule}\nsection main:\nhalt`).cells).toEqual({ cell: 10 });
    const fused = extendIsa(counter, [parsePattern('load a; load a+3', counter, 'test')]);
    expect(read('section main:\nload__load_a_plus_3 4\nhalt', fused).cells).toEqual({ cell: 8 });
  });

  it('collects numbers and rows in pools, each once', () => {
    const program = read(
      'pool constant: 7\nsection main:\nload_constant 0.5\nload_constant -0\nload_constant 0\nload_constant NaN\nload_constant 5e-1\nload_constant 7\nlookup [0 1, 2 3]\nlookup [ ]\nlookup [0 1 2 3]\nret',
      models.isa,
    );
    expect(program.pools).toEqual({ constant: [7, 0.5, -0, 0, Number.NaN], points: [[0, 1, 2, 3], []] });
    expect(decodeSection(models.isa, program, program.sections[0]).map((one) => one.operands)).toEqual([
      [1],
      [2],
      [3],
      [4],
      [1],
      [0],
      [0],
      [1],
      [0],
      [],
    ]);
  });

  it('takes operands by kind and number, and numbers in any notation', () => {
    expect(
      operands(
        'section main:\npush 0x1F\npush_wide -0x8000\nload cell:7\npush literal:-3\njump label:5\nhalt',
      ),
    ).toEqual([[31], [-32768], [7], [-3], [5], []]);
    expect(
      operands(
        'pool constant: 3 4\nsection main:\nload_constant literal:1\nload_constant 4\nret',
        models.isa,
      ),
    ).toEqual([[1], [1], []]);
  });

  it('may have labels that are called like instructions, several at one place', () => {
    expect(operands('section main:\nstart: halt: jump halt\njump start\nsection: jump section')).toEqual([
      [0],
      [0],
      [2],
    ]);
  });

  it('resolves names of the kind that an operand is within', () => {
    const header = 'names slot: a b\nnames global: b\n';
    expect(
      operands(`${header}section main:\nload_var b\nload_global_var a\nload_global_var b\nret`, models.isa),
    ).toEqual([[1], [0], [0], []]);
  });

  it('has a schedule over several lines', () => {
    const { schedule } = read(`names cell: now end
schedule {
  run start
  repeat 60 { # steps
    leave when cells[now] >= cells[end]
    run "one step" observe
    repeat 0 {}
  }
}
section start:
halt
section "one step":
halt`);
    expect(schedule).toEqual([
      { kind: 'run', section: 'start' },
      {
        kind: 'repeat',
        times: 60,
        body: [
          { kind: 'leave', memory: 'cells', cell: 0, atLeast: 1 },
          { kind: 'run', section: 'one step' },
          { kind: 'observe' },
          { kind: 'repeat', times: 0, body: [] },
        ],
      },
    ]);
  });

  it('may come from an editor that writes a byte-order mark and returns', () => {
    expect(read('\uFEFFmachine counter\r\nsection main:\r\n\thalt\r\n').sections).toHaveLength(1);
  });
});

describe('a mistake in code', () => {
  it.each([
    ['dupe\nhalt', ['1:1: the machine counter has no instruction dupe: did you mean dup?']],
    ['frobnicate\nhalt', ['1:1: the machine counter has no instruction frobnicate']],
    ['push\nhalt', ['1:5: push takes 1 operand (k:literal): k is missing']],
    ['push 1 2\nhalt', ['1:8: push takes 1 operand (k:literal): this is one too many']],
    ['dup 1', ['1:5: dup takes no operands: this is one too many']],
    ['move 1,', ['1:8: move takes 2 operands (c:cell, d:cell): d is missing']],
    ['push 128\nhalt', ['1:6: a literal is -128 to 127, not 128']],
    ['push 1.5\nhalt', ['1:6: expected a literal, a whole number']],
    ['push 1x\nhalt', ['1:6: `1x` is not a number']],
    ['push 1.2.3\nhalt', ['1:6: `1.2.3` is not a number']],
    ['load totl\nhalt', ['1:6: no cell is called "totl"']],
    ['load slot:3\nhalt', ['1:6: expected a cell, not a slot']],
    ['jump 3\nhalt', ['1:6: expected a label, found `3`']],
    ['again:\njump agian', ['2:6: no label agian in the section main: did you mean again?']],
    ['jump label:2\nhalt', ['1:6: no instruction 2 in the section main: it has 2, counted from 0']],
    [
      'jump end\nhalt\nend:',
      ['1:6: the label end is at the end of the section main: no instruction follows it'],
    ],
    ['a: halt\na: halt', ['2:1: the label a is defined twice: also in line 2']],
    ['push "1\nhalt', ['1:6: the closing `"` is missing']],
    ['load "\\q"\nhalt', ['1:6: these quotes hold an escape or a character that JSON does not allow']],
    ['push é\nhalt', ['1:6: unexpected character "é": names other than words are written in quotes']],
    ['cells cell: 8\nhalt', ['1:1: `cells` comes before the first section']],
    ['add\nhalt', ['1:1: p, section main: instruction 0: add pops 2 cells of 0']],
    ['push 1\n\n  push 2\n', ['3:3: p, section main: the code runs off its end']],
    ['', ['0:9: p, section main: the code runs off its end']],
  ])('%j is told at its place', (code, expected) => {
    expect(codeProblems(code)).toEqual(expected);
  });

  it('is told with all others of the text', () => {
    expect(
      problems(
        'cells cel: 3\nnames cell: a a\nschedule {\n run man\n}\nsection main:\nload a\nload b\nhalt x\njump nowhere\n',
      ),
    ).toEqual([
      '1:7: the machine has no operand kind cel: did you mean cell?',
      '7:6: more than one cell is called "a": write cell:N with its number',
      '8:6: no cell is called "b"',
      '9:6: halt takes no operands: this is one too many',
      '10:6: no label nowhere in the section main',
      '4:6: no section is called man: did you mean main?',
    ]);
  });
});

describe('a mistake in the header', () => {
  const END = '\nsection main:\nhalt';

  it.each([
    ['machine models', ['1:9: this is a program for models, not for counter']],
    ['machine counter\nmachine counter', ['2:1: `machine` is given twice']],
    ['cells cell: 300', ['1:13: the number of cells is 0 to 256, not 300']],
    ['cells cell: 3\ncells cell: 3', ['2:1: `cells cell` is given twice']],
    ['cells cell: 3 4', ['1:15: this is one too many']],
    ['pool constant: 1', ['1:6: the machine has no pool constant']],
    ['names cell: a b[0]', ['1:17: the number of cells is 1 to 255, not 0']],
    ['names cell: a b[256]', ['1:17: the number of cells is 1 to 255, not 256']],
    ['names cell from 255: a b', ['1:24: names go up to cell 255']],
    ['names cell: a b\nnames cell from 1: c', ['2:20: cell 1 has a name already: b']],
    ['push 1', ['1:1: code comes after a line `section NAME:`']],
    ['again:', ['1:1: code comes after a line `section NAME:`']],
    [
      'shedule {}',
      [
        '1:1: expected one of machine, program, family, cells, pool, names, schedule, section, found shedule: did you mean schedule?',
      ],
    ],
    ['schedule {}\nschedule {}', ['2:1: there is a schedule already']],
    ['schedule { run other }', ['1:16: no section is called other']],
    ['schedule { repeat -1 {} }', ['1:19: how often to repeat is 0 to 9007199254740991, not -1']],
    ['schedule {\nrepeat x {\n}\n}', ['2:8: expected how often to repeat, a whole number']],
    ['schedule { leave when cells[0] >= cells[0] }', ['1:12: there is no repeat to leave']],
    [
      'schedule { repeat 1 { leave when cells[0] >= saved[0] } }',
      ['1:46: expected a cell of cells: both are cells of one memory'],
    ],
    [
      'schedule { copy cells[3..2] to saved }',
      ['1:26: the cell after the last one is 3 to 9007199254740991, not 2'],
    ],
    ['schedule { copy cell[3..4] to saved }', ['1:17: the machine has no memory cell: did you mean cells?']],
    ['schedule { } run main', ['1:14: nothing may follow the `}` that closes the schedule']],
    ['schedule { hop }', ['1:12: expected `run`, `copy`, `observe`, `repeat`, `leave` or `}`']],
    ['schedule {\nrun main', ['3:9: a `}` is missing that closes the schedule before this']],
    [
      'cells cell: 4\nschedule { copy cells[1..5] to saved }',
      ['2:26: this needs 5 cells, and the program has 4: see `cells cell:`'],
    ],
  ])('%j is told at its place', (header, expected) => {
    expect(problems(header + END)).toEqual(expected);
  });

  it('is one when the code needs more than it says', () => {
    expect(problems('cells cell: 4\nsection main:\nload 4\nload 9\nload 2\nhalt')).toEqual([
      '4:6: this needs 10 cells, and the program has 4: see `cells cell:`',
    ]);
    expect(problems('pool constant: 1\nsection main:\nload_constant literal:1\nret', models.isa)).toEqual([
      '3:15: constant has 1 entries: there is no literal 1',
    ]);
  });

  it('is told for numbers that a pool cannot hold', () => {
    expect(problems('pool constant: 1 NaN 1', models.isa)[0]).toBe(
      '1:22: 1 is in constant already: a pool has every value once',
    );
    expect(problems('pool rows: [1 2.5]', awkward)[0]).toBe('1:15: 2.5 is not an i32, and rows holds i32');
    expect(problems('pool rows: [1 -0]', awkward)[0]).toBe('1:15: -0 is not an i32, and rows holds i32');
    expect(problems('pool rows: [1 2', awkward)[0]).toBe('1:16: expected a number for rows');
  });

  it('is one when nothing says what runs', () => {
    expect(problems('')).toEqual(['1:1: there is no code: no line `section NAME:`']);
    expect(problems('section a:\nhalt\nsection b:\nhalt')).toEqual([
      '1:1: no section is called main: say what runs in `schedule { … }`',
    ]);
    expect(problems('section main:\nhalt\nsection main:\nhalt')).toEqual([
      '3:9: the section main is there twice: also in line 1',
    ]);
  });
});

describe('a text that means harm', () => {
  it('has no more than 100 problems', () => {
    expect(problems(`section main:\n${'nonsense\n'.repeat(100_000)}`)).toHaveLength(100);
  });

  it('cannot nest repeats without end', () => {
    const nested = `schedule {\n${'repeat 1 {\n'.repeat(100_000)}`;
    expect(problems(nested)[0]).toBe('102:1: repeats are nested too deeply');
  });

  it('cannot make lists of names as long as it likes', () => {
    expect(problems('names n from 2000000000: x\nsection main:\ny', awkward)[0]).toBe(
      '1:14: the n is 0 to 1048575, not 2000000000',
    );
  });

  it('may have a million lines, or one of millions of characters', () => {
    const code = Array.from(
      { length: 200_000 },
      (_, i) => `l${i}:\n  push 1 ; a number\n  load count\n  compare\n  jump_if l${i % 1000}`,
    );
    const program = read(`names cell: count\nsection main:\n${code.join('\n')}\nhalt`);
    expect(program.sections[0].code).toHaveLength(200_000 * 7 + 1);
    expect(read(`names cell: "${'x'.repeat(10_000_000)}"\nsection main:\nhalt`).symbols.cell[0]).toHaveLength(
      10_000_000,
    );
    expect(problems(`names cell: "${'\\'.repeat(10_000_001)}`)).toHaveLength(2);
    const row = Array.from({ length: 1_000_000 }, (_, i) => i).join(' ');
    expect(read(`pool points: [${row}]\nsection main:\nret`, models.isa).pools.points[0]).toHaveLength(
      1_000_000,
    );
  });
});

describe('disassembly as assembly text', () => {
  it('is valid where a name means nothing or several things', () => {
    const program = read(
      'names cell: a b "a b" a\nnames cell from 6: ""\nsection main:\nload 0\nload 1\nload 2\nload 3\nhalt',
    );
    const text = disassemble(counter, program);
    expect(text.match(/load .*(?= ;)/g)?.map((line) => line.trim())).toEqual([
      'load cell:0',
      'load b',
      'load "a b"',
      'load cell:3',
    ]);
    expect(read(text)).toEqual({ ...program });
    expect(validate(counter, read(text)).maxStack).toEqual({ main: 4 });
  });
});
