import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/**
 * The JavaScript that the compiler made of a module of this package, which is built before it runs; two
 * spaces a level.
 */
export function compiledModule(path: string): string {
  const text = readFileSync(join(packageRoot, 'dist', `${path}.js`), 'utf8');
  return text
    .replace(/^(?: {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2))
    .replaceAll(/^(import .*)\.js';$/gm, "$1.mjs';");
}
