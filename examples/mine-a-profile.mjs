// Mines a profile: node examples/mine-a-profile.mjs reports/corpora/profile.json
import {
  choosing,
  DEFAULT_OPTIONS,
  formatPattern,
  NO_NAMED_PATTERNS,
  runPipeline,
} from 'mine-superinstructions';
import { profileArtifact } from 'mine-superinstructions/artifacts';
import { MACHINES, machineNamed, readArtifact } from 'mine-superinstructions/node';

const profile = readArtifact(profileArtifact, process.argv[2]);
const machine = machineNamed(MACHINES, profile.machine, process.argv[2]);
const given = { machine, profile, named: NO_NAMED_PATTERNS };
const passes = choosing({ ...DEFAULT_OPTIONS, budget: 8 });
const { artifacts } = await runPipeline(passes, { given, wanted: ['selection'] });
const { superinstructions, curve } = artifacts.selection;
for (const { pattern } of superinstructions) console.log(formatPattern(pattern));
console.log(`${Math.round(curve.at(-1))} of ${Math.round(curve[0])} weighted dispatches left`);
