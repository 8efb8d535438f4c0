import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type CompiledBackEnd,
  compileArguments,
  isCompiled,
  isForOneProgram,
} from '../../../src/backends/compiled.js';
import { writeImage } from '../../../src/backends/image.js';
import { BACK_ENDS } from '../../../src/backends/registry.js';
import { generateWasm } from '../../../src/backends/wasm/generate.js';
import type { Action, Program } from '../../../src/bytecode/program.js';
import { DispatchLimitError } from '../../../src/execution/dispatch-limit.js';
import { compilers, runProgram, writeTemporary } from '../../../src/execution/native/compiler.js';
import { nativeTechniques } from '../../../src/execution/native/technique.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import type { Isa } from '../../../src/isa/isa.js';
import { bad, badCode, fibonacci, forged, type Guest, good, loop, traps, twoLoops } from '../../images.js';
import { isa as counter, program } from '../../machines/counter/counter.js';

/**
 * What every language that is compiled has to do with an image, good or bad: its loader, checks, schedule and
 * digests are its own.
 */

/** Runs images with one program per machine. */
class Runner {
  readonly #programs = new Map<Isa, string>();

  constructor(
    readonly backEnd: CompiledBackEnd,
    readonly dispatcher = backEnd.dispatchers[0],
  ) {}

  run(guest: Guest, image: Uint8Array, ...command: readonly string[]) {
    const file = join(writeTemporary(new Map([['image', image]])), 'image');
    const { status, stdout, stderr } = spawnSync(this.#programOf(guest), [file, ...command]);
    return { status, stdout, complaint: stderr.toString().trim() };
  }

  #programOf({ isa, program: of, createHost }: Guest): string {
    const known = this.#programs.get(isa);
    if (known) return known;
    const { toolchain, sources } = this.backEnd;
    const { dispatcher } = this;
    const folder = writeTemporary(sources(isa, createHost(), dispatcher, of));
    const args = [
      ...(toolchain.lenient ?? []),
      ...compileArguments(toolchain, dispatcher, [], false, './conforming'),
    ];
    runProgram(compilers.find(dispatcher.compiler)!, args, { cwd: folder });
    const path = join(folder, 'conforming');
    this.#programs.set(isa, path);
    return path;
  }
}

/** Functions of the counter machine and of the awkward one, which it has no text of in WebAssembly. */
const EXTERNS = new Map([
  ['externs.mjs', 'export const externs = { record: () => 0, gcd: () => 0, plain: (a, x) => a + x };\n'],
]);

describe('the host of WebAssembly', () => {
  const places = new Map<Isa, string>();
  const placeOf = ({ isa, createHost }: Guest): string => {
    const files = generateWasm(extendIsa(isa, []), { js: EXTERNS, ...createHost() });
    const place = places.get(isa) ?? writeTemporary(files);
    places.set(isa, place);
    return place;
  };
  const reading = async (guest: Guest, image: Uint8Array): Promise<string> => {
    const { readImage } = await import(pathToFileURL(join(placeOf(guest), 'host.mjs')).href);
    try {
      readImage(image);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each(Object.entries(good))('takes an image: %s', async (_, guest) => {
    expect(await reading(guest, forged(guest, []))).toBe('');
  });

  it.each(bad)('refuses an image with %s', async (_, guest, change, complaint) => {
    expect(await reading(guest, forged(guest, change))).toBe(complaint);
  });

  it('refuses an image that is cut short, or goes on', async () => {
    const image = forged(fibonacci, []);
    expect(await reading(fibonacci, Buffer.concat([image, Buffer.of(0)]))).toBe(
      'the image goes on behind its end',
    );
    for (let length = 0; length < image.length; length += 3)
      expect(await reading(fibonacci, image.slice(0, length))).toBe(
        length < 4 ? 'this is not an image in the format MSI2' : 'the image is cut short',
      );
  });

  it('says in a line what is wrong, and runs nothing', () => {
    const [, guest, change, complaint] = badCode[0];
    const image = join(writeTemporary(new Map([['image', forged(guest, change)]])), 'image');
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(placeOf(guest), 'run.mjs'), image]);
    expect([status, stdout.toString(), stderr.toString()]).toEqual([2, '', `${complaint}\n`]);
  });
});

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
    `stops a program that dispatches more than it may, and one that goes round without running anything${missing}`,
    () => {
      const [technique] = nativeTechniques(backEnd);
      const host = loop.createHost();
      const observe = (of: Program, most?: number) => technique.prepare(counter, of, host).observe(most);
      const { dispatches } = switchLoop.prepare(counter, loop.program, loop.createHost()).observe();
      expect(observe(loop.program, dispatches!).dispatches).toBe(dispatches);
      const stopped = `loop: stopped after ${dispatches! - 1} dispatches: if it ends at all`;
      expect(() => observe(loop.program, dispatches! - 1)).toThrow(stopped);
      const endless = program('endless', 'test', { main: 'again:\njump again' });
      expect(() => observe(endless, 1000)).toThrow(DispatchLimitError);
      const idle: Action = { kind: 'repeat', times: 2 ** 53 - 1, body: [] };
      expect(() => observe({ ...loop.program, schedule: [idle] })).toThrow(/without running a section/);
    },
    COMPILING,
  );

  it.skipIf(missing)(
    `runs a compiled program with its own image alone${missing}`,
    () => {
      const compiled = new Runner(backEnd, backEnd.dispatchers.find(isForOneProgram));
      expect(compiled.run(loop, writeImage(counter, loop.program))).toMatchObject({
        status: 0,
        complaint: '',
      });
      expect(compiled.run(loop, writeImage(counter, twoLoops.program))).toMatchObject({
        status: 2,
        complaint: 'the image is of another program than the one compiled',
      });
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
      expect(runner.run(fibonacci, Buffer.concat([image, Buffer.of(0)]))).toMatchObject({
        status: 2,
        complaint: 'the image goes on behind its end',
      });
      for (let length = 0; length < image.length; length += 3)
        expect(runner.run(fibonacci, image.subarray(0, length))).toMatchObject({
          status: 2,
          complaint: length < 4 ? 'this is not an image in the format MSI2' : 'the image is cut short',
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
