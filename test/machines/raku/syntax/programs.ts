import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../../src/util/package-root.js';

/** The Raku programs of the project, with what Debian's `raku` prints for them beside them. */
export const programsFolder = join(packageRoot, 'corpora/raku');

export const programNames: readonly string[] = readdirSync(programsFolder)
  .filter((file) => file.endsWith('.raku'))
  .map((file) => file.slice(0, -'.raku'.length));

export function readBeside(name: string, ending: 'raku' | 'out' | 'err'): string {
  return readFileSync(join(programsFolder, `${name}.${ending}`), 'utf8');
}
