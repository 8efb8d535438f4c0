import type { FusedIsa } from '../isa/fuse.js';
import type { Instruction, Isa } from '../isa/isa.js';
import type { CompiledLanguage } from './compiled.js';
import { type Handler, scheduleHandler } from './handler.js';
import { type Language, type Leaving, printLeaving, printStatements, safeName } from './language.js';
import { type OpcodeRow, opcodeTable } from './opcodes.js';
import { arrayPlaces, type Variable } from './scope.js';
import { printTemporaries } from './whole-program-text.js';

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
    ...printStatements(language, instruction, handler),
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
  return {
    locals: [
      ...variablesOf(language, isa).map((variable) => language.declare(variable)),
      ...printTemporaries(language.program.temporaries, handlers),
    ],
    cases: opcodeTable(isa).flatMap((row) => {
      const handler = handlers[row.opcode];
      const body = printBody(language, row.instruction, handler, leaving);
      const hasTemporaries = handler.temporaries.length > 0;
      return language.case(language.opcode(row.identifier), describe(row), body, hasTemporaries);
    }),
  };
}

/** Handlers as functions or blocks of their own. */
export interface HandlerText {
  readonly row: OpcodeRow;
  readonly handler: Handler;
  readonly body: readonly string[];
  /** Arrays that the body names, by their names in the `.isa`. */
  readonly arrays: ReadonlySet<string>;
}

export function handlerTexts(
  language: Language,
  isa: Isa | FusedIsa,
  leaving: Leaving,
): readonly HandlerText[] {
  return opcodeTable(isa).map((row) => {
    const arrays = new Set<string>();
    const noting: Language = {
      ...language,
      element(element) {
        if (!element.computed) arrays.add(element.array);
        return language.element(element);
      },
    };
    const handler = scheduleHandler(row.instruction);
    return { row, handler, body: printBody(noting, row.instruction, handler, leaving), arrays };
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
