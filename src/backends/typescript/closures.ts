import type { Instruction, Isa } from '../../isa/isa.js';
import { scheduleHandler } from '../handler.js';
import { type Language, printExpression, printStatements, safeName, temporaryName } from '../language.js';
import { indent, initialValue, type OpcodeRow, opcodeTable } from '../opcodes.js';
import { typescript } from './language.js';

/** Names of an `.isa` have no `$`. */
const NEXT = '$next';
const RETURNS = -1;
const operandName = (index: number) => `$${index}`;

/** JavaScript whose operands are parameters of the closure's maker. */
const language: Language = { ...typescript, operand: operandName };

/**
 * A function body that takes `host` and gives a maker per opcode and a loop. A maker takes an instruction's operands and the
 * index of the next instruction and gives a closure that does what the instruction does and gives the index to go on with.
 */
export function printClosures(isa: Isa, counting: boolean): string {
  const bindings = (list: readonly { readonly name: string }[]) =>
    list.map(({ name }) => {
      const safe = safeName(typescript, name);
      return safe === name ? name : `${name}: ${safe}`;
    });
  const destructure = (list: readonly { readonly name: string }[], source: string) =>
    list.length === 0 ? [] : [`const { ${bindings(list).join(', ')} } = host.${source};`];
  const registers = isa.registers.map(
    ({ name, type }) => `${safeName(typescript, name)} = ${initialValue(type)}`,
  );
  const lines = [
    "'use strict';",
    ...destructure(isa.memories, 'memories'),
    ...destructure(isa.pools, 'pools'),
    ...destructure(isa.externs, 'externs'),
    `const stack = new ${isa.word === 'f64' ? 'Float64Array' : 'Int32Array'}(host.stackCells);`,
    'let sp = 0;',
    'let $dispatches = 0;',
    ...registers.map((register) => `let ${register};`),
    'const makers = [',
    ...opcodeTable(isa).flatMap((row) => indent(printMaker(row), 2)),
    '];',
    'function run(closures, start) {',
    '  sp = 0;',
    ...registers.map((register) => `  ${register};`),
    `  for (let $index = start; $index !== ${RETURNS}; ) ${counting ? '{ $dispatches++; $index = closures[$index](); }' : '$index = closures[$index]();'}`,
    '}',
    'return { makers, run, dispatches: () => $dispatches };',
  ];
  return `${lines.join('\n')}\n`;
}

function printMaker({ opcode, instruction, description, picture }: OpcodeRow): string[] {
  const handler = scheduleHandler(instruction);
  const { control, growth, temporaries } = handler;
  const declarations = temporaries.map((type, i) => `let ${temporaryName(type, i)};`);
  const move = growth === 0 ? [] : [growth > 0 ? `sp += ${growth};` : `sp -= ${-growth};`];
  const parameters = [...instruction.operands.map((_, i) => operandName(i)), NEXT].join(', ');
  const body = [
    ...declarations,
    ...printStatements(language, instruction, handler),
    ...(control.kind === 'return' ? [`return ${RETURNS};`] : printNext(instruction, control, move)),
  ];
  return [`// ${opcode}: ${description}  ${picture}`, `(${parameters}) => () => {`, ...indent(body, 2), '},'];
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
  const condition = printExpression(language, instruction, control.condition);
  if (move.length === 0) return [`return ${condition} ? ${target} : ${NEXT};`];
  return [`const $taken = ${condition};`, ...move, `return $taken ? ${target} : ${NEXT};`];
}
