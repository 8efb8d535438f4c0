import { Bench } from 'tinybench';
import { events } from '../src/importers/events/events.js';
import { recordEvm } from '../src/importers/events/evm/record-evm.js';
import { recordEvents } from '../src/importers/events/record-events.js';
import { generateTrace, TRACE_FORMATS, type TraceFormat } from './generated-traces.js';

/** How fast traces and counters are read: from memory, in pieces as a file or a pipe gives them. */

const BYTES = 2 ** 25;
const PIECE = 2 ** 16;
const MILLISECONDS = 3000;

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, place) => {
      const shown = typeof cell === 'number' ? cell.toFixed(cell < 100 ? 2 : 0) : cell;
      return place === 0 ? shown.padEnd(20) : shown.padStart(16);
    })
    .join('');
}

async function secondsOf(task: () => Promise<unknown>): Promise<number> {
  const bench = new Bench({ time: MILLISECONDS, iterations: 3, warmupIterations: 1, warmupTime: 0 });
  bench.add('read', async () => {
    await task();
  });
  await bench.run();
  const { result } = bench.tasks[0];
  if (!('latency' in result)) throw new Error('the benchmark did not run');
  return result.latency.p50 / 1000;
}

async function measure(format: TraceFormat, reader: string, read: (file: Trace) => Promise<unknown>) {
  const trace = Buffer.from(generateTrace(format, BYTES));
  const lines = trace.reduce((count, byte) => count + Number(byte === 0x0a), 0);
  const seconds = await secondsOf(() => read(new Trace(trace)));
  const perLine = trace.length / lines;
  console.log(
    row([
      format,
      reader,
      perLine,
      lines / seconds / 1e6,
      trace.length / seconds / 1e6,
      (seconds * 1e9) / trace.length,
    ]),
  );
}

class Trace {
  readonly path = 'generated';
  constructor(private readonly bytes: Buffer) {}

  async *chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < this.bytes.length; at += PIECE) yield this.bytes.subarray(at, at + PIECE);
  }
}

console.log(row(['format', 'reader', 'bytes a line', 'million lines/s', 'MB/s', 's per GB']));
for (const format of TRACE_FORMATS) {
  const record = format === 'EIP-3155' ? recordEvm : recordEvents;
  await measure(format, 'counts', (trace) => record([trace]));
}
await measure('events with state', 'steps', async (trace) => {
  for await (const batch of events(trace)) if (batch.length === 0) throw new Error('an empty batch');
});
