import type { FusedIsa } from '../../isa/fuse.js';
import type { Instruction, Isa } from '../../isa/isa.js';
import { type Handler, scheduleHandler } from '../handler.js';
import { exitsBy, type Leaving, safeName } from '../language.js';
import { indent, initialValue, mayNest, mayTrap, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { describe, printBody } from '../run-loops.js';
import { printTemporaries } from '../whole-program-text.js';
import { arrayType, declareTemporaries, destructure, NOTE_TRAP, typescript } from './language.js';

/** How a run loop is printed. */
export interface PrintOptions {
  /** Print type annotations. */
  readonly types: boolean;
  /**
   * What stands before the function: `export` in a module, `return` in the body of a function, nothing in a
   * script.
   */
  readonly form: 'export' | 'return' | 'script';
  /**
   * Count executions in `counts`, by word of the code, and `budget[0]` down: where nothing is left of it,
   * `exceed(pc)` is called, which throws. Where a section trapped, its word is noted in `host.trappedAt`.
   */
  readonly counting: boolean;
  /**
   * Opcodes of the main switch and of each further one, which V8 optimises by itself. Not with `counting`.
   */
  readonly split?: readonly (readonly number[])[];
}

/**
 * Prints a complete run loop for any machine: `createInterpreter(host)` gives `run(pc)`, or `run(pc, sp)`
 * where sections may run within each other. It is a switch over the opcodes with the arrays closed over and
 * nested expressions instead of temporaries. V8 optimises this form best.
 */
export function printRunLoop(isa: Isa | FusedIsa, options: PrintOptions): string {
  const rows = opcodeTable(isa);
  const handlers = isa.instructions.map(scheduleHandler);
  const type = (text: string) => (options.types ? text : '');
  const parts = switchesOf(options.split ?? [[...handlers.keys()]]);
  const lines = [
    ...(options.types ? [...hostInterface(isa, options), ''] : []),
    `${options.form === 'script' ? '' : `${options.form} `}function createInterpreter(host${type(': Host')})${type(mayNest(isa) ? ': (pc: number, sp: number) => void' : ': (pc: number) => void')} {`,
    `  const { code${options.counting ? ', counts, budget, exceed' : ''} } = host;`,
    ...indent(
      [
        ...destructure(isa.memories, 'host.memories'),
        ...destructure(isa.pools, 'host.pools'),
        ...destructure(isa.externs, 'host.externs'),
        `const stack = new ${arrayType(isa.word)}(host.stackCells);`,
      ],
      2,
    ),
    ...(parts.length > 1 ? printLeavingState(isa, parts, options) : []),
    ...parts.slice(1).flatMap((part, i) => printRest(isa, rows, handlers, part, `runRest${i + 1}`, options)),
    ...(mayNest(isa)
      ? [`  return function run(pc${type(': number')}, sp${type(': number')})${type(': void')} {`]
      : [`  return function run(pc${type(': number')})${type(': void')} {`, '    let sp = 0;']),
    ...isa.registers.map(
      ({ name, type: of }) => `    let ${safeName(typescript, name)} = ${initialValue(of)};`,
    ),
    ...printLoop(rows, handlers, parts[0], options, printDefault(isa, parts)),
    '  };',
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** One switch: `opcodes[i]` has the label `first + i`. */
interface Switch {
  readonly opcodes: readonly number[];
  readonly first: number;
  /**
   * What it switches over: with several switches not the opcode but its rank, so that the labels of each are
   * dense.
   */
  readonly selector: string;
}

function switchesOf(split: readonly (readonly number[])[]): readonly Switch[] {
  const selector = split.length > 1 ? 'rank[code[pc]]' : 'code[pc]';
  return split.map((opcodes, i) => ({
    opcodes,
    first: split.slice(0, i).reduce((sum, before) => sum + before.length, 0),
    selector,
  }));
}

function printLoop(
  rows: readonly OpcodeRow[],
  handlers: readonly Handler[],
  { opcodes, first, selector }: Switch,
  options: PrintOptions,
  otherwise: readonly string[],
  leave: readonly string[] = ['return;'],
): string[] {
  const here = opcodes.map((opcode) => handlers[opcode]);
  const leaving = leavingBy(leave, options.counting ? `${NOTE_TRAP} host.trappedAt = pc;` : NOTE_TRAP);
  return [
    ...indent(printTemporaries(declareTemporaries(options.types), here), 4),
    '    for (;;) {',
    ...(options.counting ? ['      if (--budget[0] < 0) exceed(pc);', '      counts[pc]++;'] : []),
    `      switch (${selector}) {`,
    ...opcodes.flatMap((opcode, i) =>
      indent(printCase(rows[opcode], first + i, handlers[opcode], leaving), 8),
    ),
    '        default:',
    ...indent(otherwise, 10),
    '      }',
    '    }',
  ];
}

const NO_OPCODE = 'throw new Error(`no opcode $' + '{code[pc]} at word $' + '{pc}`);';

/** The main switch hands opcodes of the others to them, and goes on where they stop. */
function printDefault(isa: Isa, parts: readonly Switch[]): string[] {
  if (parts.length === 1) return [NO_OPCODE];
  const registers = isa.registers.map(({ name }) => safeName(typescript, name));
  const values = ['pc', 'sp', ...registers];
  return [
    ...parts
      .slice(1)
      .map(
        ({ opcodes, first, selector }, i) =>
          `${i > 0 ? 'else ' : ''}if (${selector} < ${first + opcodes.length}) runRest${i + 1}(${values.join(', ')});`,
      ),
    `else ${NO_OPCODE}`,
    'if (left.pc < 0) return;',
    ...values.map((name) => `${name} = left.${name};`),
    'continue;',
  ];
}

/** The rank of each opcode, and where a switch other than the main one stopped. */
function printLeavingState(isa: Isa, parts: readonly Switch[], options: PrintOptions): string[] {
  const order = parts.flatMap(({ opcodes }) => opcodes);
  const rank = isa.instructions.map((_, opcode) => order.indexOf(opcode));
  const registers = isa.registers.map(
    ({ name, type }) => `${safeName(typescript, name)}: ${initialValue(type)}`,
  );
  const fields = ['pc: 0', 'sp: 0', ...registers].join(', ');
  return [
    '  // By opcode: its label among those of all switches.',
    `  const rank = Uint16Array.of(${rank.join(', ')});`,
    `  const left = { ${fields} };${options.types ? ' // pc is -1 after a return' : ''}`,
  ];
}

/** A switch over opcodes that seldom run: as long as the next one is among them it goes on. */
function printRest(
  isa: Isa | FusedIsa,
  rows: readonly OpcodeRow[],
  handlers: readonly Handler[],
  part: Switch,
  name: string,
  options: PrintOptions,
): string[] {
  const typeOf = (type: string) => (options.types ? `: ${type === 'bool' ? 'boolean' : 'number'}` : '');
  const registers = isa.registers.map((register) => ({
    name: safeName(typescript, register.name),
    type: register.type,
  }));
  const parameters = [{ name: 'pc', type: 'i32' }, { name: 'sp', type: 'i32' }, ...registers];
  const leave = parameters.map((parameter) => `left.${parameter.name} = ${parameter.name};`);
  return [
    `  function ${name}(${parameters.map((p) => p.name + typeOf(p.type)).join(', ')})${options.types ? ': void' : ''} {`,
    ...printLoop(rows, handlers, part, options, [...leave, 'return;'], ['left.pc = -1;', 'return;']),
    '  }',
  ];
}

function leavingBy(leave: readonly string[], noteTrap = NOTE_TRAP): Leaving {
  return { next: ['continue;'], return: leave, exits: exitsBy(leave, noteTrap) };
}

/** One handler, as the cases of the switch print it. */
export function printHandler(instruction: Instruction): string {
  const handler = scheduleHandler(instruction);
  return printBody(typescript, instruction, handler, leavingBy(['return;'])).join('\n');
}

function printCase(row: OpcodeRow, label: number, handler: Handler, leaving: Leaving): string[] {
  const number = label === row.opcode ? '' : `${row.opcode}: `;
  return [
    `case ${label}: // ${number}${describe(row)}`,
    ...indent(printBody(typescript, row.instruction, handler, leaving), 2),
  ];
}

function hostInterface(isa: Isa, options: PrintOptions): string[] {
  const record = (name: string, fields: readonly string[]) => [
    `  readonly ${name}: {`,
    ...fields.map((field) => `    readonly ${field};`),
    '  };',
  ];
  const rowType = (pool: string) => arrayType(isa.pools.find(({ name }) => name === pool)!.type);
  return [
    '/** A program that was validated, loaded: the run loop checks none of it. Jump targets in `code` are absolute. */',
    'export interface Host {',
    '  readonly code: Int32Array;',
    mayNest(isa)
      ? '  /** Cells the operand stack needs, of all sections that run within each other: each begins at its `sp`. */'
      : '  /** Cells the operand stack needs. */',
    '  readonly stackCells: number;',
    ...(options.counting
      ? [
          '  /** Executions, by word of the code. */',
          '  readonly counts: Float64Array;',
          '  /** One cell: how many instructions may still be dispatched. */',
          '  readonly budget: Float64Array;',
          '  /** Throws: the instruction at this word is one too many. */',
          '  readonly exceed: (pc: number) => void;',
        ]
      : []),
    ...(mayTrap(isa)
      ? ['  /** Set where a program traps: nothing of it may run then. */', '  trapped: boolean;']
      : []),
    ...(mayTrap(isa) && options.counting
      ? ['  /** The word of the instruction that trapped. */', '  trappedAt: number;']
      : []),
    ...record(
      'memories',
      isa.memories.map(({ name, type }) => `${name}: ${arrayType(type)}`),
    ),
    ...record(
      'pools',
      isa.pools.map(
        ({ name, type, rows }) => `${name}: ${rows ? `readonly ${arrayType(type)}[]` : arrayType(type)}`,
      ),
    ),
    ...record(
      'externs',
      isa.externs.map(({ name, parameters }) => {
        const list = parameters.map(
          (p, i) => `${String.fromCharCode(97 + i)}: ${typeof p === 'string' ? 'number' : rowType(p.pool)}`,
        );
        return `${name}: (${list.join(', ')}) => number`;
      }),
    ),
    '}',
  ];
}
