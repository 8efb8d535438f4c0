import { toRunLengths } from './schema.js';

/** Artifacts as text: small values in one line each, so that they can be compared line by line. */
export function formatArtifact(artifact: unknown): string {
  return `${format(encodeNumbers(artifact), '')}\n`;
}

function format(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  const isLeafList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (typeof value !== 'object' || value === null || isLeafList || flat.length <= 160) return flat;
  const inner = `${indent}  `;
  const [open, close, items] = Array.isArray(value)
    ? ['[', ']', value.map((item) => format(item, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${format(item, inner)}`),
      ];
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

/** As JSON has it: special numbers as strings, typed arrays as lists. */
export function encodeNumbers(value: unknown): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : encodeSpecial(value);
  if (value instanceof Int32Array) return Array.from(value);
  if (value instanceof Float64Array) return toRunLengths(value);
  if (Array.isArray(value)) return value.map(encodeNumbers);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodeNumbers(item)]));
  return value;
}

function encodeSpecial(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
