import { basicBlocks } from '../bytecode/blocks.js';
import { type Code, decodeSection, type Program, type Section } from '../bytecode/program.js';
import { Composer } from '../isa/compose.js';
import { findByName, type Instruction, type Isa, type Register, semanticsOf } from '../isa/isa.js';
import {
  type CellType,
  type Control,
  type Effect,
  type Expression,
  mapChildren,
  mapSemantics,
  mayExit,
  type Semantics,
  type ValueType,
  walkSemantics,
} from '../isa/semantics.js';
import { scheduleHandler } from './handler.js';
import { type SharedCells, type StatementBody, ValueSharing } from './value-sharing.js';

export interface CompiledProgram {
  readonly sections: readonly CompiledSection[];
  /** Memories besides the machine's own. */
  readonly shared: readonly SharedCells[];
}

/**
 * A section as straight code instead of instructions to dispatch: operands are constants, values that one
 * instruction leaves for another are expressions, and functions are small enough for an optimiser.
 */
export interface CompiledSection {
  readonly name: string;
  /** Functions: consecutive pieces. A section without jumps runs them one after the other. */
  readonly chunks: readonly Chunk[];
  /** Statements that may leave in their middle count as well: they jump to the section's end. */
  readonly hasJumps: boolean;
}

export interface Chunk {
  readonly pieces: readonly Piece[];
}

/** A basic block, or a part of one. */
export interface Piece {
  /** Among all pieces of its section. */
  readonly index: number;
  /** Cells on the operand stack when it is entered and when it is left. */
  readonly depth: number;
  readonly depthAfter: number;
  readonly statements: readonly CompiledStatement[];
  /** Of expressions in its statements. */
  readonly nodes: number;
  /** Of all its statements, by type. */
  readonly temporaries: readonly ValueType[];
  readonly exit: Exit;
}

/** Some instructions as one: usually from an empty operand stack to the next empty one. */
export interface CompiledStatement {
  /** Cells below its deepest input. */
  readonly base: number;
  /** The instructions by their base names, for people. */
  readonly about: string;
  readonly instruction: Instruction;
  /** Writes are to cells counted from `base`. */
  readonly handler: StatementBody;
}

/** Where a piece goes when its statements have run; its last statement has the condition. */
export type Exit =
  | { readonly kind: 'next' }
  | { readonly kind: 'return' }
  | { readonly kind: 'jump'; readonly piece: number; readonly condition: Expression | null };

/**
 * Nodes of expressions in one function. V8 does not optimise a function of more than 61,440 bytes of its
 * bytecode, and a node takes 5 to 15.
 */
export const MAX_NODES = 2000;
/** Expressions are walked recursively, and are as deep as a statement is long. */
const MAX_INSTRUCTIONS = 200;

/** Throws when the program is not valid: validate it first. */
export function compileProgram(isa: Isa, program: Program, mostNodes: number): CompiledProgram {
  const sharing = new ValueSharing();
  const sections = program.sections.map((section) =>
    compileSection(isa, program, section, mostNodes, sharing),
  );
  return { sections, shared: sharing.cells };
}

function compileSection(
  isa: Isa,
  program: Program,
  section: Section,
  mostNodes: number,
  sharing: ValueSharing,
): CompiledSection {
  const code = decodeSection(isa, program, section);
  const pieces: Piece[] = [];
  const firstPieces = new Map<number, number>();
  const jumps: { readonly piece: number; readonly target: number }[] = [];
  const depths = stackDepths(isa, code);
  for (const { start, end } of basicBlocks(isa, code)) {
    const depth = depths.get(start);
    if (depth === undefined) continue;
    firstPieces.set(start, pieces.length);
    const statements = compileBlock(isa, program, code.slice(start, end), depth);
    const groups = split(statements, depth, mostNodes);
    const shared = sharing.share(groups.map((group) => group.statements.map(({ handler }) => handler)));
    for (const [i, group] of groups.entries()) {
      const index = pieces.length;
      const bodies = shared[i].statements;
      const { control } = bodies[bodies.length - 1];
      if (control.kind === 'jump')
        jumps.push({ piece: index, target: code[end - 1].operands[control.target] });
      pieces.push({
        ...group,
        index,
        statements: group.statements.map((statement, at) => ({ ...statement, handler: bodies[at] })),
        temporaries: shared[i].temporaries,
        exit: exitOf(control),
      });
    }
  }
  const targets = new Map(jumps.map(({ piece, target }) => [piece, firstPieces.get(target)!]));
  const linked = pieces.map((piece): Piece => {
    const target = targets.get(piece.index);
    return piece.exit.kind === 'jump' ? { ...piece, exit: { ...piece.exit, piece: target! } } : piece;
  });
  const hasJumps =
    jumps.length > 0 || pieces.some(({ statements }) => statements.some(({ handler }) => mayExit(handler)));
  return { name: section.name, chunks: gather(linked, mostNodes), hasJumps };
}

/** The jump's piece is filled in when all are known. */
function exitOf(control: Control): Exit {
  return control.kind === 'jump' ? { kind: 'jump', piece: -1, condition: control.condition } : control;
}

/** Cells on the stack before each instruction that begins a reachable block. */
function stackDepths(isa: Isa, code: Code): ReadonlyMap<number, number> {
  const starts = new Map(basicBlocks(isa, code).map((block) => [block.start, block.end]));
  const depths = new Map([[0, 0]]);
  const work = [0];
  for (let start = work.pop(); start !== undefined; start = work.pop()) {
    const end = starts.get(start)!;
    let depth = depths.get(start)!;
    for (const { opcode } of code.slice(start, end)) {
      const { pops, pushes } = isa.instructions[opcode];
      depth += pushes.length - pops.length;
    }
    const { opcode, operands } = code[end - 1];
    const { control } = semanticsOf(isa.instructions[opcode]);
    const next = control.kind === 'return' || (control.kind === 'jump' && !control.condition) ? [] : [end];
    if (control.kind === 'jump') next.push(operands[control.target]);
    for (const reached of next) {
      if (depths.has(reached)) continue;
      depths.set(reached, depth);
      work.push(reached);
    }
  }
  return depths;
}

/** Statements end where the operand stack is empty. */
function compileBlock(isa: Isa, program: Program, code: Code, entryDepth: number): CompiledStatement[] {
  const statements: CompiledStatement[] = [];
  let depth = entryDepth;
  let before = entryDepth;
  let parts: string[] = [];
  let composer = new Composer(isa);
  for (const [i, { opcode, operands }] of code.entries()) {
    const instruction = isa.instructions[opcode];
    composer.append(
      specialise(instruction, operands),
      // Of the operands only jump targets are left, and only as control's.
      instruction.operands.map((_, index) => ({ kind: 'operand', index, offset: 0 })),
    );
    parts.push(instruction.name);
    depth += instruction.pushes.length - instruction.pops.length;
    if (depth > 0 && parts.length < MAX_INSTRUCTIONS && i < code.length - 1) continue;
    const semantics = simplifyStatement(isa, program, composer.finish());
    const body = { kind: 'expressions', semantics } as const;
    const whole: Instruction = { ...instruction, name: 'statement', body };
    statements.push({
      base: before - semantics.inputs,
      about: parts.join('; '),
      instruction: whole,
      handler: scheduleHandler(whole),
    });
    before = depth;
    parts = [];
    composer = new Composer(isa);
  }
  return statements;
}

/** What an instruction does with these operands. */
function specialise(instruction: Instruction, operands: readonly number[]): Semantics {
  const substitute = (expression: Expression): Expression =>
    expression.kind === 'operand' ? integer(operands[expression.index]) : mapChildren(expression, substitute);
  return mapSemantics(semanticsOf(instruction), substitute);
}

/** A statement with all that is known of its constants; what it writes outside a memory is lost. */
function simplifyStatement(isa: Isa, program: Program, semantics: Semantics): Semantics {
  const simplified = (expression: Expression): Expression =>
    simplify(isa, program, mapChildren(expression, simplified));
  const result = mapSemantics(semantics, simplified);
  const isKept = (effect: Effect) =>
    effect.kind !== 'store' ||
    effect.index.kind !== 'number' ||
    hasCell(isa, program, effect.memory, effect.index.value);
  return { ...result, effects: result.effects.filter(isKept) };
}

/**
 * What is known now that operands are numbers: sums of addresses, constants, and what lies outside an array.
 */
function simplify(isa: Isa, program: Program, expression: Expression): Expression {
  switch (expression.kind) {
    case 'binary': {
      const { operator, left, right, type } = expression;
      if (type !== 'i32' || left.kind !== 'number' || right.kind !== 'number') return expression;
      if (operator === '+') return integer((left.value + right.value) | 0);
      return operator === '-' ? integer((left.value - right.value) | 0) : expression;
    }
    case 'memory':
      if (expression.index.kind !== 'number') return expression;
      return hasCell(isa, program, expression.memory, expression.index.value)
        ? expression
        : nothing(expression.type);
    case 'pool': {
      const { index, pool, type } = expression;
      if (index.kind !== 'number') return expression;
      const value = program.pools[pool]?.[index.value];
      if (type !== 'row') return typeof value === 'number' ? { kind: 'number', type, value } : nothing(type);
      if (value !== undefined) return expression;
      // Back ends take an index that is a number for one that exists.
      return { ...expression, index: { kind: 'unary', type: 'i32', operator: '-', operand: integer(1) } };
    }
    default:
      return expression;
  }
}

function integer(value: number): Expression {
  return { kind: 'number', type: 'i32', value };
}

function nothing(type: CellType): Expression {
  return { kind: 'number', type, value: type === 'f64' ? Number.NaN : 0 };
}

function hasCell(isa: Isa, program: Program, memory: string, cell: number): boolean {
  return cell >= 0 && cell < (program.cells[findByName(isa.memories, memory)!.index] ?? 0);
}

/** Cuts long blocks, where the operand stack is empty if that is soon enough. */
function split(
  statements: readonly CompiledStatement[],
  depth: number,
  most: number,
): Pick<Piece, 'depth' | 'depthAfter' | 'statements' | 'nodes'>[] {
  const pieces: ReturnType<typeof split> = [];
  let group: CompiledStatement[] = [];
  let nodes = 0;
  let before = depth;
  for (const [i, statement] of statements.entries()) {
    group.push(statement);
    nodes += nodesOf(statement);
    const { base, instruction } = statement;
    const after = base + semanticsOf(instruction).outputs.length;
    const isLong = nodes >= most && (after === 0 || nodes >= 2 * most);
    if (!isLong && i < statements.length - 1) continue;
    pieces.push({ depth: before, depthAfter: after, statements: group, nodes });
    before = after;
    group = [];
    nodes = 0;
  }
  return pieces;
}

function nodesOf({ instruction }: CompiledStatement): number {
  let nodes = 0;
  walkSemantics(semanticsOf(instruction), () => nodes++);
  return nodes;
}

/** Consecutive pieces, as many in one function as it may have nodes. */
function gather(pieces: readonly Piece[], most: number): Chunk[] {
  const chunks: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (chunks.length === 0 || piece.nodes > room) {
      chunks.push([]);
      room = Math.max(most, piece.nodes);
    }
    chunks[chunks.length - 1].push(piece);
    room -= piece.nodes;
  }
  return chunks.map((list) => ({ pieces: list }));
}

/** What a function of a compiled program has variables for. */
export interface Frame {
  /** Registers that it reads or sets, and those that it sets. */
  readonly registers: readonly Register[];
  readonly registersSet: readonly Register[];
  /**
   * Most cells that are on the operand stack between two statements, and how many there may be when it is
   * called.
   */
  readonly cells: number;
  readonly cellsGiven: number;
}

export function frameOf(isa: Isa, { pieces }: Chunk): Frame {
  const read = new Set<string>();
  const set = new Set<string>();
  let cells = 0;
  for (const { depth, statements } of pieces) {
    cells = Math.max(cells, depth);
    for (const { base, instruction } of statements) {
      const semantics = semanticsOf(instruction);
      cells = Math.max(cells, base + semantics.outputs.length);
      for (const effect of semantics.effects) if (effect.kind === 'set') set.add(effect.register);
      walkSemantics(semantics, (inner) => {
        if (inner.kind === 'register') read.add(inner.register);
      });
    }
  }
  return {
    registers: isa.registers.filter(({ name }) => read.has(name) || set.has(name)),
    registersSet: isa.registers.filter(({ name }) => set.has(name)),
    cells,
    cellsGiven: Math.max(...pieces.map(({ depth }) => depth)),
  };
}
