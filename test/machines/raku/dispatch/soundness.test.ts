import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SiteArgument } from '../../../../src/machines/raku/dispatch/argument.js';
import { RakuError } from '../../../../src/machines/raku/dispatch/errors.js';
import { recordDispatch } from '../../../../src/machines/raku/dispatch/record.js';
import { decontainerised, type Parameter } from '../../../../src/machines/raku/dispatch/world.js';
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
  return { world, proto, candidates, valueFor };
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

/** Routines take what is read-only out of containers themselves, so it may come in one or not. */
function bound(world: FakeWorld, candidates: readonly number[], callee: number, args: readonly number[]) {
  const code = candidates.find((candidate) => world.referenceOf(candidate) === callee)!;
  const { parameters } = world.routine(code).signature;
  const values = args.map((one, i) => (parameters[i].isReadOnly ? decontainerised(world, one) : one));
  return { callee, values };
}

test('a program that accepts other arguments does with them what dispatchers would', () => {
  let accepted = 0;
  const signatures = fc.array(signature, { minLength: 1, maxLength: 4 });
  const args = fc.array(argument, { minLength: 1, maxLength: 2 });
  const property = fc.property(signatures, args, args, fc.nat(1), (given, first, others, kept) => {
    const { world, proto, candidates, valueFor } = build(given);
    // Much the same arguments, so that programs often accept them.
    const second = first.map((argument, i) => (i === kept ? argument : (others[i] ?? argument)));
    const [one, other] = [first, second].map((list) => [literal(proto), ...list.map(valueFor)]);
    const { recorded } = record(world, one);
    if (!recorded) return;
    const again = record(world, other);
    const result = runProgram(world, recorded.program(), again.request);
    if (!result) return;
    accepted++;
    const outcome = again.recorded?.outcome;
    if (outcome?.kind !== 'routine') throw new Error('the program calls, and dispatchers do not');
    const values = outcome.arguments.map(({ value }) => value);
    expect(bound(world, candidates, result.outcome.value, result.arguments ?? [])).toEqual(
      bound(world, candidates, outcome.callee, values),
    );
  });
  fc.assert(property, { numRuns: 800 });
  expect(accepted).toBeGreaterThan(0);
});
