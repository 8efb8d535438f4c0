import type { FusedIsa } from '../../isa/fuse.js';
import type { Binding } from '../../isa/pattern.js';
import { LOOSEST } from '../language.js';
import { generatedFrom } from '../opcodes.js';
import { firstRows, mostOperands, tilingTable } from '../tiling.js';
import { createC } from './language.js';

/** `patterns.h`: what each superinstruction replaces, as data for `tiling.h`. */
export function printPatterns(isa: FusedIsa): string {
  const language = createC(isa);
  const rows = tilingTable(isa);
  const number = (value: number) => language.number(value, 'f64')[LOOSEST];
  const binding = (binding: Binding): string => {
    if (binding.kind === 'free') return '{FREE, 0, 0, 0}';
    if (binding.kind === 'constant') return `{CONSTANT, 0, 0, ${number(binding.value)}}`;
    return `{SAME, ${binding.as}, ${binding.offset}, 0}`;
  };
  const opcode = (identifier: string) => `OP_${identifier.toUpperCase()}`;
  const lines = [
    `/* ${generatedFrom(isa)} */`,
    '#include "machine.h"',
    '',
    '#include <math.h>',
    '',
    '/* What a superinstruction does with an operand of a part: keeps it; asks that it be an earlier one, counted over all',
    '   parts, plus an offset; or asks for a constant, the value of the pool where the operand indexes one. */',
    'enum { FREE, SAME, CONSTANT };',
    'typedef struct {',
    '  int kind, as, offset;',
    '  double value;',
    '} Binding;',
    'typedef struct {',
    '  int opcode;',
    `  Binding bindings[${Math.max(1, ...isa.instructions.slice(0, isa.base).map(({ operands }) => operands.length))}];`,
    '} Part;',
    'typedef struct {',
    '  int opcode, length;',
    '  const Part *parts;',
    '} Pattern;',
    `enum { MAX_PATTERN_OPERANDS = ${mostOperands(rows)} };`,
    '',
    `static const Pattern patterns[${rows.length + 1}] = {`,
    ...rows.flatMap(({ fused, parts }) => [
      `  /* ${fused.parts} */`,
      `  {${opcode(fused.identifier)}, ${parts.length}, (const Part[]){`,
      ...parts.map(
        ({ row, bindings }) =>
          `    {${opcode(row.identifier)}, {${bindings.length > 0 ? bindings.map(binding).join(', ') : binding({ kind: 'free' })}}},`,
      ),
      '  }},',
    ]),
    '  {0, 0, NULL},',
    '};',
    '',
    '/* By the opcode of the first part: patterns[first_pattern[opcode]] up to first_pattern[opcode + 1]. */',
    `static const int first_pattern[${isa.base + 1}] = {${firstRows(isa, rows).join(', ')}};`,
  ];
  return `${lines.join('\n')}\n`;
}
