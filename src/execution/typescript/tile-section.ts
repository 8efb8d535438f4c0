import { printPatterns } from '../../backends/typescript/patterns.js';
import { tilingText } from '../../backends/typescript/tiling-text.js';
import { basicBlocks } from '../../bytecode/blocks.js';
import { decodeSection, type Program, type Section, wordOffsets } from '../../bytecode/program.js';
import type { FusedIsa } from '../../isa/fuse.js';

interface PeepholePass {
  tileBlock(superinstructions: object, code: Int32Array, constant: Constant): number[];
  readonly superinstructions: object;
}

type Constant = (pool: string, index: number) => number;

const passes = new WeakMap<FusedIsa, PeepholePass>();

/** The generated pass and its patterns, as users have them. */
function peepholePass(isa: FusedIsa): PeepholePass {
  const known = passes.get(isa);
  if (known) return known;
  const text = [tilingText({ types: false }), printPatterns(isa, { types: false })]
    .join('\n')
    .replaceAll(/^export /gm, '');
  const pass = new Function(
    `'use strict';\n${text}\nreturn { tileBlock, superinstructions };`,
  )() as PeepholePass;
  passes.set(isa, pass);
  return pass;
}

/** A section of base instructions, rewritten block by block by the generated peephole pass. */
export function tileSection(isa: FusedIsa, program: Program, section: Section): Section {
  const { tileBlock, superinstructions } = peepholePass(isa);
  const constant: Constant = (pool, index) => program.pools[pool][index] as number;
  const code = decodeSection(isa, program, section);
  const offsets = wordOffsets(code);
  const words: number[] = [];
  /** Jumps lead to the first words of blocks. */
  const moved = new Map<number, number>();
  for (const { start, end } of basicBlocks(isa, code, section.leaders)) {
    moved.set(offsets[start], words.length);
    words.push(
      ...tileBlock(superinstructions, section.code.subarray(offsets[start], offsets[end]), constant),
    );
  }
  for (let word = 0; word < words.length; ) {
    const { operands } = isa.instructions[words[word]];
    for (const [i, { kind }] of operands.entries())
      if (kind.label) words[word + 1 + i] = moved.get(words[word + 1 + i])!;
    word += 1 + operands.length;
  }
  const { name, origins } = section;
  return { name, code: Int32Array.from(words), ...(origins && { origins }) };
}
