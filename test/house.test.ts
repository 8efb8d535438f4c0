import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/util/package-root.js';

/** In the order in which data goes through them: each knows itself and those before it. */
const ROOMS = [
  'src/util',
  'src/isa',
  'src/proof',
  'src/bytecode',
  'src/mining',
  'src/scheduling',
  'src/backends',
  'src/execution',
  'src/machines',
  'src/importers',
  'src/replay',
  'src/artifacts',
  'src/report',
  'passes',
  'src/cli',
  // The doors: what the package exports.
  'src',
];

/** What the formatter keeps code to. */
const MAX_WIDTH: number = JSON.parse(readFileSync(join(packageRoot, 'biome.json'), 'utf8')).formatter
  .lineWidth;

const files = ['src', 'passes'].flatMap((folder) =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file).split(sep).join('/')),
);

/** What a file imports: files of the house, and everything else by its name. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  // Templates hold imports of generated text, which are not the file's own.
  const own = text.replace(/`(?:[^`\\]|\\.)*`/gs, '``');
  const statements = own.matchAll(/^(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?'([^']+)';$/gm);
  return [...statements].map(([, name]) =>
    name.startsWith('.')
      ? normalize(join(dirname(file), name))
          .split(sep)
          .join('/')
          .replace(/\.js$/, '.ts')
      : name,
  );
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));

function roomOf(file: string): number {
  return ROOMS.findIndex((room) => file.startsWith(`${room}/`));
}

/** These files and all that they import, one through the other. */
function reachedFrom(starts: readonly string[]): ReadonlySet<string> {
  const reached = new Set(starts);
  for (const file of reached) for (const target of imports.get(file) ?? []) reached.add(target);
  return reached;
}

describe('the house', () => {
  it('proves superinstructions without what composes them', () => {
    const proof = files.filter((file) => file.startsWith('src/proof/'));
    expect(proof.length).toBeGreaterThan(3);
    const composing = ['src/isa/compose.ts', 'src/isa/fuse.ts'];
    expect(files).toEqual(expect.arrayContaining(composing));
    expect(composing.filter((file) => reachedFrom(proof).has(file))).toEqual([]);
  });

  it('has every file in a room', () => {
    expect(files.filter((file) => roomOf(file) < 0)).toEqual([]);
    expect(files.length).toBeGreaterThan(200);
  });

  it('sends data forward: no room knows one that comes later', () => {
    const backwards = files.flatMap((file) =>
      imports
        .get(file)!
        .filter((target) => files.includes(target) && roomOf(target) > roomOf(file))
        .map((target) => `${file} -> ${target}`),
    );
    expect(backwards).toEqual([]);
  });

  it('has no import circle', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('needs no Node where the package promises none', () => {
    const reached = reachedFrom(['src/index.ts']);
    expect(reached.size).toBeGreaterThan(100);
    expect([...reached].filter((name) => name.startsWith('node:'))).toEqual([]);
  });

  it('prints through one place, which escapes what comes from files', () => {
    const printing = files.filter(
      (file) =>
        (file.startsWith('src/cli/') || file.startsWith('passes/')) &&
        /\.(stdout|stderr)\.write|console\./.test(readFileSync(join(packageRoot, file), 'utf8')),
    );
    expect(printing).toEqual(['src/cli/describe/print.ts']);
  });

  it('keeps comments within the width of the code', () => {
    // Templates hold the comments of what is printed.
    const own = files.filter((file) => !file.includes('/template/'));
    const wide = own.flatMap((file) =>
      readFileSync(join(packageRoot, file), 'utf8')
        .split('\n')
        .flatMap((line, i) =>
          line.length > MAX_WIDTH && /^\s*(\/\/|\/?\*)/.test(line) ? [`${file}:${i + 1}`] : [],
        ),
    );
    expect(wide).toEqual([]);
  });

  it('names the machine that ships with it only where machines are listed', () => {
    const naming = files.filter(
      (file) =>
        !file.startsWith('src/machines/') &&
        /machines\/models|['"`]models['"`]/.test(readFileSync(join(packageRoot, file), 'utf8')),
    );
    expect(naming).toEqual([]);
  });
});
