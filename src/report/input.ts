import type { MiningOptions } from '../../passes/decisions.js';
import type { Run } from '../../passes/pipeline.js';
import type { Summary } from '../../passes/summary.js';
import { SCHEMES } from '../mining/weights.js';

/** What a report is made of. Timings are not part of it: the same inputs make the same report to the byte. */
export interface ReportInput
  extends Pick<Run, 'profile' | 'decisions' | 'sequences' | 'fused' | 'tiled' | 'evidence'> {
  readonly summary: Omit<Summary, 'seconds'>;
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
