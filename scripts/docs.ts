import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.js';
import { makeApiPage } from './api-page.js';

/** Writes `docs/api.md`; a test fails while it is not what this writes. */

const { text, undocumented, forgotten } = makeApiPage();
writeFileSync(join(packageRoot, 'docs/api.md'), text);
for (const name of undocumented) process.stderr.write(`no documentation: ${name}\n`);
for (const type of forgotten) process.stderr.write(`not exported: ${type}\n`);
