import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledModule } from '../../util/compiled-module.js';
import { packageRoot } from '../../util/package-root.js';

const folder = join(packageRoot, 'src/machines/models');

// Each uses what stands before it.
const PARTS = [
  'elementary/bits',
  'elementary/exponential',
  'elementary/inverse-trigonometric',
  'elementary/trigonometric',
  'elementary/power',
  'runtime',
];

/**
 * The functions of `runtime.ts` in C and Rust, and some in WebAssembly, to the bit the same: see
 * docs/runtime-functions.md.
 */
export const hostSources = {
  c: textOf('c'),
  rust: textOf('rs'),
  wasm: ['elementary/power', 'runtime']
    .map((part) => readFileSync(join(folder, `${part}.wat`), 'utf8'))
    .join('\n'),
  get js(): ReadonlyMap<string, string> {
    return new Map([
      ['externs.mjs', `${compiledModule('src/machines/models/runtime')}\nexport { runtime as externs };\n`],
      ['elementary/power.mjs', compiledModule('src/machines/models/elementary/power')],
    ]);
  },
};

function textOf(extension: string): string {
  return PARTS.map((part) => readFileSync(join(folder, `${part}.${extension}`), 'utf8')).join('\n');
}
