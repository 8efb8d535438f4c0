import { smallInteger } from '../layout.js';

/**
 * What operands of program ops are: an index of an argument, a temporary, an index into the constants of the
 * run, a native integer, the cell of an attribute in its object, a number of arguments.
 */
export type OperandKind = 'argument' | 'temporary' | 'constant' | 'integer' | 'offset' | 'count';

/**
 * The ops of dispatch programs, by MoarVM's names, each with its operands. `Arg` guards look at arguments,
 * `Temp` guards at temporaries. A guard that does not hold rejects the program.
 */
export const PROGRAM_OPS = {
  GuardArgType: ['argument', 'constant'],
  GuardArgTypeConc: ['argument', 'constant'],
  GuardArgTypeTypeObject: ['argument', 'constant'],
  GuardArgConc: ['argument'],
  GuardArgTypeObject: ['argument'],
  GuardArgLiteralObj: ['argument', 'constant'],
  GuardArgLiteralStr: ['argument', 'constant'],
  GuardArgLiteralInt: ['argument', 'integer'],
  GuardArgNotLiteralObj: ['argument', 'constant'],
  GuardArgHLL: ['argument', 'constant'],
  GuardTempType: ['temporary', 'constant'],
  GuardTempTypeConc: ['temporary', 'constant'],
  GuardTempTypeTypeObject: ['temporary', 'constant'],
  GuardTempConc: ['temporary'],
  GuardTempTypeObject: ['temporary'],
  GuardTempLiteralObj: ['temporary', 'constant'],
  GuardTempLiteralStr: ['temporary', 'constant'],
  GuardTempLiteralInt: ['temporary', 'integer'],
  GuardTempNotLiteralObj: ['temporary', 'constant'],
  GuardTempHLL: ['temporary', 'constant'],
  LoadCaptureValue: ['temporary', 'argument'],
  LoadResumeInitValue: ['temporary', 'argument'],
  LoadResumeState: ['temporary'],
  LoadConstantObjOrStr: ['temporary', 'constant'],
  LoadConstantInt: ['temporary', 'integer'],
  /** Replaces the object in the temporary by one of its attributes. */
  LoadAttributeObj: ['temporary', 'offset'],
  LoadHOW: ['temporary', 'temporary'],
  /** Replaces the table in the first temporary by what it has under the text in the second. */
  Lookup: ['temporary', 'temporary'],
  Set: ['temporary', 'temporary'],
  StartResumption: [],
  NextResumption: [],
  /** The constant is the number of a dispatcher, as a small integer. */
  ResumeTopmost: ['constant'],
  ResumeCaller: ['constant'],
  GuardNoResumptionTopmost: [],
  GuardNoResumptionCaller: [],
  /** The integer says the kinds of the initial arguments: see `shapeNumber`. */
  GuardResumeInitCallsite: ['integer'],
  UpdateResumeState: ['temporary'],
  /** The integer is the kind of resumption that a refused argument causes. */
  BindFailureToResumption: ['integer'],
  /** The kinds of resumption after a failed and after a successful binding. */
  BindCompletionToResumption: ['integer', 'integer'],
  /** Passes on the arguments but for the first ones: how many those are. */
  UseArgsTail: ['count'],
  /** Passes on temporaries, then the last arguments: the first temporary, how many, how many arguments. */
  CopyArgsTail: ['temporary', 'count', 'count'],
  ResultValueObj: ['temporary'],
  ResultValueStr: ['temporary'],
  ResultValueInt: ['temporary'],
  ResultBytecode: ['temporary'],
  ResultCFunction: ['temporary'],
} as const satisfies Readonly<Record<string, readonly OperandKind[]>>;

export type ProgramOpName = keyof typeof PROGRAM_OPS;

export interface ProgramOp {
  readonly op: ProgramOpName;
  /** As `PROGRAM_OPS` lists them. */
  readonly operands: readonly number[];
}

/** Where an initial argument of a resumption comes from; the index of an `integer` is its value. */
export interface InitValue {
  readonly source: 'argument' | 'temporary' | 'constant' | 'integer';
  readonly index: number;
}

/** A dispatcher that can be resumed after the program was accepted. */
export interface ResumptionInit {
  readonly dispatcher: string;
  /** The kinds of its initial arguments. */
  readonly shape: number;
  /** Null: the arguments of the site, all of them. */
  readonly values: readonly InitValue[] | null;
}

export interface DispatchProgram {
  /** The one that the site names. */
  readonly dispatcher: string;
  readonly ops: readonly ProgramOp[];
  /** The innermost first: `callsame` resumes that one. */
  readonly resumptions: readonly ResumptionInit[];
  /** How many it uses. */
  readonly temporaries: number;
}

/** Those that can be resumed. Their numbers are places in this list. */
export const RESUMABLE_DISPATCHERS = [
  'raku-meth-call-resolved',
  'raku-meth-deferral',
  'raku-multi',
  'raku-multi-core',
  'raku-multi-non-trivial',
  'raku-wrapper-deferral',
] as const;

/** What stands for a dispatcher in records and constants: a small integer. */
export function dispatcherNumber(name: string): number {
  const index = (RESUMABLE_DISPATCHERS as readonly string[]).indexOf(name);
  if (index < 0) throw new Error(`${name} cannot be resumed`);
  return smallInteger(index);
}

/** What an argument is: an object (or small integer), or a native integer or text. */
export type ArgumentKind = 'object' | 'integer' | 'text';

const KIND_NUMBERS: Readonly<Record<ArgumentKind, number>> = { object: 1, integer: 2, text: 3 };
const KINDS = Object.keys(KIND_NUMBERS) as readonly ArgumentKind[];
/** So many arguments have a shape number that 15 bits hold. */
export const MAX_SHAPE_ARGUMENTS = 9;

/** The kinds of arguments as one number: bijective numeration in base 3. */
export function shapeNumber(kinds: readonly ArgumentKind[]): number {
  if (kinds.length > MAX_SHAPE_ARGUMENTS)
    throw new RangeError(`a call site has at most ${MAX_SHAPE_ARGUMENTS} arguments, not ${kinds.length}`);
  return kinds.reduce((number, kind) => number * 3 + KIND_NUMBERS[kind], 0);
}

export function kindsOfShape(shape: number): ArgumentKind[] {
  const kinds: ArgumentKind[] = [];
  for (let left = shape; left > 0; left = Math.floor((left - 1) / 3)) kinds.unshift(KINDS[(left - 1) % 3]);
  return kinds;
}

/** One op a line, for people. `describe` says what a constant is, by its index. */
export function formatProgram(program: DispatchProgram, describe: (constant: number) => string): string {
  const show = (kind: OperandKind, operand: number) => {
    switch (kind) {
      case 'argument':
        return `arg ${operand}`;
      case 'temporary':
        return `t${operand}`;
      case 'constant':
        return describe(operand);
      case 'offset':
        return `cell ${operand}`;
      default:
        return String(operand);
    }
  };
  const lines = program.ops.map(({ op, operands }) => {
    const shown = operands.map((operand, i) => show(PROGRAM_OPS[op][i], operand));
    return `  ${[op.padEnd(shown.length ? 24 : 0), shown.join(', ')].filter(Boolean).join(' ')}`;
  });
  const resumptions = program.resumptions.map(({ dispatcher, values }) => {
    const initial = values?.map(({ source, index }) =>
      source === 'integer' ? String(index) : show(source, index),
    );
    return `  resumes ${dispatcher} with ${initial ? `(${initial.join(', ')})` : 'the arguments'}`;
  });
  return [`${program.dispatcher}:`, ...lines, ...resumptions].join('\n');
}
