import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeText, html, raw } from '../../src/report/html.js';
import { readTags, textOf } from './page.js';

test('values are escaped, in text and in attributes', () => {
  const value = `</script><img src=x onerror="alert('1')">&amp;`;
  expect(html`<p title="${value}">${value}</p>`.text).toBe(
    `<p title="&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;">&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;</p>`,
  );
});

test('markup is put in as it is, lists one after the other, null and false not at all', () => {
  expect(html`<b>${html`<i>${1}</i>`}${['<', raw('<br>')]}${null}${false}${0}</b>`.text).toBe(
    '<b><i>1</i>&lt;<br>0</b>',
  );
});

test('an object that looks like markup is no markup', () => {
  const fake = JSON.parse('{"text":"<script>"}');
  expect(() => html`${fake}`.text).toThrow();
});

test('characters that reorder, hide or end text are shown by their code', () => {
  expect(escapeText('a\u202eb\u0000c\u200bd\u2028e\ud800f\u0085g')).toBe(
    'a\\u{202e}b\\u{0}c\\u{200b}d\\u{2028}e\\u{d800}f\\u{85}g',
  );
});

test('letters of every script, line ends and tabs stay', () => {
  const text = 'Bevölkerung 人口 население\nسكان\tעם 😀';
  expect(escapeText(text)).toBe(text);
});

test('no text can leave its element or its attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const page = html`<p class="${text}">${text}</p>`.text;
      const tags = readTags(page.replaceAll('\n', ' '));
      expect(tags.map(({ name }) => name)).toEqual(['p']);
      expect([...tags[0].attributes.keys()]).toEqual(['class']);
      expect(textOf(page).includes('\u202e')).toBe(false);
    }),
  );
});
