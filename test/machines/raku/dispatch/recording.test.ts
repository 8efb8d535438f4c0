import { expect, test } from 'vitest';
import type { SiteArgument } from '../../../../src/machines/raku/dispatch/argument.js';
import { type ActiveResumption, Recording } from '../../../../src/machines/raku/dispatch/recording.js';
import { smallInteger } from '../../../../src/machines/raku/layout.js';
import {
  argumentsOf,
  integer,
  literal,
  literalInteger,
  literalText,
  object,
  opsOf,
  recordCall,
  text,
} from './fake-site.js';
import { FakeWorld, UNTYPED } from './fake-world.js';

const [ONE, TWO, THREE, FOUR] = [1, 2, 3, 4].map(smallInteger);

function start(args: readonly SiteArgument[], active: readonly ActiveResumption[] = []) {
  const world = new FakeWorld();
  const resumption = (_: unknown, depth: number) => active[depth] ?? null;
  const request = { dispatcher: 'raku-multi', arguments: args, cacheSize: 0, resumption };
  return { world, recording: new Recording(world, request) };
}

const values = (capture: { args: readonly { value: number }[] }) => capture.args.map(({ value }) => value);

test('an argument is tracked back to the site through what was dropped and inserted', () => {
  const { recording } = start([ONE, TWO, THREE].map(object));
  const { initial } = recording;
  const inserted = recording.insertLiteral(recording.dropArg(initial, 0), 1, FOUR);
  expect(values(inserted)).toEqual([TWO, FOUR, THREE]);
  expect(recording.trackArg(inserted, 2)).toBe(recording.trackArg(initial, 2));
  expect(recording.trackArg(inserted, 0).source).toEqual({ from: 'argument', index: 1 });
  expect(recording.trackArg(inserted, 1).source).toEqual({ from: 'literal' });
});

test('captures branch, and nothing that is done to one shows in another', () => {
  const { recording } = start([ONE, TWO, THREE].map(object));
  const dropped = recording.dropArgs(recording.initial, 0, 2);
  recording.insertArg(recording.initial, 0, recording.trackArg(recording.initial, 2));
  expect(values(dropped)).toEqual([THREE]);
  expect(values(recording.initial)).toEqual([ONE, TWO, THREE]);
});

test('two drops at once leave fewer arguments untouched than two drops in turn', () => {
  const { recording } = start([ONE, TWO, THREE, FOUR].map(object));
  const { initial } = recording;
  expect(recording.dropArg(recording.dropArg(initial, 0), 0).untouchedTail()).toBe(2);
  expect(recording.dropArgs(initial, 0, 2).untouchedTail()).toBe(1);
  expect(recording.insertLiteral(initial, 2, FOUR).untouchedTail()).toBe(2);
});

test('literals are those of the site and those inserted', () => {
  const { recording } = start([literal(ONE), object(TWO)]);
  const inserted = recording.insertLiteral(recording.initial, 1, THREE);
  expect([0, 1, 2].map((i) => recording.isArgLiteral(inserted, i))).toEqual([true, true, false]);
});

test('a dispatcher cannot use the arguments of another dispatch', () => {
  const { recording } = start([object(ONE)]);
  const foreign = start([object(ONE)]).recording.initial;
  expect(() => recording.trackArg(foreign, 0)).toThrow('not its own');
  expect(() => recording.delegate('boot-value', foreign)).toThrow('not its own');
});

test('a dispatcher says once what comes next', () => {
  const { recording } = start([object(ONE)]);
  expect(() => recording.takeStep()).toThrow('does not say');
  recording.delegate('boot-value', recording.initial);
  expect(() => recording.delegate('boot-constant', recording.initial)).toThrow('twice');
});

test('what only a resumed dispatch may ask for is refused in others', () => {
  const { recording } = start([object(ONE)]);
  expect(() => recording.getResumeInitArgs()).toThrow('not being resumed');
  expect(() => recording.setResumeStateLiteral(0)).toThrow('not being resumed');
  expect(() => recording.nextResumption()).toThrow('not being resumed');
  recording.setResumeInitArgs(recording.initial);
  expect(() => recording.setResumeInitArgs(recording.initial)).toThrow('already');
});

test('a dispatch says once what a failure to bind resumes', () => {
  const { recording } = start([object(ONE)]);
  recording.resumeAfterBind(7, 8);
  expect(recording.bindControl).toEqual({ failure: 7, success: 8 });
  expect(() => recording.resumeOnBindFailure(0)).toThrow('once');
});

test('the state of a resumed dispatch is the new one for the recording and the old one for the machine', () => {
  const active = { dispatcher: 'raku-multi', arguments: [object(ONE)], state: TWO, record: 10 };
  const { recording } = start([integer(1)], [active]);
  recording.resume('topmost', recording.initial);
  recording.setResumeStateLiteral(THREE);
  expect(recording.getResumeState()).toBe(THREE);
  expect(active.state).toBe(TWO);
});

test('guards on one value are one guard, and a literal implies the others', () => {
  const world = new FakeWorld();
  const type = literal(world.definite(world.Int));
  // `raku-rv-typecheck` guards type and concreteness by two calls.
  const { program } = recordCall(world, 'raku-rv-typecheck', [object(ONE), type, literalInteger(0)]);
  expect(opsOf(program)).toBe('GuardArgTypeConc LoadCaptureValue ResultValueObj');
  const method = world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] });
  // `lang-call` guards the type, `raku-call` the method itself.
  const called = recordCall(world, 'lang-call', [object(method), object(ONE)]);
  expect(called.program.ops.map(({ op }) => op).filter((op) => op.startsWith('GuardArg'))).toEqual([
    'GuardArgLiteralObj',
  ]);
});

test('native literals of a site need no guard, other native arguments do', () => {
  const find = (name: (value: number) => SiteArgument) => {
    const world = new FakeWorld();
    const A = world.class('A');
    A.methods.set('m', world.code({ kind: 'Method', name: 'm' }));
    const invocant = object(world.create(A));
    const args = [invocant, name(world.text('m')), literalInteger(0)];
    return opsOf(recordCall(world, 'lang-find-meth', args).program);
  };
  expect(find(literalText)).toBe('GuardArgType LoadConstantObjOrStr ResultValueObj');
  expect(find(text)).toBe('GuardArgType GuardArgLiteralStr LoadConstantObjOrStr ResultValueObj');
});

test('a read-only container is told by the descriptor that it lacks', () => {
  const world = new FakeWorld();
  const { program, recorded } = recordCall(world, 'raku-rv-decont', [object(world.scalar(ONE, 0))]);
  expect(opsOf(program)).toContain('GuardTempTypeObject');
  expect(recorded.outcome.kind).toBe('value');
});

/** Measured: what MoarVM 2022.12 makes of `$i + 1`, constants left out. */
test('temporaries and arguments are numbered as MoarVM numbers them', () => {
  const world = new FakeWorld();
  const int = { ...UNTYPED, type: world.Int, definedness: 'defined' as const };
  const candidates = [world.code({ parameters: [int, int] })];
  const plus = world.code({ candidates, parameters: [{ ...UNTYPED, isCapture: true }] });
  const call = recordCall(world, 'lang-call', [literal(plus), object(world.scalar(ONE)), object(TWO)]);
  const hasConstant = (op: string) => op.startsWith('Guard') || op.startsWith('LoadConstant');
  const shown = call.program.ops.map(({ op, operands }) =>
    [op, ...(hasConstant(op) ? operands.slice(0, 1) : operands)].join(' '),
  );
  expect(shown).toEqual([
    'GuardArgType 0',
    'GuardArgTypeConc 1',
    'LoadCaptureValue 1 1',
    'Set 0 1',
    'LoadAttributeObj 0 3',
    'GuardTempTypeConc 0',
    'GuardArgTypeConc 2',
    'LoadConstantObjOrStr 2',
    'Set 3 0',
    'CopyArgsTail 3 1 1',
    'ResultBytecode 2',
  ]);
  expect(argumentsOf(call)).toEqual([ONE, TWO]);
});
