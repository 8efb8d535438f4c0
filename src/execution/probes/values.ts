import { type Isa, semanticsOf } from '../../isa/isa.js';
import { type CellType, walkSemantics } from '../../isa/semantics.js';
import { formatNumber } from '../../util/format.js';
import { pseudoRandom } from '../../util/random.js';
import { SMALL_VALUES, VALUES } from './probe-machine.js';

/** What probes draw from: distinct values, those that resemble each other side by side. */
export interface ValuePool {
  readonly values: readonly number[];
  /** Where four values around a constant of this opcode begin, one constant after the other. */
  focus(opcode: number, turn: number): number;
  /** How many constants its body has. */
  constants(opcode: number): number;
}

/** Bits of a NaN that no arithmetic makes; whoever keeps numbers as they are hands them on. */
const ODD_NAN = 0xfff8_0000_dead_beefn;

const SPECIAL: Readonly<Record<CellType, readonly number[]>> = {
  f64: [
    ...[0, 1, -1, -0, 2, -2, 0.5, Number.NaN],
    ...[3, 4, 5, 6, 7, 8, 9, 10, -3, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, 0.1, 1 / 3],
    ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, -Number.MAX_VALUE],
    ...[5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, -2.225073858507201e-308],
    ...[1 + 2 ** -52, 1 - 2 ** -53, 1e300, 1e-300, -1e300, 1e16, 1e-6],
    ...[2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2147483647.5, -(2 ** 31), -(2 ** 31) - 1, -2147483648.5],
    ...[2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, -(2 ** 32), 2 ** 52 + 0.5, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2],
    ...[2 ** 63, 2 ** 64, -(2 ** 63), 31, 32, 33, 127, 128, 255, 256, 65535, 65536],
  ],
  i32: [
    ...[0, 1, -1, 2, -2, 3, 31, 32],
    ...[4, 5, 6, 7, 8, 9, 10, 33, 63, 64, -31, -32, -33, 127, 128, -128, -129, 255, 256],
    ...[32767, 32768, -32768, -32769, 65535, 65536, 46340, 46341, -46341, 0x55555555, -0x55555556],
    ...[2 ** 31 - 1, 2 ** 31 - 2, -(2 ** 31), -(2 ** 31) + 1, 2 ** 30, -(2 ** 30)],
  ],
};

/** Constants take so much room that the others still have some. */
const MAX_CONSTANTS = 96;

/** The values of a type that handlers of a machine are given, the constants of their bodies among them. */
export function probeValues(isa: Isa, type: CellType, seed: number): ValuePool {
  const values: number[] = [];
  const indexOf = new Map<string, number>();
  const add = (value: number) => {
    const text = formatNumber(value);
    if (!indexOf.has(text) && values.length < VALUES) indexOf.set(text, values.push(value) - 1);
  };
  SPECIAL[type].forEach(add);
  const constants = isa.instructions.map((_, opcode) => constantsOf(isa, opcode, type));
  for (const constant of [...new Set(constants.flat())].slice(0, MAX_CONSTANTS))
    for (const value of neighbours(constant, type)) add(value);
  const random = pseudoRandom(seed);
  while (values.length < VALUES) {
    const value = type === 'i32' ? Math.floor((random() - 0.5) * 2 ** 32) | 0 : randomDouble(random);
    for (const near of neighbours(value, type).slice(0, random() < 0.5 ? 2 : 1)) add(near);
  }
  return {
    values: type === 'f64' ? withOddNan(values) : values,
    constants: (opcode) => constants[opcode].length,
    focus(opcode, turn) {
      const own = constants[opcode];
      const known = own.length === 0 ? undefined : indexOf.get(formatNumber(own[turn % own.length]));
      return Math.max(0, (known ?? turn * SMALL_VALUES) - 1) % VALUES;
    },
  };
}

function constantsOf(isa: Isa, opcode: number, type: CellType): number[] {
  const found = new Set<number>();
  walkSemantics(semanticsOf(isa.instructions[opcode]), (inner) => {
    if (inner.kind === 'number' && inner.type === type) found.add(inner.value);
  });
  return [...found];
}

/** The value before it, itself, the next one, and its opposite. */
function neighbours(value: number, type: CellType): number[] {
  if (type === 'i32') return [(value - 1) | 0, value, (value + 1) | 0, -value | 0];
  if (!Number.isFinite(value) || value === 0) return [value, -value];
  const step = (by: bigint) => ofBits(bitsOf(value) + by);
  return [step(-1n), value, step(1n), -value];
}

/** Half of them of a usual size. */
function randomDouble(random: () => number): number {
  const usual = (random() - 0.5) * 2 ** (random() * 12 - 4);
  if (random() < 0.5) return usual;
  const any = ofBits(
    (BigInt(Math.floor(random() * 2 ** 32)) << 32n) | BigInt(Math.floor(random() * 2 ** 32)),
  );
  return Number.isNaN(any) ? usual : any;
}

function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0];
}

function ofBits(bits: bigint): number {
  return new Float64Array(BigInt64Array.of(bits).buffer)[0];
}

function withOddNan(values: readonly number[]): number[] {
  return values.map((value) => (Number.isNaN(value) ? ofBits(BigInt.asIntN(64, ODD_NAN)) : value));
}
