import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../src/util/package-root.js';
import { type ApiItem, readApi } from './api-model.js';

/** The page, and what the sources have to say still. */
export interface ApiPage {
  readonly text: string;
  /** Exported names without a comment. */
  readonly undocumented: readonly string[];
  /** Types that a signature needs and that nobody can import. */
  readonly forgotten: readonly string[];
}

interface Part {
  readonly title: string;
  /** Below the package's name: where it can be imported from alone. */
  readonly subpath?: string;
  readonly about: string;
}

/** Folders of the sources, in the order of the page. The last is what needs Node, wherever it is declared. */
const PARTS: Readonly<Record<string, Part>> = {
  'src/isa': part('Instruction sets', 'isa'),
  'src/proof': part('Proofs', 'proof'),
  'src/bytecode': part('Programs and profiles', 'bytecode'),
  'src/mining': part('Mining', 'mining'),
  'src/backends': part('Back ends', 'backends'),
  'src/execution': part('Execution', 'execution'),
  'src/machines': { title: 'Machines', about: 'What a guest VM is made of.' },
  'src/importers': { title: 'Importers', about: 'What reads programs and counts that something else wrote.' },
  'src/artifacts': part('Artifacts', 'artifacts'),
  passes: part('Passes', 'passes', 'passes/index.ts'),
  'src/report': { title: 'Report', about: 'The HTML page.' },
  'src/util': { title: 'Errors', about: 'What is thrown where the user’s input is wrong.' },
  node: part('Node', 'node', 'src/node.ts'),
};

/** What an index file says of itself is what the page says of the part. */
function part(title: string, subpath: string, index = `src/${subpath}/index.ts`): Part {
  const [comment] = /\/\*\*.*?\*\//s.exec(readFileSync(join(packageRoot, index), 'utf8')) ?? [''];
  return { title, subpath, about: textOf(comment) };
}

/**
 * Helpers of types that nobody needs to name: what schemas are made of, and how a list of passes is checked.
 */
const UNNAMED = /^(\w+Schema(_\d+)?|Infer|Checked) /;

/** Makes the page from the declarations in `dist`, which have to be there. */
export function makeApiPage(): ApiPage {
  const index = readApi('index');
  const node = readApi('node');
  const exported = new Set(index.items.map(({ name }) => name));
  const isForgotten = (type: string) => !UNNAMED.test(type) && !exported.has(type.split(' ')[0]);
  const parts = Object.keys(PARTS).map((folder) => {
    const items = folder === 'node' ? node.items : index.items.filter((item) => isIn(item, folder));
    return { ...PARTS[folder], items: items.toSorted(byPlace) };
  });
  const items = parts.flatMap((each) => each.items);
  const anchors = anchorsOf(parts);
  const signatures = signaturesOf(items);
  const sections = parts.map((each) => [
    `## ${each.title}`,
    each.about,
    ...(each.subpath ? [`From \`mine-superinstructions/${each.subpath}\`.`] : []),
    each.items.map((item) => `[\`${item.name}\`](#${anchors.get(item)})`).join(', '),
    ...each.items.flatMap((item) => [
      `### ${item.name}`,
      textOf(item.docComment ?? ''),
      `\`\`\`ts\n${signatures.get(item)}\n\`\`\``,
    ]),
  ]);
  return {
    text: `${[...HEAD, ...sections.flat()].join('\n\n')}\n`,
    undocumented: items.filter((item) => !item.docComment).map(({ name }) => name!),
    forgotten: [...index.forgotten, ...node.forgotten].filter(isForgotten),
  };
}

const HEAD = [
  '<!-- Made by `npm run docs` from the comments in the sources: change those. -->',
  '# What the package exports',
  'Everything but the last part is exported by `mine-superinstructions`, which needs no Node; most parts can be imported alone.',
  'What is written to files is declared as a schema of valibot, and `Infer` makes the type of what it accepts, read-only: `count` is a whole number from 0 on, `amount` any finite number.',
];

function isIn({ name, fileUrlPath }: ApiItem, folder: string): boolean {
  if (!fileUrlPath) throw new Error(`${name}: API Extractor does not say where it is declared`);
  return fileUrlPath.startsWith(`dist/${folder}/`);
}

/** Declarations of a file in their order there; API Extractor sorts them by name. */
function byPlace(a: ApiItem, b: ApiItem): number {
  const [left, right] = [a, b].map(({ fileUrlPath }) => fileUrlPath!);
  return left === right ? placeOf(a) - placeOf(b) : left < right ? -1 : 1;
}

function placeOf({ name, fileUrlPath }: ApiItem): number {
  return readDeclarations(fileUrlPath!).search(new RegExp(`^export .*\\b${name}\\b`, 'm'));
}

function readDeclarations(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8');
}

/** As GitHub makes them of headings: in lower case, numbered where one comes again. */
function anchorsOf(parts: readonly (Part & { readonly items: readonly ApiItem[] })[]): Map<ApiItem, string> {
  const times = new Map<string, number>();
  const anchorOf = (heading: string): string => {
    const anchor = heading.toLowerCase().replaceAll(' ', '-');
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
  return new Map(
    parts.flatMap(({ title, items }) => {
      anchorOf(title);
      return items.map((item) => [item, anchorOf(item.name!)] as const);
    }),
  );
}

/** A comment without its stars. */
function textOf(comment: string): string {
  return comment
    .trim()
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^ *\* ?/gm, '')
    .trim();
}

/** Signatures as this project formats its sources. */
function signaturesOf(items: readonly ApiItem[]): Map<ApiItem, string> {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const separator = '// next\n';
  const text = items.map(declarationOf).join(`\n${separator}`);
  const args = [biome, 'format', '--stdin-file-path=scripts/api.d.ts'];
  const formatted = execFileSync(process.execPath, args, { cwd: packageRoot, input: text, encoding: 'utf8' });
  const signatures = formatted.split(separator).map((each) => each.trim());
  return new Map(items.map((item, i) => [item, signatures[i]]));
}

function declarationOf(item: ApiItem): string {
  const own = excerptOf(item);
  if (item.kind === 'Variable') return `const ${own};`;
  const [, schema] = /extends Infer<typeof (\w+)>/.exec(own) ?? [];
  if (schema) return `${own} {}\n\n${schemaText(schema, item.fileUrlPath!)}`;
  if (!item.members) return own;
  const declarations = readDeclarations(item.fileUrlPath!);
  const from = placeOf(item);
  const place = (member: ApiItem) => declarations.indexOf(sourceOf(member), from);
  const members = item.members.toSorted((a, b) => place(a) - place(b));
  return `${own} {\n${members.map((member) => `${commentOf(member)}${excerptOf(member)}`).join('\n')}\n}`;
}

/** In one line where it has one. API Extractor makes up those of constructors. */
function commentOf({ kind, docComment = '' }: ApiItem): string {
  if (kind === 'Constructor') return '';
  const text = textOf(docComment);
  return text.includes('\n') || text === '' ? docComment : `/** ${text} */\n`;
}

function sourceOf({ excerptTokens }: ApiItem): string {
  return excerptTokens.map(({ text }) => text).join('');
}

function excerptOf(item: ApiItem): string {
  return sourceOf(item)
    .replace(/import\("[^"]+"\)\./g, '')
    .replace(/^export (declare )?/, '')
    .trim();
}

/**
 * A schema as its source has it, with pieces of the same file that have no name outside: its comments say
 * what fields mean.
 */
function schemaText(name: string, file: string): string {
  const source = readFileSync(
    join(packageRoot, file.replace(/^dist\//, '').replace(/\.d\.ts$/, '.ts')),
    'utf8',
  );
  const found = new Map<string, string>();
  const visit = (schema: string): void => {
    const text = new RegExp(`^(?:export )?(const ${schema} = .*?;)$`, 'ms').exec(source)?.[1];
    const isPublic = schema !== name && source.includes(`extends Infer<typeof ${schema}>`);
    if (!text || found.has(schema) || isPublic) return;
    for (const [piece] of text.slice(text.indexOf('=')).matchAll(/\b\w+(?:Schema|Entries)\b/g)) visit(piece);
    found.set(schema, text);
  };
  visit(name);
  return [...found.values()].join('\n');
}
