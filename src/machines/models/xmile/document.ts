import { SaxesParser } from 'saxes';
import { InputError, type SourcePosition } from '../../../util/input-error.js';
import { MAX_ELEMENT_DEPTH } from './limits.js';
import {
  type PositionedText,
  positionAt,
  positionIn,
  type SourceFile,
  segmentsOf,
  sourceFile,
} from './text.js';

/** An element of an XMILE file. XMILE names have no prefix, a vendor's keep theirs: `isee:prefs`. */
export interface XmlElement {
  readonly name: string;
  readonly at: SourcePosition;
  readonly attributes: ReadonlyMap<string, PositionedText>;
  readonly children: readonly XmlElement[];
  /** All text and CDATA directly inside, joined. */
  readonly text: PositionedText;
}

/** The element tree of an XML text. Throws an InputError where the text is not well-formed XML. */
export function parseDocument(text: string, file: string): XmlElement {
  return new TreeBuilder(text, file).build();
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((candidate) => candidate.name === name);
}

/** Where the text of an element begins, or the element where it has none. */
export function textPosition(element: XmlElement): SourcePosition {
  const start = element.text.value.search(/\S/);
  return start < 0 ? element.at : positionIn(element.text, start);
}

/** A truth value of XMILE, in an attribute or an element: `<non_negative/>` is true, too. */
export function isTrue(text: PositionedText): boolean {
  return text.value.trim().toLowerCase() !== 'false';
}

const XMILE_NAMESPACES = [
  'http://docs.oasis-open.org/xmile/ns/XMILE/',
  'http://www.systemdynamics.org/XMILE',
];

interface OpenElement {
  /** The name as written, with its prefix. */
  readonly tag: string;
  readonly at: SourcePosition;
  readonly attributes: Map<string, PositionedText>;
  readonly children: XmlElement[];
  readonly texts: PositionedText[];
  /** The prefixes that stand for XMILE in here. */
  xmilePrefixes: ReadonlySet<string>;
}

/** Builds the tree. The parser reports where something ends only: `markupEnd` is where it began. */
class TreeBuilder {
  private readonly parser = new SaxesParser({ position: false });
  private readonly source: SourceFile;
  private readonly open: OpenElement[] = [];
  private lastClosed: OpenElement | null = null;
  private root: XmlElement | null = null;
  /** Where the last tag, comment or other markup ended: text begins there. */
  private markupEnd: number;

  constructor(
    private readonly text: string,
    file: string,
  ) {
    this.source = sourceFile(text, file);
    this.markupEnd = text.startsWith('\ufeff') ? 1 : 0;
  }

  build(): XmlElement {
    const { parser } = this;
    const endMarkup = () => this.endMarkup();
    parser.on('opentagstart', ({ name }) => this.startElement(name));
    parser.on('attribute', ({ name, value }) => this.addAttribute(name, value));
    parser.on('opentag', () => this.finishTag());
    parser.on('closetag', () => this.closeElement());
    parser.on('text', (value) => this.addText(value, this.markupEnd, parser.position - '<'.length));
    parser.on('cdata', (value) => this.addCdata(value));
    parser.on('doctype', (doctype) => this.refuseDefinitions(doctype));
    // A comment is reported at its --, before the >.
    parser.on('comment', () => this.endMarkup('>'.length));
    parser.on('processinginstruction', endMarkup);
    parser.on('xmldecl', endMarkup);
    parser.on('error', ({ message }) => {
      throw this.malformed(message);
    });
    parser.write(this.text).close();
    return this.root!;
  }

  private startElement(tag: string): void {
    const at = this.at(this.text.lastIndexOf('<', this.parser.position - 1));
    if (this.open.length >= MAX_ELEMENT_DEPTH) {
      throw new InputError(
        `more than ${MAX_ELEMENT_DEPTH} elements are nested here: a model needs far less`,
        at,
      );
    }
    const xmilePrefixes = this.open.at(-1)?.xmilePrefixes ?? new Set<string>();
    this.open.push({ tag, at, attributes: new Map(), children: [], texts: [], xmilePrefixes });
  }

  private addAttribute(name: string, value: string): void {
    const end = this.parser.position - 1;
    const start = this.text.lastIndexOf(this.text[end]!, end - 1) + 1;
    this.open.at(-1)!.attributes.set(name, this.positioned(value, start, end));
  }

  private finishTag(): void {
    const element = this.open.at(-1)!;
    const declared = [...element.attributes]
      .filter(([name, { value }]) => name.startsWith('xmlns:') && isXmile(value))
      .map(([name]) => name.slice('xmlns:'.length));
    if (declared.length > 0) element.xmilePrefixes = new Set([...element.xmilePrefixes, ...declared]);
    this.endMarkup();
  }

  private closeElement(): void {
    const element = this.open.pop()!;
    const { tag, at, attributes, children, texts, xmilePrefixes } = element;
    const colon = tag.indexOf(':');
    const name = xmilePrefixes.has(tag.slice(0, Math.max(0, colon))) ? tag.slice(colon + 1) : tag;
    const closed: XmlElement = { name, at, attributes, children, text: this.joined(texts) };
    const parent = this.open.at(-1);
    if (parent) parent.children.push(closed);
    else this.root = closed;
    this.lastClosed = element;
    this.endMarkup();
  }

  private addText(value: string, start: number, end: number, isCdata = false): void {
    this.open.at(-1)?.texts.push(this.positioned(value, start, end, isCdata));
  }

  private addCdata(value: string): void {
    const start = this.text.indexOf('<![CDATA[', this.markupEnd) + '<![CDATA['.length;
    if (value !== '') this.addText(value, start, this.parser.position - ']]>'.length, true);
    this.endMarkup();
  }

  private refuseDefinitions(doctype: string): void {
    const start = this.text.indexOf('<!DOCTYPE', this.markupEnd);
    if (doctype.includes('[')) {
      const problem = 'a DOCTYPE with definitions is not accepted';
      throw new InputError(`${problem}: write out what its entities stand for and remove it`, this.at(start));
    }
    this.endMarkup();
  }

  private endMarkup(remaining = 0): void {
    this.markupEnd = this.parser.position + remaining;
  }

  private positioned(value: string, start: number, end: number, isCdata = false): PositionedText {
    const segments = segmentsOf(this.text.slice(start, end), start, value, isCdata);
    return { value, segments, source: this.source };
  }

  private joined(texts: readonly PositionedText[]): PositionedText {
    if (texts.length === 1) return texts[0]!;
    const segments: PositionedText['segments'][number][] = [];
    let length = 0;
    for (const text of texts) {
      for (const { start, offset } of text.segments) segments.push({ start: start + length, offset });
      length += text.value.length;
    }
    if (segments.length === 0) segments.push({ start: 0, offset: this.parser.position });
    return { value: texts.map((text) => text.value).join(''), segments, source: this.source };
  }

  private at(offset: number): SourcePosition {
    return positionAt(this.source, offset);
  }

  /** Says in the words of an author of models what the XML parser complains of. */
  private malformed(message: string): InputError {
    const { text, markupEnd, lastClosed } = this;
    const position = Math.min(this.parser.position, text.length);
    const reference = text.indexOf('&', markupEnd);
    const isUnfinished =
      message.startsWith('unclosed tag') && reference >= 0 && !text.includes(';', reference);
    if (message.includes('entity') || isUnfinished) {
      const at = this.at(isUnfinished ? reference : text.lastIndexOf('&', position - 1));
      return new InputError('a reference such as &amp; is expected here: write a literal & as &amp;', at);
    }
    if (message === 'unexpected close tag.' && lastClosed) {
      const start = text.lastIndexOf('</', position - 1);
      const needed = `</${lastClosed.tag}>, which closes the <${lastClosed.tag}> of line ${lastClosed.at.line}`;
      return new InputError(
        `found ${text.slice(start, position)} where ${needed}, is needed`,
        this.at(start),
      );
    }
    if (message.includes('outside of root')) {
      const start = markupEnd + text.slice(markupEnd).search(/\S/);
      const problem = this.root
        ? 'there is text after the last tag: remove it'
        : 'this is not an XMILE file: it begins with other text than a tag';
      return new InputError(problem, this.at(start));
    }
    const open = this.open.at(-1);
    if (message.startsWith('unclosed tag') && open) {
      return new InputError(
        `the file ends before this <${open.tag}> is closed: it may have been cut off`,
        open.at,
      );
    }
    const hint = message.includes('character in tag name') ? ': write a literal < as &lt;' : '';
    return new InputError(
      `malformed XML: ${message.replace(/\.$/, '')}${hint}`,
      this.at(Math.max(0, position - 1)),
    );
  }
}

function isXmile(namespace: string): boolean {
  return XMILE_NAMESPACES.some((prefix) => namespace.startsWith(prefix));
}
