import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.js';

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
 * The functions of `runtime.ts` in C and Rust, to the bit the same (see docs/runtime-functions.md), and as one JavaScript module
 * for hosts of WebAssembly.
 */
export const hostSources = {
  c: textOf('c'),
  rust: textOf('rs'),
  get wasm() {
    return moduleText();
  },
};

function textOf(extension: string): string {
  return PARTS.map((part) => readFileSync(join(folder, `${part}.${extension}`), 'utf8')).join('\n');
}

/** What `runtime.ts` was compiled to, with what it imports. */
function moduleText(): string {
  const parts = ['elementary/power', 'runtime'].map((part) =>
    readFileSync(join(packageRoot, 'dist/src/machines/models', `${part}.js`), 'utf8')
      .replace(/^import .*;\n/gm, '')
      .replace(/^export (?=function)/gm, '')
      .replace('export const runtime =', 'export const externs ='),
  );
  return parts.join('\n');
}
