import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageRoot } from '../../src/util/package-root.js';

/** A file of the package, for breaking it. */
export function shipped(path: string): string {
  return readFileSync(join(packageRoot, path), 'utf8');
}

/** Other people's files lie beside the clone, where they are there. */
export const sharedCorpora = join(dirname(packageRoot), 'shared/corpora');

/** Files of a folder by their paths in it, largest `maxBytes`; none where there is no such folder. */
export function filesBelow(folder: string, ending: RegExp, maxBytes: number): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return found;
  }
  for (const name of names.filter((one) => ending.test(one)).sort()) {
    const bytes = readFileSync(join(folder, name));
    if (bytes.length <= maxBytes) found.set(relative('', name), bytes);
  }
  return found;
}
