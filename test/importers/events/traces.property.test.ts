import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateTrace, TRACE_FORMATS } from '../../../bench/generated-traces.js';
import { recordEvm } from '../../../src/importers/events/evm/record-evm.js';
import { recordEvents } from '../../../src/importers/events/record-events.js';
import type { RecordedFunction, Recording } from '../../../src/importers/recording.js';
import { anyChoice, anyLines, type Said, spell } from './any-events.js';
import { anyCuts, inPieces, problemsOf } from './pieces.js';

async function functionsOf(text: string, cuts: readonly number[] = []): Promise<readonly RecordedFunction[]> {
  return (await recordEvents([inPieces(text, cuts)])).programs[0].functions;
}

/** What control did, as the doc comment of the lines says it, told in the plainest way. */
class Expected {
  readonly counts: Record<string, number> = {};
  readonly edges: Record<string, number> = {};
  private readonly stack: { depth: number; fn: string; pc: number }[] = [];
  private readonly latest = new Map<string, number>();

  constructor(lines: readonly Said[]) {
    for (const { fn, pc, n, depth } of lines) {
      const name = fn ?? 'main';
      this.add(this.counts, [name, pc], n ?? 1);
      if (n !== undefined && n !== null) continue;
      if (depth === undefined || depth === null) {
        this.add(this.edges, [name, this.latest.get(name) ?? null, pc], 1);
        this.latest.set(name, pc);
      } else this.stepAt(name, pc, depth);
    }
    while (this.stack.length > 0) this.leave();
    for (const [fn, pc] of this.latest) this.add(this.edges, [fn, pc, null], 1);
  }

  private stepAt(fn: string, pc: number, depth: number): void {
    while (this.stack.length > 0 && this.stack.at(-1)!.depth > depth) this.leave();
    if (this.stack.at(-1)?.depth === depth && this.stack.at(-1)!.fn !== fn) this.leave();
    const same = this.stack.at(-1)?.depth === depth ? this.stack.pop()! : null;
    this.add(this.edges, [fn, same?.pc ?? null, pc], 1);
    this.stack.push({ depth, fn, pc });
  }

  private leave(): void {
    const { fn, pc } = this.stack.pop()!;
    this.add(this.edges, [fn, pc, null], 1);
  }

  private add(to: Record<string, number>, key: readonly unknown[], n: number): void {
    const text = JSON.stringify(key);
    to[text] = (to[text] ?? 0) + n;
  }
}

/** The counts of all instructions, in the form of `Expected`. */
function countsOf(functions: readonly RecordedFunction[]): Record<string, number> {
  return Object.fromEntries(
    functions.flatMap(({ name, instructions }) =>
      instructions.map(({ pc, n }) => [JSON.stringify([name, pc]), n]),
    ),
  );
}

/** How often each instruction was reached, going by the transfers and by falling through. */
function expectBalance({ name, instructions, transfers }: RecordedFunction): void {
  let falling = 0;
  for (const { pc, n } of instructions) {
    const sum = (end: 'from' | 'to') =>
      transfers!
        .filter((transfer) => transfer[end] === pc)
        .reduce((total, transfer) => total + transfer.n, 0);
    expect([name, pc, falling + sum('to')]).toEqual([name, pc, n]);
    falling = n - sum('from');
  }
  expect(falling).toBe(0);
}

describe('any lines', () => {
  it('count as JSON.parse reads them, however they are spelled and cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, anyChoice, anyCuts, async (lines, choose, cuts) => {
        const text = lines.map((line) => spell(line, choose)).join('\n');
        const functions = await functionsOf(text, cuts);
        const expected = new Expected(text.split('\n').map((line) => JSON.parse(line)));
        expect(countsOf(functions)).toEqual(expected.counts);
        for (const { name, instructions, transfers } of functions) {
          const next = new Map(instructions.slice(1).map(({ pc }, i) => [instructions[i].pc, pc]));
          const jumps = Object.entries(expected.edges)
            .map(([key, n]) => [...JSON.parse(key), n])
            .filter(
              ([fn, from, to]) => fn === name && (from === null || to === null || next.get(from) !== to),
            );
          const isCounted = lines.some(({ fn, n }) => (fn ?? 'main') === name && n);
          if (isCounted) expect(transfers).toBeNull();
          else {
            const got = transfers!.map(({ from, to, n }) => [name, from, to, n]);
            expect(got.map(String).sort()).toEqual(jumps.map(String).sort());
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are wrong if JSON.parse says so, and otherwise only for what they say', async () => {
    const anyBytes = fc.constantFrom(...'{}[]:,"\\0123-+.eE truefalsn\u0001xu');
    await fc.assert(
      fc.asyncProperty(
        anyLines,
        anyChoice,
        fc.nat(),
        fc.option(anyBytes),
        async (lines, choose, at, byte) => {
          const line = spell({ ...lines[0], more: [{ a: -1.5e3, b: 'x\n' }, 0] }, choose);
          const place = at % line.length;
          const changed = line.slice(0, place) + (byte ?? '') + line.slice(place + 1);
          const parsed = parseOrNull(changed);
          const problems = await problemsOf(recordEvents([inPieces(changed)]));
          if (parsed === null) expect(problems).toMatch(/^InputError: trace.jsonl:1:\d+: /);
          else if (!/has to be|missing|such as|arguments are/.test(problems)) {
            expect(problems).toBe('nothing is wrong');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

describe.each(TRACE_FORMATS)('a trace of %s', (format) => {
  const text = generateTrace(format, 200_000);
  const record = format === 'EIP-3155' ? recordEvm : recordEvents;
  const read = (cuts: readonly number[]): Promise<Recording> => record([inPieces(text, cuts)]);

  it('is read the same however it is cut into pieces', async () => {
    const whole = await read([]);
    await fc.assert(
      fc.asyncProperty(anyCuts, async (cuts) => {
        expect(await read(cuts)).toEqual(whole);
      }),
      { numRuns: 10 },
    );
    const everywhere = Array.from({ length: 20_000 }, (_, i) => i);
    expect(await read(everywhere)).toEqual(whole);
  });

  it('counts every line', async () => {
    const { eventsRead, programs } = await read([]);
    const events = text.split('\n').filter((line) => /^\d|"pc"/.test(line) && !line.includes('"n":0'));
    const counted = format === 'counters' ? events.map((line) => JSON.parse(line).n) : events.map(() => 1);
    expect(eventsRead).toBe(counted.reduce((a, b) => a + b, 0));
    if (format !== 'counters') programs[0].functions.forEach(expectBalance);
  });
});
