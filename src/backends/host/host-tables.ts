import type { FusedIsa } from '../../isa/fuse.js';
import type { HostLanguage, Instruction } from '../../isa/isa.js';
import { formatPattern } from '../../isa/pattern.js';
import { createC } from '../c/language.js';
import { commentText } from '../comment-text.js';
import { createGo } from '../go/language.js';
import { indent } from '../opcodes.js';
import { createRust } from '../rust/language.js';
import {
  type DataSyntax,
  type Field,
  fieldTypes,
  printRecordType,
  printTable,
  type RecordType,
  type Table,
} from '../tables.js';
import { type HostOpcode, hostOpcodes } from './host-opcodes.js';
import { type HostTemplate, templateText } from './host-template.js';
import { HOST_SYNTAX } from './syntax.js';

const INFO = record('SuperInfo', 'An instruction, one of the machine or a superinstruction.', [
  { name: 'op', type: 'opcode' },
  { name: 'name', type: 'text' },
  { name: 'parts', type: 'text', about: 'What a superinstruction replaces; empty for others.' },
  { name: 'first_operand', type: 'count' },
  { name: 'operand_count', type: 'count' },
  { name: 'pops', type: 'i32', about: 'Cells of the operand stack; -1 where that is not known.' },
  { name: 'pushes', type: 'i32' },
  { name: 'payload_bits', type: 'count', about: 'Of its operands; 0 where they have no fixed size.' },
  { name: 'keeps_next', type: 'flag', about: 'The instruction after it stays as it is.' },
]);
const OPERAND = record('SuperOperand', 'An operand of an instruction.', [
  { name: 'name', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'label', type: 'flag', about: 'It is a jump target.' },
  { name: 'fused_bits', type: 'count', about: 'What superinstructions have room for; 0: for all of it.' },
  { name: 'is_signed', type: 'flag' },
]);
const EFFECT = record('SuperEffect', 'What an instruction does to a stack besides the operand stack.', [
  { name: 'op', type: 'opcode' },
  { name: 'stack', type: 'text' },
  { name: 'pops', type: 'i32' },
  { name: 'pushes', type: 'i32' },
]);
const PATTERN = record('SuperPattern', 'A superinstruction, and where its parts are.', [
  { name: 'op', type: 'opcode' },
  { name: 'first_part', type: 'count' },
  { name: 'part_count', type: 'count' },
]);
const PART = record('SuperPart', 'An instruction that a superinstruction replaces.', [
  { name: 'op', type: 'opcode' },
  { name: 'first_binding', type: 'count' },
  { name: 'binding_count', type: 'count' },
]);
const BINDING = record('SuperBinding', 'What a superinstruction does with an operand of a part.', [
  {
    name: 'kind',
    type: 'count',
    about: '0: keeps it; 1: it is an earlier one plus the value; 2: it is the value.',
  },
  { name: 'earlier', type: 'count', about: 'Counted over the operands of all parts.' },
  { name: 'value', type: 'i64' },
]);

const RECORDS = [INFO, OPERAND, EFFECT, PATTERN, PART, BINDING];

function record(name: string, about: string, fields: readonly Field[]): RecordType {
  return { name, about, fields };
}

/**
 * `superinstructions.h` and its like: constants for the new opcodes, names, operands, stack effects and
 * payload of all instructions, and what each superinstruction stands for.
 */
export function printHostTables(fused: FusedIsa, template: HostTemplate): readonly string[] {
  const syntax = tableSyntax(template.language, fused);
  const opcodes = hostOpcodes(fused, template);
  return [
    ...constants(fused, template, opcodes),
    ...RECORDS.flatMap((one) =>
      template.language === 'javascript' ? [] : ['', ...printRecordType(syntax, one)],
    ),
    ...hostTables(fused, opcodes).flatMap((table) => ['', ...printTable(syntax, table)]),
  ];
}

/** Constants of the new opcodes, or where they are members of something of the host's, what to add there. */
function constants(fused: FusedIsa, template: HostTemplate, opcodes: readonly HostOpcode[]): string[] {
  const { language } = template;
  const added = opcodes.slice(fused.base).map(({ identifier, constant, number }, i) => {
    const name = /^[A-Za-z_]\w*$/.test(constant) ? constant : `OP_${identifier.toUpperCase()}`;
    return {
      isPlain: !/[.:]/.test(constant),
      constant,
      name,
      number,
      pattern: formatPattern(fused.patterns[i]),
    };
  });
  if (added.some(({ isPlain }) => !isPlain))
    return added.map(
      ({ constant, number, pattern }) => `// To declare: ${constant} = ${number} // ${commentText(pattern)}`,
    );
  const line = (print: (name: string, number: string) => string) =>
    added.map(({ name, number, pattern }) => `${print(name, number)} // ${commentText(pattern)}`);
  if (language === 'javascript') return line((name, number) => `export const ${name} = ${number};`);
  if (language === 'go') return line((name, number) => `const ${name} = ${number}`);
  const word = templateText(template, 'word');
  if (language === 'rust') return line((name, number) => `pub const ${name}: ${word} = ${number};`);
  return added.length === 0
    ? []
    : [
        'enum {',
        ...indent(
          line((name, number) => `${name} = ${number},`),
          2,
        ),
        '};',
      ];
}

function tableSyntax(language: HostLanguage, isa: FusedIsa): DataSyntax {
  const text = HOST_SYNTAX[language].string;
  switch (language) {
    case 'rust':
      return { ...createRust(isa), text, opcode: (constant) => `${constant} as i32` };
    case 'go':
      return { ...createGo(isa), text, opcode: (constant) => `int32(${constant})` };
    case 'javascript':
      return { ...JAVASCRIPT, text };
    default:
      return { ...createC(isa), text, opcode: String };
  }
}

const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const members = fieldTypes({ text: '', count: '', i32: '', i64: '', f64: '', bool: '' });

/** Tables of objects, which need no types. */
const JAVASCRIPT: Omit<DataSyntax, 'text'> = {
  indentation: 2,
  comment: (text) => `// ${text}`,
  documentation: (text) => `/** ${text} */`,
  enumeration: () => [],
  recordType: () => ['', ''],
  member: ({ type }) => (typeof type === 'object' ? '' : members[type]),
  table: (name) => [`export const ${camelCase(name)} = [`, '];'],
  record: () => ['{ ', ' }'],
  list: () => ['[', ']'],
  field: (name, value) => `${camelCase(name)}: ${value}`,
  optional: (printed) => printed ?? 'null',
  index: String,
  f64: String,
  opcode: String,
  memberOf: (_, member) => member,
};

function hostTables(fused: FusedIsa, opcodes: readonly HostOpcode[]): readonly Table[] {
  const constantOf = new Map(opcodes.map(({ name, constant }) => [name, constant]));
  let operands = 0;
  const infos = opcodes.map(({ instruction, name, constant }, i) => {
    const pattern = fused.patterns[i - fused.base];
    const first = operands;
    operands += instruction.operands.length;
    const { isStackKnown, pops, pushes, flow } = instruction;
    const count = (cells: readonly string[]) => (isStackKnown ? cells.length : -1);
    const keepsNext = flow.maySkip || flow.isPrefix;
    return [
      ...[constant, name, pattern ? formatPattern(pattern) : '', first, instruction.operands.length],
      ...[count(pops), count(pushes), payloadBits(instruction, pattern !== undefined), keepsNext],
    ];
  });
  const parts = fused.patterns.flatMap((pattern) => pattern.parts);
  const firstParts = runningSum(fused.patterns.map((pattern) => pattern.parts.length));
  const firstBindings = runningSum(parts.map(({ bindings }) => bindings.length));
  return [
    {
      name: 'super_infos',
      about: 'All instructions, the superinstructions last.',
      record: INFO,
      rows: infos,
    },
    {
      name: 'super_operands',
      record: OPERAND,
      rows: opcodes.flatMap(({ instruction }) =>
        instruction.operands.map(({ name, kind }) => {
          const { label, signed, bytes, fusedBytes } = kind;
          return [name, kind.name, label, fusedBytes < bytes ? fusedBytes * 8 : 0, signed];
        }),
      ),
    },
    {
      name: 'super_effects',
      record: EFFECT,
      rows: opcodes.flatMap(({ instruction: { others }, constant }) =>
        others.map(({ stack, pops, pushes }) => [constant, stack, pops.length, pushes.length]),
      ),
    },
    {
      name: 'super_patterns',
      record: PATTERN,
      rows: fused.patterns.map((pattern, i) => [
        opcodes[fused.base + i].constant,
        firstParts[i],
        pattern.parts.length,
      ]),
      comments: fused.patterns.map((pattern) => commentText(formatPattern(pattern))),
    },
    {
      name: 'super_parts',
      record: PART,
      rows: parts.map(({ opcode, bindings }, i) => [
        constantOf.get(opcode)!,
        firstBindings[i],
        bindings.length,
      ]),
    },
    {
      name: 'super_bindings',
      record: BINDING,
      rows: parts.flatMap(({ bindings }) =>
        bindings.map((binding) => {
          if (binding.kind === 'free') return [0, 0, 0];
          return binding.kind === 'same' ? [1, binding.as, binding.offset] : [2, 0, wrapped(binding.value)];
        }),
      ),
    },
  ];
}

/** A constant as a signed number of 64 bits. */
function wrapped(value: number | string): string {
  return String(BigInt.asIntN(64, BigInt(value)));
}

function payloadBits({ operands }: Instruction, isFused: boolean): number {
  const bytes = operands.reduce((sum, { kind }) => sum + (isFused ? kind.fusedBytes : kind.bytes), 0);
  return Number.isFinite(bytes) ? bytes * 8 : 0;
}

/** Where each run begins when all are put one after the other. */
function runningSum(lengths: readonly number[]): readonly number[] {
  let sum = 0;
  return lengths.map((length) => {
    sum += length;
    return sum - length;
  });
}
