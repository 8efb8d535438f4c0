import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counterRun } from './counter-run.js';

const hasChromium = spawnSync('chromium', ['--version']).status === 0;

describe.skipIf(!hasChromium)('the report in Chromium (skipped where it is not installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const page = join(folder, 'report.html');
  beforeAll(async () => writeFileSync(page, (await counterRun()).report));
  const open = (...args: readonly string[]) =>
    spawnSync(
      'chromium',
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run',
        `--user-data-dir=${join(folder, 'profile')}`,
        ...args,
        `file://${page}`,
      ],
      { encoding: 'utf8', timeout: 300_000 },
    );

  it('says first what was reached and that it was proven', () => {
    const { stdout } = open('--dump-dom');
    const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(stdout)?.[1].replace(/<[^>]*>/g, '');
    expect(heading).toMatch(/superinstructions remove/);
    expect(heading).toMatch(/bit-identically/);
  });

  it('can be painted', () => {
    const picture = join(folder, 'page.png');
    open(`--screenshot=${picture}`, '--window-size=1280,2000');
    expect(readFileSync(picture).length).toBeGreaterThan(20_000);
  });
});
