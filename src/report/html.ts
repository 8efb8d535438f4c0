/** Markup that is safe to put into a page as it is. Only `html` and `raw` make it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | false | readonly Content[];

/**
 * A template whose values are escaped unless they are markup. Null and false print nothing, lists one after
 * the other.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0];
  for (const [i, value] of values.entries()) text += print(value) + strings[i + 1];
  return new Markup(text);
}

/** Text of ours that is markup already, such as a style sheet. Never text from a file. */
export function raw(text: string): Markup {
  return new Markup(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Controls, marks that reorder or hide text, and halves of characters: shown by their code. Line ends and
 * tabs stay.
 */
const INVISIBLE = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text for an element or a quoted attribute. */
export function escapeText(text: string): string {
  return text
    .replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function print(value: Content): string {
  if (value === null || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return value.map(print).join('');
}
