import { digestText } from '../util/digest-text.js';
import { encodeNumbers } from './format.js';

/**
 * Sixteen hexadecimal digits that tell an artifact, or data as JSON has it, from another. They go by content:
 * neither white space nor the order of keys makes a difference.
 */
export function contentDigest(content: unknown): string {
  return digestText(JSON.stringify(inOrder(encodeNumbers(content))));
}

/** The same data with the keys of every object in one order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Numbers as keys would come first whatever their order, but that is one order too.
  return Object.fromEntries(entries.map(([key, item]) => [key, inOrder(item)]));
}
