import { readPatterns } from '../artifacts/superinstructions.js';
import type { Program } from '../bytecode/program.js';
import { extendIsa, type FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { formatPattern } from '../isa/pattern.js';
import type { Machine } from '../machines/machine.js';
import { tileProgram } from '../mining/tile.js';
import { type DecisionsUse, openDecisions, requireDecided } from './decisions.js';
import { textOption } from './options.js';
import type { Setup } from './setup.js';

/** For commands that show or run either form of a program. */
export function superinstructionsOption(purpose: string) {
  return {
    superinstructions: {
      ...textOption,
      alias: 'from',
      describe: `A superinstructions.json to ${purpose}, or the run folder it is in`,
    },
  } as const;
}

/** A program, and the machine to read it with. */
export interface ProgramForm {
  readonly isa: Isa;
  readonly program: Program;
}

/**
 * Rewrites programs with the superinstructions that the user names; without any it leaves them as they are.
 */
export interface Tiler {
  /** The machine of the superinstructions; null without any. */
  readonly machine: Machine | null;
  rewrite(isa: Isa, program: Program): ProgramForm;
}

/** Reads the superinstructions at once, so that what is wrong with them comes before all else. */
export function openTiler(
  { superinstructions: path, ...use }: DecisionsUse & { readonly superinstructions?: string },
  setup: Setup,
): Tiler {
  if (path === undefined) return { machine: null, rewrite: (isa, program) => ({ isa, program }) };
  const opened = openDecisions(path, setup, use);
  const patterns = opened.patterns.map(formatPattern);
  const known = new Map<Isa, FusedIsa>();
  const extended = (isa: Isa): FusedIsa => {
    const before = known.get(isa);
    if (before) return before;
    requireDecided(opened.decisions, isa, path);
    const fused = extendIsa(isa, readPatterns(isa, patterns, path));
    known.set(isa, fused);
    return fused;
  };
  return {
    machine: opened.machine,
    rewrite: (isa, program) => ({
      isa: extended(isa),
      program: tileProgram(isa, extended(isa), program).program,
    }),
  };
}
