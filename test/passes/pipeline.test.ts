import { describe, expect, expectTypeOf, it } from 'vitest';
import { type AnyPass, definePass } from '../../passes/pass.js';
import {
  checkPipeline,
  editPipeline,
  after as insertAfter,
  before as insertBefore,
  type Pipeline,
  pipeline,
  replace,
  requireKnownPasses,
} from '../../passes/pipeline.js';
import { InputError } from '../../src/util/input-error.js';
import { numberPasses } from './number-passes.js';

const { double, increment, square } = numberPasses();
const named = (name: string): AnyPass => ({ ...increment, name });
const namesOf = (passes: Pipeline) => passes.map(({ name }) => name);

describe('a list of passes', () => {
  it('is a pipeline where each reads what is given or written before it', () => {
    const passes = pipeline(['first'], [double, increment, square]);
    expect(namesOf(passes)).toEqual(['double', 'increment', 'square']);
    expectTypeOf(passes[2]).toEqualTypeOf<typeof square>();
    expect(pipeline(['second'], [square])).toEqual([square]);
  });

  it('is refused, by the compiler and when it is made, where nobody writes what a pass reads', () => {
    // @ts-expect-error Nobody writes `second`.
    const unwritten = () => pipeline(['first'], [square]);
    expect(unwritten).toThrow(/"square" reads "second", which is neither given nor written/);
    // @ts-expect-error `double` writes `second` too late.
    const tooLate = () => pipeline(['first'], [square, double]);
    expect(tooLate).toThrow(/"square" reads "second"/);
    // @ts-expect-error `first` is missing, though all that follows is there.
    const notGiven = () => pipeline(['machine'], [double, square]);
    expect(notGiven).toThrow(/"double" reads "first"/);
  });

  it('is checked at run time where the compiler knows no more than that they are passes', () => {
    const unknown: Pipeline = [double, square];
    expect(() => checkPipeline(['first'], unknown)).not.toThrow();
    expect(() => checkPipeline(['third'], unknown)).toThrow(/"double" reads "first"/);
  });

  it('has every name once', () => {
    const twice = () => checkPipeline(['first'], [double, double]);
    expect(twice).toThrow(/two passes of the pipeline are called "double"/);
  });

  it('has passes of which the compiler knows what they read and write', () => {
    // @ts-expect-error There is no artifact of that name.
    definePass({ name: 'typo', reads: ['frist'], writes: [], options: {}, run: () => ({}) });
    const wrong = { name: 'wrong', reads: ['first'], writes: ['second'], options: {} } as const;
    // @ts-expect-error `second` is a number.
    definePass({ ...wrong, run: ({ first }) => ({ second: String(first) }) });
    // @ts-expect-error It does not say that it reads `third`.
    definePass({ ...wrong, run: ({ third }) => ({ second: third }) });
    // @ts-expect-error It says that it writes `second`.
    definePass({ ...wrong, run: () => ({}) });
    expectTypeOf(double.run).parameter(0).toEqualTypeOf<Readonly<{ first: number }>>();
  });
});

describe('edits', () => {
  const passes: Pipeline = [double, square];

  it('insert before and after a pass, and replace it', () => {
    expect(namesOf(editPipeline(passes, [insertBefore('square', named('x'))]))).toEqual([
      'double',
      'x',
      'square',
    ]);
    expect(namesOf(editPipeline(passes, [insertAfter('square', named('x'))]))).toEqual([
      'double',
      'square',
      'x',
    ]);
    expect(namesOf(editPipeline(passes, [replace('double', named('x'))]))).toEqual(['x', 'square']);
    expect(namesOf(passes)).toEqual(['double', 'square']);
  });

  it('are made one after the other: a later one finds what an earlier one inserted', () => {
    const edits = [
      insertAfter('double', named('x')),
      insertBefore('x', named('y')),
      replace('x', named('z')),
    ];
    expect(namesOf(editPipeline(passes, edits))).toEqual(['double', 'y', 'z', 'square']);
  });

  it('may be made of their neighbour', () => {
    const seen: AnyPass[] = [];
    const edit = replace('square', (neighbour) => {
      seen.push(neighbour);
      return { ...neighbour, name: 'cube' };
    });
    expect(namesOf(editPipeline(passes, [edit]))).toEqual(['double', 'cube']);
    expect(seen).toEqual([square]);
  });

  it('that name no pass of a pipeline leave it as it is', () => {
    expect(editPipeline(passes, [insertAfter('mine', named('x'))])).toEqual(passes);
  });

  describe('of a pass around other passes', () => {
    const around = (inner: Pipeline): AnyPass => ({ ...double, name: 'around', inner, withInner: around });
    const nested: Pipeline = [around([around([increment]), square])];

    it('reach these, however deep, and leave the pipeline as it was', () => {
      const [outer] = editPipeline(nested, [
        insertBefore('increment', named('x')),
        insertAfter('square', named('y')),
      ]);
      expect(namesOf(outer.inner!)).toEqual(['around', 'square', 'y']);
      expect(namesOf(outer.inner![0].inner!)).toEqual(['x', 'increment']);
      expect(nested[0].inner![0].inner).toEqual([increment]);
    });

    it('may replace the pass itself, made of the one that was edited', () => {
      const edits = [
        insertAfter('square', named('x')),
        replace('around', (one) => ({ ...one, name: `${one.inner!.length} inside` })),
      ];
      expect(namesOf(editPipeline([around([square])], edits))).toEqual(['2 inside']);
    });
  });

  it('have to name a pass of some pipeline, at any depth, or one that another edit inserts', () => {
    const around: AnyPass = { ...double, name: 'around', inner: [square] };
    const check = (...edits: Parameters<typeof requireKnownPasses>[0]) =>
      requireKnownPasses(edits, [around, increment], 'my.config.js');
    expect(() => check(insertAfter('square', named('x')), insertBefore('x', named('y')))).not.toThrow();
    expect(() => check(insertAfter('squre', named('x')))).toThrow(InputError);
    expect(() => check(insertAfter('squre', named('x')))).toThrow(
      /^my\.config\.js:1:1: after "squre": there is no such pass; passes are around, square, increment/,
    );
  });
});
