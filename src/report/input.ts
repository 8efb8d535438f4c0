import type { Evidence } from '../artifacts/evidence.js';
import type { MiningOptions } from '../artifacts/options.js';
import type { Results } from '../artifacts/summary.js';
import type { Decisions } from '../artifacts/superinstructions.js';
import type { Profile } from '../bytecode/profile.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { SequenceCount } from '../mining/sequences.js';
import type { TiledProgram } from '../mining/tile.js';
import { SCHEMES } from '../mining/weights.js';

/** What a report is made of. Timings are not part of it: the same inputs make the same report to the byte. */
export interface ReportInput {
  readonly profile: Profile;
  readonly decisions: Decisions;
  readonly sequences: readonly SequenceCount[];
  readonly fused: FusedIsa;
  readonly tiled: readonly TiledProgram[];
  readonly evidence: Evidence;
  readonly summary: Results;
}

/** Keeps a report small enough to open and mail, whatever it is made of. */
export const LIMITS = {
  /** Characters of a name or an operand. */
  name: 80,
  /** Sentences about what failed. */
  failures: 25,
  /** Rows of the tables of programs. */
  programs: 300,
  /** Rows of the table of superinstructions. */
  superinstructions: 256,
  /** Lines of one handler, and parts shown with theirs. */
  handlerLines: 60,
  parts: 24,
  /** Baseline instructions of the hottest block: of the busiest program, and of each other. */
  busiestLines: 120,
  otherLines: 36,
  otherPrograms: 40,
  sequences: 25,
  /** How far down a ranking a disagreement is still told, and rows of each table of them. */
  ranked: 100,
  disagreements: 8,
} as const;

/** Whether the objective counts otherwise than by the dispatches that programs made. */
export function isWeighted({ weighting }: MiningOptions, programs: number): boolean {
  const { basis, equal } = SCHEMES[weighting];
  return basis === 'places' || (programs > 1 && equal !== null);
}
