import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printHostFiles } from '../../../../src/backends/host/host-files.js';
import { hostOpcodes } from '../../../../src/backends/host/host-opcodes.js';
import type { Code, Program } from '../../../../src/bytecode/program.js';
import { encode } from '../../../../src/bytecode/program.js';
import { extendIsa } from '../../../../src/isa/fuse.js';
import type { HostLanguage, Isa } from '../../../../src/isa/isa.js';
import { parsePattern } from '../../../../src/isa/pattern.js';
import { tileProgram } from '../../../../src/mining/tile.js';
import { compilerOf, GUESTS, type Guest, readGuest, runFile } from './guests.js';

/** Many that overlap, so that there is something to decide. */
const PATTERNS = [
  'push a; push b',
  'push #1; push a',
  'push a; load b; add',
  'load a; load a+1; add',
  'load a; jz b',
  'add; dup; add',
  'dup; add',
  'dup; add; store a; jump b',
  'add; store a',
  'store a; load a',
  'store a; load b; push c; add; store d',
  'jz a; jz b; load c',
];
const USED = ['push', 'load', 'store', 'dup', 'add', 'jz', 'jump', 'skip', 'wide'];
/** What the machine has besides: an instruction that may skip the next one, and one that belongs to the next. */
const MORE = `skip ( c -- ) skip { }
wide ( -- ) prefix { }
`;
/** Numbers and locals may be too large for superinstructions. */
const narrow = (isa: string) =>
  isa.replace('u8\n', 'u8 as u2\n').replace('i32 bindable\n', 'i32 bindable as i3\n');

/** Words of code, and words where control may come in besides jump targets. */
interface Block {
  readonly words: readonly number[];
  readonly entries: readonly number[];
}

/**
 * How a language runs the tiling that was printed: a program that prints for each block its code afterwards, the
 * old pc of each word (-1: none), and the code taken apart again, a line each.
 */
const DRIVERS: Readonly<Record<HostLanguage, (blocks: readonly Block[], constants: string[]) => string>> = {
  c: inC,
  'c++': inC,
  rust: (blocks, constants) => `#![allow(warnings)]
mod superinstructions;
mod tiling;
use superinstructions::*;
use tiling::*;
${constants.map((name, i) => `pub const ${name}: i32 = ${i};`).join('\n')}
fn show(numbers: impl Iterator<Item = i64>) {
    println!("{}", numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" "));
}
fn test(words: &[i32], entries: &[usize]) {
    let tiled = tile_words(words, |pc| entries.contains(&pc)).unwrap();
    show(tiled.code.iter().map(|&word| word as i64));
    show(tiled.old_pc.iter().map(|pc| pc.map_or(-1, |pc| pc as i64)));
    let mut apart = Vec::new();
    let mut at = 0;
    while at < tiled.code.len() {
        let count = SUPER_INFOS[super_index(tiled.code[at]).unwrap()].operand_count;
        let operands = tiled.code[at + 1..at + 1 + count].iter().map(|&word| word as i64).collect();
        for one in decompose(&SuperInstruction { op: tiled.code[at], operands, is_leader: false, old_pc: at }) {
            apart.push(one.op as i64);
            apart.extend(one.operands);
        }
        at += 1 + count;
    }
    show(apart.into_iter());
}
fn main() {
${blocks.map(({ words, entries }) => `    test(&[${words.join(', ')}], &[${entries.join(', ')}]);`).join('\n')}
    println!("{}", tile_words(&[999], |_| false).is_none());
}
`,
  go: (blocks, constants) => `package main
import "fmt"
import "strings"
${constants.map((name, i) => `const ${name} = ${i}`).join('\n')}
func show(numbers any) { fmt.Println(strings.Trim(fmt.Sprint(numbers), "[]")) }
func test(words []int32, entries []int) {
    tiled, _ := superTileWords(words, func(pc int) bool {
        for _, entry := range entries { if entry == pc { return true } }
        return false
    })
    show(tiled.Code)
    show(tiled.OldPC)
    apart := []int64{}
    for at := 0; at < len(tiled.Code); {
        one := SuperInstruction{Op: tiled.Code[at]}
        for k := 0; k < superInfos[superIndex[one.Op]].operand_count; k++ {
            one.Operands = append(one.Operands, int64(tiled.Code[at+1+k]))
        }
        for _, part := range superDecompose(one) { apart = append(append(apart, int64(part.Op)), part.Operands...) }
        at += 1 + len(one.Operands)
    }
    show(apart)
}
func main() {
${blocks.map(({ words, entries }) => `    test([]int32{${words.join(', ')}}, []int{${entries.join(', ')}})`).join('\n')}
    _, good := superTileWords([]int32{999}, nil)
    fmt.Println(!good)
}
`,
  javascript: (blocks) => `import { superIndex, superInfos } from './superinstructions.mjs';
import { decompose, tileWords } from './tiling.mjs';
for (const { words, entries } of ${JSON.stringify(blocks)}) {
  const { code, oldPc } = tileWords(words, (pc) => entries.includes(pc));
  console.log(code.join(' '));
  console.log(code.map((_, pc) => oldPc.get(pc) ?? -1).join(' '));
  const apart = [];
  for (let at = 0; at < code.length; ) {
    const { operandCount } = superInfos[superIndex.get(code[at])];
    const operands = code.slice(at + 1, at + 1 + operandCount);
    for (const one of decompose({ op: code[at], operands })) apart.push(one.op, ...one.operands);
    at += 1 + operandCount;
  }
  console.log(apart.join(' '));
}
console.log(tileWords([999]) === null);
`,
};

function inC(blocks: readonly Block[], constants: readonly string[]): string {
  return `#include <stdio.h>
enum { ${constants.join(', ')} };
#include "TILING"
static void test(const int32_t *words, size_t count, const unsigned char *entries) {
  int32_t out[4096];
  size_t old_pc[4096], new_pc[4097];
  for (int i = 0; i < 4096; i++) old_pc[i] = SIZE_MAX;
  const size_t end = super_tile_words(words, count, entries, out, new_pc, old_pc);
  for (size_t i = 0; i < end; i++) printf("%d ", (int)out[i]);
  printf("\\n");
  for (size_t i = 0; i < end; i++) printf("%d ", old_pc[i] == SIZE_MAX ? -1 : (int)old_pc[i]);
  printf("\\n");
  for (size_t at = 0; at < end;) {
    static SuperInstruction one, parts[SUPER_MAX_PARTS];
    one.op = out[at];
    one.operand_count = super_infos[super_index(one.op)].operand_count;
    for (int k = 0; k < one.operand_count; k++) one.operands[k] = out[at + 1 + (size_t)k];
    const int count = super_decompose(&one, parts);
    for (int p = 0; p < count; p++) {
      printf("%d ", parts[p].op);
      for (int k = 0; k < parts[p].operand_count; k++) printf("%d ", (int)parts[p].operands[k]);
    }
    at += 1 + (size_t)one.operand_count;
  }
  printf("\\n");
}
int main(void) {
${blocks
  .map(({ words, entries }, i) => {
    const marks = words.map((_, pc) => (entries.includes(pc) ? 1 : 0));
    return `  static const int32_t b${i}[] = {${words.join(', ')}};
  static const unsigned char e${i}[] = {${marks.join(', ')}};
  test(b${i}, ${words.length}, e${i});`;
  })
  .join('\n')}
  static const int32_t bad[] = {999};
  int32_t out[1];
  printf("%s\\n", super_tile_words(bad, 1, NULL, out, NULL, NULL) == 0 ? "true" : "false");
  return 0;
}
`;
}

/** Functions of a machine with instructions in random order, jumps to anywhere in them. */
function functionsOf(isa: Isa): fc.Arbitrary<Code> {
  return fc
    .array(fc.tuple(fc.constantFrom(...USED), fc.nat({ max: 4 }), fc.nat()), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    })
    .map((list) =>
      list.map(([name, operand, target]) => {
        const opcode = isa.opcodeOf.get(name)!;
        const operands = isa.instructions[opcode].operands.map(({ kind }) =>
          // Few targets: every one of them ends a block.
          kind.label ? (target % 3) * Math.floor(list.length / 3) : operand,
        );
        return { opcode, operands };
      }),
    );
}

function fusedOf(guest: Guest) {
  const { isa, template } = readGuest({ ...guest, isa: narrow(guest.isa) + MORE });
  const patterns = PATTERNS.map((text) => parsePattern(text, isa, 'test'));
  return { isa, template, fused: extendIsa(isa, patterns) };
}

function programOf(isa: Isa, code: Code): Program {
  const bare = { name: 'test', family: 'test', cells: { local: 16 }, pools: {}, schedule: [], symbols: {} };
  return { ...bare, machine: isa.machine, sections: [{ name: 'main', code: encode(isa, code) }] };
}

describe.for(GUESTS)('the tiling printed in $language', (guest) => {
  const compiler = compilerOf(guest);
  const { isa, template, fused } = fusedOf(guest);
  const codes = fc.sample(functionsOf(isa), 60);
  const blocks = codes.map((code) => ({ words: [...encode(isa, code)], entries: [] as number[] }));
  // The same code three times, the second and third with an entry in the middle.
  const straight = isa.opcodeOf.get('add')!;
  const dup = isa.opcodeOf.get('dup')!;
  const entered = [[], [1], [2]].map((entries) => ({ words: [straight, dup, straight], entries }));

  it('tiles like the product, and what it gives can be taken apart again', ({ skip }) => {
    skip(compiler === null, `needs ${guest.compilers.join(' or ')}`);
    const constants = hostOpcodes(isa, template).map(({ constant }) => constant);
    const files = new Map(printHostFiles(fused, template));
    const tiling = [...files.keys()].find((name) => name.startsWith('tiling'))!;
    const file = guest.test.replace('handlers_', 'tiling_');
    const driver = DRIVERS[guest.language]([...blocks, ...entered], constants).replace('TILING', tiling);
    const { output, status } = runFile(guest, file, files.set(file, driver));
    expect(status, output).toBe(0);
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => line.trim());
    const numbers = lines.slice(0, -1).map((line) => (line === '' ? [] : line.split(' ').map(Number)));
    expect(lines.at(-1)).toBe('true');

    let shorter = 0;
    for (const [i, code] of codes.entries()) {
      const { program } = tileProgram(isa, fused, programOf(isa, code));
      const [found, oldPcs, apart] = numbers.slice(3 * i, 3 * i + 3);
      expect(found).toEqual([...program.sections[0].code]);
      if (found.length < blocks[i].words.length) shorter++;
      // Jump targets are those of the new code; everything else is as it was.
      const isTarget = (word: number) => targetsIn(isa, blocks[i].words).has(word);
      expect(apart.map((word, at) => (isTarget(at) ? 'target' : word))).toEqual(
        blocks[i].words.map((word, at) => (isTarget(at) ? 'target' : word)),
      );
      const starts = oldPcs.filter((pc) => pc >= 0);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts[0]).toBe(0);
    }
    expect(shorter).toBeGreaterThan(10);

    const opcode = (pattern: string) => fused.base + PATTERNS.indexOf(pattern);
    const [all, atSecond, atThird] = [0, 1, 2].map((i) => numbers[3 * (codes.length + i)]);
    expect(all).toEqual([opcode('add; dup; add')]);
    expect(atSecond).toEqual([straight, opcode('dup; add')]);
    expect(atThird).toEqual([straight, dup, straight]);
  });
});

/** Words that are jump targets. */
function targetsIn(isa: Isa, words: readonly number[]): ReadonlySet<number> {
  const targets = new Set<number>();
  for (let at = 0; at < words.length; ) {
    const { operands } = isa.instructions[words[at]];
    for (const [k, { kind }] of operands.entries()) if (kind.label) targets.add(at + 1 + k);
    at += 1 + operands.length;
  }
  return targets;
}
