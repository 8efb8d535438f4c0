import { expect, test } from 'vitest';
import { DISPATCHERS } from '../../../../src/machines/raku/dispatch/dispatchers/index.js';
import {
  assignmentError,
  bindingError,
  constraintError,
  immutableError,
  RakuError,
  readOnlyError,
  returnError,
} from '../../../../src/machines/raku/dispatch/errors.js';
import { RESUMABLE_DISPATCHERS } from '../../../../src/machines/raku/dispatch/program.js';
import { createWith, type Helper, type Parameter } from '../../../../src/machines/raku/dispatch/world.js';
import { smallInteger } from '../../../../src/machines/raku/layout.js';
import type { Type } from '../../../../src/machines/raku/types.js';
import {
  argumentsOf,
  calleeOf,
  integer,
  literal,
  literalInteger,
  literalText,
  object,
  opsOf,
  recordCall,
  resultingValue,
  text,
} from './fake-site.js';
import { FakeWorld, UNTYPED } from './fake-world.js';

const FIVE = smallInteger(5);
const ANYTHING = { ...UNTYPED, isCapture: true };

function typed(type: Type, more: Partial<Parameter> = {}): Parameter {
  return { ...UNTYPED, type, ...more };
}

function proto(world: FakeWorld, signatures: readonly (readonly Parameter[])[], kind?: 'Method') {
  const candidates = signatures.map((parameters) => world.code({ kind, name: 'f', parameters }));
  return { candidates, code: world.code({ kind, name: 'f', candidates, parameters: [ANYTHING] }) };
}

test('those that can be resumed have numbers', () => {
  const resumable = [...DISPATCHERS].flatMap(([name, { resume }]) => (resume ? [name] : []));
  expect(resumable.toSorted()).toEqual([...RESUMABLE_DISPATCHERS].toSorted());
});

test('the narrowest candidate is called, whatever the order of the source', () => {
  const world = new FakeWorld();
  const A = world.class('A');
  const B = world.class('B', A);
  const { Any } = world.known;
  const signatures = [[typed(Any)], [typed(B)], [typed(A)], [typed(A, { definedness: 'undefined' })]];
  const { code, candidates } = proto(world, signatures);
  const chosen = [world.create(B), world.create(A), A.typeObject, FIVE].map((value) =>
    calleeOf(recordCall(world, 'lang-call', [literal(code), object(value)])),
  );
  expect(chosen).toEqual([1, 2, 3, 0].map((i) => world.referenceOf(candidates[i])));
});

test('is rw takes what can be assigned to, and is narrower', () => {
  const world = new FakeWorld();
  const { code, candidates } = proto(world, [[typed(world.Int)], [typed(world.Int, { isRw: true })]]);
  const chosen = [world.scalar(FIVE), world.scalar(FIVE, 0), FIVE].map((value) =>
    calleeOf(recordCall(world, 'lang-call', [literal(code), object(value)])),
  );
  expect(chosen).toEqual([1, 0, 0].map((i) => world.referenceOf(candidates[i])));
});

test('native arguments choose candidates as what they are boxed to', () => {
  const world = new FakeWorld();
  const { code, candidates } = proto(world, [[typed(world.Str)], [typed(world.Int)]]);
  const args = [integer(5), text(world.text('a'))];
  const chosen = args.map((one) => calleeOf(recordCall(world, 'lang-call', [literal(code), one])));
  expect(chosen).toEqual([1, 0].map((i) => world.referenceOf(candidates[i])));
});

test('from 16 programs on a site looks methods up by a program for all types', () => {
  const world = new FakeWorld();
  const A = world.class('A');
  const method = world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] });
  world.tabulate(A, { m: method });
  const invocant = object(world.create(A));
  const args = [invocant, literalText(world.text('m')), invocant];
  const call = (cacheSize: number) => recordCall(world, 'lang-meth-call', args, { cacheSize });
  expect(opsOf(call(15).program)).not.toContain('Lookup');
  const { program, recorded } = call(16);
  expect(recorded.install).toBe(true);
  expect(opsOf(program)).toBe(
    'GuardArgHLL LoadCaptureValue LoadHOW GuardTempTypeConc Set LoadAttributeObj GuardTempTypeConc ' +
      'LoadCaptureValue Set Lookup GuardTempTypeConc Set LoadAttributeObj GuardTempLiteralObj ' +
      'Set LoadAttributeObj GuardTempTypeConc LoadCaptureValue CopyArgsTail ResultBytecode',
  );
});

test('a method that the table has not is called without a program', () => {
  const world = new FakeWorld();
  const A = world.class('A');
  world.tabulate(A, {});
  const method = world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] });
  A.methods.set('m', method);
  const invocant = object(world.create(A));
  const args = [invocant, literalText(world.text('m')), invocant];
  const call = recordCall(world, 'lang-meth-call', args, { cacheSize: 16 });
  expect([calleeOf(call), call.recorded.install]).toEqual([world.referenceOf(method), false]);
});

test('from 16 programs on a site removes containers without looking at types', () => {
  const world = new FakeWorld();
  const call = recordCall(world, 'raku-rv-decont', [object(FIVE)], { cacheSize: 16 });
  expect(calleeOf(call)).toBe(world.helper('container-fallback'));
  expect(argumentsOf(call)).toEqual([world.known.Iterable.typeObject, FIVE]);
});

test('what is iterable gets a new container when it is returned', () => {
  const world = new FakeWorld();
  const list = world.create(world.class('List', world.known.Iterable));
  const call = recordCall(world, 'raku-rv-decont', [object(world.scalar(list))]);
  expect([calleeOf(call), argumentsOf(call)]).toEqual([world.helper('recontainerise'), [list]]);
});

test('assignment goes by the descriptor of the container', () => {
  const world = new FakeWorld();
  const { known } = world;
  const typedBy = (of: Type) => createWith(world, known.ContainerDescriptor, { '$!of': of.typeObject });
  const before = (type: Type) => createWith(world, type, { '$!next-descriptor': typedBy(world.Int) });
  const uninitialised = before(known['ContainerDescriptor::UninitializedAttribute']);
  const element = before(known['ContainerDescriptor::BindArrayPos']);
  const a = world.text('a');
  const nil = known.Nil.typeObject;
  const untyped = world.create(known['ContainerDescriptor::Untyped']);
  const cases: [number, number, Helper][] = [
    [world.scalar(0, typedBy(world.Int)), FIVE, 'assign-scalar-no-whence-no-typecheck'],
    [world.scalar(0, typedBy(world.Int)), a, 'assign-scalar-no-whence'],
    [world.scalar(0, typedBy(world.Int)), nil, 'assign-scalar-nil-no-whence'],
    [world.scalar(0, untyped), a, 'assign-scalar-no-whence-no-typecheck'],
    [world.scalar(0, untyped), nil, 'assign-fallback'],
    [world.scalar(0, uninitialised), FIVE, 'assign-scalar-uninit-no-typecheck'],
    [world.scalar(0, uninitialised), a, 'assign-scalar-uninit'],
    [world.scalar(0, element), FIVE, 'assign-scalar-bindpos-no-typecheck'],
    [world.scalar(0, element), a, 'assign-scalar-bindpos'],
    [world.scalar(FIVE, 0), FIVE, 'assign-fallback'],
    [FIVE, FIVE, 'assign-fallback'],
  ];
  for (const [container, value, helper] of cases) {
    const call = recordCall(world, 'raku-assign', [object(container), object(value)]);
    expect(calleeOf(call)).toBe(world.helper(helper));
    expect(argumentsOf(call)).toEqual([container, value]);
  }
});

test('an attribute counts as initialised once its descriptor is an ordinary one', () => {
  const world = new FakeWorld();
  const { known } = world;
  const descriptor = world.create(known['ContainerDescriptor::UninitializedAttribute']);
  const values = [world.scalar(0, descriptor), world.scalar(0), FIVE, known.Any.typeObject, 0];
  const results = values.map((value) =>
    resultingValue(recordCall(world, 'raku-is-attr-inited', [object(value)])),
  );
  expect(results).toEqual([0, 1, 1, 1, 1]);
});

test('sink calls a method of that name unless it is that of Mu', () => {
  const world = new FakeWorld();
  const sink = () => world.code({ kind: 'Method', name: 'sink', parameters: [UNTYPED] });
  world.known.Mu.methods.set('sink', sink());
  const A = world.class('A');
  const own = sink();
  A.methods.set('sink', own);
  const value = world.create(A);
  const call = recordCall(world, 'raku-sink', [object(value)]);
  expect([calleeOf(call), argumentsOf(call)]).toEqual([world.referenceOf(own), [value]]);
  expect(resultingValue(recordCall(world, 'raku-sink', [object(FIVE)]))).toBe(FIVE);
});

test('truth is what a method says, what the host says, or whether there is an object', () => {
  const world = new FakeWorld();
  const A = world.class('A');
  const plain = world.class('Plain');
  const method = world.code({ kind: 'Method', name: 'Bool', parameters: [UNTYPED] });
  A.methods.set('Bool', method);
  const truth = (value: number) => recordCall(world, 'boot-boolify', [object(value)]);
  expect(calleeOf(truth(world.create(A)))).toBe(world.referenceOf(method));
  expect(calleeOf(truth(FIVE))).toBe(world.hostFunction('boolify-boxed-int'));
  expect(resultingValue(truth(world.Int.typeObject))).toBe(0);
  expect(resultingValue(truth(world.create(plain)))).toBe(1);
});

test('null is Mu to the language', () => {
  const world = new FakeWorld();
  const { typeObject } = world.known.Mu;
  expect(resultingValue(recordCall(world, 'lang-hllize', [object(0)]))).toBe(typeObject);
  expect(resultingValue(recordCall(world, 'raku-rv-decont', [object(0)]))).toBe(typeObject);
});

test('what a routine returns is checked by a guard, or reported', () => {
  const world = new FakeWorld();
  const check = (value: number, type: number) =>
    recordCall(world, 'raku-rv-typecheck', [object(value), literal(type), literalInteger(0)]);
  const { typeObject } = world.Int;
  expect(resultingValue(check(FIVE, typeObject))).toBe(FIVE);
  expect(resultingValue(check(world.known.Nil.typeObject, typeObject))).toBe(world.known.Nil.typeObject);
  expect(resultingValue(check(world.text('a'), 0))).toBe(world.text('a'));
  const refused = check(world.text('a'), typeObject);
  expect(calleeOf(refused)).toBe(world.helper('return-error'));
  expect(argumentsOf(refused)).toEqual([world.text('a'), typeObject]);
});

test('errors are what Raku prints in its first line', () => {
  const world = new FakeWorld();
  const A = world.class('A');
  const a = world.create(A);
  const message = (make: () => unknown) => {
    try {
      make();
    } catch (error) {
      if (error instanceof RakuError) return error.message;
    }
    return 'no error';
  };
  const method = (name: string) =>
    recordCall(world, 'lang-meth-call', [object(a), literalText(world.text(name)), object(a)]);
  expect(message(() => method('qqzz'))).toBe("No such method 'qqzz' for invocant of type 'A'");
  expect(message(() => recordCall(world, 'lang-call', [object(FIVE)]))).toBe(
    "No such method 'CALL-ME' for invocant of type 'Int'",
  );
  const call = (code: number, ...args: number[]) =>
    message(() => recordCall(world, 'lang-call', [literal(code), ...args.map(object)]));
  const x = world.text('a');
  const { Any } = world.known;
  expect(call(proto(world, [[typed(world.Int)]]).code, x)).toBe(
    'Cannot resolve caller f(Str:D); none of these signatures matches:',
  );
  expect(call(proto(world, [[typed(world.Int)]]).code, world.scalar(A.typeObject))).toBe(
    'Cannot resolve caller f(A:U); none of these signatures matches:',
  );
  expect(call(proto(world, [[typed(world.Int, { hasWhere: true })]]).code, x, FIVE)).toBe(
    'Cannot resolve caller f(a, 5); none of these signatures matches:',
  );
  expect(call(proto(world, [[typed(world.Int, { isRw: true })]]).code, FIVE)).toBe(
    'Cannot resolve caller f(Int:D); the following candidates',
  );
  const tied = [
    [typed(world.Int), typed(Any)],
    [typed(Any), typed(world.Int)],
  ];
  expect(call(proto(world, tied).code, FIVE, FIVE)).toBe(
    "Ambiguous call to 'f(Int, Int)'; these signatures all match:",
  );
  const circular = [[typed(Any, { isRw: true })], [typed(Any, { hasWhere: true })]];
  expect(call(proto(world, circular).code, FIVE)).toBe('Circularity detected in multi sub types for &f');
  A.methods.set('m', proto(world, [[typed(A), typed(world.Int)]], 'Method').code);
  const args = [object(a), literalText(world.text('m')), object(a), object(x)];
  expect(message(() => recordCall(world, 'lang-meth-call', args))).toBe(
    'Cannot resolve caller f(A:D: Str:D); none of these signatures matches:',
  );
});

test('errors of bindings and assignments show values as Raku does', () => {
  const world = new FakeWorld();
  const a = world.text('a');
  const long = world.text('a\nb"c'.repeat(40));
  expect(assignmentError(world, '$x', 'Int', world.scalar(a)).message).toBe(
    'Type check failed in assignment to $x; expected Int but got Str ("a")',
  );
  expect(assignmentError(world, '$x', 'Int', long).message).toBe(
    'Type check failed in assignment to $x; expected Int but got Str ("a\\nb\\"ca\\nb\\"ca\\nb\\...)',
  );
  expect(assignmentError(world, '$y', 'Str', world.Int.typeObject).message).toBe(
    'Type check failed in assignment to $y; expected Str but got Int (Int)',
  );
  expect(bindingError(world, '$x', 'Int', a).message).toBe(
    'Type check failed in binding to parameter \'$x\'; expected Int but got Str ("a")',
  );
  expect(constraintError(world, '$x', FIVE).message).toBe(
    "Constraint type check failed in binding to parameter '$x'; expected anonymous constraint to be met but got Int (5)",
  );
  expect(returnError(world, 'Int', a).message).toBe(
    'Type check failed for return value; expected Int but got Str ("a")',
  );
  expect(immutableError(world, FIVE).message).toBe('Cannot modify an immutable Int (5)');
  expect(immutableError(world, world.known.Any.typeObject).message).toBe(
    "Cannot modify an immutable 'Any' type object",
  );
  expect(readOnlyError().message).toBe('Cannot assign to a readonly variable or a value');
  expect(new RakuError('a\u001b[31m').message).toBe('a\\u{1b}[31m');
});
