/** Blocks of code, and the values of pool 0 that they index. */
export interface TilingInput {
  readonly blocks: readonly (readonly number[])[];
  readonly constants: readonly number[];
}

/** How a language calls its stand-alone tiling, beside the files that `generate` writes. */
export interface TilingDriver {
  readonly target: string;
  /** The first that is there is used; empty: this process runs it. */
  readonly compilers: readonly string[];
  readonly file: string;
  /** A program that prints a line of words per block. */
  print(input: TilingInput): string;
  /** What the compiler is given besides its name. */
  readonly arguments: readonly string[];
}

const inC: TilingDriver = {
  target: 'c',
  compilers: ['gcc', 'clang', 'clang-19'],
  file: 'test.c',
  arguments: ['-std=gnu11', '-o', 'test', 'test.c', '-lm'],
  print: ({ blocks, constants }) => `#include "tiling.h"
#include <stdio.h>
static const uint64_t bits[] = {${constants.map((value) => `UINT64_C(${bitsOf(value)})`).join(', ')}};
static double constant(int pool, int32_t index) {
  double value = NAN;
  if (pool == 0) memcpy(&value, &bits[index], sizeof value);
  return value;
}
static void tile(const int32_t *code, size_t words) {
  int32_t out[10000];
  const size_t count = tile_block(code, words, constant, out);
  for (size_t i = 0; i < count; i++) printf("%d ", out[i]);
  printf("\\n");
}
int main(void) {
${blocks.map((block, i) => `  static const int32_t b${i}[] = {${block.join(', ')}};\n  tile(b${i}, ${block.length});`).join('\n')}
}
`,
};

const inRust: TilingDriver = {
  target: 'rust',
  compilers: ['rustc'],
  file: 'test.rs',
  arguments: ['--edition', '2021', 'test.rs'],
  print: ({ blocks, constants }) => `mod machine;
mod patterns;
mod tiling;
fn main() {
    let values = [${constants.map((value) => `f64::from_bits(${bitsOf(value)})`).join(', ')}];
    let constant = |pool: usize, index: usize| if pool == 0 { values[index] } else { f64::NAN };
    let blocks: Vec<&[i32]> = vec![${blocks.map((block) => `&[${block.join(', ')}]`).join(', ')}];
    for block in blocks {
        let words: Vec<String> = tiling::tile_block(block, &constant).iter().map(|word| word.to_string()).collect();
        println!("{}", words.join(" "));
    }
}
`,
};

const inJavaScript: TilingDriver = {
  target: 'wasm',
  compilers: [],
  file: 'test.mjs',
  arguments: [],
  print: ({ blocks, constants }) => `import { superinstructions } from './patterns.mjs';
import { tileBlock } from './tiling.mjs';
const values = new Float64Array(BigUint64Array.of(${constants.map((value) => `${bitsOf(value)}n`).join(', ')}).buffer);
const constant = (pool, index) => (pool === 'constant' ? values[index] : NaN);
for (const block of ${JSON.stringify(blocks)}) console.log(tileBlock(superinstructions, block, constant).join(' '));
`,
};

const inGo: TilingDriver = {
  target: 'go',
  compilers: ['go'],
  file: 'test.go',
  arguments: ['build', '-o', 'test', 'test.go', 'tiling.go', 'patterns.go', 'machine.go'],
  print: ({ blocks, constants }) => `package main
import "fmt"
import "math"
var values = []uint64{${constants.map(bitsOf).join(', ')}}
func constant(pool int, index int32) float64 {
    if pool != 0 { return nan }
    return math.Float64frombits(values[index])
}
func main() {
    for _, block := range [][]int32{${blocks.map((block) => `{${block.join(', ')}}`).join(', ')}} {
        words := fmt.Sprint(tileBlock(block, constant))
        fmt.Println(words[1:len(words)-1])
    }
}
`,
};

function bitsOf(value: number): string {
  return String(new BigUint64Array(Float64Array.of(value).buffer)[0]);
}

export const DRIVERS: readonly TilingDriver[] = [inJavaScript, inC, inRust, inGo];
