import type { Action, Program } from '../../bytecode/program.js';
import type { CallLog } from './calls.js';
import type { Probe } from './sections.js';

/** How much is probed. */
export interface ProbeOptions {
  /** Numbers that everything random begins from. */
  readonly seed: number;
  /** States of each handler. */
  readonly states: number;
  /** Choices of operands of each handler that has operands; its states are shared out among them. */
  readonly choices: number;
  /** States that are only kept if a handler decides in them what it never has before. */
  readonly tries: number;
  /** Also a few states with operands as large as they may be, in memories and pools as large. */
  readonly largest: boolean;
  /**
   * What impure functions do: what they are given is compared, and they do nothing else; or, so that what
   * runs outside this process can be probed too, what the host says, which has to depend on that alone.
   */
  readonly impure: 'noted' | 'as the host says';
}

/** One handler's states: a schedule that depends on no other. */
export interface ProbeBlock {
  readonly opcode: number;
  /** What is run, in order. */
  readonly steps: readonly ProbeStep[];
  readonly schedule: readonly Action[];
  /** A digest of all memories after each state. */
  readonly digests: readonly string[];
  readonly calls: CallLog;
  /** Whether its last state, which has no stop, ends the run of the program. */
  readonly traps: boolean;
}

/** States of one probe, or ones that are left out. */
export interface ProbeStep {
  /** Null: left out. */
  readonly probe: Probe | null;
  readonly times: number;
}

/** Times that a handler may jump to itself. */
export const MAX_ROUNDS = 40;

/** More instructions than a schedule of these blocks dispatches, if every handler does what it should. */
export function mostDispatches(
  { sections }: Pick<Program, 'sections'>,
  blocks: readonly ProbeBlock[],
): number {
  const words = new Map(sections.map(({ name, code }) => [name, code.length]));
  const most = (section: string) => words.get(section)! + MAX_ROUNDS;
  const ofStep = ({ probe, times }: ProbeStep) =>
    times * (probe ? most(probe.fillSection) + most(probe.section) : most(SKIP));
  return blocks.reduce(
    (sum, { steps }) => steps.reduce((all, step) => all + ofStep(step), sum + most(RESET)),
    0,
  );
}

/** Names of sections: all memories zero, and a state left out. */
export const RESET = 'reset';
export const SKIP = 'skip';
