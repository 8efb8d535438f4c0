import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFiles } from '../../../passes/artifacts.js';
import { generate } from '../../../passes/generate.js';
import { tile } from '../../../passes/tile.js';
import { digestMemories } from '../../../src/backends/digest.js';
import { writeImage } from '../../../src/backends/native/image.js';
import { switchLoop } from '../../../src/backends/typescript/switch.js';
import { extendIsa } from '../../../src/isa/fuse.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { models } from '../../../src/machines/models/machine.js';
import { packageRoot } from '../../../src/package-root.js';

type Memory = Float64Array | Int32Array;

/** The generated host.mjs. */
interface Host {
  load(machine: object, module: ArrayBuffer, image: ArrayBuffer, externs: object): Promise<object>;
  run(loaded: object, observe?: (memories: readonly Memory[]) => void): void;
}

const { isa } = models;
const patterns = ['load_var a; load_var a+1; add', 'load_var a; load_var b; mul', 'mul; assign_curr a'];
const fused = extendIsa(
  isa,
  patterns.map((text) => parsePattern(text, isa, 'test')),
);
const folder = mkdtempSync(join(tmpdir(), 'handlers-wasm-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFiles(folder, generate(fused, ['wasm'], models.hostSources));

const load = (file: string) => import(pathToFileURL(join(folder, 'wasm', file)).href);
const bytesOf = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;

describe('the WebAssembly handlers that generate writes', () => {
  it.each(['run-loop.wasm', 'tail-calls.wasm'])(
    '%s and its host run an image to the states of TypeScript',
    async (module) => {
      const path = join(packageRoot, 'corpora/epidemics/sir.mdl');
      const { program } = models.compile(path, { name: 'sir', family: 'epidemics' });
      const { program: tiled } = tile(isa, fused, program);
      const host = (await load('host.mjs')) as Host;
      const { machine } = await load('machine.mjs');
      const { externs } = await load('externs.mjs');
      const code = bytesOf(readFileSync(join(folder, 'wasm', module)));
      const loaded = await host.load(machine, code, bytesOf(writeImage(fused, tiled)), externs);
      const digests: string[] = [];
      host.run(loaded, (memories) => {
        const byName = Object.fromEntries(isa.memories.map(({ name }, i) => [name, memories[i]]));
        digests.push(digestMemories(isa, byName));
      });
      const expected = switchLoop.prepare(isa, program, { functions: models.runtime }).observe();
      expect(digests.length).toBeGreaterThan(10);
      expect(digests).toEqual(expected.digests);
    },
  );

  it('refuses an image of another instruction set, and one that is cut short', async () => {
    const path = join(packageRoot, 'corpora/epidemics/sir.mdl');
    const { program } = models.compile(path, { name: 'sir', family: 'epidemics' });
    const host = (await load('host.mjs')) as Host;
    const { machine } = await load('machine.mjs');
    const code = bytesOf(readFileSync(join(folder, 'wasm', 'run-loop.wasm')));
    const other = bytesOf(writeImage(isa, program));
    await expect(host.load(machine, code, other, {})).rejects.toThrow('another instruction set');
    const { program: tiled } = tile(isa, fused, program);
    const short = bytesOf(writeImage(fused, tiled)).slice(0, 100);
    await expect(host.load(machine, code, short, {})).rejects.toThrow('cut short');
  });

  it('say in the text form which instructions a handler came from', () => {
    const text = readFileSync(join(folder, 'wasm', 'run-loop.wat'), 'utf8');
    for (const pattern of patterns) expect(text).toContain(`: ${pattern}  (`);
  });
});
