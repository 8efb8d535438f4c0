/** Counts as people read them, on the terminal and in reports. */

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 program`, `3 programs`, `2 dispatches`. */
export function plural(count: number, noun: string): string {
  const ending = noun.endsWith('ch') ? 'es' : 's';
  return `${formatCount(count)} ${noun}${Math.abs(count) === 1 ? '' : ending}`;
}
