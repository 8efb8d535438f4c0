import type { FusedIsa } from '../isa/fuse.js';
import type { Binding } from '../isa/pattern.js';
import { type TilingRow, tilingTable } from './peephole-table.js';
import type { Enumeration, RecordType, Row, Table } from './tables.js';

export const BINDING_KIND: Enumeration = { name: 'BindingKind', members: ['Free', 'Same', 'Constant'] };

const BINDING: RecordType = {
  name: 'Binding',
  about:
    'What a superinstruction does with an operand of a part: keeps it; asks that it be an earlier one, counted over all parts, plus an offset; or asks for a constant, the value of the pool where the operand indexes one.',
  fields: [
    { name: 'kind', type: { enumeration: BINDING_KIND } },
    { name: 'earlier', type: 'count' },
    { name: 'offset', type: 'i32' },
    { name: 'value', type: 'f64' },
  ],
};

const PART: RecordType = {
  name: 'Part',
  about: 'An instruction of the base machine.',
  fields: [
    { name: 'opcode', type: 'opcode' },
    { name: 'bindings', type: { list: BINDING } },
  ],
};

const PATTERN: RecordType = {
  name: 'Pattern',
  about: 'A superinstruction, and what it replaces.',
  fields: [
    { name: 'opcode', type: 'opcode' },
    { name: 'parts', type: { list: PART } },
  ],
};

const FIRST: RecordType = {
  name: 'FirstPattern',
  about: 'Where the patterns are whose first part is this opcode: from `start` up to `end`.',
  fields: [
    { name: 'start', type: 'count' },
    { name: 'end', type: 'count' },
  ],
};

export const PATTERN_RECORDS: readonly RecordType[] = [BINDING, PART, PATTERN, FIRST];

/** What each superinstruction replaces, for the peephole pass that stands beside it. */
export function patternTables(isa: FusedIsa): readonly Table[] {
  const rows = tilingTable(isa);
  return [
    {
      name: 'patterns',
      record: PATTERN,
      rows: rows.map(({ fused, parts }) => [fused.identifier, parts.map(partRow)]),
      comments: rows.map(({ fused }) => fused.parts!),
    },
    {
      name: 'first_patterns',
      about: 'By opcode of the base machine.',
      record: FIRST,
      rows: firstRows(isa, rows),
    },
  ];
}

function partRow({ row, bindings }: TilingRow['parts'][number]): Row {
  return [row.identifier, bindings.map(bindingRow)];
}

function bindingRow(binding: Binding): Row {
  switch (binding.kind) {
    case 'free':
      return ['Free', 0, 0, 0];
    case 'same':
      return ['Same', binding.as, binding.offset, 0];
    case 'constant':
      return ['Constant', 0, 0, binding.value];
  }
}

function firstRows(isa: FusedIsa, rows: readonly TilingRow[]): readonly Row[] {
  const before = (opcode: number) => rows.filter(({ parts }) => parts[0].row.opcode < opcode).length;
  return Array.from({ length: isa.base }, (_, opcode) => [before(opcode), before(opcode + 1)]);
}
