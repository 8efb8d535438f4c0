import type { FusedIsa } from '../isa/fuse.js';
import { findByName, type Isa, isAddress, type OperandKind } from '../isa/isa.js';
import { formatNumber } from '../util/format.js';
import { printable } from '../util/quote-text.js';
import { quoteName } from './assembly/lexer.js';
import { AddressNames } from './assembly/names.js';
import { formatSchedule } from './assembly/schedule.js';
import { basicBlocks } from './blocks.js';
import { partsOf } from './decompose.js';
import { describeOrigin, originsOf } from './origins.js';
import {
  type DecodedInstruction,
  decodeSection,
  type Origin,
  type PoolEntry,
  type Program,
  type Section,
} from './program.js';

/** One instruction, as people read it. */
export interface DisassembledLine {
  /** Index of the instruction in its section. */
  readonly index: number;
  readonly startsBlock: boolean;
  readonly name: string;
  /**
   * One per operand, with the name or value it stands for, as people read it: `population`, `0.5`, `->12`.
   */
  readonly operands: readonly string[];
}

/**
 * The instructions of one section of a valid program. `disassemble` prints a program that can be assembled
 * again.
 */
export function disassembleSection(isa: Isa, program: Program, section: Section): DisassembledLine[] {
  const code = decodeSection(isa, program, section);
  const starts = new Set(basicBlocks(isa, code, section.leaders).map(({ start }) => start));
  return code.map((instruction, index) => ({
    index,
    startsBlock: starts.has(index),
    name: isa.instructions[instruction.opcode].name,
    operands: operandTexts(isa, program, instruction),
  }));
}

/** An instruction with its operands as people read them: `load_var births`. */
export function instructionText(isa: Isa, program: Program, instruction: DecodedInstruction): string {
  const operands = operandTexts(isa, program, instruction).join(', ');
  return `${isa.instructions[instruction.opcode].name} ${operands}`.trimEnd();
}

function operandTexts(isa: Isa, program: Program, { opcode, operands }: DecodedInstruction): string[] {
  return isa.instructions[opcode].operands.map(({ kind }, i) => {
    const operand = operands[i];
    if (kind.label) return `->${operand}`;
    return (
      symbolOf(program, kind, operand) ?? numberText(isa, program, kind, operand) ?? `${kind.name} ${operand}`
    );
  });
}

function symbolOf({ symbols }: Program, { name, within }: OperandKind, operand: number): string | null {
  return symbols[name]?.[operand] || (within && symbols[within]?.[operand]) || null;
}

/** The number that an operand stands for; null for an address or a row. */
function numberText(isa: Isa, { pools }: Program, kind: OperandKind, operand: number): string | null {
  const entry = kind.pool ? pools[kind.pool]?.[operand] : operand;
  const isNumber = kind.pool !== null || !isAddress(isa, kind);
  return isNumber && typeof entry === 'number' ? formatNumber(entry) : null;
}

/** Where the comments begin, if the instruction before is not longer. */
const COMMENT_COLUMN = 44;
/** Lists of names and numbers go on in another line. */
const MAX_LINE_WIDTH = 100;

/**
 * A valid program as assembly text, which `assemble` makes the same program of. The comments tell the index
 * of each instruction, `>` where a basic block begins, the source where another one begins, and the parts of
 * superinstructions. Pools and names that the machine does not know are
 * not shown.
 */
export function disassemble(isa: Isa, program: Program): string {
  const names = new AddressNames();
  for (const [kind, list] of Object.entries(program.symbols))
    for (const [address, name] of list.entries()) if (name) names.add(kind, address, name);
  const cell = (memory: string, address: number) => {
    const kind = findByName(isa.operandKinds, findByName(isa.memories, memory)!.index)!;
    return nameText(names, program, kind, address) ?? String(address);
  };
  const lines = [
    `machine ${program.machine}`,
    `program ${quoteName(program.name)}`,
    `family ${quoteName(program.family)}`,
    ...cellLines(isa, program),
    ...poolLines(isa, program),
    ...nameLines(isa, program),
    '',
    'schedule {',
    ...formatSchedule(program.schedule, cell),
    '}',
  ];
  for (const section of program.sections) {
    lines.push('', `section ${quoteName(section.name)}:`);
    for (const line of codeLines(isa, program, section, names)) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

function codeLines(isa: Isa, program: Program, section: Section, names: AddressNames): string[] {
  const code = decodeSection(isa, program, section);
  const origins = originsOf(isa, program, section);
  const starts = new Set(basicBlocks(isa, code).map(({ start }) => start));
  const targets = new Set(
    code.flatMap(({ opcode, operands }) =>
      operands.filter((_, i) => isa.instructions[opcode].operands[i].kind.label),
    ),
  );
  return code.flatMap(({ opcode, operands }, index) => {
    const { name, operands: declared } = isa.instructions[opcode];
    const texts = declared.map(({ kind }, i) => {
      const operand = operands[i];
      if (kind.label) return `L${operand}`;
      return (
        nameText(names, program, kind, operand) ??
        numberText(isa, program, kind, operand) ??
        `${kind.name}:${operand}`
      );
    });
    const text = `    ${[name, texts.join(', ')].join(' ').trimEnd()}`;
    const [first] = origins[index];
    const isNew = first && first !== origins[index - 1]?.at(-1);
    const source = isNew && origins[index].length === 1 ? `  ${printable(describeOrigin(first))}` : '';
    const comment = `;${starts.has(index) ? '>' : ' '} ${index}${source}`;
    const lines = [
      `${text.padEnd(COMMENT_COLUMN)} ${comment}`,
      ...partLines(isa, program, code[index], origins[index]),
    ];
    return targets.has(index) ? [`L${index}:`, ...lines] : lines;
  });
}

/** The parts of a superinstruction, and where each comes from, as comments. */
function partLines(
  isa: Isa | FusedIsa,
  program: Program,
  instruction: DecodedInstruction,
  origins: readonly (Origin | null)[],
): string[] {
  if (origins.length === 1 || !('patterns' in isa)) return [];
  return partsOf(isa, program, instruction).flatMap((part, i) => {
    const origin = origins[i];
    const text = `        ;   ${printable(instructionText(isa, program, part))}`;
    return origin && origin !== origins[i - 1]
      ? [`        ; ${printable(describeOrigin(origin))}`, text]
      : [text];
  });
}

/** The name of an address, where it leads back to it. */
function nameText(names: AddressNames, program: Program, kind: OperandKind, operand: number): string | null {
  const name = symbolOf(program, kind, operand);
  return name !== null && names.addressOf(kind, name) === operand ? quoteName(name) : null;
}

function cellLines(isa: Isa, { cells, symbols }: Program): string[] {
  // Where a program does not say how many cells it has, its names do not either.
  const unsaid = new Set(
    isa.operandKinds
      .filter(({ name, within }) => symbols[name]?.length && cells[within ?? name] === undefined)
      .map(({ name, within }) => within ?? name),
  );
  return [
    ...Object.entries(cells)
      .filter(([kind]) => findByName(isa.operandKinds, kind))
      .map(([kind, count]) => `cells ${kind}: ${formatNumber(count)}`),
    ...[...unsaid].map((kind) => `cells ${kind}: none`),
  ];
}

function poolLines(isa: Isa, { pools }: Program): string[] {
  const text = (entry: PoolEntry) =>
    typeof entry === 'number' ? formatNumber(entry) : `[${entry.map(formatNumber).join(' ')}]`;
  return Object.entries(pools)
    .filter(([name]) => findByName(isa.pools, name))
    .flatMap(([name, entries]) => wrap(`pool ${name}:`, entries.map(text)));
}

function nameLines(isa: Isa, { symbols }: Program): string[] {
  return Object.entries(symbols)
    .filter(([kind]) => findByName(isa.operandKinds, kind))
    .flatMap(([kind, list]) => {
      let next = 0;
      return namedRuns(list).flatMap(([start, end]) => {
        const from = start === next ? '' : ` from ${start}`;
        next = end;
        return wrap(`names ${kind}:`, list.slice(start, end).map(quoteName), `names ${kind}${from}:`);
      });
    });
}

/**
 * Where names stand one after the other. A last one without a name tells how long the list is, an empty list
 * that it exists.
 */
function namedRuns(list: readonly string[]): (readonly [start: number, end: number])[] {
  if (list.length === 0) return [[0, 0]];
  const runs: (readonly [number, number])[] = [];
  let start = 0;
  for (let i = 0; i <= list.length; i++) {
    if (i < list.length && list[i]) continue;
    if (i > start) runs.push([start, i]);
    start = i + 1;
  }
  if (!list.at(-1)) runs.push([list.length - 1, list.length]);
  return runs;
}

/** One line, or several that begin alike but for the first. */
function wrap(start: string, items: readonly string[], first = start): string[] {
  const lines: string[] = [];
  let line = first;
  let count = 0;
  for (const item of items) {
    if (count > 0 && line.length + 1 + item.length > MAX_LINE_WIDTH) {
      lines.push(line);
      line = start;
      count = 0;
    }
    line += ` ${item}`;
    count++;
  }
  return [...lines, line];
}
