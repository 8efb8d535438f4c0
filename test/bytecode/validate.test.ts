import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, Program } from '../../src/bytecode/program.js';
import { encode } from '../../src/bytecode/program.js';
import { validate } from '../../src/bytecode/validate.js';
import { extendIsa } from '../../src/isa/fuse.js';
import { parsePattern } from '../../src/isa/pattern.js';
import { InputError } from '../../src/util/input-error.js';
import { assemble, isa, program, programs } from '../machines/counter/counter.js';
import { choices, chooser, counterProgram, fuseProgram, models } from '../random-code.js';

function problem(candidate: Program, machine = isa): string {
  try {
    validate(machine, candidate);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'valid';
}

const code = (text: string) => problem(program('p', 'f', { main: text }));
const schedule = (...actions: readonly Action[]) => problem({ ...programs[0], schedule: actions });
const modelsProgram = (changes: Partial<Program>): Program => ({
  name: 'p',
  family: 'f',
  machine: 'models',
  cells: { slot: 4 },
  pools: {},
  sections: [],
  schedule: [],
  symbols: {},
  ...changes,
});
const modelsCode = (name: string, ...operands: readonly number[]) => {
  const opcode = models.isa.instructions.findIndex((instruction) => instruction.name === name);
  return [{ name: 'main', code: encode(models.isa, [{ opcode, operands }]) }];
};

describe('a valid program', () => {
  it('has the deepest stack of each section', () => {
    expect(validate(isa, programs[0]).maxStack).toEqual({ main: 3 });
    expect(validate(isa, programs[3]).maxStack).toEqual({ start: 1, step: 2 });
  });

  it('needs no deeper stack when it is fused', () => {
    fc.assert(
      fc.property(counterProgram, choices, (candidate, choice) => {
        const before = validate(isa, candidate).maxStack;
        const fused = fuseProgram(isa, candidate, chooser(choice));
        const after = validate(fused.isa, fused.program).maxStack;
        for (const [section, depth] of Object.entries(after))
          expect(depth).toBeLessThanOrEqual(before[section]);
      }),
      { numRuns: 100 },
    );
  });

  it('may have sections of any name', () => {
    const sections = [{ name: '__proto__', code: encode(isa, assemble('push 1\npush 2\nhalt')) }];
    const { maxStack } = validate(isa, { ...programs[0], sections, schedule: [] });
    expect(Object.entries(maxStack)).toEqual([['__proto__', 2]]);
  });
});

describe('code', () => {
  it.each([
    ['push 1\nadd\nhalt', 'instruction 1: add pops 2 cells of 1'],
    ['drop\nhalt', 'instruction 0: drop pops 1 cells of 0'],
    ['again:\npush 1\njump again', 'instruction 0 is reached with 0 and with 1 cells'],
    ['load 0\njump_if_zero end\npush 1\nend:\nhalt', 'instruction 3 is reached with 0 and with 1 cells'],
    ['push 1', 'the code runs off its end'],
    ['again:\npush 1\ncountdown again', 'instruction 0 is reached with 0 and with 1 cells'],
    ['push 1\nagain:\ncountdown again', 'the code runs off its end'],
    ['', 'the code runs off its end'],
    ['load 8\nhalt', 'instruction 0: load: the cell 8 is not in 0 to 7'],
    ['load -1\nhalt', 'instruction 0: load: the cell -1 is not in 0 to 7'],
    ['push 128\nhalt', 'instruction 0: push: the literal 128 is not in -128 to 127'],
    ['push -129\nhalt', 'instruction 0: push: the literal -129 is not in -128 to 127'],
  ])('%j is refused', (text, message) => {
    expect(code(text)).toBe(`p, section main: ${message}`);
  });

  it('may leave values on the stack and have code that is never reached', () => {
    expect(code('push 1\nhalt\npush 1\nadd\nhalt')).toBe('valid');
  });

  it('may only use addresses that the program has, those in bodies and bindings included', () => {
    const none = program('p', 'f', { main: 'load_first\nemit\nhalt' }, [], 0);
    expect(problem(none)).toBe('p, section main: instruction 0: load_first needs cells[0]');
    const fused = extendIsa(models.isa, [
      parsePattern('load_global_var #9; neg', models.isa, 'test'),
      parsePattern('neg; ret', models.isa, 'test'),
    ]);
    const words = [fused.base, fused.base + 1];
    const sections = [{ name: 'main', code: Int32Array.from(words) }];
    expect(problem(modelsProgram({ sections }), fused)).toBe(
      `p, section main: instruction 0: ${fused.instructions[fused.base].name} needs curr[9]`,
    );
    expect(problem(modelsProgram({ sections, cells: { slot: 10 } }), fused)).toBe('valid');
  });

  it.each([
    ['load a; load a+1', 0, 6],
    ['load a; load a-2', 2, 7],
    ['load a; store a+2; load a-1', 1, 5],
    ['load a; load a', 0, 7],
  ])('may only name cells whose neighbours, which it uses, are there: %s', (text, low, high) => {
    const fused = extendIsa(isa, [parsePattern(text, isa, 'test')]);
    for (let cell = -1; cell <= 8; cell++) {
      const sections = [{ name: 'main', code: Int32Array.of(fused.base, cell, fused.opcodeOf.get('halt')!) }];
      expect(problem({ ...programs[0], sections, schedule: [] }, fused)).toBe(
        cell >= low && cell <= high
          ? 'valid'
          : `${programs[0].name}, section main: instruction 0: ${fused.instructions[fused.base].name}: the cell ${cell} is not in ${low} to ${high}`,
      );
    }
  });

  it('may only use constants that the program has', () => {
    expect(problem(modelsProgram({ sections: modelsCode('load_constant', 0) }), models.isa)).toMatch(
      'the literal 0 is not in 0 to -1',
    );
  });

  it('may use global addresses as far as there are cells', () => {
    expect(problem(modelsProgram({ sections: modelsCode('load_global_var', 4) }), models.isa)).toMatch(
      'the global 4 is not in 0 to 3',
    );
  });
});

describe('data', () => {
  const pools = (constant: readonly unknown[], points: readonly unknown[] = []) =>
    problem(modelsProgram({ pools: { constant, points } as Program['pools'] }), models.isa);

  it('is refused when a pool has a value twice', () => {
    expect(pools([1, 0, -0, Number.NaN, 2])).toBe('valid');
    expect(pools([1, 0, 1])).toBe('p: constant[2] is 1 again: a pool has every value once');
    expect(pools([Number.NaN, Number.NaN])).toBe('p: constant[1] is NaN again: a pool has every value once');
  });

  it('is refused when it has the wrong shape', () => {
    expect(pools([[1]])).toBe('p: constant[0] is not of type f64');
    expect(pools([1], [3])).toBe('p: points[0] is not a list of f64');
    expect(pools([1], [[3, null]])).toBe('p: points[0] is not a list of f64');
  });

  it.each([[-1], [1.5], [Number.NaN], [1e12]])('is refused when there are %d cells', (slot) => {
    expect(problem(modelsProgram({ cells: { slot } }), models.isa)).toMatch(`p: ${slot} cells for each slot`);
  });

  it('is refused when it is for another machine, or has two sections of one name', () => {
    expect(problem(programs[0], models.isa)).toBe('sum is a program for counter, not for models');
    const { sections } = programs[0];
    expect(problem({ ...programs[0], sections: [...sections, ...sections] })).toBe(
      'sum, section main: there are two of that name',
    );
  });
});

describe('a schedule', () => {
  const copy = { kind: 'copy', from: 'cells', to: 'saved', start: 0, length: 8 } as const;

  it.each<[string, Action]>([
    ['there is no section other', { kind: 'run', section: 'other' }],
    ['cannot repeat -1 times', { kind: 'repeat', times: -1, body: [] }],
    ['cannot repeat 0.5 times', { kind: 'repeat', times: 0.5, body: [] }],
    ['cannot copy cells to other', { ...copy, to: 'other' }],
    ['cannot copy other to cells', { ...copy, from: 'other', to: 'cells' }],
    ['cannot copy 8 cells from 1 on', { ...copy, start: 1 }],
    ['cannot copy 1 cells from -1 on', { ...copy, start: -1, length: 1 }],
    ['cannot copy 0.5 cells from 0 on', { ...copy, length: 0.5 }],
    ['there is no repeat to leave', { kind: 'leave', memory: 'cells', cell: 0, atLeast: 1 }],
  ])('is refused: %s', (message, action) => {
    expect(schedule(action)).toBe(`sum, schedule: ${message}`);
  });

  it('is refused within a repeat too', () => {
    const body: Action[] = [{ kind: 'run', section: 'other' }];
    expect(schedule({ kind: 'repeat', times: 2, body })).toBe('sum, schedule: there is no section other');
    expect(
      schedule({ kind: 'repeat', times: 2, body: [{ kind: 'leave', memory: 'cells', cell: 8, atLeast: 0 }] }),
    ).toBe('sum, schedule: there is no cell 8 in cells');
  });

  it('is refused when it is nested without end', () => {
    let nested: Action = { kind: 'observe' };
    for (let i = 0; i < 100_000; i++) nested = { kind: 'repeat', times: 1, body: [nested] };
    expect(schedule(nested)).toBe('sum, schedule: repeats are nested too deeply');
  });

  it('may copy between memories of one kind', () => {
    expect(schedule(copy, { ...copy, start: 8, length: 0 })).toBe('valid');
  });
});
