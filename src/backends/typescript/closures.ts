import type { Instruction, Isa } from '../../isa/isa.js';
import { scheduleHandler } from '../handler.js';
import { exitsBy, type Language, printExpression, printStatements, safeName } from '../language.js';
import { indent, initialValue, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { describe } from '../run-loops.js';
import { printTemporaries } from '../whole-program-text.js';
import { arrayType, declareTemporaries, destructure, NOTE_TRAP, TEST, typescript } from './language.js';

/** Names of an `.isa` have no `$`. */
const NEXT = '$next';
const RETURNS = -1;
const RETURN = [`return ${RETURNS};`];
const PLAIN = '$index = closures[$index]();';
const COUNTED = `{ if (++$dispatches > host.maxDispatches) host.exceed(); ${PLAIN} }`;
const operandName = (index: number) => `$${index}`;

/** JavaScript whose operands are parameters of the closure's maker. */
const language: Language = { ...typescript, operand: operandName };

/**
 * A function body that takes `host` and gives a maker per opcode and a loop. A maker takes an instruction's
 * operands and the index of the next instruction and gives a closure that does what the instruction does and
 * gives the index to go on with. Where it counts, it calls `host.exceed`, which throws, when it has
 * dispatched more than `host.maxDispatches` instructions.
 */
export function printClosures(isa: Isa, counting: boolean): string {
  const registers = isa.registers.map(
    ({ name, type }) => `${safeName(typescript, name)} = ${initialValue(type)}`,
  );
  const lines = [
    "'use strict';",
    ...destructure(isa.memories, 'host.memories'),
    ...destructure(isa.pools, 'host.pools'),
    ...destructure(isa.externs, 'host.externs'),
    `const stack = new ${arrayType(isa.word)}(host.stackCells);`,
    'let sp = 0;',
    'let $dispatches = 0;',
    ...registers.map((register) => `let ${register};`),
    'const makers = [',
    ...opcodeTable(isa).flatMap((row) => indent(printMaker(row), 2)),
    '];',
    'function run(closures, start) {',
    '  sp = 0;',
    ...registers.map((register) => `  ${register};`),
    `  for (let $index = start; $index !== ${RETURNS}; ) ${counting ? COUNTED : PLAIN}`,
    '}',
    'return { makers, run, dispatches: () => $dispatches };',
  ];
  return `${lines.join('\n')}\n`;
}

function printMaker(row: OpcodeRow): string[] {
  const { opcode, instruction } = row;
  const handler = scheduleHandler(instruction);
  const { control, growth } = handler;
  const move = growth === 0 ? [] : [language.advance('sp', growth)];
  const parameters = [...instruction.operands.map((_, i) => operandName(i)), NEXT].join(', ');
  const body = [
    ...printTemporaries(declareTemporaries(false), [handler]),
    ...printStatements(language, instruction, handler, exitsBy(RETURN, NOTE_TRAP)),
    ...(control.kind === 'return' ? RETURN : printNext(instruction, control, move)),
  ];
  return [
    language.comment(`${opcode}: ${describe(row)}`),
    `(${parameters}) => () => {`,
    ...indent(body, 2),
    '},',
  ];
}

function printNext(
  instruction: Instruction,
  control: ReturnType<typeof scheduleHandler>['control'],
  move: readonly string[],
): string[] {
  if (control.kind !== 'jump') return [...move, `return ${NEXT};`];
  const target = operandName(control.target);
  if (!control.condition) return [...move, `return ${target};`];
  // The condition may read popped cells relative to the old stack pointer.
  const condition = printExpression(language, instruction, control.condition, TEST);
  if (move.length === 0) return [`return ${condition} ? ${target} : ${NEXT};`];
  return [`const $taken = ${condition};`, ...move, `return $taken ? ${target} : ${NEXT};`];
}
