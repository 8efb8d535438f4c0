import { describe, expect, it } from 'vitest';
import { parseDocument, type XmlElement } from '../../../../src/machines/models/xmile/document.js';
import { positionIn } from '../../../../src/machines/models/xmile/text.js';
import { problemsOf } from './support.js';

const parse = (text: string) => parseDocument(text, 'test.xmile');

/** `line:column` of where `part` stands in the text of an element. */
function place({ text }: XmlElement, part: string): string {
  const { line, column } = positionIn(text, text.value.indexOf(part));
  return `${line}:${column}`;
}

describe('places of text', () => {
  it('are counted behind references of any length', () => {
    const root = parse('<a>x &lt; y &amp; z&#x1F600;v &#65; w</a>');
    expect(root.text.value).toBe('x < y & z😀v A w');
    expect(['x', '<', 'y', '&', 'z', 'v', 'A', 'w'].map((part) => place(root, part))).toEqual([
      '1:4',
      '1:6',
      '1:11',
      '1:13',
      '1:19',
      '1:29',
      '1:31',
      '1:37',
    ]);
  });

  it.each([
    ['line feeds', '\n'],
    ['carriage returns and line feeds', '\r\n'],
    ['carriage returns', '\r'],
  ])('are counted over %s', (_, end) => {
    const root = parse(`<a>${end}one${end}${end}  two &gt;${end} three</a>`);
    expect(root.text.value).toBe('\none\n\n  two >\n three');
    expect(['one', 'two', 'three'].map((part) => place(root, part))).toEqual(['2:1', '4:3', '5:2']);
  });

  it('are counted over CDATA, comments, processing instructions and other elements in the text', () => {
    const root = parse('<a>b<!-- & -->c<![CDATA[d & <\n e ]]>f<?g h?>i<j/>k&lt;<![CDATA[]]>l</a>');
    expect(root.text.value).toBe('bcd & <\n e fik<l');
    expect(['b', 'c', 'd', '&', 'e', 'f', 'i', 'k', '<l', 'l'].map((part) => place(root, part))).toEqual([
      '1:4',
      '1:15',
      '1:25',
      '1:27',
      '2:2',
      '2:7',
      '2:15',
      '2:20',
      '2:21',
      '2:37',
    ]);
  });

  it('are counted in attributes', () => {
    const { attributes } = parse('<a one="1"\n two=\'a "&amp;" b\'/>');
    const two = attributes.get('two')!;
    expect(two.value).toBe('a "&" b');
    expect(positionIn(two, two.value.indexOf('b'))).toEqual({ file: 'test.xmile', line: 2, column: 17 });
  });

  it('of elements are those of their tags', () => {
    const root = parse('\ufeff<?xml version="1.0"?>\n<!-- a\n --> <a>\n  <b\n/>\n</a>');
    expect(root.at).toEqual({ file: 'test.xmile', line: 3, column: 6 });
    expect(root.children[0]?.at).toEqual({ file: 'test.xmile', line: 4, column: 3 });
  });
});

describe('namespaces', () => {
  const XMILE = 'http://docs.oasis-open.org/xmile/ns/XMILE/v1.0';

  it('a prefix that stands for XMILE is left out', () => {
    const root = parse(
      `<x:xmile xmlns:x="${XMILE}" xmlns:isee="http://iseesystems.com/XMILE"><x:a/><isee:a/></x:xmile>`,
    );
    expect([root.name, ...root.children.map(({ name }) => name)]).toEqual(['xmile', 'a', 'isee:a']);
  });

  it('prefixes of vendors stay, declared or not', () => {
    expect(parse('<a><isee:b isee:c="1"/></a>').children[0]?.name).toBe('isee:b');
  });

  it('names that objects have do no harm', () => {
    const { attributes, children } = parse('<a __proto__="1" constructor="2"><__proto__/></a>');
    expect([...attributes.keys(), ...children.map(({ name }) => name)]).toEqual([
      '__proto__',
      'constructor',
      '__proto__',
    ]);
  });
});

describe('what is not well-formed', () => {
  it.each([
    ['', '1:1: malformed XML: document must contain a root element'],
    ['\n no XML', '2:2: this is not an XMILE file: it begins with other text than a tag'],
    ['<a/>\n b', '2:2: there is text after the last tag: remove it'],
    ['<a>\n<b>', '2:1: the file ends before this <b> is closed: it may have been cut off'],
    ['<a>\n <b><c></b></a>', '2:8: found </b> where </c>, which closes the <c> of line 2, is needed'],
    ['<a></b>', '1:4: found </b> where </a>, which closes the <a> of line 1, is needed'],
    ['<a>b & c; d</a>', '1:6: a reference such as &amp; is expected here: write a literal & as &amp;'],
    ['<a>b && c</a>', '1:6: a reference such as &amp; is expected here: write a literal & as &amp;'],
    ['<a>\n&nbsp;</a>', '2:1: a reference such as &amp; is expected here: write a literal & as &amp;'],
    ['<a>b < c</a>', '1:7: malformed XML: disallowed character in tag name: write a literal < as &lt;'],
    ['<a b="1" b="2"/>', '1:16: malformed XML: duplicate attribute: b'],
    ['<a b="<"/>', '1:7: malformed XML: disallowed character'],
    ['<a/><b/>', '1:7: malformed XML: documents may contain only one root'],
    ['<a>\u0000</a>', '1:4: malformed XML: disallowed character'],
  ])('%j', (text, problem) => expect(problemsOf(() => parse(text))).toEqual([problem]));
});

describe('documents that are not what they seem', () => {
  it('definitions of entities are refused', () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
    const text = `<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY l0 "ha">${laughs.join('')}]>\n<a>&l9;</a>`;
    const [problem, ...rest] = problemsOf(() => parse(text));
    expect(problem).toMatch(/^2:1: a DOCTYPE with definitions is not accepted/);
    expect(rest).toEqual([]);
  });

  it('a DOCTYPE alone is ignored', () => expect(parse('<!DOCTYPE a SYSTEM "x.dtd"><a/>').name).toBe('a'));

  it('elements are nested to a limit', () => {
    expect(problemsOf(() => parse('<a>'.repeat(100_000)))).toEqual([
      expect.stringMatching(/^1:601: more than 200 elements/),
    ]);
  });
});
