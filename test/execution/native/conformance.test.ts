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
const twice = 'push 5\nagain:\ncountdown again\ndrop\nhalt';
const twoLoops = inCounter(
  program('two loops', 'test', { main: twice, other: twice }, [{ kind: 'run', section: 'other' }]),
);
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
const good = { fibonacci, loop, twoLoops, first, cells, resources, traps };

/** Words of an image. */
const SECTIONS = 3;
const ACTION_WORDS = 5;
/** The word behind what an image says of its sections; how long each is stands before it. */
const codeWord = ({ program: { sections } }: Guest) => SECTIONS + 1 + sections.length;
const cellsWord = (guest: Guest) =>
  codeWord(guest) + guest.program.sections.reduce((sum, { code }) => sum + code.length, 0);
const wordsOf = (type: 'f64' | 'i32', values: number) => values * (type === 'f64' ? 2 : 1);
/** Of machines with one kind of address. */
function actionWord(guest: Guest, action: number): number {
  const {
    isa,
    program: { pools },
  } = guest;
  let word = cellsWord(guest) + 1;
  for (const { name, type, rows } of isa.pools) {
    const entries = pools[name] ?? [];
    word += 1 + (rows ? entries.length : wordsOf(type, entries.length));
    if (rows) for (const row of entries as number[][]) word += wordsOf(type, row.length);
  }
  return word + 1 + ACTION_WORDS * action;
}

type Change = readonly (readonly [word: number, value: number])[];
type Forgery = readonly [what: string, guest: Guest, change: Change, complaint: string];

/** Values of words from one on. */
const from = (first: number, ...values: readonly number[]): Change =>
  values.map((value, i) => [first + i, value]);
const inCode = (guest: Guest, word: number, value: number): Change => [[codeWord(guest) + word, value]];
const inAction = (guest: Guest, action: number, ...values: readonly number[]): Change =>
  from(actionWord(guest, action), ...values);
const opcode = (name: string) => counter.opcodeOf.get(name)!;

/** Of `loop`: push 5; countdown 2; drop; halt. */
const badCode: readonly Forgery[] = [
  ['an opcode too large', loop, inCode(loop, 0, 30_000), 'word 0 of the code: 30000 is not an opcode'],
  ['an opcode below zero', loop, inCode(loop, 0, -1), 'word 0 of the code: -1 is not an opcode'],
  ['half an instruction', loop, inCode(loop, 5, 0), 'word 5 of the code: the section ends inside push'],
  [
    'an operand too large',
    fibonacci,
    inCode(fibonacci, 3, 200),
    'word 2 of the code: store: the cell 200 is not in 0 to 7',
  ],
  [
    'an operand below zero',
    fibonacci,
    inCode(fibonacci, 3, -1),
    'word 2 of the code: store: the cell -1 is not in 0 to 7',
  ],
  [
    'a number that does not fit its kind',
    loop,
    inCode(loop, 1, 128),
    'word 0 of the code: push: the literal 128 is not in -128 to 127',
  ],
  [
    'a jump out of the code',
    loop,
    inCode(loop, 3, 99),
    'word 2 of the code: countdown: 99 is not a jump target',
  ],
  [
    'a jump before the code',
    loop,
    inCode(loop, 3, -1),
    'word 2 of the code: countdown: -1 is not a jump target',
  ],
  [
    'a jump into an instruction',
    loop,
    inCode(loop, 3, 1),
    'word 2 of the code: countdown: 1 is not a jump target',
  ],
  [
    'a jump into another section',
    twoLoops,
    inCode(twoLoops, 3, 6),
    'word 2 of the code: countdown: 6 is not a jump target',
  ],
  [
    'a jump with more on the stack',
    loop,
    inCode(loop, 3, 0),
    'word 0 of the code: reached with 0 and with 1 cells of stack',
  ],
  [
    'nothing on the stack to take',
    loop,
    inCode(loop, 4, opcode('add')),
    'word 4 of the code: add takes 2 cells of stack of 1',
  ],
  [
    'code that runs off its end',
    loop,
    inCode(loop, 5, opcode('load_first')),
    'word 5 of the code: control runs off the end of its section',
  ],
  [
    'code that runs into the next section',
    twoLoops,
    inCode(twoLoops, 5, opcode('load_first')),
    'word 5 of the code: control runs off the end of its section',
  ],
  [
    'a section without code',
    twoLoops,
    from(SECTIONS + 1, 0, 12),
    'word 0 of the code: control runs off the end of its section',
  ],
  ['no cell to name', first, [[cellsWord(first), 0]], 'word 0 of the code: load_first needs cells[0]'],
];

/** Of `fibonacci` the actions are: run, observe, repeat, copy, run, observe. */
const badSchedules: readonly Forgery[] = [
  ['a run of no section', loop, inAction(loop, 0, 0, 1), 'there is no such section'],
  ['an unknown action', fibonacci, inAction(fibonacci, 1, 5), 'it is unknown'],
  [
    'more than an action has',
    fibonacci,
    inAction(fibonacci, 1, 2, 0, 0, 0, 1),
    'it has words that mean nothing',
  ],
  [
    'a repeat that ends before it starts',
    fibonacci,
    [[actionWord(fibonacci, 2) + 3, 2]],
    'its end is not where it can be',
  ],
  [
    'a repeat that ends behind the schedule',
    fibonacci,
    [[actionWord(fibonacci, 2) + 3, 7]],
    'its end is not where it can be',
  ],
  [
    'a repeat that ends behind the one that it is in',
    fibonacci,
    inAction(fibonacci, 3, 3, 1, 0, 7, 0),
    'its end is not where it can be',
  ],
  [
    'more rounds than can be counted',
    fibonacci,
    [[actionWord(fibonacci, 2) + 2, 2 ** 21]],
    'it cannot repeat so often',
  ],
  ['a copy from nowhere', fibonacci, [[actionWord(fibonacci, 3) + 1, 2]], 'it cannot copy between these'],
  ['a copy to nowhere', fibonacci, [[actionWord(fibonacci, 3) + 2, 2]], 'it cannot copy between these'],
  ['a copy of too many cells', fibonacci, [[actionWord(fibonacci, 3) + 4, 200]], 'there are no such cells'],
  ['a copy from too far', fibonacci, [[actionWord(fibonacci, 3) + 3, -1]], 'there are no such cells'],
  ['a copy between types', cells, inAction(cells, 1, 1, 0, 2, 0, 1), 'it cannot copy between these'],
  ['a leave of nowhere', fibonacci, inAction(fibonacci, 3, 4, 3, 0, 0, 0), 'there are no such cells'],
  ['a leave by no cell', fibonacci, inAction(fibonacci, 3, 4, 0, 99, 0, 0), 'there are no such cells'],
  [
    'a leave out of no repeat',
    fibonacci,
    inAction(fibonacci, 1, 4, 0, 0, 0, 0),
    'there is no repeat to leave',
  ],
].map(([what, guest, change, complaint]) => {
  const where = (change as Change)[0][0] - actionWord(guest as Guest, 0);
  const action = Math.floor(where / ACTION_WORDS);
  return [what, guest, change, `action ${action} of the schedule: ${complaint}`] as Forgery;
});

const bad: readonly Forgery[] = [
  ['another magic', loop, [[0, 7]], 'this is not an image in the format MSI2'],
  ['another set', loop, [[1, 7]], 'the image is for another machine, or another set of superinstructions'],
  ...badCode,
  ['too many cells', loop, [[cellsWord(loop), 257]], '257 cells for each cell: it can address 0 to 256'],
  [
    'more cells than there may be',
    cells,
    [[cellsWord(cells), 2 ** 26]],
    '201326592 cells in all memories: there may be 134217728',
  ],
  [
    'a constant twice',
    resources,
    from(cellsWord(resources) + 2, 0, 0, 0, 0),
    'the pool constant has a value twice',
  ],
  ['more sections than there is room for', loop, [[SECTIONS, -1]], 'the image is cut short'],
  ['more code than there is', loop, [[SECTIONS + 1, -1]], 'the image is cut short'],
  ['more actions than there are', loop, [[actionWord(loop, 0) - 1, 3]], 'the image is cut short'],
  ['fewer actions than there are', loop, [[actionWord(loop, 0) - 1, 1]], 'the image goes on behind its end'],
  ...badSchedules,
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
