import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { scheduleHandler } from '../handler.js';
import { generatedFrom, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { emitHandler, PC, registerLocals, SP, temporaryLocals, trapGlobals } from './handler.js';
import { linked } from './helpers.js';
import {
  branch,
  type CodeLine,
  comment,
  end,
  f64,
  getGlobal,
  getLocal,
  node,
  open,
  run,
  setGlobal,
} from './instructions.js';
import { type Place, pagesFor } from './layout.js';
import type { Global, Local, WasmFunction, WasmModule } from './module.js';

export interface InterpreterOptions extends Place {
  /** Room for so much code; the host may grow the memory for more. */
  readonly codeWords: number;
  /** Count in the exported global `dispatches`, and trap behind so many; null: count nothing. */
  readonly maxDispatches: number | null;
}

export const DISPATCHES = 'dispatches';
const COUNTER: Global = { name: DISPATCHES, type: 'f64', exported: true };
const ENTRY: readonly Local[] = [
  { name: PC, type: 'i32' },
  { name: SP, type: 'i32' },
];
const ABOUT_RUN = [
  'Runs a section. pc: address of its first word, sp: address of the first cell of the operand stack.',
  'Jump targets in the code are addresses too.',
];
/** Names of instructions have no dots. */
const INVALID = 'opcode.invalid';
const NEXT = 'opcode.next';
const RUN = 'machine.run';

/**
 * A run loop in one function: a `br_table` over the opcodes, the stack pointer and the registers in locals.
 */
export function branchTableModule(isa: Isa | FusedIsa, options: InterpreterOptions): WasmModule {
  const table = opcodeTable(isa);
  const labels = table.map(({ identifier }) => identifier);
  const dispatch: CodeLine[] = [
    ...count(options),
    run(node('br_table', [node('i32.load', [getLocal(PC)], 0)], [...labels, INVALID])),
  ];
  const handlers = table.flatMap((row) => {
    const { lines, returns } = emitHandler(isa, options, row.instruction);
    return [
      end(row.identifier),
      comment(describe(row)),
      ...lines,
      returns ? run(node('return')) : branch(NEXT),
    ];
  });
  const body = [
    open('loop', NEXT),
    open('block', INVALID),
    ...labels.map((label) => open('block', label)).reverse(),
    ...dispatch,
    ...handlers,
    end(INVALID),
    run(node('unreachable')),
    end(NEXT),
  ];
  const loop: WasmFunction = {
    name: RUN,
    exportedAs: 'run',
    about: ABOUT_RUN,
    parameters: ENTRY,
    result: null,
    locals: [...registerLocals(isa), ...temporaryLocals(isa.instructions.map(scheduleHandler))],
    body,
  };
  return moduleOf(isa, options, 'br_table', [loop], [], []);
}

const HANDLER = 'handler';

/**
 * A function per handler, each of which ends with a tail call of the next: `return_call_indirect` by opcode.
 */
export function tailCallModule(isa: Isa | FusedIsa, options: InterpreterOptions): WasmModule {
  const registers = registerLocals(isa);
  const state = [...ENTRY, ...registers];
  const dispatch: CodeLine[] = [
    ...count(options),
    run(
      node(
        'return_call_indirect',
        [...state.map(({ name }) => getLocal(name)), node('i32.load', [getLocal(PC)], 0)],
        HANDLER,
      ),
    ),
  ];
  const table = opcodeTable(isa);
  const handlers = table.map((row): WasmFunction => {
    const { instruction, identifier } = row;
    const { lines, returns } = emitHandler(isa, options, instruction);
    return {
      name: identifier,
      exportedAs: null,
      about: [describe(row)],
      parameters: state,
      result: null,
      locals: temporaryLocals([scheduleHandler(instruction)]),
      body: returns ? lines : [...lines, ...dispatch],
    };
  });
  const entry: WasmFunction = {
    name: RUN,
    exportedAs: 'run',
    about: ABOUT_RUN,
    parameters: ENTRY,
    result: null,
    locals: registers,
    body: dispatch,
  };
  const types = [{ name: HANDLER, parameters: state.map(({ type }) => type), result: null }];
  const names = table.map(({ identifier }) => identifier);
  return moduleOf(isa, options, 'tail calls', [entry, ...handlers], types, names);
}

/** `load_var a; load_var a; mul  ( -- v )`: what a handler does, for people. */
function describe({ opcode, description, picture }: OpcodeRow): string {
  return `${opcode}: ${description}  ${picture}`;
}

function count({ maxDispatches }: InterpreterOptions): CodeLine[] {
  if (maxDispatches === null) return [];
  return [
    setGlobal(DISPATCHES, node('f64.add', [getGlobal(DISPATCHES), f64(1)])),
    { kind: 'if', condition: node('f64.gt', [getGlobal(DISPATCHES), f64(maxDispatches)]) },
    run(node('unreachable')),
    end(),
  ];
}

function moduleOf(
  isa: Isa | FusedIsa,
  options: InterpreterOptions,
  technique: string,
  functions: readonly WasmFunction[],
  types: WasmModule['types'],
  table: readonly string[],
): WasmModule {
  const { layout, codeWords, maxDispatches } = options;
  const sizes = [...layout.arrays.values(), ...layout.rows.values()].flatMap(({ size }): Global[] =>
    size === null ? [] : [{ name: size, type: 'i32', exported: true }],
  );
  const needed = linked(isa, options, functions);
  return {
    ...needed,
    about: [generatedFrom(isa), `Dispatch: ${technique}.`],
    pages: pagesFor(layout, codeWords),
    globals: [...sizes, ...needed.globals, ...trapGlobals(isa), ...(maxDispatches === null ? [] : [COUNTER])],
    table,
    types,
  };
}
