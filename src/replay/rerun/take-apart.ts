import type { DispatchedStatement, DispatchLine } from '../../importers/events/dispatch-lines.js';
import { mayLeave } from '../../isa/flow.js';
import type { FusedIsa } from '../../isa/fuse.js';
import { type Instruction, instructionNamed, type Operand } from '../../isa/isa.js';
import { formatPattern, operandsOfParts } from '../../isa/pattern.js';
import { formatNumber, plural } from '../../util/format.js';
import { InputError } from '../../util/input-error.js';

/** What a VM with superinstructions dispatched, and the instructions that it stands for. */
export interface Dispatched {
  readonly opcode: number;
  /** For messages: as the VM calls it. */
  readonly op: string;
  readonly parts: readonly DispatchedPart[];
}

/** One of them. */
export interface DispatchedPart {
  readonly name: string;
  /** As text; null where code has moved, so that a jump target is another number. */
  readonly operands: readonly (string | null)[];
  readonly mayLeave: boolean;
}

/** Takes apart what lines of a VM with superinstructions tell of; `path` is for messages. */
export class TakingApart {
  readonly #opcodeOf: ReadonlyMap<string, number>;
  readonly #known = new Map<DispatchedStatement, Dispatched>();

  constructor(
    private readonly isa: FusedIsa,
    private readonly path: string,
  ) {
    const byPattern = isa.patterns.map((pattern, i) => [formatPattern(pattern), isa.base + i] as const);
    this.#opcodeOf = new Map([...byPattern, ...isa.opcodeOf]);
  }

  /** Throws an `InputError` for what is no instruction of the machine, or has other operands. */
  of({ statement, line }: DispatchLine): Dispatched {
    const known = this.#known.get(statement);
    if (known) return known;
    const { op, args, pc } = statement;
    const at = { file: this.path, line, column: 1 };
    const opcode = this.#opcodeOf.get(op);
    if (opcode === undefined)
      throw new InputError(
        `${JSON.stringify(op)} is neither an instruction of ${this.isa.machine} nor one of the ${this.isa.patterns.length} superinstructions, by its name or by its pattern`,
        at,
      );
    const { operands } = this.isa.instructions[opcode];
    const values = valuesOf(operands, args);
    if (values.length !== operands.length)
      throw new InputError(
        `${op} has ${plural(operands.length, 'operand')}${operands.map(({ name }, i) => `${i === 0 ? ': ' : ', '}${name}`).join('')}, but "args" has ${args.length}`,
        at,
      );
    const dispatched = { opcode, op, parts: this.#parts(opcode, values, pc === null) };
    this.#known.set(statement, dispatched);
    return dispatched;
  }

  #parts(opcode: number, values: readonly string[], hasMoved: boolean): DispatchedPart[] {
    const pattern = this.isa.patterns[opcode - this.isa.base];
    const instruction = this.isa.instructions[opcode];
    if (!pattern) return [partOf(instruction, values, hasMoved)];
    const operands = operandsOfParts(pattern, values, {
      constant: textOfConstant,
      shifted: (same, offset) => (offset === 0 ? same : formatNumber(Number(same) + offset)),
    });
    return pattern.parts.map(({ opcode: name }, p) =>
      partOf(instructionNamed(this.isa, name)!, operands[p], hasMoved),
    );
  }
}

function partOf(instruction: Instruction, values: readonly string[], hasMoved: boolean): DispatchedPart {
  const isHidden = (i: number) => hasMoved && instruction.operands[i].kind.label;
  return {
    name: instruction.name,
    operands: values.map((value, i) => (isHidden(i) ? null : value)),
    mayLeave: mayLeave(instruction.flow),
  };
}

/** As text. A list that is the last operand takes all arguments that are left, as it does in traces. */
function valuesOf(operands: readonly Operand[], args: DispatchedStatement['args']): string[] {
  const texts = args.map(String);
  const before = operands.length - 1;
  if (operands.at(-1)?.kind.interned !== 'list') return texts;
  return [...texts.slice(0, before), texts.slice(before).join()];
}

function textOfConstant(value: number | string): string {
  return typeof value === 'number' ? formatNumber(value) : value;
}
