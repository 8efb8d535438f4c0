import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeImage } from '../../../src/backends/image.js';
import { generateWasm } from '../../../src/backends/wasm/generate.js';
import { switchLoop } from '../../../src/execution/typescript/switch.js';
import { extendIsa, type FusedIsa } from '../../../src/isa/fuse.js';
import { parsePattern } from '../../../src/isa/pattern.js';
import { models } from '../../../src/machines/models/machine.js';
import { tileProgram } from '../../../src/mining/tile.js';
import { packageRoot } from '../../../src/util/package-root.js';
import { awkward } from '../../awkward-machine.js';
import { awkwardHost, awkwardProgram } from '../../awkward-program.js';
import { hasChromium, Page, serve } from '../../browser.js';
import { counterSuite } from '../../execution/native/programs.js';
import {
  isa as counterIsa,
  programs as counterPrograms,
  createDevice,
} from '../../machines/counter/counter.js';
import { programs as guardPrograms, isa as guards } from '../../machines/guards/guards.js';

const folder = mkdtempSync(join(tmpdir(), 'wasm-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, files: ReadonlyMap<string, string | Uint8Array>): string {
  for (const [file, content] of files) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return join(folder, name);
}

const fused: FusedIsa = extendIsa(
  models.isa,
  [
    'load_var a; load_var b; mul; assign_curr c',
    'load_constant #1; load_var a; sub',
    'load_var a; lookup b',
  ].map((text) => parsePattern(text, models.isa, 'test')),
);
const { program: baseline } = models.compile(join(packageRoot, 'corpora/epidemics/sir.mdl'), {
  name: 'sir',
  family: 'epidemics',
});
const { program } = tileProgram(models.isa, fused, baseline);
const generated = write('models', generateWasm(fused, models.hostSources));
const image = join(folder, 'sir.image');
writeFileSync(image, writeImage(fused, program));
const { digests } = switchLoop.prepare(fused, program, { functions: models.runtime }).observe();

/** The digests that the generated host prints. */
const execute = (place: string, file: string, technique: string) =>
  execFileSync(process.execPath, [join(place, 'run.mjs'), file, technique], { encoding: 'utf8' })
    .trim()
    .split('\n');

describe('the handlers generated for WebAssembly', () => {
  it.each(['run-loop', 'tail-calls'])(
    'run a program by themselves, bit for bit as in TypeScript: %s',
    (name) => {
      expect(execute(generated, image, name)).toEqual(digests);
    },
  );

  it.each([[], ['sir.image', 'observe']])('say how they are run: %j', (...args) => {
    const { status, stderr } = spawnSync(process.execPath, [join(generated, 'run.mjs'), ...args.flat()]);
    expect(stderr.toString()).toBe('usage: node run.mjs <image> [run-loop | tail-calls]\n');
    expect(status).toBe(2);
  });

  it('take functions in JavaScript, jumps and integers', () => {
    const suite = counterSuite();
    const externs = `const recorded = [];
export const externs = {
  record: (value) => recorded.push(value) - 1,
  gcd(a, b) { while (b !== 0) [a, b] = [b, (a % b) | 0]; return Math.abs(a) | 0; },
};
`;
    const files = generateWasm(suite.fused, { js: new Map([['externs.mjs', externs]]) });
    const place = write('counter', files);
    const names = new Set(counterPrograms.map(({ name }) => name));
    for (const { tiled } of suite.programs) {
      if (!names.has(tiled.name)) continue;
      const file = join(folder, `${tiled.name}.image`);
      writeFileSync(file, writeImage(suite.fused, tiled));
      const expected = switchLoop
        .prepare(suite.fused, tiled, { functions: createDevice().runtime })
        .observe();
      for (const technique of ['run-loop', 'tail-calls'])
        expect(execute(place, file, technique)).toEqual(expected.digests);
    }
    expect(suite.isa).toBe(counterIsa);
  });

  it.each(['run-loop', 'tail-calls'])('trap where TypeScript does, and say so: %s', (name) => {
    const isa = extendIsa(guards, [parsePattern('load a; refuse; store b', guards, 'test')]);
    const externs = 'export const externs = { record: () => 0, gcd: () => 0 };\n';
    const place = write('guards', generateWasm(isa, { js: new Map([['externs.mjs', externs]]) }));
    for (const [of, one] of [
      ['traps', tileProgram(guards, isa, guardPrograms.overflow).program],
      ['leaves', guardPrograms.search],
    ] as const) {
      const file = join(folder, `${of}.image`);
      writeFileSync(file, writeImage(isa, one));
      const { digests: stops } = switchLoop
        .prepare(isa, one, { functions: createDevice().runtime })
        .observe();
      expect(execute(place, file, name)).toEqual(of === 'traps' ? [...stops, 'trapped'] : stops);
    }
  });

  it.each(['run-loop', 'tail-calls'])('look up tables in linear memory: %s', (name) => {
    const { program: natural } = models.compile(
      join(packageRoot, 'corpora/climate-resources/natural-gas.xmile'),
      { name: 'natural-gas', family: 'climate-resources' },
    );
    expect(natural.pools.points.length).toBeGreaterThan(0);
    const tiled = tileProgram(models.isa, fused, natural).program;
    const file = join(folder, 'natural-gas.image');
    writeFileSync(file, writeImage(fused, tiled));
    const expected = switchLoop.prepare(fused, tiled, { functions: models.runtime }).observe();
    expect(execute(generated, file, name)).toEqual(expected.digests);
    const text = readFileSync(join(generated, `${name}.wat`), 'utf8');
    expect(text).toContain('(func $extern.lookup (param $points i32)');
    expect(text).not.toContain('"lookup"');
  });

  it.each(['run-loop', 'tail-calls'])('take a row that does not exist for an empty one: %s', (name) => {
    const isa = extendIsa(awkward, []);
    const externs = 'export const externs = { plain: (a, x) => a + x };\n';
    const js = new Map([['externs.mjs', externs]]);
    const place = write('awkward', generateWasm(isa, { texts: awkwardHost.texts, js }));
    const file = join(folder, 'awkward.image');
    writeFileSync(file, writeImage(isa, awkwardProgram));
    const expected = switchLoop.prepare(isa, awkwardProgram, awkwardHost).observe();
    expect(execute(place, file, name)).toEqual(expected.digests);
  });

  it('say in the text which instructions each handler replaces', () => {
    const text = readFileSync(join(generated, 'run-loop.wat'), 'utf8');
    expect(text).toContain('load_var a; load_var b; mul; assign_curr c  ( -- )');
    expect(text).toContain('end $add\n    ;; 7: add  ( a b -- r )');
  });

  const hasWabt = spawnSync('wat2wasm', ['--version']).status === 0;
  it.skipIf(!hasWabt)('have texts that say the same (skipped without wat2wasm)', () => {
    const place = write('assembled', generateWasm(fused, models.hostSources));
    for (const name of ['run-loop', 'tail-calls']) {
      const [text, module] = [join(place, `${name}.wat`), join(place, `${name}.wasm`)];
      rmSync(module);
      execFileSync('wat2wasm', ['--enable-tail-call', text, '-o', module]);
      expect(execute(place, image, name)).toEqual(digests);
    }
  });

  it.skipIf(!hasChromium)('run in a page (skipped without chromium)', async () => {
    const server = await serve(generated);
    const page = await Page.open(`${server.url}/index.html`);
    try {
      await page.until('document.querySelector("h1").textContent.includes("models")');
      for (const technique of ['run-loop', 'tail-calls']) {
        await page.chooseFile('[name=image]', image);
        await page.evaluate(`document.querySelector('[name=technique]').value = '${technique}'`);
        await page.evaluate(`document.querySelector('#digest').textContent = ''`);
        await page.evaluate(`document.querySelector('button').click()`);
        await page.until(
          `document.querySelector('#digest').textContent + document.querySelector('[role=alert]').textContent`,
        );
        expect(await page.evaluate(`document.querySelector('[role=alert]').textContent`)).toBe('');
        expect(await page.evaluate(`document.querySelector('#digest').textContent`)).toBe(digests.at(-1));
        expect(await page.evaluate(`document.querySelector('#stops').textContent`)).toBe(
          String(digests.length),
        );
      }
      expect((await page.screenshot()).length).toBeGreaterThan(10_000);
      if (process.env.SCREENSHOT) writeFileSync(process.env.SCREENSHOT, await page.screenshot());
      const other = join(folder, 'other.image');
      writeFileSync(other, 'something else');
      await page.chooseFile('[name=image]', other);
      await page.evaluate(`document.querySelector('button').click()`);
      await page.until(`document.querySelector('[role=alert]').textContent`);
      expect(await page.evaluate(`document.querySelector('[role=alert]').textContent`)).toMatch(
        'not an image',
      );
    } finally {
      await page.close();
      server.close();
    }
  });
});
