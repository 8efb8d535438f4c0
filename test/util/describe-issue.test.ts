import * as v from 'valibot';
import { expect, it } from 'vitest';
import { count, float, runLengths, share } from '../../src/artifacts/schema.js';
import { describeIssue } from '../../src/util/describe-issue.js';

const schema = v.object({
  kind: v.picklist(['a', 'b']),
  part: v.optional(share, 0),
  counts: v.optional(runLengths, []),
  any: v.optional(float, 0),
  list: v.optional(v.pipe(v.array(v.object({ n: count })), v.minLength(1)), [{ n: 1 }]),
  strict: v.optional(v.strictObject({}), {}),
});

it.each<[data: unknown, text: string]>([
  [7, 'expected an object, found 7'],
  [[], 'kind: it is missing'],
  [{}, 'kind: it is missing'],
  [{ kind: 'c\u001b' }, 'kind: expected "a" or "b", found "c\\u001b"'],
  [{ kind: 'x'.repeat(1e6) }, `kind: expected "a" or "b", found "${'x'.repeat(40)}…"`],
  [{ kind: 'a', part: 2 }, 'part: expected 1 or less, found 2'],
  [{ kind: 'a', part: -1 }, 'part: expected 0 or more, found -1'],
  [{ kind: 'a', part: Number.NaN }, 'part: expected a number, found NaN'],
  [{ kind: 'a', counts: [1] }, 'counts: expected pairs of a count and a length'],
  [
    { kind: 'a', any: 'x' },
    'any: expected a number or "-0" or "NaN" or "Infinity" or "-Infinity", found "x"',
  ],
  [{ kind: 'a', list: {} }, 'list: expected a list, found an object'],
  [{ kind: 'a', list: [] }, 'list: expected 1 or more of them, found 0'],
  [{ kind: 'a', list: [{ n: 1.5 }] }, 'list.0.n: expected a whole number, found 1.5'],
  [{ kind: 'a', list: [{ n: null }] }, 'list.0.n: expected a number, found null'],
  [{ kind: 'a', strict: { x: 1 } }, 'strict.x: there is no such field'],
])('data that is wrong is told of in words, case %#', (data, text) => {
  const result = v.safeParse(schema, data, { abortEarly: true });
  expect(result.issues && describeIssue(result.issues[0])).toBe(text);
});
