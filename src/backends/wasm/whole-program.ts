import type { Isa } from '../../isa/isa.js';
import {
  type Chunk,
  type CompiledProgram,
  type CompiledSection,
  type CompiledStatement,
  frameOf,
  type Piece,
} from '../whole-program.js';
import { emitExpression, type Surroundings } from './expression.js';
import { emitEffect, registerLocals, temporaryLocals, trapGlobals } from './handler.js';
import { linked } from './helpers.js';
import {
  branch,
  type CodeLine,
  call,
  comment,
  end,
  f64,
  getGlobal,
  getLocal,
  i32,
  node,
  open,
  run,
  setGlobal,
  setLocal,
} from './instructions.js';
import { CELL_BYTES, type Place, pagesFor } from './layout.js';
import type { Local, WasmFunction, WasmModule } from './module.js';

const PIECE = 'piece';
const DISPATCH = 'dispatch';
const RETURN = run(node('return', [i32(-1)]));

export function sectionExport(index: number): string {
  return `section.${index}`;
}

/**
 * A module that runs one program: every section is a function, and its operand stack is in locals. Between
 * the functions that a long section is cut into, cells that are still on the stack are in memory, and
 * registers in globals.
 */
export function wholeProgramModule(isa: Isa, place: Place, { sections }: CompiledProgram): WasmModule {
  const functions = sections.flatMap((section, index) => {
    const emitter = new SectionEmitter(isa, place, section, index);
    return emitter.functions();
  });
  const needed = linked(isa, place, functions);
  return {
    ...needed,
    about: [
      `One program of the machine ${isa.machine} (${isa.digest}), compiled: no instruction is dispatched.`,
    ],
    pages: pagesFor(place.layout, 0),
    globals: [
      ...registerLocals(isa).map(({ name, type }) => ({ name, type, exported: false })),
      ...needed.globals,
      ...trapGlobals(isa),
    ],
    table: [],
    types: [],
  };
}

class SectionEmitter {
  readonly #registers: readonly Local[];

  constructor(
    private readonly isa: Isa,
    private readonly place: Place,
    private readonly section: CompiledSection,
    private readonly index: number,
  ) {
    this.#registers = registerLocals(isa);
  }

  functions(): WasmFunction[] {
    const { chunks } = this.section;
    return [...chunks.map((chunk, i) => this.#chunk(chunk, i)), this.#entry()];
  }

  #chunkName(chunk: number): string {
    return `${sectionExport(this.index)}.chunk.${chunk}`;
  }

  /** Calls the chunks: in order, or each time the one that has the piece to go on with. */
  #entry(): WasmFunction {
    const { chunks, hasJumps } = this.section;
    const reset = this.#registers.map(({ name, type }) => setGlobal(name, type === 'f64' ? f64(0) : i32(0)));
    const entry = {
      name: sectionExport(this.index),
      exportedAs: sectionExport(this.index),
      about: [],
      parameters: [],
      result: null,
    } as const;
    if (!hasJumps)
      return {
        ...entry,
        locals: [],
        body: [...reset, ...chunks.map((_, i) => run(call(this.#chunkName(i), [])))],
      };
    const labels = chunks.map((_, i) => `chunk.${i}`);
    const choice = chunks.flatMap(({ pieces }, i) => pieces.map(() => labels[i]));
    const piece = getLocal(PIECE);
    return {
      ...entry,
      locals: [{ name: PIECE, type: 'i32' }],
      body: [
        ...reset,
        open('loop', DISPATCH),
        open('block', 'done'),
        ...labels.map((label) => open('block', label)).reverse(),
        run(node('br_table', [piece], [...choice, 'done'])),
        ...labels.flatMap((label, i) => [
          end(label),
          setLocal(PIECE, call(this.#chunkName(i), [piece])),
          branch(DISPATCH),
        ]),
        end('done'),
        end(DISPATCH),
      ],
    };
  }

  #chunk(chunk: Chunk, index: number): WasmFunction {
    const { pieces } = chunk;
    const frame = frameOf(this.isa, chunk);
    const registers = registerLocals(frame);
    const set = registerLocals({ registers: frame.registersSet });
    const hasJumps = this.section.hasJumps;
    const enter = [
      ...registers.map(({ name }) => setLocal(name, getGlobal(name))),
      ...range(frame.cellsGiven).map((cell) => setLocal(stackCell(cell), this.#spilled(cell))),
    ];
    return {
      name: this.#chunkName(index),
      exportedAs: null,
      about: [],
      parameters: hasJumps ? [{ name: PIECE, type: 'i32' }] : [],
      result: hasJumps ? 'i32' : null,
      locals: [
        ...registers,
        ...range(frame.cells).map((cell): Local => ({ name: stackCell(cell), type: this.isa.word })),
        ...temporaryLocals(pieces),
      ],
      body: [...enter, ...(hasJumps ? this.#jumping(pieces, set) : this.#straight(pieces, set))],
    };
  }

  #straight(pieces: readonly Piece[], set: readonly Local[]): CodeLine[] {
    const last = pieces[pieces.length - 1];
    return [
      ...pieces.flatMap(({ statements }) => statements.flatMap((statement) => this.#statement(statement))),
      ...(last.exit.kind === 'return' ? [] : this.#leave(last, set)),
    ];
  }

  /**
   * Pieces behind each other in nested blocks: a jump forwards leaves a block, a jump backwards goes by the
   * loop.
   */
  #jumping(pieces: readonly Piece[], set: readonly Local[]): CodeLine[] {
    const first = pieces[0].index;
    const labels = pieces.map(({ index }) => `piece.${index}`);
    return [
      open('loop', DISPATCH),
      ...labels.map((label) => open('block', label)).reverse(),
      run(
        node(
          'br_table',
          [node('i32.sub', [getLocal(PIECE), i32(first)])],
          [...labels, labels[labels.length - 1]],
        ),
      ),
      ...pieces.flatMap((piece, i) => [
        end(labels[i]),
        ...piece.statements.flatMap((statement) => this.#statement(statement)),
        ...this.#exit(piece, pieces, set),
      ]),
      end(DISPATCH),
      run(node('unreachable')),
    ];
  }

  #exit(piece: Piece, pieces: readonly Piece[], set: readonly Local[]): CodeLine[] {
    const first = pieces[0].index;
    const goTo = (target: number): CodeLine[] => {
      if (target > piece.index && target < first + pieces.length) return [branch(`piece.${target}`)];
      if (target < first || target >= first + pieces.length)
        return [...this.#leave(piece, set), run(node('return', [i32(target)]))];
      return [setLocal(PIECE, i32(target)), branch(DISPATCH)];
    };
    const following = piece.index + 1;
    const fallThrough = following < first + pieces.length ? [] : goTo(following);
    const { exit } = piece;
    switch (exit.kind) {
      case 'return':
        return [RETURN];
      case 'next':
        return fallThrough;
      case 'jump':
        if (!exit.condition) return goTo(exit.piece);
        return [
          {
            kind: 'if',
            condition: emitExpression(
              exit.condition,
              this.#around(piece.statements[piece.statements.length - 1]),
            ),
          },
          ...goTo(exit.piece),
          end(),
          ...fallThrough,
        ];
    }
  }

  /** Before another function goes on. */
  #leave({ depthAfter }: Piece, set: readonly Local[]): CodeLine[] {
    const { word } = this.isa;
    return [
      ...set.map(({ name }) => setGlobal(name, getLocal(name))),
      ...range(depthAfter).map((cell) =>
        run(node(`${word}.store`, [i32(0), getLocal(stackCell(cell))], this.#spillOffset(cell))),
      ),
    ];
  }

  #spilled(cell: number) {
    return node(`${this.isa.word}.load`, [i32(0)], this.#spillOffset(cell));
  }

  #spillOffset(cell: number): number {
    return this.place.layout.stack + cell * CELL_BYTES[this.isa.word];
  }

  #statement(statement: CompiledStatement): CodeLine[] {
    const around = this.#around(statement);
    const { effects, writes } = statement.handler;
    return [
      comment(statement.about),
      ...effects.flatMap((effect) => emitEffect(effect, around, RETURN)),
      ...writes.map(({ cell, value }) =>
        setLocal(stackCell(statement.base + cell), emitExpression(value, around)),
      ),
    ];
  }

  #around({ base }: CompiledStatement): Surroundings {
    return {
      ...this.place,
      input: (index) => getLocal(stackCell(base + index)),
      operand: () => {
        throw new Error('operands of a compiled program are constants');
      },
      reach: () => [0, 0],
    };
  }
}

function stackCell(cell: number): string {
  return `stack.${cell}`;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
