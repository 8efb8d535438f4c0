import { type Program, relocatedCode } from '../bytecode/program.js';
import type { FusedIsa } from '../isa/fuse.js';
import type { Instruction, Isa } from '../isa/isa.js';
import type { CompiledLanguage } from './compiled.js';
import { type Handler, scheduleHandler } from './handler.js';
import {
  type Language,
  type Leaving,
  notingArrays,
  printLeaving,
  printStatements,
  safeName,
} from './language.js';
import { type OpcodeRow, opcodeTable } from './opcodes.js';
import { arrayPlaces, type Variable } from './scope.js';
import { MAX_NODES } from './whole-program.js';
import { printProgram, printTemporaries } from './whole-program-text.js';

/** What a handler is, for people: `load_var s  ( -- v )`. */
export function describe({ description, picture }: OpcodeRow): string {
  return `${description}  ${picture}`;
}

/** A handler's statements, and the way to the next. */
export function printBody(
  language: Language,
  instruction: Instruction,
  handler: Handler,
  leaving: Leaving,
): readonly string[] {
  return [
    ...printStatements(language, instruction, handler, leaving.exits),
    ...printLeaving(language, instruction, handler, leaving),
  ];
}

/** What a switch over the opcodes needs: variables at its start, and its cases. */
export interface SwitchParts {
  readonly locals: readonly string[];
  readonly cases: readonly string[];
}

export function switchParts(language: CompiledLanguage, isa: Isa | FusedIsa, leaving: Leaving): SwitchParts {
  const handlers = isa.instructions.map(scheduleHandler);
  const { noting, arrays } = notingArrays(language);
  const cases = opcodeTable(isa).flatMap((row) => {
    const handler = handlers[row.opcode];
    const body = printBody(noting, row.instruction, handler, leaving);
    const hasTemporaries = handler.temporaries.length > 0;
    return language.case(language.opcode(row.identifier), describe(row), body, hasTemporaries);
  });
  // Go refuses variables that nothing uses: computed addresses do not go by them.
  const used = variablesOf(language, isa).filter(
    ({ isRegister, source }) => isRegister || arrays.has(source),
  );
  return {
    locals: [
      ...used.flatMap((variable) => language.declare(variable)),
      ...printTemporaries(language.program.temporaries, handlers),
    ],
    cases,
  };
}

/** Handlers as functions or blocks of their own. */
export interface HandlerText {
  readonly row: OpcodeRow;
  readonly handler: Handler;
  readonly body: readonly string[];
  /**
   * Declares what the body names, for handlers that are functions and are not given it: its arrays, and its
   * temporaries.
   */
  readonly locals: readonly string[];
}

/** `given`: the arrays that are in scope around a handler, or are passed to it. */
export function handlerTexts(
  language: CompiledLanguage,
  isa: Isa | FusedIsa,
  leaving: Leaving,
  given: readonly Variable[],
): readonly HandlerText[] {
  return opcodeTable(isa).map((row) => {
    const { noting, arrays } = notingArrays(language);
    const handler = scheduleHandler(row.instruction);
    const body = printBody(noting, row.instruction, handler, leaving);
    const missing = [...arrays].filter((array) => !given.some(({ source }) => source === array));
    const locals = [
      ...declareArrays(language, isa, new Set(missing)),
      ...printTemporaries(language.program.temporaries, [handler]),
    ];
    return { row, handler, body, locals };
  });
}

/** Everything that handlers name in one function: registers, then arrays. */
export function variablesOf(language: CompiledLanguage, isa: Isa | FusedIsa): readonly Variable[] {
  const registers = isa.registers.map(({ name, type }) => ({
    name: safeName(language, name),
    source: name,
    type: language.type(type),
    value: language.program.zero(type),
    isRegister: true,
  }));
  const arrays = arrayPlaces(isa).map((place) => ({
    name: safeName(language, place.name),
    source: place.name,
    ...language.array(place),
    isRegister: false,
  }));
  return [...registers, ...arrays];
}

/** Declares arrays, given by their names in the `.isa`. */
export function declareArrays(
  language: CompiledLanguage,
  isa: Isa | FusedIsa,
  arrays: ReadonlySet<string>,
): readonly string[] {
  return variablesOf(language, isa)
    .filter(({ source }) => arrays.has(source))
    .flatMap(language.declare);
}

/** One program, compiled: its functions, and where each of its sections starts. */
export function programParts(language: CompiledLanguage, isa: Isa | FusedIsa, program: Program) {
  const syntax = {
    ...language.program,
    prologue: (_: Isa, arrays: ReadonlySet<string>) => [
      ...declareArrays(language, isa, arrays),
      ...(language.program.prologue ?? []),
    ],
  };
  const { lines, sections } = printProgram(language, syntax, isa, program, MAX_NODES);
  const { starts } = relocatedCode(isa, program);
  const entries = program.sections.map(({ name }, i) => ({ start: starts.get(name)!, section: sections[i] }));
  return { lines, entries };
}
