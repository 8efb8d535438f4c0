import type { FusedIsa } from '../../isa/fuse.js';
import type { MeasureRunLoop } from '../back-end.js';
import { printHandler, printRunLoop } from './run-loop.js';

/**
 * V8 does not optimise functions of more bytes of its bytecode, and says nothing: they run some six times
 * slower.
 */
export const MAX_OPTIMISED_BYTECODE = 61_440;

export interface Split {
  /** Opcodes of the main switch and of each further one, as `printRunLoop` takes them. */
  readonly switches: readonly (readonly number[])[];
  /** Bytes of V8 bytecode of one single switch; null where there is no doubt about the limit. */
  readonly bytes: number | null;
}

/**
 * Bytes of bytecode per character of a handler's text: rarely more than the first, never more than the
 * second, as a test measures. A comparison with the limit that leaves no doubt needs no measurement.
 */
const TYPICAL = 1.15;
const MOST = 1.5;
const LEAST = 0.5;
const TRIES = 8;

/**
 * Splits the run loop of a machine into switches that V8 optimises without flags, by the bytecode that this
 * Node makes: the base instructions and the hottest superinstructions are in the main one. `heat[i]` is that
 * of superinstruction i.
 */
export function chooseSplit(isa: FusedIsa, heat: readonly number[], measure: MeasureRunLoop | null): Split {
  const whole = [[...isa.instructions.keys()]];
  const characters = isa.instructions.reduce((sum, one) => sum + printHandler(one).length, 0);
  if (characters * MOST <= MAX_OPTIMISED_BYTECODE) return { switches: whole, bytes: null };
  if (!measure) return { switches: splitByText(isa, heat), bytes: null };
  const mayFit = characters * LEAST <= MAX_OPTIMISED_BYTECODE;
  const text = mayFit ? printRunLoop(isa, { types: false, form: 'script', counting: false }) : '';
  const bytes = mayFit ? (measure(text, isa).run ?? null) : null;
  if (bytes !== null && bytes <= MAX_OPTIMISED_BYTECODE) return { switches: whole, bytes };
  for (let i = 0, ratio = TYPICAL; i < TRIES && ratio < MOST; i++, ratio *= 1.1) {
    const split = fillSwitches(isa, heat, MAX_OPTIMISED_BYTECODE / ratio);
    const options = { types: false, form: 'script', counting: false, split } as const;
    const sizes = Object.values(measure(printRunLoop(isa, options), isa, split));
    if (sizes.length === split.length && sizes.every((size) => size <= MAX_OPTIMISED_BYTECODE))
      return { switches: split, bytes };
  }
  return { switches: splitByText(isa, heat), bytes };
}

/** The same without measuring: for run loops that are made and thrown away. */
export function splitByText(isa: FusedIsa, heat: readonly number[]): readonly (readonly number[])[] {
  return fillSwitches(isa, heat, MAX_OPTIMISED_BYTECODE / MOST);
}

/** Handlers by their heat, the base instructions first, as many in each switch as have so many characters. */
function fillSwitches(isa: FusedIsa, heat: readonly number[], characters: number): number[][] {
  const fused = [...isa.patterns.keys()].sort((a, b) => heat[b] - heat[a] || a - b);
  const unfused = [...isa.instructions.keys()].filter((opcode) => !isa.patterns[opcode - isa.base]);
  const opcodes = [...unfused, ...fused.map((i) => isa.base + i)];
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
  const limit = MAX_OPTIMISED_BYTECODE.toLocaleString('en-US');
  const size = bytes === null ? `far more than ${limit}` : bytes.toLocaleString('en-US');
  return `one switch would be ${size} bytes of V8 bytecode, and V8 does not optimise more than ${bytes === null ? 'that' : limit}: the hottest ${switches[0].length} opcodes are in the main switch, the others in ${switches.length - 1} more`;
}
