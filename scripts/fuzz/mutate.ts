import { HOSTILE_ATTRIBUTE, HOSTILE_ELEMENT } from './injected-html.js';
import type { Random } from './random.js';

/** Names that become something else where they are not escaped. */
export const HOSTILE_NAMES: readonly string[] = [
  ...[
    '',
    ' ',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '..',
    '../../x',
    '/dev/null',
    'a\u0000b',
  ],
  `</script><${HOSTILE_ELEMENT}>`,
  `<${HOSTILE_ELEMENT} ${HOSTILE_ATTRIBUTE}=1>`,
  `" ${HOSTILE_ATTRIBUTE}="1`,
  `' ${HOSTILE_ATTRIBUTE}='1`,
  `--><${HOSTILE_ELEMENT}>]]>`,
  ...[
    '\u001b[31m',
    '\u009b31m',
    '\u202e',
    '\u2028',
    '\r\n',
    '\t',
    '\ud800',
    `\${x}`,
    '`',
    '*/',
    '//',
    '\\',
    '=1+1|x',
  ],
  'x'.repeat(5000),
];

const NUMBERS: readonly number[] = [
  ...[
    -1, 0, 1, 2, 3, 7, 8, 9, 30, 31, 32, 255, 256, 65535, 65536, 0.5, 1e-300, 1e9, 1e12, 1e300, 5e-324, -1e9,
  ],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 31), -(2 ** 53), 67108864],
];

const NUMBER_TEXTS: readonly string[] = [
  ...NUMBERS.map(String),
  ...[
    '1e999',
    '-1e999',
    'NaN',
    'Infinity',
    '-0',
    '.5',
    '5.',
    '0x10',
    '00',
    '1e',
    '99999999999999999999',
    '--1',
  ],
];

const MAX_LENGTH = 200_000;

/** Replaces, removes, repeats or inserts a few pieces; `dictionary` is what the language is made of. */
export function mutateText(text: string, random: Random, dictionary: readonly string[]): string {
  let mutated = text;
  for (let left = random.few(6); left > 0; left--) mutated = editText(mutated, random, dictionary);
  return mutated.length > MAX_LENGTH ? mutated.slice(0, MAX_LENGTH) : mutated;
}

function editText(text: string, random: Random, dictionary: readonly string[]): string {
  const at = random.below(text.length + 1);
  const short = () => 1 + random.below(random.chance(0.8) ? 8 : 400);
  const put = (start: number, end: number, piece: string) => text.slice(0, start) + piece + text.slice(end);
  switch (random.below(9)) {
    case 0:
      return put(at, at + short(), '');
    case 1:
      return put(at, at, text.slice(at, at + short()));
    case 2:
      return put(at, at, random.pick(dictionary));
    case 3: {
      const [start, end] = wordAt(text, at);
      return put(start, end, random.pick(dictionary));
    }
    case 4: {
      // A word by another word of the same text.
      const [start, end] = wordAt(text, at);
      return put(start, end, text.slice(...wordAt(text, random.below(text.length + 1))));
    }
    case 5: {
      const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at));
      if (!number) return text;
      const start = at + number.index;
      return put(start, start + number[0].length, random.pick(NUMBER_TEXTS));
    }
    case 6: {
      const lines = text.split('\n');
      const line = random.below(lines.length);
      const [taken] = random.chance(0.5) ? lines.splice(line, 1) : [lines[line]];
      if (random.chance(0.7)) lines.splice(random.below(lines.length + 1), 0, taken);
      return lines.join('\n');
    }
    case 7:
      return put(
        at,
        at + random.below(2),
        String.fromCharCode(random.below(random.chance(0.8) ? 128 : 65536)),
      );
    default:
      return random.chance(0.2) ? text.slice(0, at) : put(at, at, random.pick(HOSTILE_NAMES));
  }
}

function wordAt(text: string, at: number): [start: number, end: number] {
  const word = /[\p{L}\p{N}_.]+|[^\p{L}\p{N}_.\s]+/u.exec(text.slice(at));
  return word ? [at + word.index, at + word.index + word[0].length] : [at, at];
}

/** Changes some bytes of a file, wherever they are. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = [...bytes];
  for (let left = random.few(8); left > 0; left--) {
    const at = random.below(mutated.length + 1);
    const kind = random.below(5);
    if (kind === 0) mutated[at] = random.below(256);
    else if (kind === 1) mutated[at] ^= 1 << random.below(8);
    else if (kind === 2) mutated.splice(at, 1 + random.below(40));
    else if (kind === 3) mutated.splice(at, 0, ...mutated.slice(at, at + 1 + random.below(40)));
    else if (random.chance(0.2)) mutated = mutated.slice(0, at);
  }
  return Uint8Array.from(mutated);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** A value in a document, by what it is in. */
interface Place {
  readonly parent: Json[] | { [key: string]: Json };
  readonly key: string | number;
}

/** Changes a few values or keys of a JSON document, mostly to something that could nearly be right. */
export function mutateJson(text: string, random: Random): string {
  const root: Json[] = [JSON.parse(text) as Json];
  for (let left = random.few(4); left > 0; left--) {
    const places = placesIn(root);
    const { parent, key } = random.pick(places);
    const value = valueAt(parent, key);
    if (Array.isArray(value) && value.length > 0 && random.chance(0.5)) mutateList(value, random);
    else if (isObject(value) && random.chance(0.5)) mutateObject(value, random);
    else put(parent, key, random.chance(0.2) ? copyOf(random.pick(places)) : replacement(value, random));
  }
  const mutated = JSON.stringify(root[0], null, random.chance(0.5) ? 1 : 0) ?? '';
  // JSON.stringify writes no numbers that are too large.
  return random.chance(0.03) ? mutated.replace(/\b\d+\b/, '1e999') : mutated;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Large lists of numbers are looked into seldom: there is more to break beside them. */
function placesIn(value: Json[] | { [key: string]: Json }, found: Place[] = []): Place[] {
  const keys = Array.isArray(value) ? [...value.keys()].slice(0, 40) : Object.keys(value);
  for (const key of keys) {
    found.push({ parent: value, key });
    const inner = valueAt(value, key);
    if (typeof inner === 'object' && inner !== null) placesIn(inner, found);
  }
  return found;
}

function valueAt(parent: Place['parent'], key: Place['key']): Json {
  return (parent as { [key: string]: Json })[key];
}

/** A copy, so that changing one of both later leaves the other. */
function copyOf({ parent, key }: Place): Json {
  return structuredClone(valueAt(parent, key));
}

/** Also under names such as __proto__, which an assignment would not make a key of. */
function put(parent: Place['parent'], key: Place['key'], value: Json): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function mutateList(list: Json[], random: Random): void {
  const at = random.below(list.length);
  const kind = random.below(5);
  if (kind === 0) list.splice(at, 1 + random.below(3));
  else if (kind === 1) list.splice(at, 0, structuredClone(list[at]));
  else if (kind === 2) list.splice(random.below(list.length + 1), 0, ...list.splice(at, 1));
  else if (kind === 3) list.length = at;
  else list[at] = replacement(list[at], random);
}

function mutateObject(object: { [key: string]: Json }, random: Random): void {
  const keys = Object.keys(object);
  const key = random.pick([...keys, 'x']);
  const kind = random.below(3);
  if (kind === 0) delete object[key];
  else if (kind === 1) {
    const value = object[key] ?? null;
    delete object[key];
    put(object, random.pick(HOSTILE_NAMES), value);
  } else put(object, random.pick([...HOSTILE_NAMES, ...keys]), random.pick([{ x: 1 }, [], null, 1, 'x']));
}

function replacement(value: Json, random: Random): Json {
  if (typeof value === 'number' && random.chance(0.8))
    return random.chance(0.4) ? value + random.pick([-1, 1, 2, 0.5]) : random.pick(NUMBERS);
  if (typeof value === 'string' && random.chance(0.8))
    return random.chance(0.6) ? mutateText(value, random, HOSTILE_NAMES) : random.pick(HOSTILE_NAMES);
  return random.pick<Json>([null, true, false, 0, '', [], {}, [[]], { __proto__: null }, -1, 'NaN']);
}
