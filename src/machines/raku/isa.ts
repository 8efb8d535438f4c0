import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIsa } from '../../isa/parse.js';
import { packageRoot } from '../../util/package-root.js';

const path = 'src/machines/raku/raku.isa';

export const isaText = readFileSync(join(packageRoot, path), 'utf8');

/** The Raku machine, as `raku.isa` defines it. */
export const isa = parseIsa(isaText, path);
