import type { Program } from '../bytecode/program.js';
import { type Isa, semanticsOf } from '../isa/isa.js';
import type { CellType, ValueType } from '../isa/semantics.js';
import {
  ATOM,
  exitsBy,
  type Language,
  notingArrays,
  printExpression,
  printStatements,
  temporaryName,
} from './language.js';
import { block, indent, initialValue } from './opcodes.js';
import type { SharedCells } from './value-sharing.js';
import {
  type Chunk,
  type CompiledSection,
  type CompiledStatement,
  compileProgram,
  type Frame,
  frameOf,
  type Piece,
} from './whole-program.js';

/** Instead of a piece: the section returns. */
export const RETURNS = -1;

/** What happens when the piece is one of these. */
export interface Case {
  readonly pieces: readonly number[];
  readonly lines: readonly string[];
}

/** How a language writes the functions of a compiled program, and what they hand to each other. */
export interface ProgramSyntax {
  /**
   * The variable with the piece that goes on: functions of a section with jumps are given it, and give the
   * next.
   */
  readonly piece: string;
  /** Declares it, with the first piece. */
  readonly firstPiece: string;
  /** Whether a case that ends without a jump goes on with the one below. */
  readonly fallsThrough: boolean;
  /**
   * Does what the piece says again and again, until that is none or, where each case sees to that itself, for
   * ever.
   */
  loop(cases: readonly Case[], forEver: boolean): readonly string[];
  /** A call of a function of the program, with the piece where there are jumps. */
  call(name: string, piece: string | null): string;
  /** A function of the program: a section's entry, or one that has a chunk of its pieces. */
  function(
    name: string,
    kind: 'section' | 'chunk' | 'chunk with jumps',
    lines: readonly string[],
  ): readonly string[];
  functionName(section: number, chunk: number | null): string;
  /** Variables that all functions share. */
  shared(arrays: readonly SharedCells[], registers: Isa['registers']): readonly string[];
  sharedArray(name: string): string;
  /** The same as a language's own where functions have no copies. */
  sharedRegister(name: string): string;
  sharedCell(cell: number): string;
  /** What the statements of a chunk need besides, which name these arrays of the machine. */
  prologue(isa: Isa, arrays: ReadonlySet<string>): readonly string[];
  /** A variable of a function, which may change, or not be read. */
  variable(name: string, type: CellType | 'bool', value: string): readonly string[];
  cell(cell: number): string;
  zero(type: CellType | 'bool'): string;
  /** Notes down that the program has trapped. */
  readonly noteTrap: string;
  /** Declares temporaries at the start of a function; null: `define` does. */
  readonly temporaries: ((list: readonly Temporary[]) => readonly string[]) | null;
  /** Around the statements of a piece. */
  scope(lines: readonly string[]): readonly string[];
}

export interface Temporary {
  readonly name: string;
  readonly type: ValueType;
}

export interface ProgramText {
  readonly lines: readonly string[];
  /** Names of functions: of the sections, and of the parts that they call. */
  readonly sections: readonly string[];
  readonly chunks: readonly string[];
}

/** A program as functions: one per section, and one for every few of its statements. */
export function printProgram(
  language: Language,
  syntax: ProgramSyntax,
  isa: Isa,
  program: Program,
  mostNodes: number,
): ProgramText {
  const { sections, shared } = compileProgram(isa, program, mostNodes);
  const names = sections.map(({ chunks }, section) =>
    chunks.map((_, chunk) => syntax.functionName(section, chunk)),
  );
  return {
    lines: [
      ...syntax.shared(shared, isa.registers),
      ...sections.flatMap((section, i) => printSection(language, syntax, isa, section, i, names[i])),
    ],
    sections: sections.map((_, section) => syntax.functionName(section, null)),
    chunks: names.flat(),
  };
}

function printSection(
  language: Language,
  syntax: ProgramSyntax,
  isa: Isa,
  { chunks, hasJumps }: CompiledSection,
  section: number,
  names: readonly string[],
): string[] {
  const kind = hasJumps ? 'chunk with jumps' : 'chunk';
  return [
    ...chunks.flatMap((chunk, i) =>
      syntax.function(names[i], kind, printChunk(language, syntax, isa, chunk, hasJumps)),
    ),
    ...syntax.function(syntax.functionName(section, null), 'section', [
      ...isa.registers.map(({ name, type }) =>
        language.assign(syntax.sharedRegister(name), syntax.zero(type)),
      ),
      ...(hasJumps ? [syntax.firstPiece] : []),
      ...printCalls(language, syntax, chunks, names, hasJumps),
    ]),
  ];
}

function printChunk(
  language: Language,
  syntax: ProgramSyntax,
  isa: Isa,
  chunk: Chunk,
  hasJumps: boolean,
): readonly string[] {
  const frame = frameOf(isa, chunk);
  const cells = Array.from({ length: frame.cells }, (_, cell) => cell);
  const { noting, arrays } = notingArrays(language);
  const isShared = (register: string) => language.register(register) === syntax.sharedRegister(register);
  const pieces = new ChunkPrinter(noting, syntax, frame).pieces(chunk, hasJumps);
  return [
    ...syntax.prologue(isa, arrays),
    ...frame.registers
      .filter(({ name }) => !isShared(name))
      .flatMap(({ name, type }) =>
        syntax.variable(language.register(name), type, syntax.sharedRegister(name)),
      ),
    ...cells.flatMap((cell) =>
      syntax.variable(
        syntax.cell(cell),
        isa.word,
        cell < frame.cellsGiven ? syntax.sharedCell(cell) : syntax.zero(isa.word),
      ),
    ),
    ...printTemporaries(syntax.temporaries, chunk.pieces),
    ...pieces,
  ];
}

/**
 * Declares temporaries of handlers or pieces, which may share them, where a language wants that before they
 * are defined.
 */
export function printTemporaries(
  declare: ProgramSyntax['temporaries'],
  owners: readonly { readonly temporaries: readonly ValueType[] }[],
): readonly string[] {
  const used = new Map<string, ValueType>();
  for (const { temporaries } of owners)
    for (const [index, type] of temporaries.entries()) used.set(temporaryName(type, index), type);
  if (!declare || used.size === 0) return [];
  return declare([...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, type]) => ({ name, type })));
}

/** Prints the pieces of one function. */
class ChunkPrinter {
  constructor(
    private readonly language: Language,
    private readonly syntax: ProgramSyntax,
    private readonly frame: Frame,
  ) {}

  /** Pieces behind each other, or those that jumps go to. */
  pieces({ pieces }: Chunk, hasJumps: boolean): readonly string[] {
    const { syntax } = this;
    if (!hasJumps) {
      const last = pieces[pieces.length - 1];
      return [
        ...pieces.flatMap((piece) => syntax.scope(this.#statements(piece))),
        ...(last.exit.kind === 'return' ? [] : this.#leave(last)),
      ];
    }
    const cases = pieces.map((piece) => ({
      pieces: [piece.index],
      lines: syntax.scope([...this.#statements(piece), ...this.#exit(piece, pieces)]),
    }));
    return syntax.loop(cases, true);
  }

  #statements({ statements }: Piece): readonly string[] {
    const exits = exitsBy(this.#return(), this.syntax.noteTrap);
    return statements.flatMap((statement) =>
      printStatements(this.#languageOf(statement), statement.instruction, statement.handler, exits),
    );
  }

  #return(): readonly string[] {
    return [`return ${RETURNS}${this.language.end}`];
  }

  /** With the operand stack of a statement in variables. */
  #languageOf({ base, instruction }: CompiledStatement): Language {
    const { language, syntax } = this;
    return {
      ...language,
      cell: (offset) => syntax.cell(base + semanticsOf(instruction).inputs + offset),
      // Names of an `.isa` have no `$`.
      element: (element) =>
        element.array.startsWith('$')
          ? [`${syntax.sharedArray(element.array)}[${element.index}]`, ATOM]
          : language.element(element),
      operand: () => {
        throw new Error('operands of a compiled program are constants');
      },
    };
  }

  /** Before another function goes on: what it will look for. */
  #leave({ depthAfter }: Piece): readonly string[] {
    const { language, syntax, frame } = this;
    return [
      ...frame.registersSet
        .map(({ name }) => [syntax.sharedRegister(name), language.register(name)])
        .flatMap(([shared, own]) => (shared === own ? [] : [language.assign(shared, own)])),
      ...Array.from({ length: depthAfter }, (_, cell) =>
        language.assign(syntax.sharedCell(cell), syntax.cell(cell)),
      ),
    ];
  }

  #exit(piece: Piece, pieces: readonly Piece[]): readonly string[] {
    const { language, syntax } = this;
    const first = pieces[0].index;
    const isHere = (target: number) => target >= first && target < first + pieces.length;
    const goTo = (target: number): string[] =>
      isHere(target)
        ? [language.assign(syntax.piece, String(target)), `continue${language.end}`]
        : [...this.#leave(piece), `return ${target}${language.end}`];
    const following = piece.index + 1;
    const next = syntax.fallsThrough && isHere(following) ? [] : goTo(following);
    const { exit, statements } = piece;
    switch (exit.kind) {
      case 'return':
        return this.#return();
      case 'next':
        return next;
      case 'jump': {
        if (!exit.condition) return goTo(exit.piece);
        const last = statements[statements.length - 1];
        const condition = printExpression(this.#languageOf(last), last.instruction, exit.condition);
        return [...language.if(condition, goTo(exit.piece)), ...next];
      }
    }
  }
}

/** The calls of a section's functions, in order or as its jumps go. */
function printCalls(
  language: Language,
  { piece, loop, call }: ProgramSyntax,
  chunks: readonly Chunk[],
  names: readonly string[],
  hasJumps: boolean,
): readonly string[] {
  if (!hasJumps) return names.map((name) => call(name, null) + language.end);
  const cases = chunks.map(({ pieces }, i) => ({
    pieces: pieces.map(({ index }) => index),
    lines: [language.assign(piece, call(names[i], piece))],
  }));
  return loop(cases, false);
}

/** Names of an `.isa` have no `$`. */
const PIECE = '$piece';

/** A compiled language's, whose functions declare the arrays that they name, and then what they share. */
export interface CompiledProgramSyntax extends Omit<ProgramSyntax, 'prologue'> {
  readonly prologue?: readonly string[];
}

/** Names of functions where no name of an `.isa` stands beside them. */
export const SECTIONS: Pick<ProgramSyntax, 'functionName'> = {
  functionName: (section, chunk) => `section_${section}${chunk === null ? '' : `_${chunk}`}`,
};

/** What Rust and Go have in common but for their words. */
export function bracedProgram(words: {
  readonly forEver: string;
  readonly whilePiece: string;
  readonly choose: string;
  case(pieces: readonly number[], lines: readonly string[]): readonly string[];
  /** Behind all cases. */
  readonly otherwise?: string;
  readonly noInlining: string;
  /** The head of a function, which may be given a piece and give the next. */
  head(name: string, hasPiece: boolean): string;
}): Pick<ProgramSyntax, 'piece' | 'fallsThrough' | 'loop' | 'function' | 'functionName' | 'cell' | 'scope'> {
  return {
    ...SECTIONS,
    piece: 'piece',
    fallsThrough: false,
    cell: (cell) => `c${cell}`,
    scope: (lines) => lines,
    loop(cases, forEver) {
      const lines = cases.flatMap((one) => words.case(one.pieces, one.lines));
      if (words.otherwise) lines.push(words.otherwise);
      return block(forEver ? words.forEver : words.whilePiece, block(words.choose, lines));
    },
    function: (name, kind, lines) => [
      '',
      ...(kind === 'section' ? [] : [words.noInlining]),
      ...block(words.head(name, kind === 'chunk with jumps'), lines),
    ],
  };
}

/** What C and Go have in common: functions with nothing handed to them but a piece. */
export const GLOBAL: Pick<ProgramSyntax, 'call' | 'sharedCell' | 'zero'> = {
  call: (name, piece) => `${name}(${piece ?? ''})`,
  sharedCell: (cell) => `stack[${cell}]`,
  zero: initialValue,
};

/** What JavaScript and C have in common. */
export const SWITCHING: Pick<ProgramSyntax, 'piece' | 'fallsThrough' | 'call' | 'loop' | 'sharedArray'> = {
  piece: PIECE,
  fallsThrough: true,
  sharedArray: (name) => name,
  call: GLOBAL.call,
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
