import { expect, test } from 'vitest';
import { type DispatchProgram, PROGRAM_OPS } from '../../../../src/machines/raku/dispatch/program.js';
import type { Parameter } from '../../../../src/machines/raku/dispatch/world.js';
import { smallInteger } from '../../../../src/machines/raku/layout.js';
import { integer, literal, literalText, object, type RecordedCall, recordCall } from './fake-site.js';
import { FakeWorld, UNTYPED } from './fake-world.js';

/**
 * What MoarVM 2022.12 recorded for such programs: ops with their arguments and temporaries, and how many
 * arguments are skipped or are taken over as they are. Offsets and constants are left out.
 */
function shown({ ops }: DispatchProgram): string {
  return ops
    .map(({ op, operands }) => {
      const kinds = PROGRAM_OPS[op];
      const places = operands.filter((_, i) => kinds[i] === 'argument' || kinds[i] === 'temporary');
      if (op === 'CopyArgsTail') return `${op} ${operands[2]}`;
      return [op, ...(op === 'UseArgsTail' ? operands : places)].join(' ');
    })
    .join('; ');
}

const FIVE = smallInteger(5);
const ANYTHING = { ...UNTYPED, isCapture: true };

const callsame = (world: FakeWorld, from: RecordedCall) =>
  recordCall(world, 'boot-resume-caller', [integer(1)], from);

function multi(signature: (world: FakeWorld) => readonly Partial<Parameter>[]) {
  const world = new FakeWorld();
  const candidates = signature(world).map((one) => world.code({ parameters: [{ ...UNTYPED, ...one }] }));
  return { world, proto: literal(world.code({ candidates, parameters: [ANYTHING] })) };
}

/** Three classes with a method each, called on a variable. */
function methods() {
  const world = new FakeWorld();
  let type = world.known.Any;
  for (const name of ['A', 'B', 'C']) {
    type = world.class(name, type);
    type.methods.set('m', world.code({ kind: 'Method', name: 'm', parameters: [UNTYPED] }));
  }
  const call = () => {
    const invocant = world.create(type);
    const args = [object(invocant), literalText(world.text('m')), object(world.scalar(invocant))];
    return recordCall(world, 'lang-meth-call', args);
  };
  return { world, type, call };
}

function wrappedTwice() {
  const world = new FakeWorld();
  const wrappers = [1, 2].map(() => world.code({ kind: 'Block', parameters: [UNTYPED] }));
  const wrapped = world.wrapped(world.code({ parameters: [UNTYPED] }), wrappers);
  return { world, call: recordCall(world, 'lang-call', [object(wrapped), object(FIVE)]) };
}

test('the second callsame in methods', () => {
  const { world, call } = methods();
  expect(shown(callsame(world, callsame(world, call())).program)).toBe(
    'StartResumption; ResumeCaller; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempLiteralObj 0; LoadResumeInitValue 1 0; GuardTempTypeConc 1; Set 2 1; LoadAttributeObj 2; ' +
      'GuardTempLiteralObj 2; Set 3 1; LoadAttributeObj 3; LoadResumeInitValue 4 1; GuardTempTypeConc 4; ' +
      'Set 5 4; LoadAttributeObj 5; UpdateResumeState 3; LoadConstantObjOrStr 6; Set 7 5; CopyArgsTail 0; ' +
      'ResultBytecode 6',
  );
});

test('callsame in a wrapper around another', () => {
  const { world, call } = wrappedTwice();
  expect(shown(callsame(world, call).program)).toBe(
    'StartResumption; ResumeCaller; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempLiteralObj 0; LoadResumeInitValue 1 0; GuardTempTypeConc 1; Set 2 1; LoadAttributeObj 2; ' +
      'GuardTempLiteralObj 2; Set 3 1; LoadAttributeObj 3; UpdateResumeState 3; LoadConstantObjOrStr 4; ' +
      'LoadResumeInitValue 5 1; CopyArgsTail 0; ResultBytecode 4',
  );
});

test('callsame in the innermost of two wrappers', () => {
  const { world, call } = wrappedTwice();
  expect(shown(callsame(world, callsame(world, call)).program)).toBe(
    'StartResumption; ResumeCaller; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempTypeConc 0; Set 1 0; LoadAttributeObj 1; GuardTempLiteralObj 1; Set 2 0; LoadAttributeObj 2; ' +
      'LoadConstantObjOrStr 4; Set 3 4; LoadAttributeObj 3; GuardTempLiteralObj 3; UpdateResumeState 2; ' +
      'LoadConstantObjOrStr 5; LoadResumeInitValue 6 1; CopyArgsTail 0; ResultBytecode 5',
  );
});

test('callsame in a wrapped method', () => {
  const { world, type, call } = methods();
  const wrapper = world.code({ kind: 'Method', parameters: [UNTYPED, ANYTHING] });
  type.methods.set('m', world.wrapped(type.methods.get('m')!, [wrapper]));
  expect(shown(callsame(world, callsame(world, call())).program)).toBe(
    'StartResumption; ResumeCaller; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempLiteralObj 0; NextResumption; ResumeCaller; GuardResumeInitCallsite; LoadResumeState 1; ' +
      'GuardTempLiteralObj 1; LoadResumeInitValue 2 0; GuardTempType 2; LoadResumeInitValue 3 1; ' +
      'GuardTempLiteralStr 3; LoadResumeInitValue 4 2; GuardTempTypeConc 4; Set 5 4; LoadAttributeObj 5; ' +
      'LoadResumeInitValue 6 2; LoadConstantObjOrStr 7; UpdateResumeState 7; LoadConstantObjOrStr 8; ' +
      'Set 9 5; CopyArgsTail 0; ResultBytecode 8',
  );
});

test('two refused where clauses', () => {
  const { world, proto } = multi(({ Int: type }) => [
    { type, hasWhere: true },
    { type, hasWhere: true },
    { type },
  ]);
  const refuse = (from: RecordedCall) => recordCall(world, 'boot-resume', [integer(0)], from);
  const first = refuse(recordCall(world, 'lang-call', [proto, object(FIVE)]));
  expect(shown(first.program)).toBe(
    'StartResumption; ResumeTopmost; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempLiteralObj 0; LoadResumeInitValue 1 0; GuardTempTypeConc 1; Set 2 1; LoadAttributeObj 2; ' +
      'GuardTempLiteralObj 2; Set 3 1; LoadAttributeObj 3; Set 4 2; LoadAttributeObj 4; GuardTempTypeConc 4; ' +
      'UpdateResumeState 3; BindFailureToResumption; LoadResumeInitValue 5 2; CopyArgsTail 0; ResultBytecode 4',
  );
  expect(shown(refuse(first).program)).toBe(
    'StartResumption; ResumeTopmost; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempTypeConc 0; Set 1 0; LoadAttributeObj 1; GuardTempLiteralObj 1; Set 2 0; LoadAttributeObj 2; ' +
      'Set 3 1; LoadAttributeObj 3; GuardTempTypeConc 3; UpdateResumeState 2; LoadResumeInitValue 4 2; ' +
      'CopyArgsTail 0; ResultBytecode 3',
  );
});

test('callsame in a multi', () => {
  const { world, proto } = multi(({ Int, known }) => [{ type: known.Any }, { type: Int }]);
  const call = recordCall(world, 'lang-call', [proto, object(FIVE)]);
  expect(shown(callsame(world, call).program)).toBe(
    'StartResumption; ResumeCaller; GuardResumeInitCallsite; GuardArgLiteralInt 0; LoadResumeState 0; ' +
      'GuardTempLiteralObj 0; LoadResumeInitValue 1 1; GuardTempType 1; LoadResumeInitValue 2 0; ' +
      'GuardTempTypeConc 2; Set 3 2; LoadAttributeObj 3; GuardTempLiteralObj 3; LoadConstantObjOrStr 5; ' +
      'Set 4 5; LoadAttributeObj 4; GuardTempLiteralObj 4; Set 6 4; LoadAttributeObj 6; GuardTempTypeConc 6; ' +
      'LoadResumeInitValue 7 0; LoadResumeInitValue 8 1; LoadConstantObjOrStr 9; UpdateResumeState 9; ' +
      'LoadResumeInitValue 10 1; CopyArgsTail 0; ResultBytecode 6',
  );
});

test('a multi with a parameter that is rw', () => {
  const { world, proto } = multi(({ Int: type }) => [{ type, isRw: true, isReadOnly: false }, { type }]);
  const call = recordCall(world, 'lang-call', [proto, object(world.scalar(FIVE))]);
  expect(shown(call.program)).toBe(
    'GuardArgType 0; GuardArgTypeConc 1; LoadCaptureValue 1 1; Set 0 1; LoadAttributeObj 0; GuardTempConc 0; ' +
      'Set 2 1; LoadAttributeObj 2; GuardTempType 2; LoadConstantObjOrStr 3; UseArgsTail 1; ResultBytecode 3',
  );
});

test('a method that is looked up', () => {
  const world = new FakeWorld();
  const A = world.class('A');
  world.tabulate(A, { bless: world.code({ kind: 'Method', parameters: [UNTYPED, UNTYPED, UNTYPED] }) });
  const invocant = object(world.create(A));
  const args = [invocant, literalText(world.text('bless')), invocant, object(FIVE), object(FIVE)];
  const { program } = recordCall(world, 'lang-meth-call', args, { cacheSize: 16 });
  expect(shown(program)).toBe(
    'GuardArgHLL 0; LoadCaptureValue 1 0; LoadHOW 0 1; GuardTempTypeConc 0; Set 2 0; LoadAttributeObj 2; ' +
      'GuardTempTypeConc 2; LoadCaptureValue 4 1; Set 3 2; Lookup 3 4; GuardTempTypeConc 3; Set 5 3; ' +
      'LoadAttributeObj 5; GuardTempLiteralObj 5; Set 6 3; LoadAttributeObj 6; GuardTempTypeConc 6; ' +
      'LoadCaptureValue 7 2; CopyArgsTail 2; ResultBytecode 6',
  );
});
