import type { Profile, ProgramProfile, SectionTransfer } from '../bytecode/profile.js';
import { type DecodedInstruction, encode, type Section } from '../bytecode/program.js';
import { type Isa, instructionNamed, isAddress, type Operand, rangeOf } from '../isa/isa.js';
import { endsBlock } from '../isa/pattern.js';
import { InputError } from '../util/input-error.js';
import { markGaps } from './gaps.js';
import type { RecordedFunction, RecordedInstruction, RecordedProgram, Recording } from './recording.js';

/**
 * Lays out what was recorded as programs of a machine. Where control may enter is taken from the recording
 * and stored with the code: entries, the ends of transfers, and instructions that ran more often than the one
 * before. Throws an `InputError` where the recording contradicts the machine; `path` is for its message.
 */
export function layOut(recorded: Recording, isa: Isa, path: string): Profile {
  requireInstructions(recorded, isa, path);
  const recording = markGaps(recorded, (op) => instructionNamed(isa, op)?.flow ?? null);
  return {
    schema: 2,
    machine: isa.machine,
    isaDigest: isa.digest,
    ...(recording.handMade && { handMade: recording.handMade }),
    programs: recording.programs.map((program) => new ProgramLayout(isa, program, path).finish()),
  };
}

/** Names all that the machine lacks at once. */
function requireInstructions({ programs }: Recording, isa: Isa, path: string): void {
  const missing = new Set<string>();
  for (const { functions } of programs)
    for (const { instructions } of functions)
      for (const { op } of instructions) if (!isa.opcodeOf.has(op)) missing.add(op);
  if (missing.size === 0) return;
  const shown = [...missing].slice(0, MAX_SHOWN);
  const more = missing.size > shown.length ? ` and ${missing.size - shown.length} more` : '';
  throw new InputError(
    `the machine ${isa.machine} has no such ${missing.size === 1 ? 'instruction' : 'instructions'}: ${shown.join(', ')}${more}`,
    { file: path, line: 1, column: 1 },
  );
}

const MAX_SHOWN = 20;

class ProgramLayout {
  readonly #texts = new Map<string, Map<string, number>>();
  /** As many as are addressed. */
  readonly #cells = new Map<string, number>();

  constructor(
    private readonly isa: Isa,
    private readonly program: RecordedProgram,
    private readonly path: string,
  ) {}

  finish(): ProgramProfile {
    const { name, family, functions } = this.program;
    const sections = functions.map((one) => this.#section(one));
    const texts = Object.fromEntries([...this.#texts].map(([kind, table]) => [kind, [...table.keys()]]));
    const isReplayable = functions.every(({ transfers }) => transfers !== null);
    return {
      program: {
        name,
        family,
        machine: this.isa.machine,
        cells: Object.fromEntries(this.#cells),
        pools: {},
        sections,
        schedule: [],
        symbols: {},
        texts,
      },
      counts: functions.map(({ instructions }) => Float64Array.from(instructions, ({ n }) => n)),
      ...(isReplayable && { transfers: functions.map(transfersOf) }),
    };
  }

  #section(one: RecordedFunction): Section {
    const { instructions } = one;
    const indexAt = new Map(instructions.map(({ pc }, i) => [pc, i]));
    const code = instructions.map((instruction) => this.#instruction(one, instruction, indexAt));
    return {
      name: one.name,
      code: encode(this.isa, code),
      leaders: this.#leaders(one, code),
      pcs: instructions.map(({ pc }) => pc),
    };
  }

  #instruction(
    one: RecordedFunction,
    { pc, op, args }: RecordedInstruction,
    indexAt: ReadonlyMap<number, number>,
  ): DecodedInstruction {
    const fail = (what: string): never => {
      throw new InputError(`${this.program.name}: ${op} at pc ${pc} of ${one.name}: ${what}`, {
        file: this.path,
        line: 1,
        column: 1,
      });
    };
    const { operands } = instructionNamed(this.isa, op)!;
    const isList = operands.at(-1)?.kind.interned === 'list';
    const values = isList
      ? [...args.slice(0, operands.length - 1), args.slice(operands.length - 1).join()]
      : args;
    if (values.length !== operands.length)
      return fail(`it has ${args.length} operands, but the machine says ${operands.length}`);
    const words = operands.map((operand, i) => this.#word(operand, values[i], indexAt, fail));
    return { opcode: this.isa.opcodeOf.get(op)!, operands: words };
  }

  #word(
    { name, kind }: Operand,
    value: number | bigint | string,
    indexAt: ReadonlyMap<number, number>,
    fail: (what: string) => never,
  ): number {
    if (kind.interned) return this.#text(kind.name, String(value));
    const number = Number(value);
    if (kind.label)
      return (
        indexAt.get(number) ??
        fail(`there is no instruction at its target ${value}: list those that never ran too, with "n":0`)
      );
    const [low, high] = rangeOf(kind);
    if (typeof value === 'string' || !Number.isInteger(number) || number < low || number > high)
      return fail(`the operand ${name} is ${value}, but a ${kind.name} is a number from ${low} to ${high}`);
    if (isAddress(this.isa, kind)) {
      const addressed = kind.within ?? kind.name;
      this.#cells.set(addressed, Math.max(number + 1, this.#cells.get(addressed) ?? 0));
    }
    return number;
  }

  #text(kind: string, text: string): number {
    const table = this.#texts.get(kind) ?? new Map<string, number>();
    this.#texts.set(kind, table);
    const known = table.get(text) ?? table.size;
    table.set(text, known);
    return known;
  }

  /** Where control may come from elsewhere, ascending. */
  #leaders({ instructions, transfers }: RecordedFunction, code: readonly DecodedInstruction[]) {
    const reached = new Set((transfers ?? []).map(({ to }) => to));
    return instructions.flatMap(({ pc, n, isEntry }, i) => {
      if (i === 0) return [0];
      const before = instructions[i - 1];
      const ended = endsBlock(this.isa.instructions[code[i - 1].opcode]);
      const isLeader = isEntry || reached.has(pc) || (n > before.n && !ended);
      return isLeader ? [i] : [];
    });
  }
}

function transfersOf({ instructions, transfers }: RecordedFunction): SectionTransfer[] {
  const indexAt = new Map(instructions.map(({ pc }, i) => [pc, i]));
  const indexOf = (pc: number | null) => (pc === null ? -1 : indexAt.get(pc)!);
  return transfers!.map(({ from, to, n }) => ({ from: indexOf(from), to: indexOf(to), times: n }));
}
