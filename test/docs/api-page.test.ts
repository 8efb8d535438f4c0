import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeApiPage } from '../../scripts/api-page.js';
import { packageRoot } from '../../src/util/package-root.js';

describe('docs/api.md', () => {
  const page = makeApiPage();

  it('is what `npm run docs` makes of the sources', () => {
    expect(readFileSync(join(packageRoot, 'docs/api.md'), 'utf8')).toBe(page.text);
  });

  it('has something to say of every name that the package exports', () => {
    expect(page.undocumented).toEqual([]);
  });

  it('shows no signature with a type that nobody can import', () => {
    expect(page.forgotten).toEqual([]);
  });
});
