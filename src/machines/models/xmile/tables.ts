import { InputError } from '../../../util/input-error.js';
import type { LookupTable } from '../syntax.js';
import { child, textPosition, type XmlElement } from './document.js';
import { type PositionedText, positionIn } from './text.js';

const MODES: ReadonlyMap<string, LookupTable['mode']> = new Map([
  ['continuous', 'interpolate'],
  ['extrapolate', 'extrapolate'],
  ['discrete', 'discrete'],
]);

/** The table of a graphical function `<gf>`. Throws an InputError where its points make none. */
export function readTable(gf: XmlElement): LookupTable {
  const ypts = child(gf, 'ypts');
  if (!ypts) throw new InputError('this graphical function has no <ypts>: list its y values there', gf.at);
  const ys = readNumbers(ypts);
  const xpts = child(gf, 'xpts');
  const xs = xpts ? readNumbers(xpts) : evenlySpaced(gf, ys.length);
  if (xs.length !== ys.length) {
    throw new InputError(
      `<xpts> has ${xs.length} values and <ypts> ${ys.length}: each point needs both`,
      textPosition(xpts ?? ypts),
    );
  }
  const unsorted = xs.findIndex((x, i) => i > 0 && x < xs[i - 1]!);
  if (unsorted > 0) {
    throw new InputError(
      `the x values have to ascend, but ${xs[unsorted]} follows ${xs[unsorted - 1]}`,
      textPosition(xpts ?? gf),
    );
  }
  return { at: gf.at, xs, ys, mode: readMode(gf) };
}

/** A number as XMILE writes it in tags and attributes, with an optional sign. */
export function readNumber(text: PositionedText, what: string): number {
  const value = numberIn(text.value);
  if (value !== null) return value;
  throw new InputError(`${what} has to be a number`, positionIn(text, Math.max(0, text.value.search(/\S/))));
}

function numberIn(text: string): number | null {
  const trimmed = text.trim();
  const value = Number(trimmed);
  return /^[-+.\deE]+$/.test(trimmed) && Number.isFinite(value) ? value : null;
}

function readMode(gf: XmlElement): LookupTable['mode'] {
  const type = gf.attributes.get('type');
  if (!type) return 'interpolate';
  const mode = MODES.get(type.value.trim().toLowerCase());
  if (mode) return mode;
  throw new InputError(
    `unknown type of graphical function: use ${[...MODES.keys()].join(', ')}`,
    positionIn(type, 0),
  );
}

function evenlySpaced(gf: XmlElement, count: number): number[] {
  const scale = child(gf, 'xscale');
  const min = scale?.attributes.get('min');
  const max = scale?.attributes.get('max');
  if (!min || !max) {
    throw new InputError(
      'this graphical function has neither <xpts> nor an <xscale> with min and max',
      gf.at,
    );
  }
  const first = readNumber(min, 'min');
  const last = readNumber(max, 'max');
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? first : first + ((last - first) * i) / (count - 1),
  );
}

function readNumbers(points: XmlElement): number[] {
  const { name, text } = points;
  const items = split(text.value, points.attributes.get('sep')?.value || ',');
  if (items.length > 1 && items.at(-1)!.text.trim() === '') items.pop();
  return items.map((item) => {
    const value = numberIn(item.text);
    if (value !== null) return value;
    const start = item.start + item.text.length - item.text.trimStart().length;
    throw new InputError(
      `<${name}> has to be a list of numbers with commas, or what sep says, between`,
      positionIn(text, start),
    );
  });
}

function split(list: string, separator: string): { readonly text: string; readonly start: number }[] {
  if (separator.trim() === '')
    return [...list.matchAll(/\S+/g)].map(({ 0: text, index }) => ({ text, start: index }));
  let start = 0;
  return list.split(separator).map((text) => {
    const item = { text, start };
    start += text.length + separator.length;
    return item;
  });
}
