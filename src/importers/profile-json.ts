import { parseArtifact } from '../artifacts/parse.js';
import { profileArtifact } from '../artifacts/profile.js';
import { requireMachine } from '../artifacts/require.js';
import type { Importer } from './importer.js';

/** What `trace` writes. */
export const profileJson: Importer = {
  name: 'profile.json',
  recognises: ({ path }) => path.endsWith('.json'),
  import(file, machineNamed) {
    const profile = parseArtifact(profileArtifact, file.text(), file.path);
    const machine = machineNamed(profile.machine);
    requireMachine(profile, machine.isa, file.path);
    return { machine, profile };
  },
};
