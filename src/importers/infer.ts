import { type FlowFlag, flowOf } from '../isa/flow.js';
import { markGaps } from './gaps.js';
import type {
  InstructionFacts,
  KindFacts,
  RecordedFunction,
  RecordedInstruction,
  Recording,
} from './recording.js';

/** What was guessed of an instruction, and by what. */
export interface InferredFacts extends InstructionFacts {
  /** For people: `always went elsewhere`. */
  readonly reasons: readonly string[];
}

/** Guesses about the instructions that a recording says nothing of, and the kinds of their operands. */
export interface Inference {
  readonly kinds: readonly KindFacts[];
  readonly instructions: ReadonlyMap<string, InferredFacts>;
}

/** All places of one operation. */
interface Places {
  readonly op: string;
  readonly found: { readonly instruction: RecordedInstruction; readonly seen: Seen | null }[];
}

/** Where control went from an instruction: how often to the next one, and to others; null: out. */
interface Seen {
  readonly fellThrough: number;
  readonly targets: ReadonlySet<number | null>;
}

/**
 * Guesses operands and control flow from what was recorded. Where only counts are known nothing tells where
 * control went: such an instruction stands alone unless the count after it is always its own.
 */
export function inferFacts(recorded: Recording): Inference {
  const recording = markGaps(recorded, (op) => {
    const facts = recorded.instructions.get(op);
    return facts ? flowOf(facts.flags) : null;
  });
  const functions = recording.programs.flatMap((program) => program.functions);
  const isCounted = functions.some(({ transfers }) => transfers === null);
  const kinds = new InferredKinds(recording);
  const instructions = new Map<string, InferredFacts>();
  for (const places of unknownPlaces(recording)) {
    const targets = targetArguments(places, isCounted);
    const { flags, reasons } = inferFlow(places, isCounted);
    const operands = operandsOf(places, targets, kinds);
    instructions.set(places.op, { operands, stack: null, flags, reasons });
  }
  return { kinds: kinds.used, instructions };
}

function unknownPlaces({ programs, instructions: known }: Recording): Iterable<Places> {
  const places = new Map<string, Places>();
  for (const { functions } of programs)
    for (const one of functions) {
      const seen = seenIn(one);
      for (const [i, instruction] of one.instructions.entries()) {
        if (known.has(instruction.op)) continue;
        const entry = places.get(instruction.op) ?? { op: instruction.op, found: [] };
        places.set(instruction.op, entry);
        entry.found.push({ instruction, seen: seen(instruction, one.instructions[i + 1]) });
      }
    }
  return places.values();
}

function seenIn({ transfers }: RecordedFunction) {
  const from = new Map<number, { out: number; readonly targets: Set<number | null> }>();
  for (const transfer of transfers ?? []) {
    if (transfer.from === null) continue;
    const entry = from.get(transfer.from) ?? { out: 0, targets: new Set() };
    from.set(transfer.from, entry);
    entry.out += transfer.n;
    entry.targets.add(transfer.to);
  }
  return ({ pc, n }: RecordedInstruction, next: RecordedInstruction | undefined): Seen | null => {
    if (n === 0) return null;
    if (transfers === null) {
      // The count behind it is all there is to go by.
      return next?.n === n && !next.isEntry ? { fellThrough: n, targets: new Set() } : UNKNOWN;
    }
    const entry = from.get(pc);
    return { fellThrough: n - (entry?.out ?? 0), targets: entry?.targets ?? new Set() };
  };
}

/** It went somewhere, and nobody knows where. */
const UNKNOWN: Seen = { fellThrough: 0, targets: new Set() };

function inferFlow(
  { found }: Places,
  isCounted: boolean,
): {
  readonly flags: readonly FlowFlag[];
  readonly reasons: readonly string[];
} {
  const seen = found.flatMap((place) => place.seen ?? []);
  if (seen.length === 0) return { flags: [], reasons: ['it never ran'] };
  if (seen.includes(UNKNOWN))
    return {
      flags: ['alone'],
      reasons: ['what is behind it ran otherwise, and counts do not tell where control went'],
    };
  const fell = seen.some(({ fellThrough }) => fellThrough > 0);
  const all = new Set(seen.flatMap(({ targets }) => [...targets]));
  if (all.size === 0) return { flags: [], reasons: isCounted ? ['what is behind it ran as often'] : [] };
  if (all.size === 1 && all.has(null))
    return fell
      ? { flags: ['may-exit'], reasons: ['it sometimes left its function'] }
      : { flags: ['return'], reasons: ['it always left its function'] };
  if (fell) return { flags: ['branch'], reasons: ['it went on or elsewhere'] };
  return seen.some(({ targets }) => targets.size > 1)
    ? { flags: ['switch'], reasons: ['it never went on, and to several places'] }
    : { flags: ['jump'], reasons: ['it always went elsewhere'] };
}

/** Arguments that are where control went from every place, unless it went on. */
function targetArguments({ found }: Places, isCounted: boolean): ReadonlySet<number> {
  if (isCounted) return new Set();
  const moved = found.filter(({ seen }) => seen !== null && seen.targets.size > 0);
  const isPc = (value: unknown) => typeof value === 'number' && value >= 0 && value < 2 ** 31;
  const [first] = moved;
  if (!first) return new Set();
  const isTarget = (i: number) =>
    found.every(({ instruction }) => isPc(instruction.args[i])) &&
    moved.every(({ instruction, seen }) =>
      [...seen!.targets].every((target) => target === instruction.args[i]),
    );
  return new Set([...first.instruction.args.keys()].filter(isTarget));
}

function operandsOf(
  { found }: Places,
  targets: ReadonlySet<number>,
  kinds: InferredKinds,
): InstructionFacts['operands'] {
  const lengths = new Set(found.map(({ instruction }) => instruction.args.length));
  if (lengths.size > 1) return [{ name: 'list', kind: kinds.list() }];
  const [count] = lengths;
  return Array.from({ length: count }, (_, i) => {
    const values = found.map(({ instruction }) => instruction.args[i]);
    if (targets.has(i)) return { name: `target${i || ''}`, kind: kinds.target() };
    return values.every((value) => typeof value !== 'string')
      ? { name: `x${i}`, kind: kinds.number() }
      : { name: `text${i}`, kind: kinds.text() };
  });
}

/** The kinds that guessed operands have, as far as they are used; their names are not taken. */
class InferredKinds {
  readonly #used = new Map<string, KindFacts>();
  readonly #taken: ReadonlySet<string>;
  readonly #width: string;

  constructor(recording: Recording) {
    this.#taken = new Set(recording.kinds.map(({ name }) => name));
    this.#width = widthOf(recording);
  }

  get used(): readonly KindFacts[] {
    return [...this.#used.values()];
  }

  number(): string {
    return this.#use('number', this.#width, true);
  }

  /** Not bindable: it would make one-off opcodes. */
  target(): string {
    return this.#use('target', 'u31', false);
  }

  text(): string {
    return this.#use('text', 'text', true);
  }

  list(): string {
    return this.#use('list', 'text list', true);
  }

  #use(wanted: string, width: string, bindable: boolean): string {
    let name = `${wanted}_operand`;
    while (this.#taken.has(name)) name += '_';
    this.#used.set(name, { name, width, bindable });
    return name;
  }
}

/** The narrowest common width for the numbers of all instructions that nothing is known of. */
function widthOf({ programs, instructions }: Recording): string {
  let low = 0n;
  let high = 0n;
  for (const { functions } of programs)
    for (const one of functions)
      for (const { op, args } of one.instructions)
        if (!instructions.has(op))
          for (const value of args) {
            if (typeof value === 'string' || (typeof value === 'number' && !Number.isInteger(value)))
              continue;
            const number = BigInt(value);
            if (number < low) low = number;
            if (number > high) high = number;
          }
  for (const bits of [8n, 16n, 32n])
    if (
      low < 0n
        ? low >= -(2n ** (bits - 1n)) && high < 2n ** (bits - 1n)
        : high < 2n ** bits && high < 2n ** 31n
    )
      return `${low < 0n ? 'i' : 'u'}${bits}`;
  return low < 0n ? 'i64' : 'u64';
}
