import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/util/package-root.js';

const source = join(packageRoot, 'src');

/** What a module imports: names of packages as they are, modules of ours as paths from `src`. */
function importsOf(file: string): string[] {
  // A template's lines are another program's.
  const text = readFileSync(join(source, file), 'utf8').replace(/`[^`]*`/g, '');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gms)].map(([, name]) =>
    name.startsWith('.')
      ? relative(source, resolve(source, dirname(file), name)).replace(/\.js$/, '.ts')
      : name,
  );
}

/** A module and all that it needs to be loaded. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  for (const file of reached) if (file.endsWith('.ts')) for (const one of importsOf(file)) reached.add(one);
  return reached;
}

const backends = readdirSync(join(source, 'backends'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('backends', file));

describe('printing', () => {
  it('is apart from running', () => {
    expect(backends.length).toBeGreaterThan(50);
    expect(backends.flatMap(importsOf).filter((name) => name.startsWith('execution'))).toEqual([]);
  });

  it('needs no Node.js, with all that it is made of', () => {
    const reached = reachedFrom(backends);
    expect(reached).toContain('isa/isa.ts');
    expect([...reached].filter((name) => name.startsWith('node:'))).toEqual([]);
  });
});

describe('the VM in this process', () => {
  it('runs in browsers too: nothing that it is made of needs Node.js', () => {
    const reached = reachedFrom([
      'execution/typescript/vm.ts',
      'execution/typescript/closures.ts',
      'execution/wasm/techniques.ts',
    ]);
    expect(reached).toContain('execution/v8.ts');
    expect([...reached].filter((name) => name.startsWith('node:'))).toEqual([]);
  });
});
