import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';
import { hasChromium, Page, serve } from '../browser.js';

const folder = mkdtempSync(join(tmpdir(), 'browser-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the browser example', () => {
  const build = () =>
    spawnSync(process.execPath, [join(packageRoot, 'examples/browser/build.mjs'), folder], {
      encoding: 'utf8',
    });

  it('bundles for a browser: nothing in the core needs Node', () => {
    expect(build()).toMatchObject({ status: 0, stderr: '' });
  });

  describe.skipIf(!hasChromium)('in Chromium (skipped where it is not installed)', () => {
    let server: Awaited<ReturnType<typeof serve>>;
    let page: Page;
    beforeAll(async () => {
      build();
      server = await serve(folder);
      page = await Page.open(`${server.url}/index.html`);
    });
    afterAll(async () => {
      await page.close();
      server.close();
    });

    it('mines a program in a worker, proves the result and shows the report', async () => {
      await page.until('document.getElementById("program").value !== ""');
      await page.evaluate('document.getElementById("mine").click()');
      await page.until(
        '!document.getElementById("report").hidden || document.getElementById("state").className === "bad"',
      );
      expect(await page.evaluate('document.getElementById("state").textContent')).toMatch(
        /^8 superinstructions remove \d+\.\d % of 3,406,712 dispatches; rerun bit-identically$/,
      );
      expect(await page.evaluate('document.querySelectorAll("li").length')).toBe(8);
      if (process.env.KEEP_SCREENSHOT) writeFileSync(process.env.KEEP_SCREENSHOT, await page.screenshot());
    });

    it('says where a machine is wrong', async () => {
      await page.evaluate('document.getElementById("isa").value = "machine x\\nnonsense"');
      await page.evaluate('document.getElementById("mine").click()');
      await page.until('document.getElementById("state").className === "bad"');
      expect(await page.evaluate('document.getElementById("state").textContent')).toMatch(
        /^machine\.isa:2:9: /,
      );
    });
  });
});
