import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

const pages = ['', 'docs', 'corpora', 'examples/c-vm', 'examples/forth', 'examples/own-strategy'].flatMap(
  (folder) =>
    readdirSync(join(packageRoot, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
);

function linksOf(page: string): string[] {
  const text = readFileSync(join(packageRoot, page), 'utf8');
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => join(dirname(page), link));
}

/** Files and folders of this package that a page names: `src/mining/bound.ts`. */
function pathsIn(page: string): string[] {
  const text = readFileSync(join(packageRoot, page), 'utf8');
  return [
    ...text.matchAll(/`((?:src|passes|test|docs|examples|bench|scripts|corpora)\/[\w./-]*\w)\/?`/g),
  ].map(([, path]) => path);
}

describe('the pages', () => {
  it('link to files that are there', () => {
    const missing = pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => !existsSync(join(packageRoot, link)))
        .map((link) => `${page} -> ${link}`),
    );
    expect(missing).toEqual([]);
  });

  it('name files that are there', () => {
    const missing = pages.flatMap((page) =>
      pathsIn(page)
        .filter((path) => !existsSync(join(packageRoot, path)))
        .map((path) => `${page} names ${path}`),
    );
    expect(missing).toEqual([]);
    expect(pages.flatMap(pathsIn).length).toBeGreaterThan(10);
  });
});
