import type { DispatchLine } from '../../importers/events/dispatch-lines.js';
import type { Listed, ListedFunction } from './listing.js';
import type { Dispatched, DispatchedPart, TakingApart } from './take-apart.js';

/** An execution of an instruction, as the trace of the VM without superinstructions tells of it. */
export interface BaselineEvent {
  readonly fn: string;
  readonly pc: number;
  readonly op: string;
  readonly args: readonly (number | bigint | string)[];
  /** A digest of the machine before it; null where the trace does not say it. */
  readonly state: string | null;
}

/** Where the run with superinstructions differs first from the baseline. */
export interface RunDifference {
  /** Events before it, counted from 0. */
  readonly state: number;
  readonly what: string;
  readonly baseline: string;
  readonly fused: string;
}

type Place = { readonly fn: ListedFunction; readonly index: number };

/** Compares dispatches with the events of the baseline, one after the other, as they come. */
export class EventComparison {
  events = 0;
  statesCompared = 0;
  readonly #upcoming: Upcoming;
  readonly #longest: number;

  constructor(
    private readonly listing: ReadonlyMap<string, ListedFunction>,
    private readonly takingApart: TakingApart,
    baseline: AsyncIterable<readonly BaselineEvent[]>,
    longest: number,
  ) {
    this.#upcoming = new Upcoming(baseline);
    // A part may have been left: then the event after it tells.
    this.#longest = longest + 1;
  }

  /** Whether baseline events have to be read before a line can be taken. */
  get isShort(): boolean {
    return this.#upcoming.isShorterThan(this.#longest);
  }

  read(): Promise<void> {
    return this.#upcoming.read(this.#longest);
  }

  close(): Promise<void> {
    return this.#upcoming.close();
  }

  /** The first difference that a line shows; null: none. */
  take(line: DispatchLine): RunDifference | null {
    const dispatched = this.takingApart.of(line);
    const event = this.#upcoming.peek();
    if (!event) return this.#differ('the run', 'over', `${dispatched.op}, on line ${line.line}`);
    const start = this.#placeOf(event);
    return (
      this.#whereFrom(line, start) ?? this.#stateBefore(line, event) ?? this.#parts(line, dispatched, start)
    );
  }

  /** What is left of the baseline when the other run has ended. */
  finish(): RunDifference | null {
    const event = this.#upcoming.peek();
    return event ? this.#differ('the run', `at ${describeEvent(event)}`, 'over') : null;
  }

  /** Where the VM says where it is: pcs are those of the baseline. */
  #whereFrom({ statement: { fn, pc }, line }: DispatchLine, start: Place): RunDifference | null {
    const baselinePc = start.fn.pcs[start.index];
    const name = fn ?? (pc === null ? start.fn.name : DEFAULT_FUNCTION);
    if (name === start.fn.name && (pc ?? baselinePc) === baselinePc) return null;
    const place = (of: string, at: number) => `pc ${at} of ${of}`;
    const fused = pc === null ? name : place(name, pc);
    return this.#differ(`what is dispatched on line ${line}`, place(start.fn.name, baselinePc), fused);
  }

  #stateBefore({ state, statement, line }: DispatchLine, event: BaselineEvent): RunDifference | null {
    if (state === null || event.state === null) return null;
    this.statesCompared++;
    const what = `the state before ${statement.op} (pc ${event.pc} of ${event.fn}, line ${line})`;
    return state === event.state ? null : this.#differ(what, event.state, state);
  }

  #parts({ line }: DispatchLine, { op, parts }: Dispatched, { fn, index }: Place): RunDifference | null {
    for (const [p, part] of parts.entries()) {
      const event = this.#upcoming.peek();
      const here = event && this.#placeOf(event);
      if (p > 0 && !(here?.fn === fn && here.index === index + p)) {
        if (parts[p - 1].mayLeave) return null;
        const expected = `part ${p + 1} of ${op}, on line ${line}`;
        return this.#differ(expected, event ? describeEvent(event) : 'over', describePart(part));
      }
      const listed = fn.instructions[index + p];
      if (!isSame(listed, part)) {
        // What would have come next was never executed, and is not listed.
        if (p > 0 && parts[p - 1].mayLeave && fn.entries.has(index + p)) return null;
        const which = parts.length > 1 ? `, part ${p + 1} of ${op}` : '';
        const what = `pc ${fn.pcs[index + p]} of ${fn.name}${which} on line ${line}`;
        return this.#differ(what, describePart(listed), describePart(part));
      }
      this.#upcoming.advance();
      this.events++;
    }
    return null;
  }

  /** The profile was made of the same file: it knows all places. */
  #placeOf({ fn: name, pc }: BaselineEvent): Place {
    const fn = this.listing.get(name);
    const index = fn?.indexAt.get(pc);
    if (!fn || index === undefined) throw new Error(`the profile knows no pc ${pc} of ${name}`);
    return { fn, index };
  }

  #differ(what: string, baseline: string, fused: string): RunDifference {
    return { state: this.events, what, baseline, fused };
  }
}

/** What lines without `fn` are of. */
export const DEFAULT_FUNCTION = 'main';

/** Whether a part is what the baseline has there, as far as the line tells. */
export function isSame(listed: Listed, { name, operands }: DispatchedPart): boolean {
  return (
    listed.name === name &&
    listed.operands.length === operands.length &&
    operands.every((operand, i) => operand === null || operand === listed.operands[i])
  );
}

/** `load 1`; an operand that is not compared is a question mark. */
export function describePart({ name, operands }: Listed | DispatchedPart): string {
  return [name, ...operands.map((operand) => operand ?? '?')].join(' ');
}

function describeEvent({ op, args, pc, fn }: BaselineEvent): string {
  return `${[op, ...args].join(' ')} at pc ${pc} of ${fn}`;
}

/** Events that were read and not yet compared. */
class Upcoming {
  readonly #batches: AsyncIterator<readonly BaselineEvent[]>;
  #events: readonly BaselineEvent[] = [];
  #next = 0;
  #isEnded = false;

  constructor(batches: AsyncIterable<readonly BaselineEvent[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  isShorterThan(count: number): boolean {
    return !this.#isEnded && this.#events.length - this.#next < count;
  }

  async read(count: number): Promise<void> {
    while (this.isShorterThan(count)) {
      const { done, value } = await this.#batches.next();
      if (done) this.#isEnded = true;
      else {
        this.#events = [...this.#events.slice(this.#next), ...value];
        this.#next = 0;
      }
    }
  }

  peek(): BaselineEvent | null {
    return this.#events[this.#next] ?? null;
  }

  advance(): void {
    this.#next++;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
