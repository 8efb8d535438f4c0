import type { FusedIsa } from '../../isa/fuse.js';
import { bytecodeSizes, MOST_OPTIMISED_BYTECODE } from './bytecode-size.js';
import { printHandler, printRunLoop } from './run-loop.js';

export interface Split {
  /** Opcodes of the main switch and of each further one, as `printRunLoop` takes them. */
  readonly counts: readonly number[];
  /** Bytes of V8 bytecode of one single switch; null where the text is too short to exceed the limit. */
  readonly bytes: number | null;
}

/** How much of the limit to fill at first, by the estimate: what V8 makes of it decides. */
const FILL = 0.9;
const TRIES = 8;

/**
 * Splits the run loop of a machine into switches that V8 optimises without flags, by the bytecode that this Node makes: the base
 * instructions and the first superinstructions, which are worth the most, stay in the main one.
 */
export function chooseSplit(isa: FusedIsa): Split {
  const whole = [isa.instructions.length];
  const text = printRunLoop(isa, { types: false, counting: false });
  // A byte of bytecode takes more than a character of text.
  if (text.length <= MOST_OPTIMISED_BYTECODE) return { counts: whole, bytes: null };
  const bytes = bytecodeSizes(text, isa).run;
  if (bytes === undefined || bytes <= MOST_OPTIMISED_BYTECODE) return { counts: whole, bytes: bytes ?? null };
  const lengths = isa.instructions.map((instruction) => printHandler(instruction).length);
  const perCharacter = bytes / lengths.reduce((sum, length) => sum + length, 0);
  let fill = FILL;
  for (let i = 0; i < TRIES; i++, fill *= FILL) {
    const counts = fillSwitches(lengths, (MOST_OPTIMISED_BYTECODE * fill) / perCharacter);
    const sizes = bytecodeSizes(
      printRunLoop(isa, { types: false, counting: false, split: counts }),
      isa,
      counts,
    );
    if (Object.values(sizes).every((size) => size <= MOST_OPTIMISED_BYTECODE)) return { counts, bytes };
  }
  return { counts: whole.concat(), bytes };
}

/** As many handlers in each switch as have so many characters, at least one. */
function fillSwitches(lengths: readonly number[], characters: number): number[] {
  const counts: number[] = [];
  let room = 0;
  for (const length of lengths) {
    if (length > room) {
      counts.push(0);
      room = characters;
    }
    counts[counts.length - 1]++;
    room -= length;
  }
  return counts;
}

/** What to tell people of a run loop that had to be split; null where it did not. */
export function describeSplit({ counts, bytes }: Split): string | null {
  if (counts.length === 1) return null;
  const limit = MOST_OPTIMISED_BYTECODE.toLocaleString('en-US');
  return `one switch would be ${bytes?.toLocaleString('en-US')} bytes of V8 bytecode, and V8 does not optimise more than ${limit}: the first ${counts[0]} opcodes are in the main switch, the others in ${counts.length - 1} more`;
}
