import type { Importer } from '../importers/importer.js';
import { parseArtifact } from './parse.js';
import { profileArtifact } from './profile.js';
import { requireMachine } from './require.js';

/** What `trace` writes. */
export const profileImporter: Importer = {
  name: profileArtifact.file,
  recognises: ({ path }) => path.endsWith('.json'),
  import(file, machineNamed) {
    const profile = parseArtifact(profileArtifact, file.text(), file.path);
    const machine = machineNamed(profile.machine);
    requireMachine(profile, machine.isa, file.path);
    return { machine, profile };
  },
};
