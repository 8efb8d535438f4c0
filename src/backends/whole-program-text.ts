import type { Isa } from '../isa/isa.js';
import { type Language, printExpression, printStatements } from './language.js';
import { indent } from './opcodes.js';
import { type Chunk, type Frame, frameOf, type Piece, type Statement } from './whole-program.js';

/** Instead of a piece: the section returns. */
export const RETURNS = -1;

/** What happens when the piece is one of these. */
export interface Case {
  readonly pieces: readonly number[];
  readonly lines: readonly string[];
}

/** How a language prints functions of a compiled program. */
export interface WholeProgramLanguage {
  /** The variable with the piece that goes on: functions of a section with jumps are given it, and give the next. */
  readonly piece: string;
  /** Whether a case that ends without a jump goes on with the one below. */
  readonly fallsThrough: boolean;
  /** Where a statement finds its cells, and no operands. */
  languageOf(statement: Statement): Language;
  /** Before another function goes on: what it will look for. */
  leave(piece: Piece): readonly string[];
  /** Around the statements of a piece. */
  scope(lines: readonly string[]): readonly string[];
  /** A call of a function of the program, with the piece where there are jumps. */
  call(name: string, piece: string | null): string;
  /** Does what the piece says again and again, until that is none or, where each case sees to that itself, for ever. */
  loop(cases: readonly Case[], forEver: boolean): readonly string[];
}

/** How a language names what functions of a compiled program hand to each other, and have themselves meanwhile. */
export interface FrameNames {
  readonly register: (name: string) => string;
  readonly sharedRegister: (name: string) => string;
  readonly cell: (cell: number) => string;
  readonly sharedCell: (cell: number) => string;
}

export interface NamedFrame extends Pick<Frame, 'registers'> {
  /** Cells that it has variables for, with what they start with; null: nothing. */
  readonly cells: readonly { readonly name: string; readonly value: string | null }[];
  readonly leave: WholeProgramLanguage['leave'];
}

export function namedFrame(isa: Isa, chunk: Chunk, names: FrameNames): NamedFrame {
  const { registers, registersSet, cells, cellsGiven } = frameOf(isa, chunk);
  const cellsOf = (count: number) => Array.from({ length: count }, (_, cell) => cell);
  return {
    registers,
    cells: cellsOf(cells).map((cell) => ({
      name: names.cell(cell),
      value: cell < cellsGiven ? names.sharedCell(cell) : null,
    })),
    leave: ({ depthAfter }) => [
      ...registersSet.map(({ name }) => `${names.sharedRegister(name)} = ${names.register(name)};`),
      ...cellsOf(depthAfter).map((cell) => `${names.sharedCell(cell)} = ${names.cell(cell)};`),
    ],
  };
}

/** A language with the operand stack of a statement in variables. */
export function statementLanguage(
  language: Language,
  cell: FrameNames['cell'],
  { base, instruction }: Statement,
): Language {
  return {
    ...language,
    cell: (offset) => cell(base + instruction.semantics.inputs + offset),
    operand: () => {
      throw new Error('operands of a compiled program are constants');
    },
  };
}

/** The statements of a function: pieces behind each other, or those that jumps go to. */
export function printPieces(
  { pieces }: Chunk,
  hasJumps: boolean,
  language: WholeProgramLanguage,
): readonly string[] {
  const print = ({ statements }: Piece) =>
    statements.flatMap((statement) =>
      printStatements(language.languageOf(statement), statement.instruction, statement.handler),
    );
  if (!hasJumps) {
    const last = pieces[pieces.length - 1];
    return [
      ...pieces.flatMap((piece) => language.scope(print(piece))),
      ...(last.exit.kind === 'return' ? [] : language.leave(last)),
    ];
  }
  const cases = pieces.map((piece) => ({
    pieces: [piece.index],
    lines: language.scope([...print(piece), ...printExit(piece, pieces, language)]),
  }));
  return language.loop(cases, true);
}

/** The calls of a section's functions, in order or as its jumps go. */
export function printCalls(
  chunks: readonly Chunk[],
  names: readonly string[],
  hasJumps: boolean,
  { piece, loop, call }: Pick<WholeProgramLanguage, 'piece' | 'loop' | 'call'>,
): readonly string[] {
  if (!hasJumps) return names.map((name) => `${call(name, null)};`);
  const cases = chunks.map(({ pieces }, i) => ({
    pieces: pieces.map(({ index }) => index),
    lines: [`${piece} = ${call(names[i], piece)};`],
  }));
  return loop(cases, false);
}

function printExit(piece: Piece, pieces: readonly Piece[], language: WholeProgramLanguage): string[] {
  const first = pieces[0].index;
  const isHere = (target: number) => target >= first && target < first + pieces.length;
  const goTo = (target: number): string[] =>
    isHere(target)
      ? [`${language.piece} = ${target};`, 'continue;']
      : [...language.leave(piece), `return ${target};`];
  const following = piece.index + 1;
  const next = language.fallsThrough && isHere(following) ? [] : goTo(following);
  const { exit, statements } = piece;
  switch (exit.kind) {
    case 'return':
      return [`return ${RETURNS};`];
    case 'next':
      return next;
    case 'jump': {
      if (!exit.condition) return goTo(exit.piece);
      const last = statements[statements.length - 1];
      const condition = printExpression(language.languageOf(last), last.instruction, exit.condition);
      return [`if (${condition}) {`, ...indent(goTo(exit.piece), 2), '}', ...next];
    }
  }
}

/** Names of an `.isa` have no `$`. */
const PIECE = '$piece';

/** What JavaScript and C have in common. */
export const SWITCHING: Pick<WholeProgramLanguage, 'piece' | 'fallsThrough' | 'call' | 'loop'> = {
  piece: PIECE,
  fallsThrough: true,
  call: (name, piece) => `${name}(${piece ?? ''})`,
  loop: (cases, forEver) => [
    forEver ? 'for (;;)' : `while (${PIECE} >= 0)`,
    `  switch (${PIECE}) {`,
    ...cases.flatMap(({ pieces, lines }) => [
      ...pieces.map((piece) => `    case ${piece}:`),
      ...indent(forEver ? lines : [...lines, 'break;'], 6),
    ]),
    '  }',
  ],
};
