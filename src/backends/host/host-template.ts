import { findByName, type HostLanguage, type Isa, instructionNamed } from '../../isa/isa.js';
import { InputError, type Problem, type SourcePosition } from '../../util/input-error.js';
import { suggestion } from '../../util/nearest.js';
import { DEFAULT_TEMPLATES } from './default-templates.js';
import { KEYS, keyOf, type TemplateKey } from './template-keys.js';

/** How an author's VM writes a handler: what `vm.template` says, and defaults where it says nothing. */
export interface HostTemplate {
  readonly language: HostLanguage;
  /** What it says itself, then the defaults of what it does not say for all. */
  readonly entries: readonly TemplateEntry[];
}

/** `type local: uint8_t`, or several lines. */
export interface TemplateEntry {
  readonly key: string;
  /** The operand kind, stack or instruction that it is for; null: all of them. */
  readonly qualifier: string | null;
  readonly text: string;
  /** Of the key. */
  readonly at: SourcePosition;
}

/** Text in place of a hole: one piece, or lines. */
export type Holes = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * Reads a template for a machine. `key: text`, or `key:` and indented lines; `#` at the start of a line
 * begins a comment. Throws an `InputError` that lists every line that is wrong.
 */
export function parseTemplate(text: string, file: string, isa: Isa): HostTemplate {
  const { bodies: language } = isa;
  if (language === 'expressions' || language === 'none')
    throw new InputError(
      `a template is for a machine whose bodies are in the VM's own language; those of ${isa.machine} are ${language}`,
    );
  const problems: Problem[] = [];
  const own = readEntries(text, file, problems);
  for (const entry of own) problems.push(...checkEntry(entry, isa));
  for (const [i, { key, qualifier, at }] of own.entries())
    if (own.slice(0, i).some((one) => one.key === key && one.qualifier === qualifier))
      problems.push({ message: `\`${key}${qualifier ? ` ${qualifier}` : ''}\` is given twice`, at });
  if (problems.length > 0) throw new InputError(problems);
  const isGiven = ({ key }: TemplateEntry) => own.some((one) => one.key === key && one.qualifier === null);
  return { language, entries: [...own, ...defaultsOf(language).filter((entry) => !isGiven(entry))] };
}

const known = new Map<HostLanguage, readonly TemplateEntry[]>();

function defaultsOf(language: HostLanguage): readonly TemplateEntry[] {
  const entries = known.get(language) ?? readEntries(DEFAULT_TEMPLATES[language], `default.${language}`, []);
  known.set(language, entries);
  return entries;
}

/** What stands in a template for something, or else for all such things. */
export function templateText({ entries }: HostTemplate, key: TemplateKey, qualifier?: string): string {
  const entry =
    (qualifier === undefined
      ? undefined
      : entries.find((one) => one.key === key && one.qualifier === qualifier)) ??
    entries.find((one) => one.key === key && one.qualifier === null);
  return entry?.text ?? '';
}

/** The items of a setting that is a list: words between commas. */
export function templateList(template: HostTemplate, key: TemplateKey): readonly string[] {
  return templateText(template, key)
    .split(',')
    .map((item) => item.trim().replace(/\s+/g, ' '))
    .filter((item) => item !== '');
}

/** Fills in holes. One that stands alone in a line may become several lines, or none. */
export function fill(text: string, holes: Holes): string[] {
  const piece = (hole: string): string => {
    const value = holes[hole] ?? '';
    return typeof value === 'object' ? value.join(' ') : String(value);
  };
  return text.split('\n').flatMap((line) => {
    const [, indentation, alone] = /^(\s*)\{\{([^{}]+)\}\}$/.exec(line) ?? [];
    const lines = alone === undefined ? undefined : holes[alone];
    if (Array.isArray(lines)) return lines.map((one: string) => (one === '' ? '' : indentation + one));
    const filled = line.replace(HOLE, (_, hole: string) => piece(hole)).trimEnd();
    return filled === '' && line.trim() !== '' ? [] : [filled];
  });
}

/** The same where the text is one line. */
export function fillLine(text: string, holes: Holes): string {
  return fill(text, holes).join(' ').trim();
}

const HOLE = /\{\{([^{}]+)\}\}/g;
const NAMES = Object.keys(KEYS) as TemplateKey[];

function readEntries(text: string, file: string, problems: Problem[]): TemplateEntry[] {
  const entries: TemplateEntry[] = [];
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const at = { file, line: i + 1, column: 1 };
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [start] = /^[a-z][^":]*("[^"]*"\s*)?:/.exec(line) ?? [];
    if (start === undefined) {
      problems.push({ message: 'expected `key: text`; lines of a longer text are indented', at });
      continue;
    }
    const words = start.slice(0, -1).trim().replace(/\s+/g, ' ');
    const rest = line.slice(start.length).trim();
    const block: string[] = [];
    while (i + 1 < lines.length && /^([ \t]|$)/.test(lines[i + 1])) block.push(lines[++i]);
    if (rest !== '' && block.some((one) => one.trim() !== ''))
      problems.push({ message: `\`${words}\` has text beside it and below it: put all of it below`, at });
    const key = NAMES.filter((name) => words === name || words.startsWith(`${name} `)).sort(
      (a, b) => b.length - a.length,
    )[0];
    if (key) {
      const named = words.slice(key.length).trim().replaceAll('"', '');
      const value = rest === '' ? dedent(block) : rest;
      entries.push({ key, qualifier: named === '' ? null : named, text: value, at });
    } else problems.push({ message: `there is no key \`${words}\`${suggestion(words, NAMES)}`, at });
  }
  return entries;
}

/** Lines without the indentation that all of them share, and without empty ones at both ends. */
export function dedent(lines: readonly string[]): string {
  const filled = lines.map((line) => (line.trim() === '' ? '' : line.trimEnd()));
  const depths = filled.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const depth = Math.min(...depths, Number.MAX_SAFE_INTEGER);
  return filled
    .map((line) => line.slice(depth))
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

function checkEntry({ key, qualifier, text, at }: TemplateEntry, isa: Isa): Problem[] {
  const { holes, needs = [], choices, qualifier: expected } = keyOf(key);
  const problems: Problem[] = [];
  if (qualifier !== null && !expected)
    problems.push({ message: `\`${key}\` is one for all: \`${qualifier}\` does not belong here`, at });
  else if (qualifier !== null && !isQualifier(qualifier, expected!, isa))
    problems.push({ message: `the machine ${isa.machine} has no ${expected} \`${qualifier}\``, at });
  const found = [...text.matchAll(HOLE)].map(([, hole]) => hole);
  for (const hole of new Set(found))
    if (holes && !holes.includes(hole))
      problems.push({
        message: `\`${key}\` has no hole {{${hole}}}${suggestion(hole, holes)}; it has ${holes.map((one) => `{{${one}}}`).join(' ') || 'none'}`,
        at,
      });
  for (const piece of brokenHoles(text, holes ?? []))
    problems.push({ message: `\`${key}\` has a hole that is not closed: \`${piece}\`; write {{name}}`, at });
  for (const hole of needs)
    if (!found.includes(hole)) problems.push({ message: `\`${key}\` needs {{${hole}}}`, at });
  if (key === 'opcode' && qualifier === null && found.length === 0)
    problems.push({ message: '`opcode` is the same for all instructions: put {{NAME}} into it', at });
  if (key === 'first opcode' && /^[-+]?\d+$/.test(text) && Number(text) < isa.instructions.length)
    problems.push({
      message: `\`first opcode\` is one of the machine's own, which has ${isa.instructions.length}: make it at least that`,
      at,
    });
  if (choices && !choices.includes(text))
    problems.push({ message: `\`${key}\` is one of: ${choices.join(', ')}`, at });
  return problems;
}

/**
 * What was meant as a hole: `{{name` or `name}}`. Braces of the language may stand side by side, so it is one
 * where no brace follows, or by its name where braces do not match.
 */
function brokenHoles(text: string, holes: readonly string[]): string[] {
  const rest = text.replace(HOLE, ' ');
  const count = (brace: string) => rest.split(brace).length;
  const opened = [...rest.matchAll(/\{\{\s*([+\w]+)(?![+\w])(?!.*\})/g)];
  const named = [...rest.matchAll(/\{\{\s*([+\w]+)|([+\w]+)\s*\}\}/g)].filter(
    ([, before, after]) => count('{') !== count('}') && holes.includes(before ?? after),
  );
  return [...new Set([...opened, ...named].map(([piece]) => piece))];
}

function isQualifier(name: string, expected: string, isa: Isa): boolean {
  const isKind = findByName(isa.operandKinds, name) !== undefined;
  const isStack = isa.stacks.includes(name);
  if (expected === 'instruction') return instructionNamed(isa, name) !== undefined;
  return (expected.includes('kind') && isKind) || (expected.includes('stack') && isStack);
}
