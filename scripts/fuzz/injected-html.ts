/** An element and an attribute that no page of ours has: hostile names try to make them. */
export const HOSTILE_ELEMENT = 'fuzzed';
export const HOSTILE_ATTRIBUTE = 'onfuzz';

const TAG = /<\/?([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/g;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g;

/** Elements and attributes that came from names, read as a browser does: what is in scripts is text. */
export function injected(html: string): string[] {
  // A browser ends a script at the first end tag, whatever quotes it stands in.
  const markup = html
    .replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2)/gi, '$1$3')
    .replace(/<!--[\s\S]*?-->/g, '');
  return [...markup.matchAll(TAG)].flatMap(([tag, name, attributes]) => {
    const names = [...attributes.matchAll(ATTRIBUTE)].map(([, attribute]) => attribute.toLowerCase());
    return name.toLowerCase() === HOSTILE_ELEMENT || names.includes(HOSTILE_ATTRIBUTE)
      ? [tag.slice(0, 100)]
      : [];
  });
}
