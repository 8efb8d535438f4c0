// Mines the profile of a run folder, of any machine: node examples/mine-a-profile.mjs reports/corpora
import { join } from 'node:path';
import {
  choosing,
  DEFAULT_OPTIONS,
  formatPattern,
  NO_NAMED_PATTERNS,
  runPipeline,
} from 'mine-superinstructions';
import { profileArtifact } from 'mine-superinstructions/artifacts';
import { MACHINE_FILE, readArtifact, readIsaFile } from 'mine-superinstructions/node';

const [folder] = process.argv.slice(2);
const machine = readIsaFile(join(folder, MACHINE_FILE));
const profile = readArtifact(profileArtifact, join(folder, profileArtifact.file));
const passes = choosing({ ...DEFAULT_OPTIONS, budget: 8, payload: machine.isa.payload });
const given = { machine, profile, named: NO_NAMED_PATTERNS };
const { artifacts } = await runPipeline(passes, { given, wanted: ['selection'] });
const { superinstructions, curve } = artifacts.selection;
for (const { pattern } of superinstructions) console.log(formatPattern(pattern));
console.log(`${Math.round(curve.at(-1))} of ${Math.round(curve[0])} weighted dispatches left`);
