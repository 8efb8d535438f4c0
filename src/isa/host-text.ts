import type { HostLanguage } from './isa.js';

// What is never closed goes on to the end: trying it again from each character behind would take too long.
const LINE_COMMENT = String.raw`\/\/[^\n]*`;
const COMMENT = String.raw`\/\*[\s\S]*?(?:\*\/|$)`;
const STRING = String.raw`"(?:[^"\\\n]|\\[\s\S])*"`;
/** A comment goes on behind a backslash at the end of its line. */
const C_LINE_COMMENT = String.raw`\/\/(?:\\\n|[^\n])*`;
/** Not the separator in `1'000`. */
const C_CHARACTER = String.raw`'(?<!\b\d[\w.']{0,40}')(?:[^'\\\n]|\\[^\n])[^'\n]{0,10}'`;
const CPP_RAW = String.raw`(?<!\w)(?:u8|[uUL])?R"(?<mark>[^()\\\s]{0,16})\([\s\S]*?(?:\)\k<mark>"|$)`;
const RUST_RAW = String.raw`(?<!\w)[bc]?r(?<mark>#*)"[\s\S]*?(?:"\k<mark>|$)`;
const RUST_STRING = String.raw`"(?:[^"\\]|\\[\s\S])*(?:"|$)`;
/** Not a lifetime or a label, which nothing closes. */
const RUST_CHARACTER = String.raw`'(?:[^'\\\n]|[\ud800-\udbff][\udc00-\udfff]|\\(?:u\{[^'\n}]{0,10}\}|x[^'\n]{2}|[^\nux]))'`;
const GO_CHARACTER = String.raw`'(?:[^'\\\n]|[\ud800-\udbff][\udc00-\udfff]|\\[^\n][^'\n]{0,10})'`;
const GO_RAW = '`[^`]*(?:`|$)';
const JS_STRING = String.raw`'(?:[^'\\\n]|\\[\s\S])*'`;
const JS_TEMPLATE = '`(?:[^`\\\\]|\\\\[\\s\\S])*(?:`|$)';
/** Where a slash cannot divide what is before it. */
const JS_REGEX = String.raw`\/(?<=(?:^|[(,=:[!&|?{;]|=>|\b(?:return|case|typeof))\s*\/)(?![*\/])(?:[^\/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/`;

const anyOf = (...forms: readonly string[]) => new RegExp(forms.join('|'), 'y');
const OF_C = [C_LINE_COMMENT, COMMENT, STRING, C_CHARACTER];

/** What braces do not count in: comments and literals. */
const OPAQUE: Readonly<Record<HostLanguage, RegExp>> = {
  c: anyOf(...OF_C),
  'c++': anyOf(CPP_RAW, ...OF_C),
  rust: anyOf(LINE_COMMENT, RUST_RAW, RUST_STRING, RUST_CHARACTER),
  go: anyOf(LINE_COMMENT, COMMENT, STRING, GO_RAW, GO_CHARACTER),
  javascript: anyOf(LINE_COMMENT, COMMENT, STRING, JS_STRING, JS_TEMPLATE, JS_REGEX),
};

/** Comments, literals, and single characters of code in between, in order. */
function* pieces(
  text: string,
  language: HostLanguage,
  from = 0,
): Generator<{ readonly piece: string; readonly isCode: boolean }> {
  const form = OPAQUE[language];
  for (let index = from; index < text.length; ) {
    form.lastIndex = index;
    const isNesting = language === 'rust' && text.startsWith('/*', index);
    const opaque = isNesting ? nestedComment(text, index) : form.exec(text)?.[0];
    const piece = opaque ?? text[index];
    index += piece.length;
    yield { piece, isCode: opaque === undefined };
  }
}

/** Comments of Rust hold others. */
function nestedComment(text: string, start: number): string {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return text.slice(start, mark.lastIndex);
  }
  return text.slice(start);
}

/**
 * Where the braces end that are open from an index on: the index after the closing one, or null where it is
 * missing. Braces in comments and literals do not count.
 */
export function endOfBraces(text: string, from: number, language: HostLanguage): number | null {
  let depth = 0;
  let index = from;
  for (const { piece, isCode } of pieces(text, language, from)) {
    index += piece.length;
    if (!isCode) continue;
    if (piece === '{') depth++;
    else if (piece === '}' && --depth === 0) return index;
  }
  return null;
}

/** A text of the same length where comments and literals are spaces: what is found in it is code. */
export function codeOnly(text: string, language: HostLanguage): string {
  const code = [...pieces(text, language)].map(({ piece, isCode }) =>
    isCode ? piece : piece.replace(/[^\n]/g, ' '),
  );
  return code.join('');
}

/** Whether a literal goes over several lines: whoever indents the text would change it. */
export function hasLongLiteral(text: string, language: HostLanguage): boolean {
  return [...pieces(text, language)].some(
    ({ piece, isCode }) => !isCode && !piece.startsWith('/') && piece.includes('\n'),
  );
}
