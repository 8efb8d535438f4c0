import type { Profile } from '../bytecode/profile.js';
import { type Evidence, evidenceArtifact } from './evidence.js';
import { formatArtifact } from './format.js';
import { fileDigest, HANDLERS, MACHINE_FILE, type Manifest } from './manifest.js';
import { formatProfile, profileArtifact } from './profile.js';
import { replaceRun } from './replace-run.js';
import { type Results, type Summary, summaryArtifact, totalSeconds } from './summary.js';
import { type Decisions, decisionsArtifact } from './superinstructions.js';

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
 * Writes all artifacts of a run into a folder and returns the summary as written, timings complete. Whoever
 * reads sees the run before, this one, or a manifest that says it is neither. Handlers of the run before that
 * this one does not have are removed; of a file that was changed since, `note` is told instead. Throws an
 * `InputError` where the folder cannot be written, or somebody else does not stop writing there.
 */
export function writeRunFolder(
  folder: string,
  isaText: string,
  run: RunFolder,
  seconds: Readonly<Record<string, number>>,
  note: (text: string) => void = () => {},
): Summary {
  const summary: Summary = { ...run.summary, seconds: { ...seconds, total: totalSeconds(seconds) } };
  const handlers = [...run.handlers].map(([path, content]) => [`${HANDLERS}/${path}`, content] as const);
  const files = new Map([
    [MACHINE_FILE, isaText],
    [profileArtifact.file, formatProfile(run.profile)],
    [decisionsArtifact.file, formatArtifact(run.decisions)],
    ...handlers,
    [evidenceArtifact.file, formatArtifact(run.evidence)],
    [REPORT_FILE, run.report],
    [summaryArtifact.file, formatArtifact(summary)],
  ]);
  const manifest: Manifest = {
    schema: 1,
    instructionSet: summary.instructionSet,
    complete: true,
    files: Object.fromEntries([...files].map(([path, content]) => [path, fileDigest(path, content)])),
    before: {},
    wasWhole: true,
  };
  replaceRun(folder, { files, manifest }, note);
  return summary;
}
