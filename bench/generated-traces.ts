import { pseudoRandom } from '../src/util/random.js';
import { generateEvmTrace } from './generated-evm-trace.js';

/**
 * What a VM prints that runs a program of 50 functions with loops, branches and calls, in each of the ways in
 * which lines may be written.
 */
export type TraceFormat = keyof typeof WRITERS | 'EIP-3155';

const FUNCTIONS = 50;
/** Instructions of a function. */
const LENGTH = 60;
const OPERATIONS = ['load', 'store', 'add', 'mul', 'less', 'push'];
const MAX_DEPTH = 12;

interface Event {
  readonly fn: number;
  readonly pc: number;
  readonly depth: number;
}

const WRITERS = {
  pcs: ({ fn, pc }) => `${addressOf(fn, pc)}`,
  'short events': ({ fn, pc }) => `{"pc":${addressOf(fn, pc)},"op":"${OPERATIONS[pc % 6].slice(0, 1)}"}`,
  events: (event) => `{${operationOf(event)}}`,
  'events with depth': (event) => `{${operationOf(event)},"depth":${event.depth}}`,
  'events with state': (event, random) =>
    `{${operationOf(event)},"state":"${Math.floor(random() * 2 ** 32).toString(16)}"}`,
  counters: (event, random) => `{${operationOf(event)},"n":${Math.floor(random() * 1e6)}}`,
} satisfies Record<string, (event: Event, random: () => number) => string>;

/** All of them. */
export const TRACE_FORMATS = [...Object.keys(WRITERS), 'EIP-3155'] as TraceFormat[];

function addressOf(fn: number, pc: number): number {
  return 10_000 + fn * LENGTH + pc;
}

function operationOf({ fn, pc }: Event): string {
  return `"fn":"function_${fn}","pc":${pc},"op":"${OPERATIONS[pc % OPERATIONS.length]}","args":[${pc % 5}]`;
}

/** Lines of at least so many bytes, for pcs with their listing. */
export function generateTrace(format: TraceFormat, bytes: number): string {
  if (format === 'EIP-3155') return generateEvmTrace(bytes);
  const random = pseudoRandom(1);
  const write = WRITERS[format];
  const lines: string[] = format === 'pcs' ? listing() : [];
  let length = 0;
  for (const event of run(random)) {
    const line = write(event, random);
    lines.push(line);
    length += line.length + 1;
    if (length >= bytes) break;
  }
  return `${lines.join('\n')}\n`;
}

function listing(): string[] {
  return Array.from({ length: FUNCTIONS * LENGTH }, (_, i) => {
    const fn = Math.floor(i / LENGTH);
    return `{"fn":"function_${fn}","pc":${addressOf(fn, i % LENGTH)},"op":"${OPERATIONS[i % 6]}","n":0}`;
  });
}

/** What is executed, without end. */
function* run(random: () => number): Generator<Event> {
  for (;;) yield* runFunction(0, 0, random);
}

function* runFunction(fn: number, depth: number, random: () => number): Generator<Event> {
  for (let pc = 0; pc < LENGTH; pc++) {
    yield { fn, pc, depth };
    const isLoopEnd = pc % 20 === 15;
    if (isLoopEnd && random() < 0.9) pc -= 10;
    else if (pc % 20 === 3 && random() < 0.5) pc += 3;
    else if (pc % 20 === 18 && depth < MAX_DEPTH && random() < 0.4) {
      yield* runFunction((fn + 1 + Math.floor(random() * 3)) % FUNCTIONS, depth + 1, random);
    }
  }
}
