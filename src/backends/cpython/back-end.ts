import type { FusedIsa } from '../../isa/fuse.js';
import type { Instruction } from '../../isa/isa.js';
import { type BackEnd, NOTE } from '../back-end.js';
import { commentText } from '../comment-text.js';
import { generatedFrom } from '../opcodes.js';
import { describeMissing, listMissing, type Rule, rulesOf } from '../rules.js';

/** Definitions for `Python/bytecodes.c`, which CPython's interpreter is generated from. */
export const cpythonBackEnd: BackEnd = {
  target: 'cpython',
  language: "CPython's bytecodes.c",
  prints: 'rules',
  files: (isa) =>
    new Map([
      ['bytecodes-3.12.c', printSupers(isa)],
      ['bytecodes-3.13.c', printMacros(isa)],
    ]),
};

/** What CPython executes as one instruction anyway. */
const OWN_SUPERS = [
  'LOAD_FAST LOAD_FAST',
  'LOAD_FAST LOAD_CONST',
  'LOAD_CONST LOAD_FAST',
  'STORE_FAST LOAD_FAST',
  'STORE_FAST STORE_FAST',
];
const OWN_INSTRUCTIONS = ['LOAD_FAST LOAD_FAST', 'STORE_FAST LOAD_FAST', 'STORE_FAST STORE_FAST'];

/**
 * `super(A__B) = A + B;` as CPython 3.12 has it: each part keeps its code unit, and with it an oparg of its
 * own.
 */
export function printSupers(isa: FusedIsa): string {
  const head = [
    'For Python/bytecodes.c of CPython 3.12. Each part has to be an `inst` there. Every name needs an opcode',
    '(Lib/opcode.py), and _PyCode_Quicken (Python/specialize.c) has to put it where its parts stand: it looks',
    'for pairs without inline caches alone.',
  ];
  return printFile(isa, '`super` lines', head, (rule) => {
    const definition = `super(${rule.name}) = ${names(rule).join(' + ')};`;
    const isKnown = OWN_SUPERS.includes(names(rule).join(' '));
    return isKnown
      ? { remarks: [`CPython 3.12 has it: ${definition}`], definition: null }
      : { remarks: remarksOn(rule), definition };
  });
}

function remarksOn({ parts }: Rule): string[] {
  const varying = parts.filter(({ isStackKnown }) => !isStackKnown);
  const raising = parts.slice(1).filter(({ flow }) => flow.mayExit);
  return [
    ...(varying.length > 0
      ? [`No part may take or leave an array of values: look at ${listed(varying)}.`]
      : []),
    ...(raising.length > 0
      ? [`Tracebacks give errors of ${listed(raising)} the line of ${parts[0].name}.`]
      : []),
  ];
}

/**
 * The same for CPython 3.13, which has no `super`: a superinstruction is one code unit with one oparg of
 * eight bits. Where at most one part has an operand, a `macro` does; where two have, an `inst` by hand.
 */
export function printMacros(isa: FusedIsa): string {
  const head = [
    'For Python/bytecodes.c of CPython 3.13, which has no `super`. The compiler has to emit them',
    '(insert_superinstructions in Python/flowgraph.c). Where a part is a `macro` there, its own parts take its place.',
  ];
  return printFile(isa, 'definitions', head, macroOf);
}

function macroOf(rule: Rule): Definition {
  const { name, fused, parts } = rule;
  const sum = names(rule).join(' + ');
  const only = (remark: string): Definition => ({ remarks: [remark], definition: null });
  if (OWN_INSTRUCTIONS.includes(names(rule).join(' ')))
    return only(`CPython 3.13 has it: ${names(rule).join('_')}`);
  const withOparg = parts.filter(({ operands }) => operands.length > 0);
  if (withOparg.length < 2) return { remarks: [], definition: `macro(${name}) = ${sum};` };
  if (withOparg.length > 2) return only(`No room for ${withOparg.length} opargs in eight bits: ${sum}`);
  const [first, second] = withOparg.map((part) => part.name);
  const effect = fused.isStackKnown ? `(${fused.pops.join(', ')} -- ${fused.pushes.join(', ')})` : '(...)';
  return only(
    `By hand: inst(${name}, ${effect}), the oparg of ${first} in oparg >> 4, that of ${second} in oparg & 15.`,
  );
}

function names({ parts }: Rule): string[] {
  return parts.map(({ name }) => name);
}

function listed(parts: readonly Instruction[]): string {
  return [...new Set(parts.map(({ name }) => name))].join(', ');
}

/** How a superinstruction is defined: null where it is not, and the remarks say why. */
interface Definition {
  readonly remarks: readonly string[];
  readonly definition: string | null;
}

/** Ends with definitions: CPython's parser wants no comment behind the last. */
function printFile(
  isa: FusedIsa,
  what: string,
  head: readonly string[],
  define: (rule: Rule) => Definition,
): string {
  const rules = rulesOf(isa);
  const missing = describeMissing(rules, what);
  const all = rules.rules.map(define);
  const comments = (texts: readonly string[]) => texts.map((text) => `// ${commentText(text)}`);
  const lines = [
    ...comments([generatedFrom(isa)]),
    ...(missing ? [`${NOTE}${commentText(missing)}`] : []),
    ...comments(head),
    ...comments(listMissing(rules)),
    '',
    ...all.flatMap(({ remarks, definition }) => (definition === null ? comments(remarks) : [])),
    ...all.flatMap(({ remarks, definition }) =>
      definition === null ? [] : [...comments(remarks), definition],
    ),
  ];
  return `${lines.join('\n')}\n`;
}
