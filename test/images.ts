import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFunctions } from '../src/backends/host.js';
import { writeImage } from '../src/backends/image.js';
import { assemble } from '../src/bytecode/assemble.js';
import type { Program } from '../src/bytecode/program.js';
import type { Isa } from '../src/isa/isa.js';
import { parseIsa } from '../src/isa/parse.js';
import { models } from '../src/machines/models/machine.js';
import { packageRoot } from '../src/util/package-root.js';
import { awkward } from './awkward-machine.js';
import { awkwardHost, awkwardProgram } from './awkward-program.js';
import { isa as counter, createDevice, program, programs } from './machines/counter/counter.js';
import { counterSources } from './machines/counter/externs.js';
import { programs as guardPrograms, isa as guards } from './machines/guards/guards.js';

/** Images of programs, good and forged. */

export interface Guest {
  readonly isa: Isa;
  readonly program: Program;
  readonly createHost: () => HostFunctions;
}

const device = () => ({ functions: createDevice().runtime, ...counterSources });
const inCounter = (one: Program): Guest => ({ isa: counter, program: one, createHost: device });

export const fibonacci = inCounter(programs.find(({ name }) => name === 'fibonacci')!);
export const loop = inCounter(
  program('loop', 'test', { main: 'push 5\nagain:\ncountdown again\ndrop\nhalt' }),
);
const twice = 'push 5\nagain:\ncountdown again\ndrop\nhalt';
export const twoLoops = inCounter(
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
export const traps: Guest = { isa: guards, program: guardPrograms.overflow, createHost: device };
const forthFile = (name: string) => readFileSync(join(packageRoot, 'examples/forth', name), 'utf8');
const forthIsa = parseIsa(forthFile('forth.isa'), 'forth.isa');
/** Has memories that are only reached through computed addresses. */
const forth: Guest = {
  isa: forthIsa,
  program: assemble(forthIsa, forthFile('programs/sort.asm'), 'sort.asm', { name: 'sort', family: 'forth' }),
  createHost: () => ({ functions: {} }),
};
export const good = { fibonacci, loop, twoLoops, first, cells, forth, resources, traps };

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
export const badCode: readonly Forgery[] = [
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

export const bad: readonly Forgery[] = [
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

export function forged({ isa, program: of }: Pick<Guest, 'isa' | 'program'>, change: Change): Uint8Array {
  const bytes = writeImage(isa, of).slice();
  const view = new DataView(bytes.buffer);
  for (const [word, value] of change) view.setInt32(4 * word, value, true);
  return bytes;
}
