/** Numbers and names as the report shows them. */

export { formatCount, plural } from '../util/format.js';

/** A fraction as a percentage with one decimal; the space does not break. */
export function formatPercent(fraction: number): string {
  const text = (fraction * 100).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text}\u00a0%`;
}

/** As `formatPercent`, but what is more than nothing never reads as 0.0 %. */
export function formatSmallPercent(fraction: number): string {
  return fraction > 0 && fraction < 0.0005 ? '<0.1\u00a0%' : formatPercent(fraction);
}

/** At most `longest` characters, the last an ellipsis where text is missing. */
export function clip(text: string, longest = 80): string {
  // A prefix is enough to count: names may have millions of characters.
  const characters = [...text.slice(0, 2 * longest + 2)];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

/** A width in percent for a bar. */
export function barWidth(fraction: number): string {
  return `${(Math.min(1, Math.max(0, fraction)) * 100).toFixed(2)}%`;
}
