import type { Parameter } from '../../../../src/machines/raku/dispatch/world.js';
import { smallInteger } from '../../../../src/machines/raku/layout.js';
import {
  integer,
  literal,
  literalInteger,
  literalText,
  object,
  type RecordedCall,
  recordCall,
  text,
} from './fake-site.js';
import { FakeWorld, UNTYPED } from './fake-world.js';

const FIVE = smallInteger(5);

/** Calls as they are in the benchmarks, each in a world of its own. Some come after others that they resume. */
export const SCENARIOS: Readonly<Record<string, () => RecordedCall>> = {
  // Calls of blocks, subs and operators
  'a block': () => {
    const world = new FakeWorld();
    return recordCall(world, 'lang-call', [object(world.code({ kind: 'Block' })), integer(1)]);
  },
  'a code reference': () => {
    const world = new FakeWorld();
    return recordCall(world, 'lang-call', [object(world.referenceOf(world.code())), object(FIVE)]);
  },
  'a sub': () => {
    const world = new FakeWorld();
    return recordCall(world, 'lang-call', [literal(world.code()), object(FIVE)]);
  },
  'a method as a sub': () => {
    const world = new FakeWorld();
    const method = world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] });
    return recordCall(world, 'lang-call', [literal(method), object(FIVE)]);
  },
  'Int + Int': () => {
    const { world, plus } = operators();
    return recordCall(world, 'lang-call', [literal(plus), object(FIVE), object(FIVE)]);
  },
  '$i + Int': () => {
    const { world, plus } = operators();
    return recordCall(world, 'lang-call', [literal(plus), object(world.scalar(FIVE)), object(FIVE)]);
  },
  'Int + $i': () => {
    const { world, plus } = operators();
    return recordCall(world, 'lang-call', [literal(plus), object(FIVE), object(world.scalar(FIVE))]);
  },
  '$x * $x': () => {
    const { world, plus } = operators();
    const x = object(world.scalar(FIVE));
    return recordCall(world, 'lang-call', [literal(plus), x, object(world.scalar(FIVE))]);
  },
  '%h{key}': () => {
    const { world, subscript, hash } = subscripts();
    return recordCall(world, 'lang-call', [literal(subscript), object(hash), object(world.text('a'))]);
  },
  '%h{$key} = value': () => {
    const { world, subscript, hash } = subscripts();
    const key = world.scalar(world.text('a'));
    return recordCall(world, 'lang-call', [literal(subscript), object(hash), object(key), object(FIVE)]);
  },
  fac: () => where().call,
  'a proto with a body': () => protoWithBody().call,
  'redispatch of a proto': () => {
    const { world, call } = protoWithBody();
    return recordCall(world, 'boot-resume', [literalInteger(5)], call);
  },
  'a refused where clause': () => {
    const { world, call } = where();
    return recordCall(world, 'boot-resume', [integer(0)], call);
  },
  // Wrappers
  'a wrapped sub': () => wrappedSub().call,
  'callsame in a wrapper': () => {
    const { world, call } = wrappedSub();
    return recordCall(world, 'boot-resume-caller', [integer(1)], call);
  },
  'a wrapped method': () => wrappedMethod().call,
  'callsame in the wrapper of a method': () => {
    const { world, call } = wrappedMethod();
    return recordCall(world, 'boot-resume-caller', [integer(1)], call);
  },
  // Methods
  accessor: () => {
    const { world, A } = classWith('held', [{ ...UNTYPED, isReadOnly: true }]);
    const invocant = object(world.create(A));
    return recordCall(world, 'lang-meth-call', [invocant, literalText(world.text('held')), invocant]);
  },
  '$d.m': () => methodOnScalar().call,
  'callsame in a method': () => {
    const { world, call } = methodOnScalar();
    return recordCall(world, 'boot-resume-caller', [integer(1)], call);
  },
  'Role.new': () => {
    const world = new FakeWorld();
    const pun = world.class('Box');
    const role = world.role('Box', pun);
    world.known.Mu.methods.set('new', multi(world, [UNTYPED], 'Method'));
    const invocant = literal(role.typeObject);
    return recordCall(world, 'lang-meth-call', [invocant, literalText(world.text('new')), invocant]);
  },
  'a multi method': () => multiMethod(() => []),
  'a multi method with an argument': () => multiMethod((world) => [world.text('k')]),
  'a multi method with an argument in a Scalar': () =>
    multiMethod((world) => [world.scalar(world.text('k'))]),
  'a multi method with a raw argument in a Scalar': () =>
    multiMethod((world) => [world.scalar(world.text('k'))], { ...UNTYPED, isReadOnly: false }),
  bless: () => {
    const { world, A } = classWith('bless', [UNTYPED]);
    const args = [object(A.typeObject), text(world.text('bless')), literalInteger(0)];
    return recordCall(world, 'lang-find-meth', args);
  },
  // Values
  ...valueScenarios(),
};

function valueScenarios(): Record<string, () => RecordedCall> {
  const returned = (value: (world: FakeWorld) => number) => () => {
    const world = new FakeWorld();
    return recordCall(world, 'raku-rv-decont', [object(value(world))]);
  };
  return {
    'an Int for the language': () => recordCall(new FakeWorld(), 'lang-hllize', [object(FIVE)]),
    'an iterator for the language': () => {
      const world = new FakeWorld();
      return recordCall(world, 'lang-hllize', [object(world.create(world.iterator))]);
    },
    'a list for the language': () => {
      const world = new FakeWorld();
      return recordCall(world, 'lang-hllize', [object(world.create(world.list))]);
    },
    if: () => {
      const world = new FakeWorld();
      return recordCall(world, 'boot-boolify', [object(world.create(world.Bool))]);
    },
    'return of a value': returned(() => FIVE),
    'return of a variable': returned((world) => world.scalar(FIVE)),
    'return of an Int:D': () => {
      const world = new FakeWorld();
      const type = literal(world.definite(world.Int));
      return recordCall(world, 'raku-rv-typecheck', [object(FIVE), type, literalInteger(0)]);
    },
    '$i = 5': () => {
      const world = new FakeWorld();
      return recordCall(world, 'raku-assign', [object(world.scalar(0)), object(FIVE)]);
    },
    'an attribute before its first assignment': () => {
      const world = new FakeWorld();
      const descriptor = world.create(world.known['ContainerDescriptor::UninitializedAttribute']);
      return recordCall(world, 'raku-is-attr-inited', [object(world.scalar(0, descriptor))]);
    },
    'a closure': () => {
      const world = new FakeWorld();
      return recordCall(world, 'raku-capture-lex', [object(world.code({ kind: 'Block' }))]);
    },
    'Nil in sink context': () => {
      const world = new FakeWorld();
      return recordCall(world, 'raku-sink', [object(world.known.Nil.typeObject)]);
    },
  };
}

function parameter(type: Parameter['type']): Parameter {
  return { ...UNTYPED, type, definedness: 'defined' };
}

function multi(world: FakeWorld, parameters: readonly Parameter[], kind: 'Sub' | 'Method' = 'Sub'): number {
  const candidates = [world.code({ kind, parameters })];
  return world.code({ kind, candidates, parameters: [{ ...UNTYPED, isCapture: true }] });
}

function operators() {
  const world = new FakeWorld();
  return { world, plus: multi(world, [parameter(world.Int), parameter(world.Int)]) };
}

/** `multi fac($n where $n <= 1) { 1 }; multi fac($n) { … }`, called with an Int. */
export function where() {
  const world = new FakeWorld();
  const any = { ...UNTYPED, type: world.known.Any };
  const constrained = world.code({ name: 'fac', parameters: [{ ...any, hasWhere: true }] });
  const general = world.code({ name: 'fac', parameters: [any] });
  const candidates = [general, constrained];
  const parameters = [{ ...UNTYPED, isCapture: true }];
  const proto = world.code({ name: 'fac', candidates, parameters });
  const call = recordCall(world, 'lang-call', [literal(proto), object(FIVE)]);
  return { world, call, constrained, general };
}

function protoWithBody() {
  const world = new FakeWorld();
  const parameters = [{ ...UNTYPED, type: world.Int }];
  const candidates = [world.code({ name: 'twice', parameters })];
  const proto = world.code({ name: 'twice', parameters, candidates, isOnlyRedispatch: false });
  return { world, call: recordCall(world, 'lang-call', [literal(proto), object(FIVE)]) };
}

function wrappedSub() {
  const world = new FakeWorld();
  const wrapper = world.code({ kind: 'Block', parameters: [UNTYPED] });
  const wrapped = world.wrapped(world.code({ parameters: [UNTYPED] }), [wrapper]);
  return { world, call: recordCall(world, 'lang-call', [object(wrapped), object(FIVE)]) };
}

function classWith(method: string, parameters: readonly Parameter[]) {
  const world = new FakeWorld();
  const A = world.class('A');
  A.methods.set(method, world.code({ kind: 'Method', name: method, parameters }));
  return { world, A };
}

function wrappedMethod() {
  const { world, A } = classWith('m', [UNTYPED]);
  const wrapper = world.code({
    kind: 'Method',
    name: '',
    parameters: [UNTYPED, { ...UNTYPED, isCapture: true }],
  });
  A.methods.set('m', world.wrapped(A.methods.get('m')!, [wrapper]));
  const invocant = world.create(A);
  const args = [object(invocant), literalText(world.text('m')), object(world.scalar(invocant))];
  return { world, call: recordCall(world, 'lang-meth-call', args) };
}

function methodOnScalar() {
  const { world, A } = classWith('m', [UNTYPED]);
  const B = world.class('B', A);
  B.methods.set('m', world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] }));
  const invocant = world.create(B);
  const args = [object(invocant), literalText(world.text('m')), object(world.scalar(invocant))];
  return { world, call: recordCall(world, 'lang-meth-call', args) };
}

function subscripts() {
  const world = new FakeWorld();
  const raw = { ...UNTYPED, type: world.known.Any, isReadOnly: false };
  const candidates = [
    [raw, raw],
    [raw, raw, { ...raw, type: null }],
  ].map((parameters) => world.code({ parameters }));
  const parameters = [{ ...UNTYPED, isCapture: true }];
  return {
    world,
    subscript: world.code({ candidates, parameters }),
    hash: world.create(world.class('Hash')),
  };
}

/** Calls `method m(A:D: Str:D)`, or with another parameter, or none. */
function multiMethod(argument: (world: FakeWorld) => readonly number[], second?: Parameter): RecordedCall {
  const world = new FakeWorld();
  const A = world.class('A');
  const rest = argument(world);
  const parameters = [parameter(A), ...rest.map(() => second ?? parameter(world.Str))];
  A.methods.set('m', multi(world, parameters, 'Method'));
  const invocant = object(world.create(A));
  const args = [invocant, literalText(world.text('m')), invocant, ...rest.map(object)];
  return recordCall(world, 'lang-meth-call', args);
}
