import { formatNum } from './functions.js';
import type { Objects } from './objects.js';

/** Lists in lists that refer to each other have no end. */
const MAX_DEPTH = 10;
/** `.gist` shows so many items. */
const MAX_ITEMS = 100;

/** A value as `.gist` or `.raku` shows it. `truth` gives the two Bools. */
export function showValue(
  objects: Objects,
  truth: (value: boolean) => number,
  value: number,
  as: 'raku' | 'gist',
  depth = 0,
): string {
  const { types } = objects;
  if (value === 0 || depth > MAX_DEPTH) return '…';
  const type = types.of(value);
  if (!types.isConcrete(value)) return as === 'gist' ? `(${type.name})` : type.name;
  const inner = (item: number) => showValue(objects, truth, objects.bare(item), as, depth + 1);
  if (type.name === 'Bool') {
    const name = value === truth(true) ? 'True' : 'False';
    return as === 'gist' ? name : `Bool::${name}`;
  }
  switch (type.holds) {
    case 'integer':
      return objects.integerValue(value).toString();
    case 'number':
      return as === 'gist' ? formatNum(objects.numberValue(value)) : rakuNum(objects.numberValue(value));
    case 'text':
      return as === 'gist' ? objects.textOf(value) : JSON.stringify(objects.textOf(value));
  }
  const attribute = (name: string) => objects.attribute(value, type, name);
  switch (type.name) {
    case 'Complex': {
      const [re, im] = ['$!re', '$!im'].map((name) => objects.numberValue(attribute(name)));
      const shown = `${formatNum(re)}${im < 0 || Object.is(im, -0) ? '-' : '+'}${formatNum(Math.abs(im))}i`;
      return as === 'gist' ? shown : `<${shown}>`;
    }
    case 'List':
    case 'Array': {
      const items = objects.listOf(attribute('$!reified'));
      const shown = items.slice(0, MAX_ITEMS).map(inner);
      if (items.length > MAX_ITEMS) shown.push('...');
      return type.name === 'List' ? `(${shown.join(' ')})` : `[${shown.join(' ')}]`;
    }
    case 'Hash': {
      const entries = [...objects.tableOf(attribute('$!storage'))].sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, item]) => `${key} => ${inner(item)}`).join(', ')}}`;
    }
    case 'Pair':
      return `${inner(attribute('$!key'))} => ${inner(attribute('$!value'))}`;
    case 'Range':
      return `${inner(attribute('$!min'))}..${inner(attribute('$!max'))}`;
    default:
      return `${type.name}.new`;
  }
}

function rakuNum(number: number): string {
  const text = formatNum(number);
  return /[eIN]/.test(text) ? text : `${text}e0`;
}
