import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLANGS } from '../../../src/backends/c/run-loops.js';
import { encodeModule } from '../../../src/backends/wasm/encode.js';
import {
  type ExternText,
  externName,
  readExternText,
  textModule,
} from '../../../src/backends/wasm/extern-text.js';
import { Instance, Module } from '../../../src/backends/wasm/web-assembly.js';
import { findCompiler } from '../../../src/execution/native/compiler.js';
import { isa } from '../../../src/machines/models/isa.js';
import { models } from '../../../src/machines/models/machine.js';
import { runtime } from '../../../src/machines/models/runtime.js';
import { argumentsOf, COUNT, TABLES } from './runtime-arguments.js';

const { c, rust, go, wasm } = models.hostSources!.texts!;
const DEFINED_IN_WASM = ['lookup', 'lookup_forward', 'lookup_backward', 'lookup_extrapolate', 'pow'];
const externs = isa.externs;
const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All arguments, and what runtime.ts makes of them. */
const calls = externs.map(({ name, parameters }) => {
  const numbers = argumentsOf(name);
  const f = runtime[name as keyof typeof runtime] as (...values: readonly unknown[]) => number;
  const values = Float64Array.from({ length: COUNT }, (_, call) => {
    const given = numbers.subarray(call * parameters.length, (call + 1) * parameters.length);
    return f(...parameters.map((kind, at) => (kind === 'f64' ? given[at] : TABLES[given[at]])));
  });
  return { name, parameters, numbers, values };
});
const input = Buffer.concat(calls.map(({ numbers }) => Buffer.from(numbers.buffer)));

const C_FLAGS = ['-std=c11', '-O2', '-ffp-contract=off', '-Wall', '-Wextra', '-Werror'];
const compilers = [
  { language: 'C', command: 'gcc', source: 'c', flags: C_FLAGS, after: ['-lm'] },
  { language: 'C', command: findCompiler(CLANGS) ?? 'clang', source: 'c', flags: C_FLAGS, after: ['-lm'] },
  {
    language: 'Rust',
    command: 'rustc',
    source: 'rs',
    flags: ['--edition=2021', '-O', '-D', 'warnings'],
    after: [],
  },
  { language: 'Go', command: 'go', source: 'go', flags: ['build'], after: [] },
] as const;

/** Per language: a program that calls every function, and one that calls none. */
const PROGRAMS = {
  c: { driver: driverInC, unused: () => `${c}\nint main(void) { return 0; }\n` },
  rs: {
    driver: driverInRust,
    unused: () => `#[allow(dead_code)]\nmod host {\n${rust}\n}\nfn main() {}\n`,
  },
  go: { driver: driverInGo, unused: () => `package main\n\n${go}\nfunc main() {}\n` },
};

describe.each(compilers)('the runtime functions in $language', ({ command, source, flags, after }) => {
  const present = findCompiler([basename(command)]) !== null;

  function compile(name: string, text: string): string {
    const file = join(folder, `${name}.${source}`);
    const program = join(folder, `${name}-${basename(command)}`);
    writeFileSync(file, text);
    const { status, stderr } = spawnSync(command, [...flags, '-o', program, file, ...after], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return program;
  }

  it.skipIf(!present)(
    `compiled by ${basename(command)} give the bits of runtime.ts (skipped where it is not installed)`,
    () => {
      const program = compile('driver', PROGRAMS[source].driver());
      const { stdout, status } = spawnSync(program, { input, maxBuffer: 2 ** 28 });
      expect(status).toBe(0);
      const results = new Float64Array(
        stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength),
      );
      expect(results.length).toBe(externs.length * COUNT);
      const different = calls.flatMap(({ name, parameters, numbers, values }, at) =>
        differences(values, results.subarray(at * COUNT, (at + 1) * COUNT)).map((call) => {
          const given = numbers.subarray(call * parameters.length, (call + 1) * parameters.length);
          return `${name}(${given.join(', ')}) is ${results[at * COUNT + call]} instead of ${values[call]}`;
        }),
      );
      expect(different).toEqual([]);
    },
  );

  it.skipIf(!present)(
    `can stand unused in a program that ${basename(command)} compiles without warnings`,
    () => {
      expect(spawnSync(compile('unused', PROGRAMS[source].unused())).status).toBe(0);
    },
  );
});

describe('the runtime functions in Go', () => {
  const compiler = findCompiler(['go']);

  it.skipIf(!compiler)('round every product, also for processors that could do without (needs Go)', () => {
    const file = join(folder, 'arm.go');
    writeFileSync(file, `package functions\n\n${go}`);
    const options = {
      env: { ...process.env, GOARCH: 'arm64' },
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    } as const;
    const { status, stderr: code } = spawnSync(compiler!, ['build', '-gcflags=-S', file], options);
    expect(status).toBe(0);
    expect(code).toContain('FMULD');
    expect(code.split('\n').filter((line) => /FN?M(ADD|SUB)/.test(line))).toEqual([]);
  });
});

describe('the runtime functions in WebAssembly', () => {
  const text = readExternText(isa, wasm);
  const defined = calls.filter(({ name }) => text.externs.has(name));
  const f = instantiate(text);

  it('are those that models call most', () => {
    expect([...text.externs].sort()).toEqual([...DEFINED_IN_WASM].sort());
  });

  it.each(defined)('give the bits of runtime.ts: $name', ({ name, parameters, numbers, values }) => {
    const results = Float64Array.from({ length: COUNT }, (_, call) => {
      const given = numbers.subarray(call * parameters.length, (call + 1) * parameters.length);
      return f[name](...parameters.flatMap((kind, at) => (kind === 'f64' ? given[at] : f.row(given[at]))));
    });
    const different = differences(values, results).map((call) => {
      const given = numbers.subarray(call * parameters.length, (call + 1) * parameters.length);
      return `${name}(${given.join(', ')}) is ${results[call]} instead of ${values[call]}`;
    });
    expect(different).toEqual([]);
  });

  it('give NaN for a row that does not exist, and read nothing outside one', () => {
    for (const { name } of defined.filter(({ parameters }) => parameters[0] !== 'f64'))
      for (const x of [-1, 0, 3, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(f[name](0, 0, x)).toBeNaN();
        expect(f[name](f.row(1)[0], 2, x)).toEqual(Number.isNaN(x) ? Number.NaN : TABLES[1][1]);
      }
  });
});

describe('the texts', () => {
  it('claim no names at file scope but extern_… and runtime_…', () => {
    const inC = [...c.matchAll(/^(?:static|RUNTIME_FUNCTION|struct)\b[^;={(]*?(\w+)(?=\(|\[|\s*=|\s*\{)/gm)];
    const inRust = [...rust.matchAll(/^(?:pub )?(?:fn|const|struct|enum) (\w+)/gm)];
    const inGo = [...go.matchAll(/^(?:func|var|const|type) (\w+)/gm)];
    for (const names of [inC, inRust, inGo].map((matches) => matches.map(([, name]) => name))) {
      expect(names.length).toBeGreaterThan(externs.length);
      expect(names.filter((name) => !/^(?:extern_|runtime_|RUNTIME_|Runtime)/.test(name))).toEqual([]);
      expect(externs.filter(({ name }) => !names.includes(`extern_${name}`))).toEqual([]);
    }
  });

  it('keep the notice under which fdlibm may be copied', () => {
    const notice =
      /Copyright \(C\) 1993 by Sun Microsystems, Inc\. All rights reserved\.[\s\S]*?notice\s+(?:\*|\/\/|;;) is preserved/g;
    expect(c.match(notice)).toHaveLength(4);
    expect(rust.match(notice)).toHaveLength(4);
    expect(go.match(notice)).toHaveLength(4);
    expect(wasm!.match(notice)).toHaveLength(1);
  });
});

/** The first three places where the bits are not the same; any NaN is as good as any other. */
function differences(expected: Float64Array, actual: Float64Array): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < expected.length && places.length < 3; at++) {
    if (!Object.is(expected[at], actual[at])) places.push(at);
  }
  return places;
}

/** The functions by name, and address and length of a table. */
function instantiate(text: ExternText) {
  const bytes = encodeModule(textModule(isa, text));
  const { exports } = new Instance(new Module(bytes), { externs: runtime as never });
  let end = 1024;
  const rows = TABLES.map((points) => {
    new Float64Array(exports.memory.buffer, end, points.length).set(points);
    end += points.byteLength;
    return [end - points.byteLength, points.length] as const;
  });
  const functions = [...text.externs].map((name) => [name, exports[externName(name)]]);
  return { ...Object.fromEntries(functions), row: (table: number) => rows[table] } as {
    readonly [name: string]: (...values: readonly number[]) => number;
  } & { readonly row: (table: number) => readonly [number, number] };
}

function driverInC(): string {
  const tables = TABLES.map((points, at) => `static const double table${at}[] = {${points.join(', ')}};`);
  const loops = externs.map(({ name, parameters }) => {
    const given = parameters.map((kind, at) => (kind === 'f64' ? `x[${at}]` : `TABLE(x[${at}])`));
    return `  for (int i = 0; i < ${COUNT}; i++) {
    if (fread(x, sizeof *x, ${parameters.length}, stdin) != ${parameters.length}) return 1;
    y = extern_${name}(${given.join(', ')});
    fwrite(&y, sizeof y, 1, stdout);
  }`;
  });
  return `${c}
#include <stdio.h>
${tables.join('\n')}
static const double *const tables[] = {${TABLES.map((_, at) => `table${at}`).join(', ')}};
static const size_t lengths[] = {${TABLES.map(({ length }) => length).join(', ')}};
#define TABLE(number) tables[(int)number], lengths[(int)number]
int main(void) {
  double x[6], y;
${loops.join('\n')}
  return 0;
}
`;
}

function driverInRust(): string {
  const tables = TABLES.map((points) => `&[${Array.from(points, (value) => `${value}f64`).join(', ')}]`);
  const loops = externs.map(({ name, parameters }) => {
    const given = parameters.map((kind, at) => (kind === 'f64' ? `x[${at}]` : `TABLES[x[${at}] as usize]`));
    return `    for _ in 0..${COUNT} {
        for value in &mut x[..${parameters.length}] { *value = next(&mut input); }
        output.extend(host::extern_${name}(${given.join(', ')}).to_le_bytes());
    }`;
  });
  return `mod host {
${rust}
}
use std::io::{Read, Write};
static TABLES: [&[f64]; ${TABLES.length}] = [${tables.join(', ')}];
fn next(input: &mut &[u8]) -> f64 {
    let (value, rest) = input.split_at(8);
    *input = rest;
    f64::from_le_bytes(value.try_into().unwrap())
}
fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let (mut input, mut output, mut x) = (&bytes[..], Vec::new(), [0.0; 6]);
${loops.join('\n')}
    std::io::stdout().write_all(&output).unwrap();
}
`;
}

function driverInGo(): string {
  const tables = TABLES.map((points) => `{${points.join(', ')}}`);
  const loops = externs.map(({ name, parameters }) => {
    const given = parameters.map((kind, at) => (kind === 'f64' ? `x[${at}]` : `tables[int(x[${at}])]`));
    return `    for i := 0; i < ${COUNT}; i++ {
        for k := range x[:${parameters.length}] { x[k] = next() }
        put(extern_${name}(${given.join(', ')}))
    }`;
  });
  return `package main

import ("bufio"; "encoding/binary"; "os")
${go}
var input, output = bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
var word [8]byte
var tables = [][]float64{${tables.join(', ')}}
func next() float64 {
    for k := range word { word[k], _ = input.ReadByte() }
    return math.Float64frombits(binary.LittleEndian.Uint64(word[:]))
}
func put(value float64) {
    binary.LittleEndian.PutUint64(word[:], math.Float64bits(value))
    output.Write(word[:])
}
func main() {
    var x [6]float64
${loops.join('\n')}
    output.Flush()
}
`;
}
