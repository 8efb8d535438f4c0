import type { FusedIsa } from '../../isa/fuse.js';
import type { Binding } from '../../isa/pattern.js';
import { generatedFrom } from '../opcodes.js';
import { firstRows, tilingTable } from '../tiling.js';
import { createRust } from './language.js';

/** `patterns.rs`: what each superinstruction replaces, as data for `tiling.rs`. */
export function printPatterns(isa: FusedIsa): string {
  const language = createRust(isa);
  const rows = tilingTable(isa);
  const binding = (binding: Binding): string => {
    if (binding.kind === 'free') return 'Binding::Free';
    if (binding.kind === 'constant') return `Binding::Constant(${language.number(binding.value, 'f64')[0]})`;
    return `Binding::Same(${binding.as}, ${binding.offset})`;
  };
  const first = firstRows(isa, rows);
  const lines = [
    `//! ${generatedFrom(isa)}`,
    '#![allow(unused_imports)]',
    '',
    'use crate::machine::op;',
    '',
    '/// What a superinstruction does with an operand of a part.',
    'pub enum Binding {',
    '    Free,',
    '    /// It is an earlier one, counted over all parts, plus an offset.',
    '    Same(usize, i32),',
    '    /// It is this constant: the value of the pool where the operand indexes one.',
    '    Constant(f64),',
    '}',
    '',
    'pub struct Part {',
    '    pub opcode: i32,',
    "    pub bindings: &'static [Binding],",
    '}',
    '',
    'pub struct Pattern {',
    '    pub opcode: i32,',
    "    pub parts: &'static [Part],",
    '}',
    '',
    `pub static PATTERNS: [Pattern; ${rows.length}] = [`,
    ...rows.flatMap(({ fused, parts }) => [
      `    // ${fused.parts}`,
      '    Pattern {',
      `        opcode: op::${fused.identifier.toUpperCase()},`,
      '        parts: &[',
      ...parts.map(
        ({ row, bindings }) =>
          `            Part { opcode: op::${row.identifier.toUpperCase()}, bindings: &[${bindings.map(binding).join(', ')}] },`,
      ),
      '        ],',
      '    },',
    ]),
    '];',
    '',
    '/// By the opcode of the first part: `PATTERNS[FIRST_PATTERN[opcode]..FIRST_PATTERN[opcode + 1]]`.',
    `pub static FIRST_PATTERN: [usize; ${first.length}] = [${first.join(', ')}];`,
  ];
  return `${lines.join('\n')}\n`;
}
