import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cBackEnd } from '../../src/backends/c/back-end.js';
import type { CompiledBackEnd } from '../../src/backends/compiled.js';
import { goBackEnd } from '../../src/backends/go/back-end.js';
import type { HostFunctions } from '../../src/backends/host.js';
import { rustBackEnd } from '../../src/backends/rust/back-end.js';
import type { Program } from '../../src/bytecode/program.js';
import { compilers, runProgram, writeTemporary } from '../../src/execution/native/compiler.js';
import type { FusedIsa } from '../../src/isa/fuse.js';

/** How a loader ended, and a run if there was one: as processes do, or 'crash' with what was seen. */
export type Ending = 'ran' | 'refused' | 'stopped' | { readonly crash: string };

/** A printed program that takes many images, one after the other. */
export interface Driver {
  readonly language: string;
  /** How each image of the file ended. */
  run(images: readonly Uint8Array[]): readonly Ending[];
}

/** What runs that nobody has predicted may dispatch, and the cells of memory that programs that run may have. */
const MAX_DISPATCHES = 20_000;
const MAX_CELLS_TO_RUN = 4096;

/**
 * In C, under sanitizers: what would end the process goes on with the next image, and what was allocated is
 * freed.
 */
const C_DRIVER = `#define _GNU_SOURCE
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static jmp_buf ended;
static FILE *quiet;
static void *blocks[1 << 20];
static size_t block_count;
static unsigned char *mutant;
static size_t mutant_bytes;
static void *keep(void *block) { return blocks[block_count++] = block; }
static void forget(void *block) {
  for (size_t i = block_count; i-- > 0;)
    if (blocks[i] == block) { blocks[i] = blocks[--block_count]; free(block); return; }
}
static void *again(void *block, size_t size) {
  for (size_t i = block_count; i-- > 0;) if (blocks[i] == block) return blocks[i] = realloc(block, size);
  return NULL;
}
static _Noreturn void leave(int code) { longjmp(ended, 1 + code); }
#define calloc(count, size) keep(calloc(count, size))
#define free(block) forget(block)
#define realloc(block, size) again(block, size)
#define fopen(path, mode) fmemopen(mutant, mutant_bytes, mode)
#define exit(code) leave(code)
#undef stderr
#define stderr quiet
#define main vm_main
#include "{file}"
#undef main
#undef exit
#undef calloc
#undef free
#undef fopen
int main(int count, char **arguments) {
  FILE *file = fopen(arguments[1], "rb");
  quiet = fopen("/dev/null", "w");
  uint32_t length;
  (void)count;
  check_doubles();
  check_integers();
  while (fread(&length, 4, 1, file) == 1) {
    /* Exactly as large as it is, so that reading behind it is seen. */
    mutant = malloc(length ? length : 1);
    mutant_bytes = length;
    if (fread(mutant, 1, length, file) != length) return 1;
    image_bytes = image_at = waiting_count = 0;
    dispatches = 0;
    max_dispatches = {dispatches};
    int code = setjmp(ended) - 1;
    if (code < 0) {
      load("");
      uint64_t cells = 0;
      for (int m = 0; m < MEMORY_INFOS; m++) cells += memories[m].length;
      if (cells <= {cells}) {
        prepare();
        run_program(ignore);
        for (int m = 0; m < MEMORY_INFOS; m++) mix(0, memories[m].length);
      }
      code = 0;
    }
    printf("%d\\n", code);
    fflush(stdout);
    while (block_count > 0) free(blocks[--block_count]);
    free(mutant);
  }
  return 0;
}
`;

/** In Rust a child process each, and in the harness, whose functions nobody else sees. */
const RUST_DRIVER = `
extern "C" {
    fn fork() -> i32;
    fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
}

pub fn main(prepare: fn(&mut Vm), run: Run) {
    let file = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let mut at = 0;
    check_arithmetic();
    while at < file.len() {
        let length = u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        let image = &file[at + 4..at + 4 + length];
        at += 4 + length;
        let mut status = 0;
        unsafe {
            let child = fork();
            if child == 0 {
                limit_dispatches({dispatches});
                let mut vm = load(image.to_vec());
                if vm.cells.iter().sum::<usize>() <= {cells} {
                    prepare(&mut vm);
                    run_program(&mut vm, run, &mut |_| ());
                }
                std::process::exit(0);
            }
            waitpid(child, &mut status, 0);
        }
        println!("{}", if status & 0x7f == 0 { status >> 8 } else { 1000 + status });
    }
}
`;

/** In Go before \`main\`. */
const GO_DRIVER = `package main

import ("encoding/binary"; "fmt"; "os"; "runtime/debug")

type ending int

func tryImage(image []byte) (result int) {
    defer func() {
        switch reason := recover().(type) {
        case nil:
        case ending: result = int(reason)
        default:
            fmt.Fprintf(os.Stderr, "panic: %v\\n%s\\n", reason, debug.Stack())
            result = 1000
        }
    }()
    code, sections, dispatches, maxDispatches = nil, nil, 0, {dispatches}
    for i := range arrays { arrays[i] = Array{} }
    load(image)
    total := int64(0)
    for _, count := range cells { total += count }
    if total <= {cells} { prepare(); runProgram(func() {}) }
    return 0
}

func init() {
    file, _ := os.ReadFile(os.Args[1])
    exit = func(code int) { panic(ending(code)) }
    for len(file) > 0 {
        length := binary.LittleEndian.Uint32(file)
        fmt.Println(tryImage(append([]byte{}, file[4:4+length]...)))
        file = file[4+length:]
    }
    os.Exit(0)
}
`;

interface DriverSource {
  readonly backEnd: CompiledBackEnd;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
  /** Puts the driver among the files of a run loop. */
  add(files: Map<string, string>, file: string): void;
}

const C: DriverSource = {
  backEnd: cBackEnd,
  arguments: [
    ...['-std=gnu11', '-O1', '-g', '-DCOUNT', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
    ...['-w', '-o', 'driver', 'driver.c', '-lm'],
  ],
  add: (files, file) => files.set('driver.c', filled(C_DRIVER, file)),
};

const RUST: DriverSource = {
  backEnd: rustBackEnd,
  arguments: [
    ...['--edition', '2021', '--cap-lints=allow', '--cfg', 'count', '-C', 'opt-level=1'],
    ...['-C', 'debug-assertions=on', '-C', 'overflow-checks=on', '-o', 'driver', 'match.rs'],
  ],
  add(files, file) {
    const harness = files.get('harness.rs')!;
    // In the place of the program's own.
    const main = harness.indexOf('pub fn main(');
    files.set('harness.rs', harness.slice(0, main) + filled(RUST_DRIVER, file));
  },
};

const GO: DriverSource = {
  backEnd: goBackEnd,
  environment: { GOFLAGS: '-mod=mod' },
  arguments: [
    ...['build', '-o', 'driver', 'switch.go', 'driver.go'],
    ...['machine.go', 'loading.go', 'harness.go', 'externs.go', 'counting.go'],
  ],
  add: (files, file) => files.set('driver.go', filled(GO_DRIVER, file)),
};

function filled(text: string, file: string): string {
  return text
    .replaceAll('{file}', file)
    .replaceAll('{dispatches}', String(MAX_DISPATCHES))
    .replaceAll('{cells}', String(MAX_CELLS_TO_RUN));
}

/** Drivers of a machine in all languages that there are compilers for, and why there is none in the others. */
export function imageDrivers(
  isa: FusedIsa,
  host: HostFunctions,
  program: Program,
): { readonly drivers: readonly Driver[]; readonly missing: readonly string[] } {
  const drivers: Driver[] = [];
  const missing: string[] = [];
  for (const source of [C, RUST, GO]) {
    const [dispatcher] = source.backEnd.dispatchers;
    const compiler = compilers.find(dispatcher.compiler);
    if (!compiler) {
      missing.push(dispatcher.compiler.missing);
      continue;
    }
    const files = source.backEnd.sources(isa, host, dispatcher, program);
    source.add(files, dispatcher.file);
    const folder = writeTemporary(files);
    runProgram(compiler, source.arguments, {
      cwd: folder,
      ...(source.environment && { env: source.environment }),
    });
    drivers.push({
      language: source.backEnd.language,
      run: (images) => runImages(join(folder, 'driver'), images),
    });
  }
  return { drivers, missing };
}

/** Far above what a batch takes. */
const HANGS_AFTER_MILLISECONDS = 120_000;
const ENDINGS = new Map<number, Ending>([
  [0, 'ran'],
  [2, 'refused'],
  [3, 'stopped'],
]);

/** Whatever ends the process is what the first image without an ending did; those behind it are tried again. */
function runImages(driver: string, images: readonly Uint8Array[]): Ending[] {
  const endings: Ending[] = [];
  while (endings.length < images.length) {
    const left = images.slice(endings.length);
    const batch = join(writeTemporary(new Map([['batch', batchOf(left)]])), 'batch');
    const { stdout, stderr, status, signal, error } = spawnSync(driver, [batch], {
      maxBuffer: 2 ** 28,
      timeout: HANGS_AFTER_MILLISECONDS,
      killSignal: 'SIGKILL',
    });
    const complaint = `${error?.message ?? ''} ${signal ?? `exit ${status}`}\n${stderr.toString().slice(-20_000)}`;
    for (const line of stdout.toString().split('\n').slice(0, -1))
      endings.push(ENDINGS.get(Number(line)) ?? { crash: `ended with ${line}\n${complaint}` });
    if (endings.length < images.length) endings.push({ crash: complaint });
  }
  return endings;
}

function batchOf(images: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    images.flatMap((image) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(image.length);
      return [length, image];
    }),
  );
}
