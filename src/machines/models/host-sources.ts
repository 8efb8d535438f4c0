import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostSources } from '../../backends/host.js';
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
 * The functions of `runtime.ts` in C, Rust and Go, and some in WebAssembly, to the bit the same: see
 * docs/runtime-functions.md.
 */
export const hostSources: HostSources = {
  texts: {
    c: textOf(PARTS, 'c'),
    rust: textOf(PARTS, 'rs'),
    go: textOf(PARTS, 'go'),
    wasm: textOf(['elementary/power', 'runtime'], 'wat'),
  },
  get js(): ReadonlyMap<string, string> {
    return new Map([
      ['externs.mjs', `${compiledModule('src/machines/models/runtime')}\nexport { runtime as externs };\n`],
      ['elementary/power.mjs', compiledModule('src/machines/models/elementary/power')],
    ]);
  },
};

function textOf(parts: readonly string[], extension: string): string {
  return parts.map((part) => readFileSync(join(folder, `${part}.${extension}`), 'utf8')).join('\n');
}
