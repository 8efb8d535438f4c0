import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each source file imports of the repository's own files, types included. */
function importsOf(folder: string): Map<string, readonly string[]> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']*)\.js'/g)];
      return [file, specifiers.map(([, path]) => `${join(dirname(file), path)}.ts`)];
    }),
  );
}

/** A circle of imports: files that each import the next, the last one the first. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const search = (file: string): readonly string[] | null => {
    if (done.has(file)) return null;
    if (path.includes(file)) return path.slice(path.indexOf(file));
    path.push(file);
    for (const imported of imports.get(file) ?? []) {
      const circle = search(imported);
      if (circle) return circle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = search(file);
    if (circle) return circle;
  }
  return null;
}

describe('imports', () => {
  it('are found when they are of types only', () => {
    const compile = join('src', 'machines', 'models', 'compile.ts');
    expect(importsOf('src').get(compile)).toContain(
      join('src', 'machines', 'models', 'codegen', 'integrator.ts'),
    );
  });

  it('that form a circle are found', () => {
    const imports = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(circleIn(imports)).toEqual(['b', 'c']);
  });

  it('form no circle in this repository', () => {
    const folders = ['src', 'passes', 'bench', 'test'];
    expect(circleIn(new Map(folders.flatMap((folder) => [...importsOf(folder)])))).toBeNull();
  });
});
