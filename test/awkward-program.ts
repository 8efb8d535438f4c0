import type { HostFunctions } from '../src/backends/host.js';
import { encode, type Program } from '../src/bytecode/program.js';
import { awkward } from './awkward-machine.js';

const opcode = (name: string) => awkward.instructions.findIndex((instruction) => instruction.name === name);

/** Writes cells at addresses of which some do not exist and some come from cells, and reads them back. */
export const awkwardProgram: Program = {
  name: 'awkward',
  family: 'awkward',
  machine: 'awkward',
  cells: { a: 4 },
  pools: { rows: [[3, -7], []] },
  sections: [
    {
      name: 'main',
      code: encode(awkward, [
        ...[0, 3, 4, -1, 2 ** 30].flatMap((address) => [
          { opcode: opcode('push'), operands: [address] },
          { opcode: opcode('put'), operands: [] },
          { opcode: opcode('push'), operands: [address] },
          { opcode: opcode('get'), operands: [] },
        ]),
        ...[0, 7].flatMap((row) => [
          { opcode: opcode('push'), operands: [row] },
          { opcode: opcode('row'), operands: [] },
        ]),
        ...[2, 7, -3].flatMap((address) => [
          { opcode: opcode('set'), operands: [0, address] },
          ...[0, 0].flatMap(() => [
            { opcode: opcode('follow'), operands: [0] },
            { opcode: opcode('keep'), operands: [1] },
          ]),
        ]),
        { opcode: opcode('x'), operands: [1, 0] },
        ...Array.from({ length: 8 }, () => ({ opcode: opcode('keep'), operands: [2] })),
        // The last one leaves.
        ...[5, 7, 99].flatMap((value) => [
          { opcode: opcode('push'), operands: [value] },
          { opcode: opcode('guard'), operands: [] },
        ]),
        { opcode: opcode('set'), operands: [3, 77] },
        { opcode: opcode('y'), operands: [] },
      ]),
    },
  ],
  schedule: [{ kind: 'run', section: 'main' }, { kind: 'observe' }],
  symbols: {},
};

export const awkwardHost: HostFunctions = {
  functions: {
    switch: ((row: Int32Array, x: number) => (row.length + Math.trunc(x)) | 0) as never,
    plain: ((a: number, x: number) => a + x) as never,
  },
  texts: {
    c: `#include <stddef.h>
#include <stdint.h>
static int32_t extern_switch(const int32_t *row, size_t row_length, double x) { (void)row; return (int32_t)row_length + (int32_t)x; }
static double extern_plain(int32_t a, double x) { return a + x; }
`,
    rust: `pub fn extern_switch(row: &[i32], x: f64) -> i32 { row.len() as i32 + x as i32 }
pub fn extern_plain(a: i32, x: f64) -> f64 { f64::from(a) + x }
`,
    go: `func extern_switch(row []int32, x float64) int32 { return int32(len(row)) + int32(x) }
func extern_plain(a int32, x float64) float64 { return float64(a) + x }
`,
    wasm: `(func $extern_switch (param $row i32) (param $row_length i32) (param $x f64) (result i32)
  (i32.add (local.get $row_length) (i32.trunc_sat_f64_s (local.get $x))))
`,
  },
};
