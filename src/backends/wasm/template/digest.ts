/** digest.mjs: the digest of `execution/digest.ts`, for machines that other programs run. */
export const DIGEST = `const BASIS_LOW = 0x84222325;
const BASIS_HIGH = 0xcbf29ce4;
const PRIME_LOW = 435;
const NAN_HIGH = 0x7ff80000;

/**
 * A digest of all memories but scratch ones in the order of the '.isa': 64-bit FNV-1a that takes 32-bit words where the original takes bytes. An
 * f64 is two words, the low one first, and every NaN counts as 0x7ff8000000000000; an i32 is one. Gives 16 hexadecimal digits.
 */
export function digestMemories(machine, memories) {
  let low = BASIS_LOW;
  let high = BASIS_HIGH;
  const mix = (word) => {
    const mixed = low ^ word;
    const carry = ((mixed >>> 16) * PRIME_LOW + (((mixed & 0xffff) * PRIME_LOW) >>> 16)) >>> 16;
    high = (Math.imul(high, PRIME_LOW) + carry + (mixed << 8)) | 0;
    low = Math.imul(mixed, PRIME_LOW);
  };
  for (const { name, scratch } of machine.memories) {
    if (scratch) continue;
    const memory = memories[name];
    const words = new Int32Array(memory.buffer, memory.byteOffset, memory.byteLength >> 2);
    const isF64 = memory instanceof Float64Array;
    for (let i = 0; i < words.length; i++)
      mix(isF64 && Number.isNaN(memory[i >> 1]) ? (i & 1 ? NAN_HIGH : 0) : words[i]);
  }
  return [high, low].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
`;
