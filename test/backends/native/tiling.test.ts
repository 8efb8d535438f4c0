import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateHandlers } from '../../../passes/generate.js';
import { findCompiler } from '../../../src/backends/native/compiler.js';
import { printPatterns } from '../../../src/backends/typescript/patterns.js';
import { type Patterns, tileBlock } from '../../../src/backends/typescript/tiling.js';
import { basicBlocks } from '../../../src/bytecode/blocks.js';
import { decodeSection, encode } from '../../../src/bytecode/program.js';
import { models as machine } from '../../../src/machines/models/machine.js';
import { modelsSuite } from './programs.js';

const { isa, fused, programs } = modelsSuite();

/** Basic blocks without jumps, and what the tiling of the product makes of them. */
const blocks = programs.flatMap(({ baseline, tiled }) =>
  baseline.sections.flatMap((section, s) => {
    const code = decodeSection(isa, baseline, section);
    const all = basicBlocks(isa, code);
    expect(all).toHaveLength(1);
    const constants = baseline.pools.constant as readonly number[];
    return [{ words: [...encode(isa, code)], expected: [...tiled.sections[s].code], constants }];
  }),
);
const [{ constants }] = blocks;
const words = blocks.map((block) => block.words);
const expected = blocks.map((block) => block.expected);

function inFolder(target: 'c' | 'rust', work: (folder: string) => string): number[][] {
  const folder = mkdtempSync(join(tmpdir(), 'tiling-'));
  try {
    for (const [file, text] of generateHandlers(fused, [target], machine.hostSources))
      writeFileSync(join(folder, file.replace(/^\w+\//, '')), text);
    return work(folder)
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' ').map(Number));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the stand-alone tiling table', () => {
  it('has something to do', () => {
    expect(expected.flat().length).toBeLessThan(words.flat().length);
    expect(expected.flat().some((word) => word >= fused.base)).toBe(true);
  });

  it('tiles like the product in TypeScript', () => {
    const text = printPatterns(fused, { types: false }).replace('export const superinstructions =', 'return');
    const patterns = new Function(text)() as Patterns;
    const tiled = words.map((block) =>
      tileBlock(patterns, block, (pool, index) => (pool === 'constant' ? constants[index] : Number.NaN)),
    );
    expect(tiled).toEqual(expected);
  });

  const gcc = findCompiler(['gcc', 'clang', 'clang-19']);
  it.skipIf(!gcc)(
    `tiles like the product in C${gcc ? '' : ' (needs a C compiler)'}`,
    () => {
      const number = (value: number) =>
        Number.isNaN(value)
          ? 'NAN'
          : Number.isFinite(value)
            ? `${Object.is(value, -0) ? '-0.0' : String(value)}`
            : value < 0
              ? '-INFINITY'
              : 'INFINITY';
      const program = `#include "tiling.h"
#include <stdio.h>
static const double values[] = {${constants.map(number).join(', ')}};
static double constant(int pool, int32_t index) { return pool == 0 ? values[index] : NAN; }
static void tile(const int32_t *code, size_t words) {
  int32_t out[10000];
  const size_t count = tile_block(code, words, constant, out);
  for (size_t i = 0; i < count; i++) printf("%d ", out[i]);
  printf("\\n");
}
int main(void) {
${words.map((block, i) => `  static const int32_t b${i}[] = {${block.join(', ')}};\n  tile(b${i}, ${block.length});`).join('\n')}
}
`;
      const tiled = inFolder('c', (folder) => {
        writeFileSync(join(folder, 'test.c'), program);
        execFileSync(gcc!, ['-std=gnu11', '-o', 'test', 'test.c', '-lm'], { cwd: folder, stdio: 'pipe' });
        return execFileSync(join(folder, 'test'), { encoding: 'utf8' });
      });
      expect(tiled).toEqual(expected);
    },
    120_000,
  );

  const rustc = findCompiler(['rustc']);
  it.skipIf(!rustc)(
    `tiles like the product in Rust${rustc ? '' : ' (needs rustc)'}`,
    () => {
      const number = (value: number) =>
        Number.isNaN(value)
          ? 'f64::NAN'
          : Number.isFinite(value)
            ? `${Object.is(value, -0) ? '-0.0' : `f64::from_bits(${new BigUint64Array(new Float64Array([value]).buffer)[0]})`}`
            : value < 0
              ? 'f64::NEG_INFINITY'
              : 'f64::INFINITY';
      const program = `mod machine;
mod patterns;
mod tiling;
fn main() {
    let values = [${constants.map(number).join(', ')}];
    let constant = |pool: usize, index: usize| if pool == 0 { values[index] } else { f64::NAN };
    let blocks: Vec<&[i32]> = vec![${words.map((block) => `&[${block.join(', ')}]`).join(', ')}];
    for block in blocks {
        let words: Vec<String> = tiling::tile_block(block, &constant).iter().map(|word| word.to_string()).collect();
        println!("{}", words.join(" "));
    }
}
`;
      const tiled = inFolder('rust', (folder) => {
        writeFileSync(join(folder, 'test.rs'), program);
        execFileSync(rustc!, ['--edition', '2021', 'test.rs'], { cwd: folder, stdio: 'pipe' });
        return execFileSync(join(folder, 'test'), { encoding: 'utf8' });
      });
      expect(tiled).toEqual(expected);
    },
    120_000,
  );
});
