/**
 * Classes of characters, and the stretches of text between tokens. A function that ends in `End` gives the
 * offset behind the stretch that begins at `offset`, or -1 if there is none.
 */

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, `_`, and everything beyond ASCII that is not a space. */
export function isNameStart(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
  return !isSpace(code);
}

/** Also digits and `$`, `%`, `&`, `'`. */
export function isNamePart(code: number): boolean {
  return isNameStart(code) || isDigit(code) || (code >= 36 && code <= 39);
}

const SPACES_BEYOND_ASCII: ReadonlySet<number> = new Set([
  0x85, 0xa0, 0x2028, 0x2029, 0x202f, 0x3000, 0xfeff,
]);

export function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return SPACES_BEYOND_ASCII.has(code) || (code >= 0x2000 && code <= 0x200b);
}

/** Past spaces, line breaks, `\` at the end of a line, and comments. Stops at a comment that does not end. */
export function skipBlank(text: string, offset: number): number {
  for (;;) {
    const code = text.charCodeAt(offset);
    if (isSpace(code)) offset++;
    else {
      const end =
        code === 92 /* \ */
          ? continuationEnd(text, offset)
          : code === 123 /* { */
            ? commentEnd(text, offset)
            : -1;
      if (end < 0) return offset;
      offset = end;
    }
  }
}

/** `\`, the line break, and the indentation of the next line. */
export function continuationEnd(text: string, offset: number): number {
  let end = offset + 1;
  while (text[end] === ' ' || text[end] === '\t' || text[end] === '\r') end++;
  if (text[end] !== '\n') return -1;
  end++;
  while (text[end] === ' ' || text[end] === '\t') end++;
  return end;
}

/** `{...}`, with others inside. */
function commentEnd(text: string, offset: number): number {
  let depth = 0;
  for (let end = offset; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 123) depth++;
    else if (code === 125 && --depth === 0) return end + 1;
  }
  return -1;
}

/** `*** .Name ***~ ... |`. */
export function groupEnd(text: string, offset: number): number {
  let end = offset;
  while (text[end] === '*') end++;
  while (end < text.length && text[end] !== '*' && text[end] !== '|') end++;
  while (text[end] === '*') end++;
  while (isSpace(text.charCodeAt(end))) end++;
  if (text[end] !== '~') return -1;
  const bar = text.indexOf('|', end);
  return bar < 0 ? -1 : bar + 1;
}
