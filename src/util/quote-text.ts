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
