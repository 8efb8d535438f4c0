import {
  type DispatchProgram,
  dispatcherNumber,
  kindsOfShape,
  PROGRAM_OPS,
  shapeNumber,
} from '../../../../src/machines/raku/dispatch/program.js';
import type { ActiveResumption, DispatchRequest } from '../../../../src/machines/raku/dispatch/recording.js';
import { TYPE } from '../../../../src/machines/raku/layout.js';
import type { FakeWorld } from './fake-world.js';

/** What a program did; null where a guard did not hold. */
export interface ProgramResult {
  outcome: { kind: string; value: number };
  arguments: readonly number[] | null;
  resumptions: readonly { dispatcher: string; arguments: readonly number[] }[];
  states: readonly { record: number; state: number }[];
  bindFailure: number | null;
}

/** Interprets a program, as plainly as can be, to compare it with what was recorded. */
export function runProgram(
  world: FakeWorld,
  program: DispatchProgram,
  request: Pick<DispatchRequest, 'arguments' | 'resumption'>,
): ProgramResult | null {
  const { types, cells, constants } = world;
  const args = request.arguments.map(({ value }) => value);
  const temporaries = Array.from({ length: program.temporaries }, () => 0);
  const states: { record: number; state: number }[] = [];
  let passed: number[] | null = null;
  let bindFailure: number | null = null;
  let depth = 0;
  let topmost = true;
  let resumed: ActiveResumption | null = null;

  const sameText = (a: number, b: number) => a === b || world.textOf(a) === world.textOf(b);
  const guards: Record<string, (value: number, constant: number) => boolean> = {
    Type: (value, type) => types.addressOf(value) === type,
    TypeConc: (value, type) => types.addressOf(value) === type && types.isConcrete(value),
    TypeTypeObject: (value, type) => types.addressOf(value) === type && !types.isConcrete(value),
    Conc: (value) => types.isConcrete(value),
    TypeObject: (value) => !types.isConcrete(value),
    LiteralObj: (value, constant) => value === constant,
    LiteralStr: sameText,
    NotLiteralObj: (value, constant) => value !== constant,
    HLL: (value, language) => types.languages[types.of(value).language] === language,
  };

  for (const { op, operands } of program.ops) {
    if (operands.length !== PROGRAM_OPS[op].length) throw new Error(`${op} has ${operands.length} operands`);
    const [a, b, c] = operands;
    const guard = /^Guard(Arg|Temp)(.+)$/.exec(op);
    if (guard) {
      const value = guard[1] === 'Arg' ? args[a] : temporaries[a];
      const holds = guard[2] === 'LiteralInt' ? value === b : guards[guard[2]](value, constants[b]);
      if (!holds) return null;
      continue;
    }
    switch (op) {
      case 'LoadCaptureValue':
        temporaries[a] = args[b];
        break;
      case 'LoadResumeInitValue':
        temporaries[a] = resumed!.arguments[b].value;
        break;
      case 'LoadResumeState':
        temporaries[a] = resumed!.state;
        break;
      case 'LoadConstantObjOrStr':
        temporaries[a] = constants[b];
        break;
      case 'LoadConstantInt':
        temporaries[a] = b;
        break;
      case 'LoadAttributeObj':
        temporaries[a] = cells[temporaries[a] + b];
        break;
      case 'LoadHOW':
        temporaries[a] = cells[types.addressOf(temporaries[b]) + TYPE.how];
        break;
      case 'Lookup':
        temporaries[a] = world.lookup(temporaries[a], temporaries[b]);
        break;
      case 'Set':
        temporaries[a] = temporaries[b];
        break;
      case 'StartResumption':
        depth = 0;
        break;
      case 'NextResumption':
        depth++;
        break;
      case 'ResumeTopmost':
      case 'ResumeCaller':
        topmost = op === 'ResumeTopmost';
        resumed = request.resumption(topmost ? 'topmost' : 'caller', depth);
        if (!resumed || dispatcherNumber(resumed.dispatcher) !== constants[a]) return null;
        break;
      case 'GuardResumeInitCallsite':
        if (shapeNumber(resumed!.arguments.map(({ kind }) => kind)) !== a) return null;
        break;
      case 'GuardNoResumptionTopmost':
      case 'GuardNoResumptionCaller':
        if (request.resumption(topmost ? 'topmost' : 'caller', depth + 1)) return null;
        break;
      case 'UpdateResumeState':
        states.push({ record: resumed!.record, state: temporaries[a] });
        break;
      case 'BindFailureToResumption':
      case 'BindCompletionToResumption':
        bindFailure = a;
        break;
      case 'UseArgsTail':
        passed = args.slice(a);
        break;
      case 'CopyArgsTail':
        passed = [...temporaries.slice(a, a + b), ...(c > 0 ? args.slice(-c) : [])];
        break;
      case 'ResultBytecode':
      case 'ResultCFunction':
      case 'ResultValueObj':
      case 'ResultValueStr':
      case 'ResultValueInt':
        return {
          outcome: { kind: op, value: temporaries[a] },
          arguments: passed,
          resumptions: program.resumptions.map(({ dispatcher, shape, values }) => {
            const initial = values
              ? values.map(({ source, index }) => {
                  if (source === 'integer') return index;
                  return { argument: args, temporary: temporaries, constant: constants }[source][index];
                })
              : args;
            if (initial.length !== kindsOfShape(shape).length) throw new Error('a wrong shape');
            return { dispatcher, arguments: initial };
          }),
          states,
          bindFailure,
        };
    }
  }
  throw new Error('a program without a result');
}
