import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CompiledBackEnd, compileArguments, isCompiled } from '../../../src/backends/compiled.js';
import type { HostFunctions } from '../../../src/backends/host.js';
import { writeImage } from '../../../src/backends/image.js';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import type { Program } from '../../../src/bytecode/program.js';
import { compilers, runProgram, writeTemporary } from '../../../src/execution/native/compiler.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import type { Isa } from '../../../src/isa/isa.js';
import { models } from '../../../src/machines/models/machine.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { awkward } from '../../awkward-machine.js';
import { awkwardHost, awkwardProgram } from '../../awkward-program.js';
import { isa as counter, createDevice, program, programs } from '../../machines/counter/counter.js';
import { counterSources } from '../../machines/counter/externs.js';
import { programs as guardPrograms, isa as guards } from '../../machines/guards/guards.js';

/**
 * What every language that is compiled has to do with an image, good or bad: its loader, checks, schedule and
 * digests are its own.
 */

interface Guest {
  readonly isa: Isa;
  readonly program: Program;
  readonly createHost: () => HostFunctions;
}

const device = () => ({ functions: createDevice().runtime, ...counterSources });
const inCounter = (one: Program): Guest => ({ isa: counter, program: one, createHost: device });

const fibonacci = inCounter(programs.find(({ name }) => name === 'fibonacci')!);
const loop = inCounter(program('loop', 'test', { main: 'push 5\nagain:\ncountdown again\ndrop\nhalt' }));
/** Needs a cell that no operand names. */
const first = inCounter(program('first', 'test', { main: 'load_first\nemit\nhalt' }));
const cells: Guest = { isa: awkward, program: awkwardProgram, createHost: () => awkwardHost };
const resources: Guest = {
  isa: models.isa,
  program: models.compile(join(packageRoot, 'corpora/climate-resources/natural-gas.xmile'), {
    name: 'natural-gas',
    family: 'climate-resources',
  }).program,
  createHost: () => ({ functions: models.runtime, ...models.hostSources }),
};
const traps: Guest = { isa: guards, program: guardPrograms.overflow, createHost: device };
const good = { fibonacci, loop, first, cells, resources, traps };

/** Words of an image, and of its actions. */
const STACK = 3;
const CODE = 5;
const ACTION_WORDS = 5;
const cellsWord = ({ program: { sections } }: Guest) =>
  CODE + sections.reduce((sum, { code }) => sum + code.length, 0);
/** Of machines without pools. */
const actionWord = (guest: Guest, action: number) =>
  cellsWord(guest) + guest.isa.memories.length + 1 + ACTION_WORDS * action;

type Change = readonly (readonly [word: number, value: number])[];

/** Of `fibonacci` the actions are: run, observe, repeat, copy, run, observe. */
const bad: readonly (readonly [what: string, guest: Guest, change: Change, complaint: string])[] = [
  ['another magic', loop, [[0, 7]], 'this is not an image of a program'],
  ['another set', loop, [[1, 7]], 'the image is for another machine, or another set of superinstructions'],
  ['an opcode too large', loop, [[CODE, 30_000]], 'the image has an unknown opcode'],
  ['an opcode below zero', loop, [[CODE, -1]], 'the image has an unknown opcode'],
  ['half an instruction', loop, [[cellsWord(loop) - 1, 0]], 'the image ends inside an instruction'],
  ['an operand too large', fibonacci, [[CODE + 3, 200]], 'the image has an operand out of range'],
  ['an operand below zero', fibonacci, [[CODE + 3, -1]], 'the image has an operand out of range'],
  ['a jump out of the code', loop, [[CODE + 3, 99]], 'the image has an operand out of range'],
  ['a jump into the first', loop, [[CODE + 3, 1]], 'the image has a jump into an instruction'],
  ['a jump into itself', loop, [[CODE + 3, 3]], 'the image has a jump into an instruction'],
  ['no cell to name', first, [[cellsWord(first), 0]], 'the image has too few cells for an instruction'],
  ...(
    [
      ['a run of half an instruction', loop, [[actionWord(loop, 0) + 1, 1]]],
      ['a run behind the code', loop, [[actionWord(loop, 0) + 1, 999]]],
      ['an unknown action', fibonacci, [[actionWord(fibonacci, 1), 5]]],
      ['a repeat that ends before it starts', fibonacci, [[actionWord(fibonacci, 2) + 3, 2]]],
      ['a repeat that ends behind the schedule', fibonacci, [[actionWord(fibonacci, 2) + 3, 7]]],
      ['a copy from nowhere', fibonacci, [[actionWord(fibonacci, 3) + 1, 2]]],
      ['a copy to nowhere', fibonacci, [[actionWord(fibonacci, 3) + 2, 2]]],
      ['a copy of too many cells', fibonacci, [[actionWord(fibonacci, 3) + 4, 200]]],
      ['a copy from too far', fibonacci, [[actionWord(fibonacci, 3) + 3, -1]]],
      [
        'a copy between types',
        cells,
        [1, 0, 2, 0, 1].map((value, i) => [actionWord(cells, 1) + i, value] as const),
      ],
      [
        'a leave of nowhere',
        cells,
        [4, 3, 0, 0, 0].map((value, i) => [actionWord(cells, 1) + i, value] as const),
      ],
      [
        'a leave by no cell',
        cells,
        [4, 0, 0, 99, 0].map((value, i) => [actionWord(cells, 1) + i, value] as const),
      ],
    ] as const
  ).map(([what, guest, change]) => [what, guest, change, 'the image has a schedule out of range'] as const),
];

function forged({ isa, program: of }: Guest, change: Change): Uint8Array {
  const bytes = writeImage(isa, of).slice();
  const view = new DataView(bytes.buffer);
  for (const [word, value] of change) view.setInt32(4 * word, value, true);
  return bytes;
}

/** Runs images with one program per machine. */
class Runner {
  readonly #programs = new Map<Isa, string>();

  constructor(readonly backEnd: CompiledBackEnd) {}

  run(guest: Guest, image: Uint8Array, ...command: readonly string[]) {
    const file = join(writeTemporary(new Map([['image', image]])), 'image');
    const { status, stdout, stderr } = spawnSync(this.#programOf(guest), [file, ...command]);
    return { status, stdout, complaint: stderr.toString().trim() };
  }

  #programOf({ isa, program: of, createHost }: Guest): string {
    const known = this.#programs.get(isa);
    if (known) return known;
    const { toolchain, sources } = this.backEnd;
    const [dispatcher] = this.backEnd.dispatchers;
    const folder = writeTemporary(sources(isa, createHost(), dispatcher, of));
    const args = compileArguments(toolchain, dispatcher, [], false, './conforming');
    runProgram(compilers.find(dispatcher.compiler)!, args, { cwd: folder });
    const path = join(folder, 'conforming');
    this.#programs.set(isa, path);
    return path;
  }
}

const linesOf = (output: Buffer) => output.toString().trimEnd().split('\n');
const COMPILING = 300_000;

describe.each(BACK_ENDS.filter(isCompiled))('a program in $language', (backEnd) => {
  const { compiler } = backEnd.dispatchers[0];
  const missing = compilers.find(compiler) ? '' : ` (${compiler.missing})`;
  const runner = new Runner(backEnd);

  it.skipIf(missing).each(Object.entries(good))(
    `has the digests and the states of TypeScript at every stop: %s${missing}`,
    (_, guest) => {
      const { isa, program: of, createHost } = guest;
      const expected = switchLoop.prepare(isa, of, createHost());
      const { digests, trapped } = expected.observe();
      expect(trapped).toBe(guest === traps);
      const image = writeImage(isa, of);
      expect(linesOf(runner.run(guest, image).stdout)).toEqual([...digests, ...(trapped ? ['trapped'] : [])]);
      for (const stop of new Set([0, digests.length >> 1, digests.length - 1])) {
        const { stdout } = runner.run(guest, image, 'state', String(stop));
        const state = expected.stateAt(stop);
        const bytes = isa.memories.map(({ name }) => Buffer.from(new Uint8Array(state[name].buffer)));
        expect(stdout.equals(Buffer.concat(bytes)), `stop ${stop}`).toBe(true);
      }
      const seconds = Number(runner.run(guest, image, 'time', '1').stdout);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(60);
    },
    COMPILING,
  );

  it.skipIf(missing)(
    `disassembles${missing}`,
    () => {
      const { stdout } = runner.run(loop, writeImage(counter, loop.program), 'disassemble');
      expect(linesOf(stdout)).toEqual([
        '     0  push 5',
        '     2  countdown 2',
        '     4  drop',
        '     5  halt',
      ]);
    },
    COMPILING,
  );

  it.skipIf(missing).each(bad)(
    `refuses an image with %s${missing}`,
    (_, guest, change, complaint) => {
      expect(runner.run(guest, forged(guest, []))).toMatchObject({ status: 0, complaint: '' });
      const { status, stdout, complaint: found } = runner.run(guest, forged(guest, change));
      expect([status, stdout.toString(), found]).toEqual([2, '', complaint]);
    },
    COMPILING,
  );

  it.skipIf(missing)(
    `refuses an image that is cut short, and what it is not asked for properly${missing}`,
    () => {
      const image = writeImage(fibonacci.isa, fibonacci.program);
      for (let length = 0; length < image.length; length += 3)
        expect(runner.run(fibonacci, image.subarray(0, length))).toMatchObject({
          status: 2,
          complaint:
            length < 4 * (STACK + 1) ? 'this is not an image of a program' : 'the image is cut short',
        });
      expect(runner.run(loop, writeImage(counter, loop.program), 'state', '2').complaint).toBe(
        'the program has no such stop',
      );
      expect(runner.run(loop, writeImage(counter, loop.program), 'dance').complaint).toBe(
        'there is no such command',
      );
    },
    COMPILING,
  );
});
