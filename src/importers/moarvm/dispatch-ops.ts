import type { FlowFlag } from '../../isa/flow.js';
import type { InstructionFacts, KindFacts } from '../recording.js';
import { namedAfterKinds } from './operands.js';

/**
 * What operands of dispatch programs are. Indices mean something else in each program; what a guard compares
 * with is the same wherever it has the same name. Objects are told by their types alone, so equal texts may
 * be two objects.
 */
export const DISPATCH_KINDS: Readonly<Record<string, Omit<KindFacts, 'name'>>> = {
  temporary: { width: 'u16', bindable: false },
  argument: { width: 'u16', bindable: false },
  constant: { width: 'u32', bindable: false },
  callsite: { width: 'u32', bindable: false },
  /** Of an attribute in an object, in bytes. */
  offset: { width: 'u32', bindable: true },
  /** How many arguments. */
  count: { width: 'u32', bindable: true },
  flag: { width: 'u32', bindable: true },
  dispatcher: { width: 'text', bindable: true },
  type: { width: 'text', bindable: true },
  object: { width: 'text', bindable: false },
  string: { width: 'text', bindable: true },
  integer: { width: 'i64', bindable: true },
  number: { width: 'text', bindable: true },
  language: { width: 'text', bindable: true },
};

/**
 * The ops of dispatch programs, as MoarVM 2022.12 runs them: operands and flags. Where something does not
 * hold, or an object is not there yet, control leaves the program for the next one. Some ops are traced with
 * an operand more than they have.
 */
const OPS = `
  StartResumption             .
  NextResumption              .
  ResumeTopmost               dispatcher             may-exit
  ResumeCaller                dispatcher             may-exit
  GuardResumeInitCallsite     callsite               may-exit
  GuardNoResumptionTopmost    .                      may-exit
  GuardNoResumptionCaller     .                      may-exit
  UpdateResumeState           temporary
  GuardArgType                argument,type          may-exit
  GuardArgTypeConc            argument,type          may-exit
  GuardArgTypeTypeObject      argument,type          may-exit
  GuardArgConc                argument               may-exit
  GuardArgTypeObject          argument               may-exit
  GuardArgLiteralObj          argument,object        may-exit
  GuardArgLiteralStr          argument,string        may-exit
  GuardArgLiteralInt          argument,integer       may-exit
  GuardArgLiteralNum          argument,number        may-exit
  GuardArgNotLiteralObj       argument,object        may-exit
  GuardArgHLL                 argument,language      may-exit
  GuardTempType               temporary,type         may-exit
  GuardTempTypeConc           temporary,type         may-exit
  GuardTempTypeTypeObject     temporary,type         may-exit
  GuardTempConc               temporary              may-exit
  GuardTempTypeObject         temporary              may-exit
  GuardTempLiteralObj         temporary,object       may-exit
  GuardTempLiteralStr         temporary,string       may-exit
  GuardTempLiteralInt         temporary,integer      may-exit
  GuardTempLiteralNum         temporary,number       may-exit
  GuardTempNotLiteralObj      temporary,object       may-exit
  GuardTempHLL                temporary,language     may-exit
  LoadCaptureValue            temporary,argument
  LoadResumeInitValue         temporary,argument
  LoadResumeState             temporary
  LoadConstantObjOrStr        temporary,constant
  LoadConstantInt             temporary,constant
  LoadConstantNum             temporary,constant
  LoadAttributeObj            temporary,offset
  LoadAttributeInt            temporary,offset
  LoadAttributeNum            temporary,offset
  LoadAttributeStr            temporary,offset
  LoadHOW                     temporary,temporary    may-exit
  UnboxInt                    temporary,temporary
  UnboxNum                    temporary,temporary
  UnboxStr                    temporary,temporary
  Lookup                      temporary,temporary
  Set                         temporary,temporary
  ResultValueObj              temporary              ends
  ResultValueStr              temporary              ends
  ResultValueInt              temporary              ends
  ResultValueNum              temporary              ends
  BindFailureToResumption     flag
  BindCompletionToResumption  flag,flag
  UseArgsTail                 count,callsite
  CopyArgsTail                count,callsite
  ResultBytecode              temporary              ends
  ResultCFunction             temporary              ends
  ResultForeignCode           temporary              ends
`;

/** What is known of the ops of dispatch programs, by name. */
export const DISPATCH_OPS: ReadonlyMap<string, InstructionFacts> = new Map(
  OPS.trim()
    .split('\n')
    .map((line) => {
      const [name, kinds, ...flags] = line.trim().split(/\s+/);
      const operands = namedAfterKinds(kinds === '.' ? [] : kinds.split(','));
      return [name, { operands, stack: { pops: 0, pushes: 0 }, flags: flags as FlowFlag[] }];
    }),
);
