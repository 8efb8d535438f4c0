import type { Importer } from '../importers/importer.js';
import { InputError } from '../util/input-error.js';
import { parseArtifact } from './parse.js';
import { profileArtifact } from './profile.js';
import { requireMachine } from './require.js';

/** What `trace` writes. */
export const profileImporter: Importer = {
  name: profileArtifact.file,
  recognises: ({ path }) => path.endsWith('.json'),
  import([file, ...others], { machineNamed }) {
    if (others.length > 0)
      throw new InputError('give one profile, not several: `merge` puts profiles together');
    const profile = parseArtifact(profileArtifact, file.text(), file.path);
    const machine = machineNamed(profile.machine, file.path);
    requireMachine(profile, machine.isa, file.path);
    return { machine, profile };
  },
};
