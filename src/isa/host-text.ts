/** What braces do not count in: comments, and literals of C and its relatives. */
const OPAQUE =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[^\n])[^'\n]{0,10}'|`(?:[^`\\]|\\[\s\S])*`/y;

/** Comments, literals, and single characters of code in between, in order. */
function* pieces(text: string): Generator<{ readonly piece: string; readonly isCode: boolean }> {
  for (let index = 0; index < text.length; ) {
    OPAQUE.lastIndex = index;
    const opaque = OPAQUE.exec(text)?.[0];
    const piece = opaque ?? text[index];
    index += piece.length;
    yield { piece, isCode: opaque === undefined };
  }
}

/**
 * Where the braces that a text begins with end: the index after the closing one, or null where it is
 * missing. Braces in comments and literals do not count.
 */
export function endOfBraces(text: string): number | null {
  let depth = 0;
  let index = 0;
  for (const { piece, isCode } of pieces(text)) {
    index += piece.length;
    if (!isCode) continue;
    if (piece === '{') depth++;
    else if (piece === '}' && --depth === 0) return index;
  }
  return null;
}

/** A text of the same length where comments and literals are spaces: what is found in it is code. */
export function codeOnly(text: string): string {
  const code = [...pieces(text)].map(({ piece, isCode }) => (isCode ? piece : piece.replace(/[^\n]/g, ' ')));
  return code.join('');
}

/** Whether a literal goes over several lines: whoever indents the text would change it. */
export function hasLongLiteral(text: string): boolean {
  return [...pieces(text)].some(
    ({ piece, isCode }) => !isCode && !piece.startsWith('/') && piece.includes('\n'),
  );
}
