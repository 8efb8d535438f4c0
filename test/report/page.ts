/** Just enough HTML to check a page: its tags with their attributes, and that they nest. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const VOID = new Set(['!doctype', 'meta', 'br', 'wbr']);
const TAG = /<(\/?)([!a-z][a-z0-9]*)((?:\s+[A-Za-z][\w-]*(?:="[^"<>]*")?)*)\s*(\/?)>/y;

/** Throws at the first `<` that does not begin a tag, and where tags do not nest. */
export function readTags(page: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  const style = page.match(/<style>[^<]*<\/style>/)?.[0] ?? '';
  const text = page.replace(style, '');
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    TAG.lastIndex = at;
    const match = TAG.exec(text);
    if (!match) throw new Error(`not a tag: ${text.slice(at, at + 80)}`);
    const [, closing, name, attributes, selfClosing] = match;
    if (closing) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected}>`);
      continue;
    }
    if (!selfClosing && !VOID.has(name)) open.push(name);
    tags.push({
      name,
      attributes: new Map(
        [...attributes.matchAll(/([A-Za-z][\w-]*)(?:="([^"]*)")?/g)].map(([, key, value]) => [
          key,
          value ?? '',
        ]),
      ),
    });
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return tags;
}

/** What a reader sees, tags left out. */
export function textOf(page: string): string {
  return page
    .replace(/<style>[^<]*<\/style>/, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#160;', ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll('&amp;', '&');
}
