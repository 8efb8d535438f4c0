import type { Expression } from '../isa/isa.js';
import { type Language, printExpression, printStatements } from './language.js';
import { indent } from './opcodes.js';
import type { Chunk, Piece, Statement } from './whole-program.js';

/** Which piece of a section goes on: what functions of a section with jumps are given and give. Names of an `.isa` have no `$`. */
export const PIECE = '$piece';
/** Instead of a piece: the section returns. */
export const RETURNS = -1;

/** How a language whose statements are those of C prints a function of a compiled program. */
export interface WholeProgramLanguage {
  /** Where a statement finds its cells, and no operands. */
  languageOf(statement: Statement): Language;
  /** Before another function goes on: what it will look for. */
  leave(piece: Piece): readonly string[];
  /** Around the statements of a piece. */
  scope(lines: readonly string[]): readonly string[];
}

/** The statements of a function: pieces behind each other, or a switch that each time goes to the one to go on with. */
export function printPieces(
  { pieces }: Chunk,
  hasJumps: boolean,
  language: WholeProgramLanguage,
): readonly string[] {
  if (!hasJumps) {
    const last = pieces[pieces.length - 1];
    return [
      ...pieces.flatMap(({ statements }) =>
        language.scope(statements.flatMap((statement) => printStatement(statement, language))),
      ),
      ...(last.exit.kind === 'return' ? [] : language.leave(last)),
    ];
  }
  return [
    'for (;;)',
    `  switch (${PIECE}) {`,
    ...pieces.flatMap((piece) => [
      `    case ${piece.index}:`,
      ...indent(
        language.scope([
          ...piece.statements.flatMap((statement) => printStatement(statement, language)),
          ...printExit(piece, pieces, language),
        ]),
        6,
      ),
    ]),
    '  }',
  ];
}

/** The calls of a section's functions, in order or as its jumps go. */
export function printCalls(chunks: readonly Chunk[], names: readonly string[], hasJumps: boolean): string[] {
  if (!hasJumps) return names.map((name) => `${name}();`);
  return [
    `while (${PIECE} >= 0)`,
    `  switch (${PIECE}) {`,
    ...chunks.flatMap(({ pieces }, i) => [
      ...pieces.map((piece) => `    case ${piece.index}:`),
      `      ${PIECE} = ${names[i]}(${PIECE});`,
      '      break;',
    ]),
    '  }',
  ];
}

function printExit(piece: Piece, pieces: readonly Piece[], language: WholeProgramLanguage): string[] {
  const first = pieces[0].index;
  const goTo = (target: number): string[] =>
    target >= first && target < first + pieces.length
      ? [`${PIECE} = ${target};`, 'continue;']
      : [...language.leave(piece), `return ${target};`];
  const following = piece.index + 1;
  const fallThrough = following < first + pieces.length ? [] : goTo(following);
  const { exit } = piece;
  switch (exit.kind) {
    case 'return':
      return [`return ${RETURNS};`];
    case 'next':
      return fallThrough;
    case 'jump': {
      if (!exit.condition) return goTo(exit.piece);
      const condition = printLast(piece, exit.condition, language);
      return [`if (${condition}) {`, ...indent(goTo(exit.piece), 2), '}', ...fallThrough];
    }
  }
}

/** An expression that is evaluated after a piece's last statement. */
function printLast({ statements }: Piece, expression: Expression, language: WholeProgramLanguage): string {
  const last = statements[statements.length - 1];
  return printExpression(language.languageOf(last), last.instruction, expression);
}

function printStatement(statement: Statement, language: WholeProgramLanguage): string[] {
  return printStatements(language.languageOf(statement), statement.instruction, statement.handler);
}
