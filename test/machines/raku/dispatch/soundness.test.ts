import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SiteArgument } from '../../../../src/machines/raku/dispatch/capture.js';
import { RakuError } from '../../../../src/machines/raku/dispatch/errors.js';
import { type Recorded, recordDispatch } from '../../../../src/machines/raku/dispatch/record.js';
import type { Parameter } from '../../../../src/machines/raku/dispatch/world.js';
import { smallInteger } from '../../../../src/machines/raku/layout.js';
import { literal, object } from './fake-site.js';
import { FakeWorld } from './fake-world.js';
import { runProgram } from './run-program.js';

const TYPES = ['Any', 'Int', 'A', 'B', null] as const;

const parameter = fc.record({
  type: fc.constantFrom(...TYPES),
  definedness: fc.constantFrom('any', 'any', 'defined', 'undefined'),
  hasWhere: fc.boolean(),
  isRw: fc.boolean(),
  isReadOnly: fc.boolean(),
});

const argument = fc.record({
  type: fc.constantFrom('Int', 'A', 'B'),
  isConcrete: fc.boolean(),
  container: fc.constantFrom('none', 'writable', 'read-only'),
});

type Generated<A> = A extends fc.Arbitrary<infer Value> ? Value : never;

const signature = fc.array(parameter, { minLength: 1, maxLength: 2 });

/** Values with their containers, and a multi. */
function build(signatures: readonly (readonly Generated<typeof parameter>[])[]) {
  const world = new FakeWorld();
  const A = world.class('A');
  const types = { Any: world.known.Any, Int: world.Int, A, B: world.class('B', A) };
  const candidates = signatures.map((parameters) =>
    world.code({
      parameters: parameters.map((one): Parameter => {
        const type = one.type && types[one.type];
        return { ...one, definedness: one.definedness as Parameter['definedness'], type, isCapture: false };
      }),
    }),
  );
  const any = { ...ANYTHING, type: null };
  const proto = world.code({ candidates, parameters: [any] });
  const valueFor = (one: Generated<typeof argument>): SiteArgument => {
    const type = types[one.type as 'Int' | 'A' | 'B'];
    const concrete = type === world.Int ? smallInteger(5) : world.create(type);
    const value = one.isConcrete ? concrete : type.typeObject;
    if (one.container === 'none') return object(value);
    return object(one.container === 'writable' ? world.scalar(value) : world.scalar(value, 0));
  };
  return { world, proto, valueFor };
}

const ANYTHING = {
  definedness: 'any',
  hasWhere: false,
  isRw: false,
  isCapture: true,
  isReadOnly: false,
} as const;

function record(world: FakeWorld, args: readonly SiteArgument[]) {
  const request = { dispatcher: 'lang-call', arguments: args, cacheSize: 0, resumption: () => null };
  try {
    return { request, recorded: recordDispatch(world, request) };
  } catch (error) {
    if (error instanceof RakuError) return { request, recorded: null };
    throw error;
  }
}

function calledBy(recorded: Recorded | null) {
  if (!recorded) return 'an error';
  const { outcome } = recorded;
  if (outcome.kind === 'value') throw new Error('a call of a multi is no value');
  return { callee: outcome.callee, arguments: outcome.arguments.map(({ value }) => value) };
}

test('a program that accepts other arguments does with them what dispatchers would', () => {
  let accepted = 0;
  const signatures = fc.array(signature, { minLength: 1, maxLength: 4 });
  const args = fc.array(argument, { minLength: 1, maxLength: 2 });
  const property = fc.property(signatures, args, args, (given, first, second) => {
    const { world, proto, valueFor } = build(given);
    const [one, other] = [first, second].map((list) => [literal(proto), ...list.map(valueFor)]);
    const { recorded } = record(world, one);
    if (!recorded || one.length !== other.length) return;
    const again = record(world, other);
    const result = runProgram(world, recorded.program(), again.request);
    if (!result) return;
    accepted++;
    expect({ callee: result.outcome.value, arguments: result.arguments }).toEqual(calledBy(again.recorded));
  });
  fc.assert(property, { numRuns: 400 });
  expect(accepted).toBeGreaterThan(0);
});
