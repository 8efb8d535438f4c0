import { isa } from '../../../src/machines/models/isa.js';
import { pseudoRandom } from '../../../src/util/random.js';

/** Arguments for every extern of the models machine: any bits, special values, and usual ones. */

export const COUNT = 20_000;

export const TABLES: readonly Float64Array[] = [
  [0, 5, 1, 10, 1, 20, 3, 40],
  [2, 7],
  [-1, 1, 0, 0, 0.1, 0.7, 3, 0.7, 100, -4, 1e300, 1e-5],
  Array.from({ length: 202 }, (_, at) => (at % 2 === 0 ? at / 7 - 10 : Math.fround(1 / (at + 1)))),
].map((points) => Float64Array.from(points));

const SPECIAL = [
  [0, 0.5, 1, 1.5, 2, 3, 4, 0.25, 1 / 3, 0.1, 10, 22, 100, 1023, 1024, 1074, 1075, 1e15, 1e22, 1e300, 1e-300],
  [
    Number.POSITIVE_INFINITY,
    Number.NaN,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    2 ** -1022,
    1 - 2 ** -53,
    1 + 2 ** -52,
  ],
  [31, 32, 52, 53, 63, 64, 66].map((exponent) => 2 ** exponent),
  [
    709.782712893384, 709.7827128933839, 710.475860073944, 745.1332191019411, 745.1332191019412,
    0.34657359027997264,
  ],
  [
    Math.PI / 4,
    Math.PI / 2,
    Math.PI,
    0.02425,
    1 - 0.02425,
    7.07106781186547,
    37,
    500,
    6381956970095103 * 2 ** 797,
  ],
].flatMap((values) => values.flatMap((value) => [value, -value]));

/** High words where fdlibm goes another way, and such fractions of them, with any exponent. */
const BOUNDARIES = [
  [
    0x3c600000, 0x3c800000, 0x3c900000, 0x3e300000, 0x3e400000, 0x3fd33333, 0x3fd62e42, 0x3fd62e43,
    0x3fdc0000,
  ],
  [
    0x3fe00000, 0x3fe59428, 0x3fe60000, 0x3fe90000, 0x3fe921fb, 0x3fe921fc, 0x3fef3333, 0x3fefffff,
    0x3ff00000,
  ],
  [
    0x3ff0a2b2, 0x3ff30000, 0x3ff921fb, 0x40038000, 0x4002d97c, 0x40360000, 0x4043687a, 0x40862e42,
    0x41e00000,
  ],
  [0x413921fb, 0x43400000, 0x43f00000, 0x44100000],
].flat();
const BOUNDARY_FRACTIONS = [0x04000, 0xfc000, 0x6147a, 0x6b851, 0x6a09c, 0xffffe, 0x00001];

/** The arguments, one call after the other; a table comes as its number. */
export function argumentsOf(extern: string): Float64Array {
  const { parameters } = isa.externs.find(({ name }) => name === extern)!;
  const random = generator(extern);
  const takesTwo = parameters.length === 2 && parameters.every((kind) => kind === 'f64');
  return Float64Array.from({ length: COUNT * parameters.length }, (_, at) => {
    const place = at % parameters.length;
    const call = Math.floor(at / parameters.length);
    // Each special value with each other one.
    if (takesTwo && call < SPECIAL.length ** 2)
      return SPECIAL[place === 0 ? call % SPECIAL.length : Math.floor(call / SPECIAL.length)];
    if (parameters[place] !== 'f64') return Math.floor(random() * TABLES.length);
    return number(random, call);
  });
}

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0];

function number(random: () => number, call: number): number {
  switch (Math.floor(call % 8 < 3 ? random() * 5 : 4 + random() * 7)) {
    case 0:
      for (const word of [0, 1]) words[word] = random() * 2 ** 32;
      return double[0];
    case 1:
    case 2:
      return SPECIAL[Math.floor(random() * SPECIAL.length)];
    case 3:
      double[0] = (Math.floor(random() * 2e6) - 1e6) * (Math.PI / 4);
      words[1 - HIGH] ^= random() * 8;
      return double[0];
    case 4: {
      const word =
        random() < 0.5
          ? BOUNDARIES[Math.floor(random() * BOUNDARIES.length)]
          : (random() < 0.5 ? Math.floor(random() * 2047) : 1020 + Math.floor(random() * 6)) * 2 ** 20 +
            BOUNDARY_FRACTIONS[Math.floor(random() * BOUNDARY_FRACTIONS.length)];
      words[HIGH] = word + Math.floor(random() * 3) - 1;
      words[1 - HIGH] = [0, 1, 0xffffffff, random() * 2 ** 32][Math.floor(random() * 4)];
      return random() < 0.5 ? double[0] : -double[0];
    }
    case 5:
      return Math.floor(random() * 201) - 100;
    case 6:
      return random() * 1500 - 750;
    case 7:
      return random() * 50;
    case 8:
      return 1 + (random() - 0.5) * 2 ** -Math.floor(random() * 50);
    case 9:
      return (random() - 0.5) * 2 ** Math.floor(random() * 80 - 40);
    default:
      return random() * 2 - 0.5;
  }
}

/** Seeded by a name. */
function generator(name: string): () => number {
  return pseudoRandom([...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7));
}
