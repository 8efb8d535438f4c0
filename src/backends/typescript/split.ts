import type { FusedIsa } from '../../isa/fuse.js';
import { bytecodeSizes, MOST_OPTIMISED_BYTECODE } from './bytecode-size.js';
import { printHandler, printRunLoop } from './run-loop.js';

export interface Split {
  /** Opcodes of the main switch and of each further one, as `printRunLoop` takes them. */
  readonly switches: readonly (readonly number[])[];
  /** Bytes of V8 bytecode of one single switch; null where the text is too short to exceed the limit. */
  readonly bytes: number | null;
}

/** How much of the limit to fill at first, by the estimate: what V8 makes of it decides. */
const FILL = 0.9;
const TRIES = 8;

/**
 * Splits the run loop of a machine into switches that V8 optimises without flags, by the bytecode that this Node makes: the base
 * instructions and the hottest superinstructions are in the main one. `heat[i]` is that of superinstruction i.
 */
export function chooseSplit(isa: FusedIsa, heat: readonly number[]): Split {
  const whole = [[...isa.instructions.keys()]];
  const text = printRunLoop(isa, { types: false, counting: false });
  if (text.length * MOST_BYTES_PER_CHARACTER <= MOST_OPTIMISED_BYTECODE)
    return { switches: whole, bytes: null };
  const { run: bytes } = bytecodeSizes(text, isa);
  if (bytes === undefined) return { switches: splitByText(isa, heat), bytes: null };
  if (bytes <= MOST_OPTIMISED_BYTECODE) return { switches: whole, bytes };
  const perCharacter = bytes / text.length;
  for (let i = 0, fill = FILL; i < TRIES; i++, fill *= FILL) {
    const split = fillSwitches(isa, heat, (MOST_OPTIMISED_BYTECODE * fill) / perCharacter);
    const options = { types: false, counting: false, split } as const;
    const sizes = Object.values(bytecodeSizes(printRunLoop(isa, options), isa, split));
    if (sizes.length === split.length && sizes.every((size) => size <= MOST_OPTIMISED_BYTECODE))
      return { switches: split, bytes };
  }
  return { switches: splitByText(isa, heat), bytes };
}

/** More than V8 makes of the text of any run loop: a test measures it. */
export const MOST_BYTES_PER_CHARACTER = 0.9;

/** The same without measuring: for run loops that are made and thrown away. */
export function splitByText(isa: FusedIsa, heat: readonly number[]): readonly (readonly number[])[] {
  return fillSwitches(isa, heat, MOST_OPTIMISED_BYTECODE / MOST_BYTES_PER_CHARACTER);
}

/** Handlers by their heat, the base instructions first, as many in each switch as have so many characters. */
function fillSwitches(isa: FusedIsa, heat: readonly number[], characters: number): number[][] {
  const fused = [...isa.patterns.keys()].sort((a, b) => heat[b] - heat[a] || a - b);
  const opcodes = [...Array(isa.base).keys(), ...fused.map((i) => isa.base + i)];
  const switches: number[][] = [];
  let room = 0;
  for (const opcode of opcodes) {
    const { length } = printHandler(isa.instructions[opcode]);
    if (length > room) {
      switches.push([]);
      room = characters;
    }
    switches[switches.length - 1].push(opcode);
    room -= length;
  }
  return switches.map((list) => list.sort((a, b) => a - b));
}

/** What to tell people of a run loop that had to be split; null where it did not. */
export function describeSplit({ switches, bytes }: Split): string | null {
  if (switches.length === 1) return null;
  const limit = MOST_OPTIMISED_BYTECODE.toLocaleString('en-US');
  const size = bytes?.toLocaleString('en-US') ?? 'too many';
  return `one switch would be ${size} bytes of V8 bytecode, and V8 does not optimise more than ${limit}: the hottest ${switches[0].length} opcodes are in the main switch, the others in ${switches.length - 1} more`;
}
