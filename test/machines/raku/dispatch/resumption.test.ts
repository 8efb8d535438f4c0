import { expect, test } from 'vitest';
import { recordDispatch } from '../../../../src/machines/raku/dispatch/record.js';
import { smallInteger } from '../../../../src/machines/raku/layout.js';
import {
  argumentsOf,
  calleeOf,
  integer,
  literal,
  literalInteger,
  literalText,
  object,
  opsOf,
  type RecordedCall,
  recordCall,
  resultingValue,
} from './fake-site.js';
import { FakeWorld, UNTYPED } from './fake-world.js';
import { runProgram } from './run-program.js';

const FIVE = smallInteger(5);
const ANYTHING = { ...UNTYPED, isCapture: true };

/** Classes A, B is A, C is B, each with a method m. */
function threeClasses() {
  const world = new FakeWorld();
  const methods: number[] = [];
  let type = world.class('A');
  for (const name of ['', 'B', 'C']) {
    if (name) type = world.class(name, type);
    const method = world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] });
    type.methods.set('m', method);
    methods.unshift(method);
  }
  const invocant = world.create(type);
  const call = recordCall(world, 'lang-meth-call', [
    object(invocant),
    literalText(world.text('m')),
    object(invocant),
  ]);
  return { world, type, methods, invocant, call };
}

function callsame(world: FakeWorld, from: RecordedCall): RecordedCall {
  return recordCall(world, 'boot-resume-caller', [integer(1)], from);
}

test('callsame goes through the methods of three classes, then is Nil', () => {
  const { world, methods, invocant, call } = threeClasses();
  const [c, b, a] = methods.map((method) => world.referenceOf(method));
  expect(calleeOf(call)).toBe(c);
  const second = callsame(world, call);
  expect([calleeOf(second), argumentsOf(second)]).toEqual([b, [invocant]]);
  const third = callsame(world, second);
  expect([calleeOf(third), argumentsOf(third)]).toEqual([a, [invocant]]);
  expect(resultingValue(callsame(world, third))).toBe(world.known.Nil.typeObject);
});

test('the program of the first callsame is rejected once the methods have been set up', () => {
  const { world, call } = threeClasses();
  const first = callsame(world, call);
  // The dispatch that was resumed is now exhausted.
  expect(runProgram(world, first.program, { ...first.request })).toBeNull();
});

test('callsame in a wrapper calls the next wrapper, the routine last, then is Nil', () => {
  const world = new FakeWorld();
  const [outer, inner] = [1, 2].map(() => world.code({ kind: 'Block', parameters: [UNTYPED] }));
  const routine = world.code({ parameters: [UNTYPED] });
  const wrapped = world.wrapped(routine, [outer, inner]);
  const calls = [recordCall(world, 'lang-call', [object(wrapped), object(FIVE)])];
  for (let i = 0; i < 2; i++) calls.push(callsame(world, calls[i]));
  expect(calls.map(calleeOf)).toEqual([outer, inner, routine].map((code) => world.referenceOf(code)));
  expect(calls.map(argumentsOf)).toEqual([[FIVE], [FIVE], [FIVE]]);
  expect(resultingValue(callsame(world, calls[2]))).toBe(world.known.Nil.typeObject);
});

test('a wrapped sub without arguments is called', () => {
  const world = new FakeWorld();
  const wrapper = world.code({ kind: 'Block' });
  const call = recordCall(world, 'lang-call', [object(world.wrapped(world.code(), [wrapper]))]);
  expect(calleeOf(call)).toBe(world.referenceOf(wrapper));
});

test('a wrapped method goes on to the method of the parent after itself', () => {
  const { world, type, invocant, methods } = threeClasses();
  const wrapper = world.code({ kind: 'Method', name: '', parameters: [UNTYPED, ANYTHING] });
  const args = [object(invocant), literalText(world.text('m')), object(invocant)];
  type.methods.set('m', world.wrapped(methods[0], [wrapper]));
  const calls = [recordCall(world, 'lang-meth-call', args)];
  for (let i = 0; i < 2; i++) calls.push(callsame(world, calls[i]));
  expect(calls.map(calleeOf)).toEqual(
    [wrapper, methods[0], methods[1]].map((code) => world.referenceOf(code)),
  );
  expect(opsOf(calls[2].program)).toContain('NextResumption ResumeCaller');
});

test('a refused where clause goes on to the next candidate, then to the error', () => {
  const world = new FakeWorld();
  const int = { ...UNTYPED, type: world.Int };
  const [general, first, second] = [false, true, true].map((hasWhere) =>
    world.code({ name: 'fac', parameters: [{ ...int, hasWhere }] }),
  );
  const candidates = [general, first, second];
  const proto = world.code({ name: 'fac', candidates, parameters: [ANYTHING] });
  const refuse = (from: RecordedCall) => recordCall(world, 'boot-resume', [integer(0)], from);
  const calls = [recordCall(world, 'lang-call', [literal(proto), object(FIVE)])];
  calls.push(refuse(calls[0]));
  calls.push(refuse(calls[1]));
  expect(calls.map(calleeOf)).toEqual([first, second, general].map((code) => world.referenceOf(code)));
  expect(calls.map(({ recorded }) => recorded.bindControl)).toEqual([
    { failure: 0, success: null },
    { failure: 0, success: null },
    null,
  ]);
  expect(() => refuse(calls[2])).toThrow('Cannot resolve caller fac(5); none of these signatures matches:');
});

test('callsame in a multi goes on to wider candidates', () => {
  const world = new FakeWorld();
  const [any, int] = [world.known.Any, world.Int].map((type) =>
    world.code({ parameters: [{ ...UNTYPED, type }] }),
  );
  const proto = world.code({ candidates: [any, int], parameters: [ANYTHING] });
  const call = recordCall(world, 'lang-call', [literal(proto), object(FIVE)]);
  expect(calleeOf(call)).toBe(world.referenceOf(int));
  const wider = callsame(world, call);
  expect(calleeOf(wider)).toBe(world.referenceOf(any));
  expect(resultingValue(callsame(world, wider))).toBe(world.known.Nil.typeObject);
});

test('{*} in a proto chooses among its candidates', () => {
  const world = new FakeWorld();
  const parameters = [{ ...UNTYPED, type: world.Int }];
  const candidate = world.code({ name: 'twice', parameters });
  const proto = world.code({ parameters, candidates: [candidate], isOnlyRedispatch: false });
  const call = recordCall(world, 'lang-call', [literal(proto), object(FIVE)]);
  expect(calleeOf(call)).toBe(world.referenceOf(proto));
  const redispatched = recordCall(world, 'boot-resume', [literalInteger(5)], call);
  expect([calleeOf(redispatched), argumentsOf(redispatched)]).toEqual([world.referenceOf(candidate), [FIVE]]);
});

test('callsame where nothing is under way is an error', () => {
  const world = new FakeWorld();
  expect(() => recordCall(world, 'boot-resume-caller', [integer(1)])).toThrow(
    'callsame is not in the dynamic scope of a dispatcher',
  );
});

test('a resumption of a kind that the subset has not is refused', () => {
  const { world, call } = threeClasses();
  const resumption = (_: unknown, depth: number) => call.resumable[depth] ?? null;
  const request = { dispatcher: 'boot-resume-caller', arguments: [integer(2)], cacheSize: 0, resumption };
  expect(() => recordDispatch(world, request)).toThrow('no resumption of kind 2');
});
