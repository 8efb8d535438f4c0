/** A text in quotes, as JSON has it; nothing in it can move a cursor, end the line or turn it around. */
export function quoteText(text: string): string {
  return escapeJson(JSON.stringify(text));
}

/** JSON that says the same without such characters, but for the line ends between its values. */
export function escapeJson(json: string): string {
  return json.replace(/[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** Text from a file, without anything that could end the line, move the cursor or recolour the terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
