/** Text for the terminal. */

import { escapeJson, printable } from '../../util/quote-text.js';

export { formatCount, plural } from '../../util/format.js';
export { printable } from '../../util/quote-text.js';

/** A fraction as a percentage with one decimal. */
export function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

export function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

/**
 * Columns padded to their widest cell. Names come from untrusted files: control characters are shown as
 * escapes.
 */
export function formatTable(
  header: readonly string[],
  align: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
): string {
  const all = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          align[column] === 'left' ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/*
 * All that is printed goes through what follows, so that nothing from a model, a trace or an artifact
 * reaches the terminal raw. Only line ends pass: whoever puts a name into a text of several lines makes it
 * `printable`.
 */

/** Prints lines to standard output. */
export function say(text: string): void {
  const lines = text.replace(/\n$/, '').split('\n');
  process.stdout.write(`${lines.map(printable).join('\n')}\n`);
}

/** Prints JSON to standard output. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${escapeJson(JSON.stringify(value, null, 2))}\n`);
}

/** Prints one line to standard error. */
export function tell(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/**
 * Prints a piece of something long, which has been made printable, and waits until it is out. False: nobody
 * reads any further.
 */
export function sayPiece(text: string): Promise<boolean> {
  return new Promise((resolve) => process.stdout.write(text, (error) => resolve(!error)));
}

const CLEAR_LINE = '\r\u001b[K';

/** Shows on a terminal what is going on, in place of what it showed before; nothing takes that away. */
export function showProgress(text: string): void {
  process.stderr.write(`${CLEAR_LINE}${printable(text)}`);
}
