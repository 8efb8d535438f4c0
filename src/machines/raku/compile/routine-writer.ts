import type { DecodedInstruction } from '../../../bytecode/program.js';
import { InputError } from '../../../util/input-error.js';
import type { ConstantDescription, SiteDescription } from '../description.js';
import { isa } from '../isa.js';
import { FRAME } from '../layout.js';
import type { Proto, Sub, VariableDeclaration } from '../syntax/tree.js';
import type { ProgramParts } from './program-parts.js';

/** A register of the frame, as operands name it. */
export type Register = number;

/** What an argument of a dispatch is. */
export type ArgumentKind = SiteDescription['arguments'][number];

/** A place in the code that is jumped to. */
export interface Label {
  at: number | null;
}

/** How many frames out instructions reach. */
const MAX_DEPTH = 6;
/** How many arguments `dispatch_…` takes. */
export const MAX_ARGUMENTS = 9;

/** Writes the code of one routine. Registers are never used for two things. */
export class RoutineWriter {
  readonly program: ProgramParts;
  readonly index: number;
  readonly outer: RoutineWriter | null;
  readonly #code: { readonly name: string; readonly operands: readonly (number | Label)[] }[] = [];
  readonly #homes = new Map<object, Register>();
  #registers = 0;
  #self: Register | null = null;

  constructor(program: ProgramParts, index: number, outer: RoutineWriter | null) {
    this.program = program;
    this.index = index;
    this.outer = outer;
  }

  get registers(): number {
    return this.#registers;
  }

  register(): Register {
    return FRAME.registers + this.#registers++;
  }

  /** A block that a loop calls: `return` in it leaves the routine around. */
  isLoopBody = false;
  /** Where loop bodies leave what the routine is to return; nothing where none of them returns. */
  #returned: { readonly flag: Register; readonly value: Register } | null = null;

  /** Gives the value to the routine around the loop, and ends the body. */
  returnFromLoop(value: Register): void {
    let depth = 0;
    let routine: RoutineWriter = this;
    for (; routine.isLoopBody && routine.outer; depth++) routine = routine.outer;
    routine.#returned ??= { flag: routine.register(), value: routine.register() };
    this.emit(`bindlex_${depth}`, routine.#returned.value, value);
    this.emit(`bindlex_${depth}`, routine.#returned.flag, this.value('const_i', 1));
    this.emit('return_o', value);
  }

  /** Behind a call of a loop's body: where it has said what to return, that is returned. */
  leaveIfReturned(): void {
    let depth = 0;
    let routine: RoutineWriter = this;
    for (; routine.isLoopBody && routine.outer; depth++) routine = routine.outer;
    if (!routine.#returned) return;
    const { flag, value } = routine.#returned;
    const goOn = this.label();
    const read = (register: Register) => (depth === 0 ? register : this.value(`getlex_${depth}`, register));
    this.emit('unless_i', read(flag), goOn);
    this.emit('return_o', read(value));
    this.place(goOn);
  }

  /** Where a method keeps its invocant. */
  self(): Register {
    this.#self ??= this.register();
    return this.#self;
  }

  /** How many frames out the innermost method is. */
  depthOfSelf(): number {
    let depth = 0;
    for (let writer: RoutineWriter | null = this; writer; writer = writer.outer, depth++)
      if (writer.#self !== null) return depth;
    throw new Error('there is no method around');
  }

  /** The register of the invocant in a method so many frames out. */
  selfAt(depth: number): Register {
    let writer: RoutineWriter = this;
    for (let i = 0; i < depth; i++) writer = writer.outer!;
    return writer.self();
  }

  /** A sub that a frame has made: where it is; undefined for one of the outermost scope. */
  routineValue(routine: Sub | Proto): Register | undefined {
    const place = this.#search(routine);
    if (!place) return undefined;
    return place.depth === 0 ? place.register : this.value(`getlex_${place.depth}`, place.register);
  }

  #search(declaration: object) {
    let depth = 0;
    for (let writer: RoutineWriter | null = this; writer; writer = writer.outer, depth++) {
      const register = writer.#homes.get(declaration);
      if (register !== undefined) return { depth, register };
    }
    return undefined;
  }

  hasHome(variable: VariableDeclaration): boolean {
    return this.#homes.has(variable);
  }

  /** Gives a variable a register; code of frames inside finds it there. */
  home(variable: VariableDeclaration | Sub | Proto): Register {
    const known = this.#homes.get(variable) ?? this.register();
    this.#homes.set(variable, known);
    return known;
  }

  /** Where a variable is: how many frames out, and in which register. */
  find(variable: VariableDeclaration): { readonly depth: number; readonly register: Register } {
    const place = this.#search(variable);
    if (!place) throw new Error(`${variable.name} has no home`);
    return place;
  }

  emit(name: string, ...operands: readonly (number | Label)[]): void {
    if (!isa.opcodeOf.has(name)) throw new Error(`there is no instruction ${name}`);
    this.#code.push({ name, operands });
  }

  /** The same, for an instruction whose first operand is the register of its result: that one. */
  value(name: string, ...operands: readonly (number | Label)[]): Register {
    const result = this.register();
    this.emit(name, result, ...operands);
    return result;
  }

  constant(constant: ConstantDescription): Register {
    const name = constant.kind === 'text' ? 'const_s' : constant.kind === 'number' ? 'const_n' : 'wval';
    return this.value(name, this.program.constant(constant));
  }

  /** The value of a lexical of this frame or of one around it. */
  lexical(variable: VariableDeclaration): Register {
    const { depth, register } = this.find(variable);
    if (depth === 0) return variable.isCaptured ? this.value('getlex', register) : register;
    if (depth > MAX_DEPTH)
      throw new InputError(
        `${variable.name} is used more than ${MAX_DEPTH} routines or blocks further in: hand it on as an argument`,
        variable.at,
      );
    return this.value(`getlex_${depth}`, register);
  }

  dispatch(dispatcher: string, args: readonly (readonly [ArgumentKind, Register])[]): Register {
    const site = this.program.site({
      dispatcher,
      arguments: args.map(([kind]) => kind),
      routine: this.index,
    });
    const result = this.register();
    this.emit(`dispatch_${args.length}`, result, site, ...args.map(([, register]) => register));
    return result;
  }

  label(): Label {
    return { at: null };
  }

  place(label: Label): void {
    label.at = this.#code.length;
  }

  #isEnd(operand: number | Label): boolean {
    return typeof operand !== 'number' && operand.at === this.#code.length;
  }

  finish(): DecodedInstruction[] {
    // Jumps over the last return of a routine have to lead somewhere.
    if (this.#code.some(({ operands }) => operands.some((one) => this.#isEnd(one)))) this.emit('end');
    return this.#code.map(({ name, operands }) => ({
      opcode: isa.opcodeOf.get(name)!,
      operands: operands.map((operand) => (typeof operand === 'number' ? operand : operand.at!)),
    }));
  }
}
