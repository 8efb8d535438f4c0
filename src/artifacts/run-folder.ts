import type { Profile } from '../bytecode/profile.js';
import { type Evidence, evidenceArtifact } from './evidence.js';
import { writeFiles } from './files.js';
import { formatArtifact } from './format.js';
import { formatProfile, profileArtifact } from './profile.js';
import { type Results, type Summary, summaryArtifact, totalSeconds } from './summary.js';
import { type Decisions, decisionsArtifact } from './superinstructions.js';

/** The `.isa` of a run folder: later commands know the machine by it. */
export const MACHINE_FILE = 'machine.isa';
/** The report, to be opened in a browser. */
export const REPORT_FILE = 'report.html';

/** What a run folder is made of. */
export interface RunFolder {
  readonly profile: Profile;
  readonly decisions: Decisions;
  /** By path below `handlers/`. */
  readonly handlers: ReadonlyMap<string, string | Uint8Array>;
  readonly evidence: Evidence;
  readonly report: string;
  readonly summary: Results;
}

/** Its artifacts, by name. */
export const RUN_FOLDER = ['profile', 'decisions', 'handlers', 'evidence', 'report', 'summary'] as const;

/**
 * Writes all artifacts of a run into a folder and returns the summary as written, timings complete. Throws an
 * `InputError`, and leaves what was there before, where that cannot be.
 */
export function writeRunFolder(
  folder: string,
  isaText: string,
  run: RunFolder,
  seconds: Readonly<Record<string, number>>,
): Summary {
  const summary: Summary = { ...run.summary, seconds: { ...seconds, total: totalSeconds(seconds) } };
  const handlers = [...run.handlers].map(([path, text]) => [`handlers/${path}`, text] as const);
  writeFiles(
    folder,
    new Map([
      [MACHINE_FILE, isaText],
      [profileArtifact.file, formatProfile(run.profile)],
      [decisionsArtifact.file, formatArtifact(run.decisions)],
      ...handlers,
      [evidenceArtifact.file, formatArtifact(run.evidence)],
      [REPORT_FILE, run.report],
      [summaryArtifact.file, formatArtifact(summary)],
    ]),
  );
  return summary;
}
