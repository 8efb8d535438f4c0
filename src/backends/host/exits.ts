import { codeOnly } from '../../isa/host-text.js';
import { type HostTemplate, templateList } from './host-template.js';
import { HOST_SYNTAX } from './syntax.js';

/** A statement of a body that leaves the handler, by a name that the template gives. */
export interface Leaving {
  readonly kind: 'exit' | 'jump';
  readonly name: string;
  /** The statement in the body, with what ends it. */
  readonly start: number;
  readonly end: number;
}

/** What leaves a body, in order, and what is wrong with it: a message, and where it begins. */
export interface Leavings {
  readonly leavings: readonly Leaving[];
  readonly problems: readonly { readonly message: string; readonly offset: number }[];
}

/** Finds the exits and jumps of the template in a body. */
export function findLeavings(template: HostTemplate, body: string): Leavings {
  const code = codeOnly(body, template.language);
  const { hasBlockExpressions } = HOST_SYNTAX[template.language];
  const leavings: Leaving[] = [];
  const problems: { message: string; offset: number }[] = [];
  for (const kind of ['exit', 'jump'] as const)
    for (const name of templateList(template, `${kind}s`))
      for (const { index } of code.matchAll(nameAnywhere(name))) {
        const end = endOfStatement(template, code, index + name.length);
        if (end === null || !(hasBlockExpressions || startsStatement(template, code, index)))
          problems.push({
            message: `\`${name}\` has to be a statement of its own: what it leaves on the stack is put before it`,
            offset: index,
          });
        else leavings.push({ kind, name, start: index, end });
      }
  leavings.sort((a, b) => a.start - b.start);
  // `return TRAP();` where both are named: the outer one is the statement.
  return { leavings: leavings.filter(({ start }, i) => i === 0 || start >= leavings[i - 1].end), problems };
}

/** A name, or several words, that nothing continues on either side. */
export function nameAnywhere(name: string): RegExp {
  const words = name.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w$])${words.join('\\s+')}(?![\\w$])`, 'g');
}

function startsStatement({ language }: HostTemplate, code: string, index: number): boolean {
  const before = code.slice(0, index).trimEnd();
  const onNewLine = code.slice(before.length, index).includes('\n');
  if (before === '' || (HOST_SYNTAX[language].endsAtLines && onNewLine)) return true;
  return /[{};):]$|(?<![\w$])(else|do)$/.test(before) && !isBehindQuestion(before);
}

/** `c ? a : EXIT()` is no statement, `case 1: EXIT()` is one. */
function isBehindQuestion(before: string): boolean {
  return before.endsWith(':') && before.slice(statementStart(before)).includes('?');
}

function statementStart(code: string): number {
  return Math.max(...['{', '}', ';'].map((mark) => code.lastIndexOf(mark))) + 1;
}

/** The index after the statement that goes on at `from`; null where it is only part of one. */
function endOfStatement({ language }: HostTemplate, code: string, from: number): number | null {
  const { endsAtLines, hasBlockExpressions } = HOST_SYNTAX[language];
  if (hasBlockExpressions) {
    const call = /^\s*!?\s*[([{]/.exec(code.slice(from));
    if (call) {
      const end = endOfNesting(code, from + call[0].length - 1);
      const [semicolon] = /^\s*;/.exec(code.slice(end ?? 0)) ?? [''];
      return end === null ? null : end + semicolon.length;
    }
  }
  for (let index = from; index < code.length; index++) {
    const character = code[index];
    if (character === ';') return index + 1;
    if ('([{'.includes(character)) {
      const end = endOfNesting(code, index);
      if (end === null) return null;
      index = end - 1;
    } else if (')]}'.includes(character)) return character === '}' ? index : null;
    else if (character === ',' && hasBlockExpressions) return index;
    else if (character === '\n' && endsAtLines) return index;
  }
  return code.length;
}

/** The index after the bracket that closes the one at `start`; null where they do not match. */
export function endOfNesting(code: string, start: number): number | null {
  const open: string[] = [];
  for (let index = start; index < code.length; index++) {
    const character = code[index];
    if ('([{'.includes(character)) open.push(character);
    else if (')]}'.includes(character)) {
      if (open.pop() !== '([{'[')]}'.indexOf(character)]) return null;
      if (open.length === 0) return index + 1;
    }
  }
  return null;
}
