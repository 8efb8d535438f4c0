import { type FusedIsa, unique } from '../../isa/fuse.js';
import type { Instruction } from '../../isa/isa.js';
import { plural } from '../../util/format.js';
import { type BackEnd, NOTE_AFTER_BACKSLASH } from '../back-end.js';
import { commentText } from '../comment-text.js';
import { generatedFrom } from '../opcodes.js';
import { describeMissing, listMissing, type Rule, rulesOf } from '../rules.js';

/** Rules for vmgen, the generator of interpreters that comes with Gforth. */
export const vmgenBackEnd: BackEnd = {
  target: 'vmgen',
  language: 'vmgen',
  prints: 'rules',
  files: (isa) => new Map([['superinstructions.vmg', printVmgenRules(isa)]]),
};

/**
 * Superinstruction rules in the language of vmgen (Ertl, Gregg, Krall, Paysan: Vmgen – a generator of
 * efficient virtual machine interpreters, 2002), to stand behind the instructions in a `.vmg` file. Its
 * peephole optimiser makes a combination longer by one instruction at a time, so every prefix of a rule has
 * to be a rule before it: those that were not chosen are added, and say so.
 */
export function printVmgenRules(isa: FusedIsa): string {
  const found = rulesOf(isa);
  const rules = vmgenRules(found.rules, new Set(isa.instructions.map(({ name }) => name)));
  const notes = [describePrefixes(rules), describeMissing(found, 'rules of vmgen')];
  const lines = [
    comment(generatedFrom(isa)),
    ...notes.flatMap((note) => (note ? [`${NOTE_AFTER_BACKSLASH}${commentText(note)}`] : [])),
    ...[...describeLeaving(rules), ...listMissing(found)].map(comment),
    '',
    ...rules.flatMap((rule) => [
      ...(rule.prefixOf === null ? [] : [comment(`Only as a prefix of ${rule.prefixOf}:`)]),
      `${rule.name} = ${rule.parts.map(({ name }) => name).join(' ')}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * `.vmg` files often go through m4, which would expand names of macros, and quotations that nothing ends: but
 * not where `#` begins a comment of its own.
 */
function comment(text: string): string {
  return `\\ # ${commentText(text).replaceAll('`', "'")}`;
}

/** A rule of vmgen. */
interface VmgenRule extends Pick<Rule, 'name' | 'parts'> {
  /** The rule that it is a prefix of, where that is all it is for; null where it was chosen. */
  readonly prefixOf: string | null;
}

/**
 * Rules with all their prefixes, each once, in an order that vmgen takes: prefixes come before what begins
 * with them. `taken` are names in use.
 */
function vmgenRules(chosen: readonly Rule[], taken: ReadonlySet<string>): VmgenRule[] {
  const names = new Set(taken);
  const chosenBy = new Map(chosen.map((rule) => [sequence(rule.parts), rule]));
  const ordered = new Map<string, VmgenRule>();
  for (const rule of chosen)
    for (let length = 2; length <= rule.parts.length; length++) {
      const parts = rule.parts.slice(0, length);
      const key = sequence(parts);
      if (ordered.has(key)) continue;
      const own = chosenBy.get(key);
      const name = own?.name ?? unique(parts.map((part) => part.name).join('__'), names);
      names.add(name);
      ordered.set(key, { name, parts, prefixOf: own ? null : rule.name });
    }
  return [...ordered.values()];
}

function describePrefixes(rules: readonly VmgenRule[]): string | null {
  const prefixes = rules.filter(({ prefixOf }) => prefixOf !== null).length;
  if (prefixes === 0) return null;
  return `not chosen, but prefixes that vmgen needs: ${prefixes} of ${plural(rules.length, 'rule')}.`;
}

function sequence(parts: readonly Instruction[]): string {
  return parts.map(({ name }) => name).join(' ');
}

/** vmgen moves stack pointers and IP for a whole rule, at its beginning. */
function describeLeaving(rules: readonly VmgenRule[]): string[] {
  const leaving = rules.flatMap(({ parts }) => parts.filter(({ flow }) => flow.mayExit));
  const names = [...new Set(leaving.map(({ name }) => name))];
  if (names.length === 0) return [];
  return [
    `When one of these leaves in its middle, sp and IP are not what they are between instructions: ${names.join(', ')}`,
  ];
}
