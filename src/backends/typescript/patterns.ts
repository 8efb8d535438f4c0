import type { FusedIsa } from '../../isa/fuse.js';
import { type Binding, formatConstant } from '../../isa/pattern.js';
import { generatedFrom } from '../opcodes.js';
import { tilingTable } from '../peephole-table.js';

/**
 * `patterns.ts`: what each superinstruction replaces, as data for `tiling.ts`; or the same for `tiling.mjs`.
 */
export function printPatterns(isa: FusedIsa, { types }: { readonly types: boolean }): string {
  const rows = tilingTable(isa);
  const binding = (binding: Binding): string => {
    if (binding.kind === 'free') return "'free'";
    if (binding.kind === 'constant') return `{ constant: ${formatConstant(binding.value)} }`;
    return `{ same: ${binding.as}, offset: ${binding.offset} }`;
  };
  const firsts = [...new Set(rows.map(({ parts }) => parts[0].row.opcode))];
  const lines = [
    `// ${generatedFrom(isa)}`,
    ...(types ? ["import type { Pattern, Patterns } from './tiling.js';"] : []),
    '',
    `const patterns = new Map${types ? '<number, readonly Pattern[]>' : ''}([`,
    ...firsts.flatMap((first) => [
      '  [',
      `    ${first},`,
      '    [',
      ...rows
        .filter(({ parts }) => parts[0].row.opcode === first)
        .flatMap(({ fused, parts }) => [
          `      // ${fused.parts}`,
          '      {',
          `        opcode: ${fused.opcode},`,
          '        parts: [',
          ...parts.map(({ row, bindings }) => {
            const pools = row.instruction.operands.map(({ kind }) => (kind.pool ? `'${kind.pool}'` : 'null'));
            return `          { opcode: ${row.opcode}, bindings: [${bindings.map(binding).join(', ')}], pools: [${pools.join(', ')}] },`;
          }),
          '        ],',
          '      },',
        ]),
      '    ],',
      '  ],',
    ]),
    ']);',
    '',
    '/** Words of each instruction. */',
    `const widths = [${isa.instructions.map(({ operands }) => operands.length + 1).join(', ')}];`,
    '',
    `export const superinstructions${types ? ': Patterns' : ''} = { patterns, widths };`,
  ];
  return `${lines.join('\n')}\n`;
}
