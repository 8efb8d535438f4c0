import type { FlowFlag } from '../../isa/flow.js';
import { stackEffectOf } from '../instruction-table.js';
import type { InstructionFacts, KindFacts, RecordedInstruction } from '../recording.js';

/** Kinds of operands. `isResolved`: the targets of all jumps are in the recording, each in its function. */
export function wabtKinds(isResolved: boolean): KindFacts[] {
  return [
    // Counted from the top of the stack, unlike the local's index in the binary.
    { name: 'slot', width: 'u32', bindable: true },
    { name: 'global', width: 'u32', bindable: true },
    { name: 'memory', width: 'u32', bindable: true },
    { name: 'offset', width: 'u32', bindable: true },
    { name: 'lane', width: 'u8', bindable: true },
    { name: 'count', width: 'u32', bindable: true },
    // Functions, tables, types, segments and tags: few places have the same.
    { name: 'index', width: 'u32', bindable: false },
    { name: 'i32', width: 'i32', bindable: true },
    { name: 'i64', width: 'i64', bindable: true },
    { name: 'v128', width: 'text', bindable: true },
    // Shown with six digits: what looks the same may be two numbers.
    { name: 'float', width: 'text', bindable: false },
    { name: 'target', width: 'u32', bindable: false, label: isResolved },
  ];
}

type Args = RecordedInstruction['args'];

/** How an instruction's operands are shown, and values of the stack around them. */
interface Form {
  readonly operands: readonly { readonly name: string; readonly kind: string }[];
  /** What stands behind the name. Values that may follow are left to it. */
  readonly pattern: RegExp;
  /** Arguments from the pattern's groups, where they are not just whole numbers. */
  readonly read?: (groups: readonly string[]) => Args;
  /** Values stand between or before the operands, so that they are not all of the beginning. */
  readonly isMixed?: boolean;
}

function form(operands: string, pattern: string, others: Pick<Form, 'read' | 'isMixed'> = {}): Form {
  return {
    operands: operands
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => ({ name: word.split(':')[0], kind: word.split(':').at(-1)! })),
    pattern: new RegExp(`^${pattern}`),
    ...others,
  };
}

const NO_MORE = '(?=,|$)';
const WORDS = '((?:0x[0-9a-f]{8} ?){4})';

const FORMS = {
  plain: form('', '(?: |$)'),
  target: form('target', ` @(\\d+)${NO_MORE}`),
  // Some versions show this number like a target.
  cases: form('cases:count', ` [@$](\\d+)${NO_MORE}`),
  slot: form('slot', ` \\$(\\d+)${NO_MORE}`),
  global: form('global', ` \\$(\\d+)${NO_MORE}`),
  memory: form('memory', ` \\$(\\d+)${NO_MORE}`),
  index: form('index', ` \\$(\\d+)${NO_MORE}`),
  memories: form('to:memory from:memory', ` \\$(\\d+), \\$(\\d+)${NO_MORE}`),
  segment: form('memory segment:index', ` \\$(\\d+), \\$(\\d+)${NO_MORE}`),
  indices: form('index other:index', ` \\$(\\d+), \\$(\\d+)${NO_MORE}`),
  address: form('memory offset', ` \\$(\\d+):[^+]+\\+\\$(\\d+)${NO_MORE}`, { isMixed: true }),
  addressLane: form('memory offset lane', ' \\$(\\d+):[^+]+\\+\\$(\\d+), .+ \\(Lane imm: \\$(\\d+)\\)$', {
    isMixed: true,
  }),
  lane: form('lane', ' .+ : \\(Lane imm: \\$?(\\d+)\\)$', { isMixed: true }),
  lanes: form('lanes:v128', ` .+ : \\(Lane imm: i32x4 ${WORDS}\\)$`, { isMixed: true, read: texts }),
  number: form('count', ' (\\d+)$'),
  keep: form('drop:count keep:count', ' \\$(\\d+) \\$(\\d+)$'),
  i32: form('value:i32', ' (\\d+)$', { read: ([word]) => [Number(BigInt.asIntN(32, BigInt(word)))] }),
  i64: form('value:i64', ' (\\d+)$', { read: ([word]) => [exact(BigInt.asIntN(64, BigInt(word)))] }),
  float: form('value:float', ' (-?(?:[0-9][0-9.e+-]*|inf|nan))$', { read: texts }),
  v128: form('value:v128', ` i32x4 ${WORDS}$`, { read: texts }),
} as const satisfies Record<string, Form>;

function texts(groups: readonly string[]): string[] {
  return groups.map((group) => group.trim());
}

function exact(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** What is known of an instruction of wasm-interp, and how to read it. */
export interface Operation {
  readonly name: string;
  readonly facts: InstructionFacts;
  readonly form: Form;
}

/** The operands that the rest of a line shows; null where they are not those of the operation. */
export function readOperands({ pattern, read }: Form, rest: string): { args: Args; length: number } | null {
  const found = pattern.exec(rest);
  if (!found) return null;
  const groups = found.slice(1);
  return { args: read ? read(groups) : groups.map(Number), length: found[0].length };
}

/** Integers of 32 and 64 bits have these, `32` in a name standing for the width of the type. */
const INTEGER = {
  '1>1': 'clz ctz popcnt eqz extend8_s extend16_s',
  '2>1': 'add sub mul and or xor shl shr_s shr_u rotl rotr eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u',
  '2>1 may-exit': 'div_s div_u rem_s rem_u',
  '1>1 may-exit': 'trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u',
  '1>1 ': 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u',
};
const FLOAT = {
  '1>1': 'abs neg ceil floor trunc nearest sqrt convert_i32_s convert_i32_u convert_i64_s convert_i64_u',
  '2>1': 'add sub mul div min max copysign eq ne lt gt le ge',
};
const CONVERSIONS =
  'i32.wrap_i64 i64.extend_i32_s i64.extend_i32_u i64.extend32_s f32.demote_f64 f64.promote_f32 ' +
  'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64';
const LOADS =
  'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u i64.load8_s ' +
  'i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u';
const STORES =
  'i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32';

/**
 * The others: name, form, stack effect, flags. Those of wasm-interp's own are `alloca` to
 * `adjust_frame_for_return_call`: they take the place of blocks, locals and imports.
 */
const OTHERS = `
  unreachable plain 0>0 ends
  nop plain 0>0
  br target 0>0 jump
  br_if target 1>0 branch
  br_table cases 1>0 switch
  return plain 0>0 return
  call index ? call
  call_indirect indices ? call
  call_ref plain ? call
  return_call_indirect indices ? return
  return_call_ref plain ? return
  throw index ? jump may-exit
  rethrow index ? jump may-exit
  throw_ref plain ? jump may-exit
  drop plain 1>0
  select plain 3>1
  local.get slot 0>1
  local.set slot 1>0
  local.tee slot 1>1
  global.get global 0>1
  global.set global 1>0
  memory.size memory 0>1
  memory.grow memory 1>1
  memory.fill memory 3>0 may-exit
  memory.copy memories 3>0 may-exit
  memory.init segment 3>0 may-exit
  data.drop index 0>0
  table.get index 1>1 may-exit
  table.set index 2>0 may-exit
  table.size index 0>1
  table.grow index 2>1
  table.fill index 3>0 may-exit
  table.copy indices 3>0 may-exit
  table.init indices 3>0 may-exit
  elem.drop index 0>0
  ref.null plain 0>1
  ref.is_null plain 1>1
  ref.func index 0>1
  i32.const i32 0>1
  i64.const i64 0>1
  f32.const float 0>1
  f64.const float 0>1
  alloca number ?
  br_unless target 1>0 branch
  call_import index ? may-exit
  drop_keep keep ?
  catch_drop number 0>0
  adjust_frame_for_return_call number 0>0
`;

function operation(name: string, formName: keyof typeof FORMS, effect: string, flags: string[]): Operation {
  const found: Form = FORMS[formName];
  const facts: InstructionFacts = {
    operands: found.operands,
    stack: stackEffectOf(effect),
    flags: flags as FlowFlag[],
  };
  return { name, facts, form: found };
}

function* allOperations(): Generator<Operation> {
  const plain = function* (prefix: string, families: Readonly<Record<string, string>>) {
    for (const [facts, names] of Object.entries(families)) {
      const [effect, ...flags] = facts.trim().split(' ');
      for (const name of names.split(' ')) yield operation(prefix + name, 'plain', effect, flags);
    }
  };
  yield* plain('i32.', INTEGER);
  yield* plain('i64.', INTEGER);
  yield* plain('f32.', FLOAT);
  yield* plain('f64.', FLOAT);
  yield* plain('', { '1>1': CONVERSIONS });
  for (const name of LOADS.split(' ')) yield operation(name, 'address', '1>1', ['may-exit']);
  for (const name of STORES.split(' ')) yield operation(name, 'address', '2>0', ['may-exit']);
  for (const row of OTHERS.trim().split('\n')) {
    const [name, formName, effect, ...flags] = row.trim().split(' ');
    yield operation(name, formName as keyof typeof FORMS, effect, flags);
  }
}

/** WebAssembly 1.0 with what became part of it before 2.0 but vectors and threads, as wasm-interp runs it. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [...allOperations()].map((one) => [one.name, one]),
);

const VECTOR = /^(?:v128|[if](?:8x16|16x8|32x4|64x2))\.[a-z0-9_]+$/;
const ATOMIC = /^(?:i(?:32|64)\.atomic\.[a-z0-9_.]+|memory\.atomic\.(?:notify|wait32|wait64))$/;

/** An operation by its name, of vectors and threads by the form of the name; null: there is none. */
export function operationNamed(name: string): Operation | null {
  const known = OPERATIONS.get(name);
  if (known) return known;
  if (name === 'atomic.fence') return operation(name, 'number', '0>0', []);
  if (ATOMIC.test(name)) return operation(name, 'address', '?', ['may-exit']);
  if (!VECTOR.test(name)) return null;
  if (name === 'v128.const') return operation(name, 'v128', '0>1', []);
  if (name === 'i8x16.shuffle') return operation(name, 'lanes', '2>1', []);
  if (/_lane(_[su])?$/.test(name) && name.startsWith('v128.'))
    return operation(name, 'addressLane', '?', ['may-exit']);
  if (/\.(?:extract|replace)_lane/.test(name)) return operation(name, 'lane', '?', []);
  if (/^v128\.(?:load|store)/.test(name)) return operation(name, 'address', '?', ['may-exit']);
  return operation(name, 'plain', '?', []);
}
