/** Numbers as people and files read them. */

/** Shortest text that reads back as the same bits, -0 and NaN included. */
export function formatNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Counts as people read them, on the terminal and in reports. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 program`, `3 programs`, `2 dispatches`. */
export function plural(count: number, noun: string): string {
  const ending = noun.endsWith('ch') ? 'es' : 's';
  return `${formatCount(count)} ${noun}${Math.abs(count) === 1 ? '' : ending}`;
}
