import type { Artifacts } from '../../passes/artifacts.js';
import { evidenceArtifact } from '../artifacts/evidence.js';
import { writeFiles } from '../artifacts/files.js';
import { formatArtifact } from '../artifacts/format.js';
import { profileArtifact } from '../artifacts/profile.js';
import { type Summary, summaryArtifact } from '../artifacts/summary.js';
import { decisionsArtifact } from '../artifacts/superinstructions.js';
import type { Machine } from '../machines/machine.js';
import { MACHINE_FILE } from './setup.js';

export const REPORT_FILE = 'report.html';

/** What a run folder is made of. */
export const runFolderFiles = ['profile', 'decisions', 'handlers', 'evidence', 'report', 'summary'] as const;

/** Writes all artifacts of a run into a folder and returns the summary as written, timings complete. */
export function writeRunFolder(
  folder: string,
  machine: Machine,
  artifacts: Pick<Artifacts, (typeof runFolderFiles)[number]>,
  seconds: Readonly<Record<string, number>>,
): Summary {
  const total = Object.values(seconds).reduce((sum, one) => sum + one, 0);
  const summary: Summary = { ...artifacts.summary, seconds: { ...seconds, total } };
  const handlers = [...artifacts.handlers].map(([path, text]) => [`handlers/${path}`, text] as const);
  writeFiles(
    folder,
    new Map([
      [MACHINE_FILE, machine.isaText],
      [profileArtifact.file, formatArtifact(artifacts.profile)],
      [decisionsArtifact.file, formatArtifact(artifacts.decisions)],
      ...handlers,
      [evidenceArtifact.file, formatArtifact(artifacts.evidence)],
      [REPORT_FILE, artifacts.report],
      [summaryArtifact.file, formatArtifact(summary)],
    ]),
  );
  return summary;
}
