/** A text that ends no comment, and that continues none: a backslash at the end of a line would, or `??/`. */
export function commentText(text: string): string {
  return text
    .replaceAll('\\', '/')
    .replaceAll('??', '? ?')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *');
}
