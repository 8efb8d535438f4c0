import type { FlowFlag } from '../../isa/flow.js';
import type { InstructionFacts, KindFacts } from '../recording.js';

/** Versions of CPython whose bytecode is known. Each has opcodes of its own. */
export const CPYTHON_VERSIONS = ['3.11', '3.12', '3.13'] as const;
/** One of them. */
export type CpythonVersion = (typeof CPYTHON_VERSIONS)[number];

/**
 * What the byte beside an opcode is. A constant, a name, a slot or a distance means something else in each
 * function, so a superinstruction that binds it would serve one place.
 */
const BINDABLE_BY_KIND: Readonly<Record<string, boolean>> = {
  local: false,
  /** Two locals of 4 bits each. */
  locals: false,
  /** A slot of a cell: its own, or one of an enclosing function. */
  cell: false,
  const: false,
  /** From 3.12 on, the lowest bits of some say what else the instruction does. */
  name: false,
  /** A distance in code units. */
  jump: false,
  count: true,
  flags: true,
  /** How far down the stack. */
  depth: true,
  binary_op: true,
  compare_op: true,
  intrinsic: true,
  /** Higher bits of the next instruction's operand. */
  high: false,
};

/**
 * The opcodes that the compiler emits, by what the unspecialised instruction does: versions, name, kind of
 * operand, cells popped and pushed where that is always the same, flags.
 *
 * `call` is what makes the eval loop go on in another frame and come back to the next instruction, which
 * includes the caller that a generator yields to. Calls through C are none. What may raise is `may-exit`, and
 * so is what looks for signals and other threads: RESUME and jumps backwards. What always raises is `return`:
 * handlers are entries.
 */
const OPCODES = `
  11-11  ASYNC_GEN_WRAP                .           1>1  may-exit
  11-13  BEFORE_ASYNC_WITH             .           1>2  may-exit
  11-13  BEFORE_WITH                   .           1>2  may-exit
  11-13  BINARY_OP                     binary_op   2>1  may-exit
  12-13  BINARY_SLICE                  .           3>1  may-exit
  11-13  BINARY_SUBSCR                 .           2>1  may-exit
  11-13  BUILD_CONST_KEY_MAP           count       ?    may-exit
  11-13  BUILD_LIST                    count       ?    may-exit
  11-13  BUILD_MAP                     count       ?    may-exit
  11-13  BUILD_SET                     count       ?    may-exit
  11-13  BUILD_SLICE                   count       ?    may-exit
  11-13  BUILD_STRING                  count       ?    may-exit
  11-13  BUILD_TUPLE                   count       ?    may-exit
  11-13  CALL                          count       ?    call may-exit
  11-11  CALL_FUNCTION_EX              flags       ?    may-exit
  12-13  CALL_FUNCTION_EX              flags       ?    call may-exit
  12-13  CALL_INTRINSIC_1              intrinsic   1>1  may-exit
  12-13  CALL_INTRINSIC_2              intrinsic   2>1  may-exit
  13-13  CALL_KW                       count       ?    call may-exit
  11-13  CHECK_EG_MATCH                .           2>2  may-exit
  11-13  CHECK_EXC_MATCH               .           2>2  may-exit
  12-13  CLEANUP_THROW                 .           3>2  may-exit
  11-13  COMPARE_OP                    compare_op  2>1  may-exit
  11-13  CONTAINS_OP                   flags       2>1  may-exit
  13-13  CONVERT_VALUE                 flags       1>1  may-exit
  11-13  COPY                          depth       ?
  11-13  COPY_FREE_VARS                count       0>0
  11-13  DELETE_ATTR                   name        1>0  may-exit
  11-13  DELETE_DEREF                  cell        0>0  may-exit
  11-13  DELETE_FAST                   local       0>0  may-exit
  11-13  DELETE_GLOBAL                 name        0>0  may-exit
  11-13  DELETE_NAME                   name        0>0  may-exit
  11-13  DELETE_SUBSCR                 .           2>0  may-exit
  11-13  DICT_MERGE                    depth       ?    may-exit
  11-13  DICT_UPDATE                   depth       ?    may-exit
  11-13  END_ASYNC_FOR                 .           2>0  may-exit
  12-12  END_FOR                       .           2>0
  13-13  END_FOR                       .           1>0
  12-13  END_SEND                      .           2>1
  11-13  EXTENDED_ARG                  high        0>0  prefix
  13-13  FORMAT_SIMPLE                 .           1>1  may-exit
  11-12  FORMAT_VALUE                  flags       ?    may-exit
  13-13  FORMAT_WITH_SPEC              .           2>1  may-exit
  11-13  FOR_ITER                      jump        ?    branch may-exit
  11-13  GET_AITER                     .           1>1  may-exit
  11-13  GET_ANEXT                     .           1>2  may-exit
  11-13  GET_AWAITABLE                 flags       1>1  may-exit
  11-13  GET_ITER                      .           1>1  may-exit
  11-13  GET_LEN                       .           1>2  may-exit
  11-13  GET_YIELD_FROM_ITER           .           1>1  may-exit
  11-13  IMPORT_FROM                   name        1>2  may-exit
  11-13  IMPORT_NAME                   name        2>1  may-exit
  11-11  IMPORT_STAR                   .           1>0  may-exit
  11-13  IS_OP                         flags       2>1
  11-13  JUMP_BACKWARD                 jump        0>0  jump may-exit
  11-13  JUMP_BACKWARD_NO_INTERRUPT    jump        0>0  jump
  11-13  JUMP_FORWARD                  jump        0>0  jump
  11-11  JUMP_IF_FALSE_OR_POP          jump        ?    branch may-exit
  11-11  JUMP_IF_TRUE_OR_POP           jump        ?    branch may-exit
  11-12  KW_NAMES                      const       0>0
  11-13  LIST_APPEND                   depth       ?    may-exit
  11-13  LIST_EXTEND                   depth       ?    may-exit
  11-11  LIST_TO_TUPLE                 .           1>1  may-exit
  11-13  LOAD_ASSERTION_ERROR          .           0>1
  11-11  LOAD_ATTR                     name        1>1  may-exit
  12-13  LOAD_ATTR                     name        ?    may-exit
  11-13  LOAD_BUILD_CLASS              .           0>1  may-exit
  11-11  LOAD_CLASSDEREF               cell        0>1  may-exit
  11-12  LOAD_CLOSURE                  cell        0>1  may-exit
  11-13  LOAD_CONST                    const       0>1
  11-13  LOAD_DEREF                    cell        0>1  may-exit
  11-11  LOAD_FAST                     local       0>1  may-exit
  12-13  LOAD_FAST                     local       0>1
  12-13  LOAD_FAST_AND_CLEAR           local       0>1
  12-13  LOAD_FAST_CHECK               local       0>1  may-exit
  13-13  LOAD_FAST_LOAD_FAST           locals      0>2
  12-13  LOAD_FROM_DICT_OR_DEREF       cell        1>1  may-exit
  12-13  LOAD_FROM_DICT_OR_GLOBALS     name        1>1  may-exit
  11-13  LOAD_GLOBAL                   name        ?    may-exit
  12-13  LOAD_LOCALS                   .           0>1  may-exit
  11-11  LOAD_METHOD                   name        1>2  may-exit
  11-13  LOAD_NAME                     name        0>1  may-exit
  12-13  LOAD_SUPER_ATTR               name        ?    may-exit
  11-13  MAKE_CELL                     cell        0>0  may-exit
  11-12  MAKE_FUNCTION                 flags       ?    may-exit
  13-13  MAKE_FUNCTION                 .           1>1  may-exit
  11-13  MAP_ADD                       depth       ?    may-exit
  11-13  MATCH_CLASS                   count       3>1  may-exit
  11-13  MATCH_KEYS                    .           2>3  may-exit
  11-13  MATCH_MAPPING                 .           1>2
  11-13  MATCH_SEQUENCE                .           1>2
  11-13  NOP                           .           0>0
  11-13  POP_EXCEPT                    .           1>0
  11-11  POP_JUMP_BACKWARD_IF_FALSE    jump        1>0  branch may-exit
  11-11  POP_JUMP_BACKWARD_IF_NONE     jump        1>0  branch may-exit
  11-11  POP_JUMP_BACKWARD_IF_NOT_NONE jump        1>0  branch may-exit
  11-11  POP_JUMP_BACKWARD_IF_TRUE     jump        1>0  branch may-exit
  11-11  POP_JUMP_FORWARD_IF_FALSE     jump        1>0  branch may-exit
  11-11  POP_JUMP_FORWARD_IF_NONE      jump        1>0  branch
  11-11  POP_JUMP_FORWARD_IF_NOT_NONE  jump        1>0  branch
  11-11  POP_JUMP_FORWARD_IF_TRUE      jump        1>0  branch may-exit
  12-12  POP_JUMP_IF_FALSE             jump        1>0  branch may-exit
  13-13  POP_JUMP_IF_FALSE             jump        1>0  branch
  12-13  POP_JUMP_IF_NONE              jump        1>0  branch
  12-13  POP_JUMP_IF_NOT_NONE          jump        1>0  branch
  12-12  POP_JUMP_IF_TRUE              jump        1>0  branch may-exit
  13-13  POP_JUMP_IF_TRUE              jump        1>0  branch
  11-13  POP_TOP                       .           1>0
  11-11  PRECALL                       count       ?    may-exit
  11-11  PREP_RERAISE_STAR             .           2>1  may-exit
  11-11  PRINT_EXPR                    .           1>0  may-exit
  11-13  PUSH_EXC_INFO                 .           1>2
  11-13  PUSH_NULL                     .           0>1
  11-13  RAISE_VARARGS                 count       ?    return
  11-13  RERAISE                       depth       ?    return
  11-13  RESUME                        flags       0>0  may-exit
  12-13  RETURN_CONST                  const       0>0  return
  11-13  RETURN_GENERATOR              .           0>1  call may-exit
  11-13  RETURN_VALUE                  .           1>0  return
  11-13  SEND                          jump        ?    branch may-exit
  11-13  SETUP_ANNOTATIONS             .           0>0  may-exit
  11-13  SET_ADD                       depth       ?    may-exit
  13-13  SET_FUNCTION_ATTRIBUTE        flags       2>1
  11-13  SET_UPDATE                    depth       ?    may-exit
  11-13  STORE_ATTR                    name        2>0  may-exit
  11-13  STORE_DEREF                   cell        1>0
  11-13  STORE_FAST                    local       1>0
  13-13  STORE_FAST_LOAD_FAST          locals      1>1
  13-13  STORE_FAST_STORE_FAST         locals      2>0
  11-13  STORE_GLOBAL                  name        1>0  may-exit
  11-13  STORE_NAME                    name        1>0  may-exit
  12-13  STORE_SLICE                   .           4>0  may-exit
  11-13  STORE_SUBSCR                  .           3>0  may-exit
  11-13  SWAP                          depth       ?
  13-13  TO_BOOL                       .           1>1  may-exit
  11-13  UNARY_INVERT                  .           1>1  may-exit
  11-13  UNARY_NEGATIVE                .           1>1  may-exit
  11-12  UNARY_NOT                     .           1>1  may-exit
  13-13  UNARY_NOT                     .           1>1
  11-11  UNARY_POSITIVE                .           1>1  may-exit
  11-13  UNPACK_EX                     count       ?    may-exit
  11-13  UNPACK_SEQUENCE               count       ?    may-exit
  11-13  WITH_EXCEPT_START             .           4>5  may-exit
  11-11  YIELD_VALUE                   .           1>1  call
  12-12  YIELD_VALUE                   count       1>1  call
  13-13  YIELD_VALUE                   flags       1>1  call
`;

/** What is known of the instructions of a version, by name. */
export function cpythonInstructions(version: CpythonVersion): Map<string, InstructionFacts> {
  const minor = Number(version.slice('3.'.length));
  const facts = new Map<string, InstructionFacts>();
  for (const line of OPCODES.trim().split('\n')) {
    const [versions, name, kind, stack, ...flags] = line.trim().split(/\s+/);
    const [first, last] = versions.split('-').map(Number);
    if (minor < first || minor > last) continue;
    const [pops, pushes] = stack.split('>').map(Number);
    facts.set(name, {
      operands: kind === '.' ? [] : [{ name: 'oparg', kind }],
      stack: stack === '?' ? null : { pops, pushes },
      flags: flags as FlowFlag[],
    });
  }
  return facts;
}

/** The kinds of operands that instructions have. */
export function cpythonKinds(instructions: ReadonlyMap<string, InstructionFacts>): KindFacts[] {
  const used = new Set(
    [...instructions.values()].flatMap(({ operands }) => operands.map(({ kind }) => kind)),
  );
  return Object.entries(BINDABLE_BY_KIND)
    .filter(([name]) => used.has(name))
    .map(([name, bindable]) => ({ name, width: 'u8', bindable }));
}

/** Put into code as CPython starts to run it. */
const PAIRS_MADE_AT_RUN_TIME = [
  'LOAD_FAST a; LOAD_FAST b',
  'LOAD_FAST a; LOAD_CONST b',
  'LOAD_CONST a; LOAD_FAST b',
  'STORE_FAST a; LOAD_FAST b',
  'STORE_FAST a; STORE_FAST b',
];

/**
 * Pairs that CPython itself executes as one instruction, in the notation of patterns. What is traced has none
 * of them in 3.11 and 3.12. In 3.13 the compiler emits them, under names of their own.
 */
export const CPYTHON_OWN_PAIRS: Readonly<Record<CpythonVersion, readonly string[]>> = {
  '3.11': PAIRS_MADE_AT_RUN_TIME,
  '3.12': PAIRS_MADE_AT_RUN_TIME,
  '3.13': ['LOAD_FAST a; LOAD_FAST b', 'STORE_FAST a; LOAD_FAST b', 'STORE_FAST a; STORE_FAST b'],
};
