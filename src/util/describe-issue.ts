import * as v from 'valibot';
import { quoteText } from './quote-text.js';

type Issue = v.BaseIssue<unknown>;

/** What is wrong with data that has not the form it should have, after the name of the field. */
export function describeIssue(
  issue: Issue,
  quoteField: (field: string) => string = (field) => field,
): string {
  const field = v.getDotPath(issue);
  const what = describe(issue);
  return field ? `${quoteField(field)}: ${what}` : what;
}

/** Checks that say themselves what they expect do not begin like the messages of the library. */
function describe(issue: Issue): string {
  const { message, received } = issue;
  if (!message.startsWith('Invalid ')) return message;
  if (received === 'undefined') return 'it is missing';
  if (issue.type === 'strict_object') return 'there is no such field';
  return `expected ${expectedBy(issue)}, found ${shown(issue)}`;
}

const BY_TYPE: Readonly<Record<string, string>> = {
  safe_integer: 'a whole number',
  integer: 'a whole number',
  finite: 'a finite number',
};

function expectedBy({ type, expected, requirement }: Issue & { readonly requirement?: unknown }): string {
  if (BY_TYPE[type]) return BY_TYPE[type];
  if (type === 'min_value') return `${requirement} or more`;
  if (type === 'max_value') return `${requirement} or less`;
  if (type === 'min_length') return `${requirement} or more of them`;
  const words = (expected ?? 'something else').replace(/[()]/g, '').split(' | ');
  return words.map((word) => WORDS.get(word) ?? word).join(' or ');
}

/** What the library calls types. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['Array', 'a list'],
  ['Object', 'an object'],
]);

const MAX_SHOWN = 40;

function shown({ input, received }: Issue): string {
  if (typeof input !== 'string') return WORDS.get(received) ?? received;
  return quoteText(input.length > MAX_SHOWN ? `${input.slice(0, MAX_SHOWN)}…` : input);
}
