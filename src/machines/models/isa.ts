import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIsa } from '../../isa/parse.js';
import { packageRoot } from '../../util/package-root.js';

const path = 'src/machines/models/models.isa';

/** The models machine, as `models.isa` defines it. */
export const isa = parseIsa(readFileSync(join(packageRoot, path), 'utf8'), path);
