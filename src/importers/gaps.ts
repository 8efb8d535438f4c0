import type { Flow } from '../isa/flow.js';
import type { RecordedFunction, RecordedInstruction, Recording, Transfer } from './recording.js';

/** What is known of where control goes after an operation; null: nothing. */
export type KnownFlow = (op: string) => Pick<Flow, 'kind' | 'mayExit'> | null;

/**
 * Where what was never executed is missing from a recording, the next instruction in it need not be the next
 * one in the code: control may have jumped there. Such a move becomes a transfer, and what it leads to an
 * entry, unless the length of the instruction is known and shows that nothing is missing in between.
 */
export function markGaps(recording: Recording, flowOf: KnownFlow): Recording {
  if (recording.programs.every(({ functions }) => functions.every(({ isComplete }) => isComplete)))
    return recording;
  const lengths = new Lengths(recording, flowOf);
  return {
    ...recording,
    programs: recording.programs.map((program) => ({
      ...program,
      functions: program.functions.map((one) => (one.isComplete ? one : withGaps(one, lengths))),
    })),
  };
}

function withGaps(one: RecordedFunction, lengths: Lengths): RecordedFunction {
  const { instructions, transfers } = one;
  const out = outOf(transfers);
  const moved: Transfer[] = [];
  const marked = instructions.map((instruction, i): RecordedInstruction => {
    const before = instructions[i - 1];
    if (!before || lengths.isNext(before, instruction.pc)) return instruction;
    const n = before.n - (out.get(before.pc) ?? 0);
    if (n > 0) moved.push({ from: before.pc, to: instruction.pc, n });
    return { ...instruction, isEntry: true };
  });
  return { ...one, instructions: marked, transfers: transfers && [...transfers, ...moved] };
}

/** How often control went elsewhere, by pc. */
function outOf(transfers: RecordedFunction['transfers']): ReadonlyMap<number, number> {
  const out = new Map<number, number>();
  for (const { from, n } of transfers ?? []) if (from !== null) out.set(from, (out.get(from) ?? 0) + n);
  return out;
}

/** An operation in a recording: how far the next recorded pc is, by place. */
interface Distances {
  /** Of places that surely went on: what stands behind them is the next recorded one. */
  proven: number | null;
  /** It is not always as far, or control went elsewhere. */
  varies: boolean;
  least: number;
  places: number;
  /** Places where an operand says how far, or where to. */
  told: number;
}

/** How long instructions are, as far as a recording tells. Those of one operation and arity are alike. */
class Lengths {
  readonly #flowOf: KnownFlow;
  readonly #distances = new Map<string, Distances>();
  /** No instruction of known length is longer. */
  readonly #longest: number;

  constructor({ programs }: Recording, flowOf: KnownFlow) {
    this.#flowOf = flowOf;
    for (const { functions } of programs) for (const one of functions) this.#measure(one);
    const known = [...this.#distances.values()].flatMap((one) => this.#lengthOf(one) ?? []);
    this.#longest = known.reduce((most, length) => Math.max(most, length), 0);
  }

  /** Whether the instruction at `pc` surely stands right behind another. */
  isNext(before: RecordedInstruction, pc: number): boolean {
    const distance = pc - before.pc;
    // Nothing fits in between; and what always goes on went there, however long it is.
    if (distance === 1 || this.#goesOn(before)) return true;
    const distances = this.#distances.get(keyOf(before));
    // It was never executed, nor was any other of its kind.
    if (!distances) return false;
    const length = this.#lengthOf(distances);
    if (length !== null) return distance === length;
    return !isDoubtful(distances) && distance <= this.#longest;
  }

  #goesOn({ op, n }: RecordedInstruction): boolean {
    const flow = this.#flowOf(op);
    return flow?.kind === 'next' && !flow.mayExit && n > 0;
  }

  #measure({ instructions, transfers }: RecordedFunction): void {
    const out = outOf(transfers);
    for (const [i, instruction] of instructions.entries()) {
      const next = instructions[i + 1];
      if (!next || instruction.n === 0) continue;
      const key = keyOf(instruction);
      const distance = next.pc - instruction.pc;
      const known = this.#distances.get(key) ?? {
        proven: null,
        varies: false,
        least: distance,
        places: 0,
        told: 0,
      };
      this.#distances.set(key, known);
      const left = out.get(instruction.pc) ?? 0;
      if ((left > 0 && left < instruction.n) || this.#goesOn(instruction))
        known.proven = Math.min(distance, known.proven ?? distance);
      known.varies ||= left > 0 || known.least !== distance;
      if (isTarget(instruction, next.pc)) known.told++;
      known.least = Math.min(known.least, distance);
      known.places++;
    }
  }

  #lengthOf(distances: Distances): number | null {
    const { proven, least, places } = distances;
    return proven ?? (!isDoubtful(distances) && places > 1 ? least : null);
  }
}

/** It may be a jump to whatever is recorded next. */
function isDoubtful({ varies, told, places }: Distances): boolean {
  return varies || told === places;
}

/** An operand that is where control went, as it stands or from here on, may be why it went there. */
function isTarget({ pc, args }: RecordedInstruction, to: number): boolean {
  return args.some((arg) => typeof arg !== 'string' && (Number(arg) === to || Number(arg) === to - pc));
}

function keyOf({ op, args }: RecordedInstruction): string {
  return `${args.length} ${op}`;
}
