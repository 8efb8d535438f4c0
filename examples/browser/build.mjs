// Bundles the worker and puts everything that the page needs into one folder:
//   node examples/browser/build.mjs [folder]
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, 'dist');
mkdirSync(folder, { recursive: true });
// What only Node has cannot be resolved for a browser, and fails.
const bundle = await rolldown({
  input: join(here, 'worker.js'),
  platform: 'browser',
  onLog(_level, log) {
    throw new Error(log.message);
  },
});
await bundle.write({ file: join(folder, 'worker.bundle.js'), format: 'esm', minify: true });
for (const file of ['index.html', 'page.js']) cpSync(join(here, file), join(folder, file));
cpSync(join(here, '../forth/forth.isa'), join(folder, 'machine.isa'));
cpSync(join(here, '../forth/programs/collatz.asm'), join(folder, 'program.asm'));
console.log(`${folder}: serve it with any web server, for example npx http-server ${folder}`);
