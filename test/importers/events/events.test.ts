import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { events, type TracedEvent } from '../../../src/importers/events/events.js';
import { anyChoice, anyLines, spell } from './any-events.js';
import { anyCuts, inPieces, problemsOf } from './pieces.js';

async function eventsOf(text: string, cuts: readonly number[] = []): Promise<TracedEvent[]> {
  const all: TracedEvent[] = [];
  for await (const batch of events(inPieces(text, cuts))) all.push(...batch);
  return all;
}

describe('events of a file', () => {
  it('are what its lines without n say, in their order', async () => {
    const all = await eventsOf(
      [
        '{"pc":10,"op":"load","args":[1],"n":0}',
        '{"pc":10,"op":"load","args":[1],"depth":2,"state":"a\\u0062"}',
        '',
        '{"fn":"f","pc":11,"op":"add","state":18446744073709551615}',
        '{"pc":12,"op":"add","n":7}',
        '10',
      ].join('\n'),
    );
    const load = { fn: 'main', pc: 10, op: 'load', args: [1] };
    expect(all).toEqual([
      { ...load, line: 2, depth: 2, state: 'ab' },
      { line: 4, fn: 'f', pc: 11, op: 'add', args: [], depth: null, state: '18446744073709551615' },
      { ...load, line: 6, depth: null, state: null },
    ]);
  });

  it('are what JSON.parse reads, however they are spelled and cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, anyChoice, anyCuts, async (lines, choose, cuts) => {
        const text = lines.map((line) => spell(line, choose)).join('\n');
        const expected = lines.flatMap(({ fn, pc, op, depth, n, state }, i) =>
          typeof n === 'number'
            ? []
            : [
                {
                  line: i + 1,
                  fn: fn ?? 'main',
                  pc,
                  op,
                  depth: depth ?? null,
                  state: state === undefined || state === null ? null : String(state),
                },
              ],
        );
        expect((await eventsOf(text, cuts)).map(({ args, ...event }) => event)).toEqual(expected);
      }),
    );
  });

  it('come in batches, all of them', async () => {
    const text = '{"pc":0,"op":"a"}\n'.repeat(5000);
    const sizes: number[] = [];
    for await (const batch of events(inPieces(text))) sizes.push(batch.length);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(5000);
    expect(sizes.length).toBeLessThan(10);
  });

  it('end where a line is wrong', async () => {
    expect(await problemsOf(eventsOf('{"pc":0,"op":"a"}\n{"pc":1}\n'))).toBe(
      'InputError: trace.jsonl:2:1: "op" is missing: it names the operation',
    );
  });
});
