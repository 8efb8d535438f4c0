import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamedFile } from '../../src/artifacts/streamed-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamed-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** More than is copied at once. */
const LONG = 'äöü,1.5\n'.repeat(300_000);

describe('a file that is written piece by piece', () => {
  it('has no name until it is whole, so nothing is left of it where the process is ended', () => {
    const file = new StreamedFile(join(folder, 'run.csv'));
    file.write('a,b\n');
    file.write(LONG);
    expect(readdirSync(folder)).toEqual([]);
    file.finish();
    expect(readdirSync(folder)).toEqual(['run.csv']);
    expect(readFileSync(join(folder, 'run.csv'), 'utf8') === `a,b\n${LONG}`).toBe(true);
  });

  it('leaves what was there before until then, and where it is abandoned', () => {
    const path = join(folder, 'new/run.csv');
    const abandoned = new StreamedFile(path);
    abandoned.write('a');
    abandoned.abandon();
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, 'run.csv'), 'before');
    const file = new StreamedFile(join(folder, 'run.csv'));
    file.write('after');
    expect(readFileSync(join(folder, 'run.csv'), 'utf8')).toBe('before');
    file.finish();
    expect(readFileSync(join(folder, 'run.csv'), 'utf8')).toBe('after');
    expect(readdirSync(folder)).toEqual(['run.csv']);
  });
});
