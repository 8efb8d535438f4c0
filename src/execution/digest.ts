import { type Isa, lastingMemories } from '../isa/isa.js';

export type MemoryArrays = Readonly<Record<string, Float64Array | Int32Array>>;

/** FNV-1a's offset basis 0xcbf29ce484222325, in halves; its prime 0x100000001b3 is 2^40 + 435. */
const BASIS_LOW = 0x84222325;
const BASIS_HIGH = 0xcbf29ce4;
const PRIME_LOW = 435;
const NAN_HIGH = 0x7ff80000;

/**
 * A digest of all memories but scratch ones, in the order of the `.isa`: 64-bit FNV-1a that takes 32-bit
 * words where the original takes bytes. An f64 is two words, the low one first, and every NaN counts as
 * 0x7ff8000000000000; an i32 is one. In C: `for each word: hash = (hash ^ word) * 0x100000001b3ULL`, from
 * 0xcbf29ce484222325. Gives 16 hexadecimal digits.
 */
export function digestMemories(isa: Isa, memories: MemoryArrays): string {
  let low = BASIS_LOW;
  let high = BASIS_HIGH;
  const mix = (word: number): void => {
    const mixed = low ^ word;
    const carry = ((mixed >>> 16) * PRIME_LOW + (((mixed & 0xffff) * PRIME_LOW) >>> 16)) >>> 16;
    high = (Math.imul(high, PRIME_LOW) + carry + (mixed << 8)) | 0;
    low = Math.imul(mixed, PRIME_LOW);
  };
  for (const { name } of lastingMemories(isa)) {
    const memory = memories[name];
    const words = new Int32Array(memory.buffer, memory.byteOffset, memory.byteLength >> 2);
    if (memory instanceof Int32Array) for (let i = 0; i < words.length; i++) mix(words[i]);
    else
      for (let i = 0; i < words.length; i += 2) {
        const isNaN64 = Number.isNaN(memory[i >> 1]);
        mix(isNaN64 ? 0 : words[i]);
        mix(isNaN64 ? NAN_HIGH : words[i + 1]);
      }
  }
  return hex(high) + hex(low);
}

/** Probes make millions of digests. */
const HEX_BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(word: number): string {
  return (
    HEX_BYTES[word >>> 24] +
    HEX_BYTES[(word >>> 16) & 0xff] +
    HEX_BYTES[(word >>> 8) & 0xff] +
    HEX_BYTES[word & 0xff]
  );
}
