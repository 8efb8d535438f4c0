import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceArtifact } from '../../src/artifacts/evidence.js';
import { readArtifact, readText } from '../../src/artifacts/files.js';
import { HANDLERS, MACHINE_FILE } from '../../src/artifacts/manifest.js';
import { profileArtifact } from '../../src/artifacts/profile.js';
import { REPORT_FILE, writeRunFolder } from '../../src/artifacts/run-folder.js';
import { summaryArtifact } from '../../src/artifacts/summary.js';
import { decisionsArtifact } from '../../src/artifacts/superinstructions.js';

/** Writes the run of one folder over that of another, as the main job does: to be killed while it does so. */
const [from, to] = process.argv.slice(2);
const handlers = readdirSync(join(from, HANDLERS), { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(join(from, HANDLERS, name)).isFile(),
);
const { seconds, ...summary } = readArtifact(summaryArtifact, join(from, summaryArtifact.file));
const { total: _, ...byPass } = seconds;
const run = {
  profile: readArtifact(profileArtifact, join(from, profileArtifact.file)),
  decisions: readArtifact(decisionsArtifact, join(from, decisionsArtifact.file)),
  handlers: new Map(handlers.map((name) => [name, readFileSync(join(from, HANDLERS, name))])),
  evidence: readArtifact(evidenceArtifact, join(from, evidenceArtifact.file)),
  report: readText(join(from, REPORT_FILE)),
  summary,
};
writeRunFolder(to, readText(join(from, MACHINE_FILE)), run, byPass, (note) =>
  process.stdout.write(`${note}\n`),
);
