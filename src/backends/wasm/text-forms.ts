import { InputError, type SourcePosition } from '../../util/input-error.js';

/** A form of the WebAssembly text format: `local.get`, `$x`, `1.5`, or a list of forms in parentheses. */
export type Form = Word | List;

export interface Word {
  readonly kind: 'word';
  readonly text: string;
  readonly at: SourcePosition;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Form[];
  readonly at: SourcePosition;
  /** Lines of comment between the form before it and this one. */
  readonly comments: readonly string[];
}

const TOKENS = /\n|[ \t\r]+|;;[^\n]*|[()]|[^\s();"]+|[\s\S]/g;

/** The lists of a text; comments are `;; …`. Throws an `InputError` that says where it is not one. */
export function readForms(text: string, file: string): List[] {
  const top: Form[] = [];
  const open: (List & { readonly items: Form[] })[] = [];
  let comments: string[] = [];
  let line = 1;
  let lineStart = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const at = { file, line, column: index - lineStart + 1 };
    if (token === '\n') {
      line++;
      lineStart = index + 1;
    } else if (token.startsWith(';;')) comments.push(token.slice(2).trim());
    else if (token === '(') {
      open.push({ kind: 'list', items: [], at, comments });
      comments = [];
    } else if (token === ')') {
      const list = open.pop();
      if (!list) throw new InputError('this parenthesis closes nothing', at);
      (open.at(-1)?.items ?? top).push(list);
      comments = [];
    } else if (/^[^\s;"]/.test(token)) (open.at(-1)?.items ?? top).push({ kind: 'word', text: token, at });
    else if (token.trim() !== '') throw new InputError(`${token} has no meaning here`, at);
  }
  const unclosed = open.pop();
  if (unclosed) throw new InputError('this parenthesis is never closed', unclosed.at);
  return top.map((form) => {
    if (form.kind === 'word') throw new InputError(`${form.text} stands outside parentheses`, form.at);
    return form;
  });
}
