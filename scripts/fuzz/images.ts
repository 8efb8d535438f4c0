import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { HostFunctions } from '../../src/backends/host.js';
import { writeImage } from '../../src/backends/image.js';
import { readImage } from '../../src/backends/read-image.js';
import { generateWasm } from '../../src/backends/wasm/generate.js';
import { assemble } from '../../src/bytecode/assemble.js';
import type { Program } from '../../src/bytecode/program.js';
import { writeTemporary } from '../../src/execution/native/compiler.js';
import { extendIsa, type FusedIsa } from '../../src/isa/fuse.js';
import { parseIsa } from '../../src/isa/parse.js';
import { tileProgram } from '../../src/mining/tile.js';
import { InputError } from '../../src/util/input-error.js';
import { awkward } from '../../test/awkward-machine.js';
import { awkwardHost, awkwardProgram } from '../../test/awkward-program.js';
import { guardsSuite, modelsSuite, type Suite } from '../../test/execution/native/programs.js';
import { chooser, fuseProgram } from '../../test/random-code.js';
import { type Driver, type Ending, imageDrivers } from './image-drivers.js';
import { mutateBytes } from './mutate.js';
import { shipped } from './originals.js';
import { Random } from './random.js';
import type { FuzzOptions, FuzzOutcome, Subject } from './subject.js';

/** A machine with superinstructions, and programs of it. */
export interface ImageGuest {
  readonly name: string;
  readonly isa: FusedIsa;
  readonly programs: readonly Program[];
  readonly host: HostFunctions;
}

function guestOf(name: string, { fused, programs, createHost }: Suite): ImageGuest {
  // Code of the base machine is code of the fused one.
  const all = programs.flatMap(({ baseline, tiled }) => [baseline, tiled]);
  return { name, isa: fused, programs: all, host: createHost() };
}

/** Leaves and traps, integers and jumps, with superinstructions. */
export const guardsGuest = () => guestOf('guards', guardsSuite());

/** The example of a machine, with superinstructions of its own programs. */
function forthGuest(): ImageGuest {
  const isa = parseIsa(shipped('examples/forth/forth.isa'), 'forth.isa');
  const programs = ['collatz', 'sieve', 'sort'].map((name) =>
    assemble(isa, shipped(`examples/forth/programs/${name}.asm`), name, { name, family: 'forth' }),
  );
  const fused = fuseProgram(isa, programs[0], chooser([1, 4, 2, 5, 3])).isa;
  const tiled = programs.map((program) => tileProgram(isa, fused, program).program);
  return { name: 'forth', isa: fused, programs: [...programs, ...tiled], host: { functions: {} } };
}

const GUESTS: readonly (() => ImageGuest)[] = [
  guardsGuest,
  () => guestOf('models', modelsSuite()),
  forthGuest,
  () => ({ name: 'awkward', isa: extendIsa(awkward, []), programs: [awkwardProgram], host: awkwardHost }),
];

export const images: Subject = {
  name: 'images',
  what: 'changed images of programs, which every VM refuses or runs, and all alike',
  run: (options) => fuzzImages(GUESTS, options),
};

const BATCH = 500;

/** Mutants of all guests in turn. */
export async function fuzzImages(
  guests: readonly (() => ImageGuest)[],
  { seed, cases, seconds, found }: FuzzOptions,
): Promise<FuzzOutcome> {
  const end = performance.now() + 1000 * seconds;
  const opened: OpenGuest[] = [];
  const missing = new Set<string>();
  let tried = 0;
  for (let batch = 0; tried < cases && performance.now() < end; batch++) {
    const turn = batch % guests.length;
    if (!opened[turn]) opened.push(await open(guests[turn](), missing));
    const guest = opened[turn];
    const mutants = Array.from({ length: Math.min(BATCH, cases - tried) }, (_, i) =>
      mutateImage(guest.images, new Random(seed, tried + i)),
    );
    tried += mutants.length;
    const endings = guest.drivers.map((driver) => driver.run(mutants));
    for (const [i, mutant] of mutants.entries()) {
      const wrong = judge(
        guest,
        mutant,
        guest.drivers.map(({ language }, d) => [language, endings[d][i]] as const),
      );
      if (wrong)
        found({
          title: `${guest.guest.name}: ${wrong.title}`,
          details: wrong.details,
          repeat: `npm run fuzz -- images --seed ${seed} --cases ${tried}`,
          files: new Map([['mutant.image', mutant]]),
        });
    }
  }
  return { cases: tried, skipped: missing.size > 0 ? [...missing].join('; ') : null };
}

interface OpenGuest {
  readonly guest: ImageGuest;
  readonly images: readonly Uint8Array[];
  readonly drivers: readonly Driver[];
  /** The reader of the host of WebAssembly, which throws. */
  readonly readForWasm: (bytes: Uint8Array) => unknown;
}

async function open(guest: ImageGuest, missing: Set<string>): Promise<OpenGuest> {
  const { isa, programs, host } = guest;
  const { drivers, missing: lacking } = imageDrivers(isa, host, programs[0]);
  for (const reason of lacking) missing.add(reason);
  const js = new Map([['externs.mjs', 'export const externs = {};\n']]);
  const folder = writeTemporary(generateWasm(isa, { js, ...host }));
  const { readImage: readForWasm } = await import(pathToFileURL(join(folder, 'host.mjs')).href);
  return { guest, images: programs.map((program) => writeImage(isa, program)), drivers, readForWasm };
}

interface Wrong {
  readonly title: string;
  readonly details: string;
}

/** What readers are asked: the reason why they refuse, or null. Other errors than those are mistakes of theirs. */
function refusalOf(read: () => unknown, isRefusal: (error: Error) => boolean): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof Error && isRefusal(error)) return error.message;
    throw error;
  }
}

/** What is too large for the modules that run any program. */
const NO_ROOM = /there is room for|cells of stack, and there are/;

function judge(
  { guest, readForWasm }: OpenGuest,
  mutant: Uint8Array,
  endings: readonly (readonly [language: string, ending: Ending])[],
): Wrong | null {
  for (const [language, ending] of endings)
    if (typeof ending === 'object') return { title: `${language} crashes`, details: ending.crash };
  let expected: string | null;
  let forWasm: string | null;
  try {
    expected = refusalOf(
      () => readImage(guest.isa, mutant),
      (error) => error instanceof InputError,
    );
    forWasm = refusalOf(
      () => readForWasm(mutant),
      (error) => error.constructor === Error,
    );
  } catch (error) {
    return { title: 'a reader in JavaScript crashes', details: String((error as Error).stack) };
  }
  for (const [language, ending] of endings)
    if ((ending === 'refused') !== (expected !== null))
      return { title: `${language} and validate differ`, details: `${ending}; validate: ${expected}` };
  if ((forWasm === null) !== (expected === null) && !NO_ROOM.test(forWasm ?? ''))
    return { title: 'the host of WebAssembly and validate differ', details: `${forWasm}; ${expected}` };
  return null;
}

const WORDS: readonly number[] = [0, 1, 2, 3, 5, 8, 99, 100, 101, 255, 256, 65535, 65536, 2 ** 21, 2 ** 27];
const EXTREMES: readonly number[] = [
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32 - 2,
  2 ** 30,
  2 ** 29,
  2 ** 28 + 1,
];

/** An image with a few bytes or words changed, moved, exchanged with those of another, or cut off. */
export function mutateImage(originals: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Uint8Array.from(random.pick(originals));
  for (let left = random.few(4); left > 0; left--) bytes = change(bytes, originals, random);
  return bytes;
}

function change(
  bytes: Uint8Array<ArrayBuffer>,
  originals: readonly Uint8Array[],
  random: Random,
): Uint8Array<ArrayBuffer> {
  const words = bytes.length >> 2;
  if (words === 0) return bytes;
  const view = new DataView(bytes.buffer);
  // What is wrong with the first words is found at once.
  const word = () =>
    4 * (words > 4 && random.chance(0.95) ? 3 + random.below(words - 3) : random.below(words));
  const set = (at: number, value: number) => view.setUint32(at, value >>> 0, true);
  const at = word();
  switch (random.below(10)) {
    case 0:
      return Uint8Array.from(mutateBytes(bytes, random));
    case 1:
      return bytes.slice(0, random.below(bytes.length));
    case 2:
      set(at, random.pick(EXTREMES));
      return bytes;
    case 3:
      set(at, random.pick(WORDS));
      return bytes;
    case 4: {
      const other = word();
      const [here, there] = [view.getUint32(at, true), view.getUint32(other, true)];
      set(at, there);
      set(other, here);
      return bytes;
    }
    case 5: {
      // Words of another program, or of this one.
      const from = random.pick(originals);
      const start = 4 * random.below(from.length >> 2);
      const taken = from.subarray(start, start + 4 * random.few(6));
      const behind = random.chance(0.5) ? at : Math.min(bytes.length, at + taken.length);
      return Uint8Array.from([...bytes.subarray(0, at), ...taken, ...bytes.subarray(behind)]);
    }
    case 6:
      set(at, view.getUint32(word(), true));
      return bytes;
    default:
      // An operand, an opcode or a count that could nearly be right.
      set(at, view.getUint32(at, true) + random.pick([-2, -1, 1, 2, 3, 7]));
      return bytes;
  }
}
