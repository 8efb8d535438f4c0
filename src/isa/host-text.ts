/** What braces do not count in: comments, and literals of C and its relatives. */
const OPAQUE =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[^\n])[^'\n]{0,10}'|`(?:[^`\\]|\\[\s\S])*`/y;

/**
 * Where the braces that a text begins with end: the index after the closing one, or null where it is
 * missing. Braces in comments and literals do not count.
 */
export function endOfBraces(text: string): number | null {
  let depth = 0;
  for (let index = 0; index < text.length; ) {
    OPAQUE.lastIndex = index;
    if (OPAQUE.test(text)) {
      index = OPAQUE.lastIndex;
      continue;
    }
    const character = text[index++];
    if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return index;
  }
  return null;
}
