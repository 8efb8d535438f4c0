import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIsa } from '../../isa/parse.js';
import { packageRoot } from '../../util/package-root.js';

const path = 'src/machines/models/models.isa';

export const isaText = readFileSync(join(packageRoot, path), 'utf8');

/** The models machine, as `models.isa` defines it. */
export const isa = parseIsa(isaText, path);
