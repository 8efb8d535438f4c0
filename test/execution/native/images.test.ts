import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { generate as generateC } from '../../../src/backends/c/generate.js';
import { switchFile } from '../../../src/backends/c/run-loops.js';
import { writeImage } from '../../../src/backends/image.js';
import { generate as generateRust } from '../../../src/backends/rust/generate.js';
import { matchFile } from '../../../src/backends/rust/run-loops.js';
import { findCompiler, runProgram, writeTemporary } from '../../../src/execution/native/compiler.js';
import { createDevice, isa, program } from '../../machines/counter/counter.js';
import { counterSources } from '../../machines/counter/externs.js';

const host = { functions: createDevice().runtime, ...counterSources };
const image = writeImage(
  isa,
  program('loop', 'test', { main: 'push 5\nagain:\ncountdown again\ndrop\nhalt' }),
);
/** Needs a cell that no operand names. */
const first = writeImage(isa, program('first', 'test', { main: 'load_first\nemit\nhalt' }));
const CELLS = 5 + 3;
/** Words of an image: of its code, and of its schedule, from its end. */
const TARGET = 5 + 3;
const START = image.length / 4 - 10 + 1;

const forged = (word: number, value: number, of = image) => {
  const bytes = of.slice();
  new DataView(bytes.buffer).setUint32(4 * word, value, true);
  return bytes;
};

const gcc = findCompiler(['gcc', 'clang-19', 'clang', 'cc']);
const rustc = findCompiler(['rustc']);
const targets = [
  {
    name: 'C',
    compiler: gcc,
    files: generateC(isa, host, [switchFile]),
    args: ['-std=gnu11', 'switch.c', '-lm'],
  },
  {
    name: 'Rust',
    compiler: rustc,
    files: generateRust(isa, host, [matchFile]),
    args: ['--edition', '2021', 'match.rs'],
  },
];

describe.each(targets)('images in $name', ({ name, compiler, files, args }) => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it.skipIf(!compiler)(
    `are checked${compiler ? '' : ` (needs a compiler of ${name})`}`,
    () => {
      const folder = writeTemporary(files);
      folders.push(folder);
      runProgram(compiler!, [...args, '-o', 'loop'], { cwd: folder });
      const run = (bytes: Uint8Array, ...command: readonly string[]) => {
        const images = writeTemporary(new Map([['image', bytes]]));
        folders.push(images);
        const { status, stdout, stderr } = spawnSync(join(folder, 'loop'), [
          join(images, 'image'),
          ...command,
        ]);
        return [status === 0, stdout.length > 0, stderr.toString().trim()];
      };
      expect(run(image)).toEqual([true, true, '']);
      expect(run(forged(START, 1))).toEqual([false, false, 'the image has a schedule out of range']);
      for (const inside of [1, 3])
        expect(run(forged(TARGET, inside))).toEqual([
          false,
          false,
          'the image has a jump into an instruction',
        ]);
      expect(run(forged(CELLS, 1, first))).toEqual([true, true, '']);
      expect(run(forged(CELLS, 0, first))).toEqual([
        false,
        false,
        'the image has too few cells for an instruction',
      ]);
      expect(run(image, 'state', '1')).toEqual([true, true, '']);
      expect(run(image, 'state', '2')).toEqual([false, false, 'the program has no such stop']);
    },
    120_000,
  );
});
