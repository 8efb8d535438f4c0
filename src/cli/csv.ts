import { formatNumber } from '../util/format.js';
import { printable } from './describe/print.js';

/** Comma-separated values as RFC 4180 has them, but with line feeds alone. */

/** What spreadsheets take for the beginning of a formula, or for their own sign that there is none. */
const FORMULA = /^[=+\-@＝＋－＠']/;

/**
 * A line of names. They come from models: characters that a terminal would act on are escaped, and a name
 * that a spreadsheet would run gets an apostrophe in front, which spreadsheets take for "this is text".
 */
export function csvHeader(names: readonly string[]): string {
  const cells = names.map((name) => {
    const text = printable(name);
    return quoteCell(FORMULA.test(text) ? `'${text}` : text);
  });
  return `${cells.join(',')}\n`;
}

/** A line of numbers, each as the shortest text that reads back as the same bits. */
export function csvRow(values: readonly number[]): string {
  return `${values.map(formatNumber).join(',')}\n`;
}

function quoteCell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
