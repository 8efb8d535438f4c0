import { InputError, type Problem, type SourcePosition } from '../../../util/input-error.js';
import type { Lexer } from './lexer.js';
import type { Mutable, Scope, Scopes } from './scopes.js';
import type {
  AttributeVariable,
  Block,
  Call,
  ClassDeclaration,
  Expression,
  Frame,
  Pair,
  Proto,
  RoutineValue,
  Sub,
} from './tree.js';

/**
 * How deep the tree may be, and how deep the source may nest. Stages behind the parser recurse over the tree;
 * the stack of JavaScript bears this many levels several times.
 */
export const MAX_NESTING = 200;

/** How many problems are told at once. */
const MAX_PROBLEMS = 20;

/** What the parts of the parser, which are in files of their own, need of each other. */
export interface Grammar {
  /** An expression without commas at its top: an argument, a condition. */
  item(parsing: Parsing): Expression;
  /** The same without `=` and `=>` at its top. */
  operand(parsing: Parsing): Expression;
  /** An expression with commas: what `for` goes over, what an array is assigned. */
  list(parsing: Parsing): Expression;
  /** A variable, without what is applied to it. */
  variable(parsing: Parsing): Expression;
  /** What is applied to a term, right behind it; null where there is nothing. */
  postfix(parsing: Parsing, term: Expression): Expression | null;
  /** `{ … }`, into the innermost scope. */
  statements(parsing: Parsing): void;
  /** `-> $x { … }` or a bare block. */
  closure(parsing: Parsing): Expression;
  /** `method (|) { … }`, behind the keyword. */
  anonymousMethod(parsing: Parsing, at: SourcePosition): Expression;
}

/** A use of a routine that may be declared behind it. */
export interface RoutineUse {
  readonly node: Mutable<Call> | Mutable<RoutineValue>;
  readonly name: string;
  readonly scope: Scope;
}

/** Ends the parsing, where other `InputError`s are kept and what follows is read. */
class AllProblems extends InputError {}

/** The state of the parser. */
export class Parsing {
  readonly problems: Problem[] = [];
  readonly classes: ClassDeclaration[] = [];
  /** To be resolved at the end of the unit. */
  readonly routineUses: RoutineUse[] = [];
  /** To be resolved at the end of its class. */
  readonly attributeUses: { readonly node: Mutable<AttributeVariable>; readonly name: string }[] = [];
  readonly candidates = new Map<Proto, Sub[]>();
  readonly methodCalls: { readonly at: SourcePosition; readonly name: string; readonly count: number }[] = [];
  /** Pairs that nothing took yet, which only assignments to hashes and `.new` do. */
  readonly loosePairs = new Set<Pair>();
  /** What stood in parentheses, which make a list of what is assigned to. */
  readonly parenthesized = new WeakSet<Expression>();
  private readonly heights = new WeakMap<object, number>();
  private depth = 0;

  constructor(
    readonly lexer: Lexer,
    readonly scopes: Scopes,
    readonly grammar: Grammar,
  ) {}

  /** Runs a part of the parser a level deeper. */
  deeper<T>(read: () => T): T {
    if (this.depth >= MAX_NESTING) this.refuseNesting(this.lexer.at);
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  /** Gives back a part of the tree, once it is known not to be too high above its own parts. */
  grown<const T extends { readonly at: SourcePosition }>(node: T, parts: readonly object[]): T {
    let height = 0;
    for (const part of parts) height = Math.max(height, this.heights.get(part) ?? 0);
    if (height >= MAX_NESTING) this.refuseNesting(node.at);
    this.heights.set(node, height + 1);
    return node;
  }

  private refuseNesting(at: SourcePosition): never {
    this.lexer.refuse(`this nests deeper than ${MAX_NESTING} levels: use variables for its parts`, at);
  }

  /** Keeps what is wrong, so that more can be found. */
  attempt(read: () => void): boolean {
    try {
      read();
      return true;
    } catch (error) {
      if (!(error instanceof InputError) || error instanceof AllProblems) throw error;
      this.problems.push(...error.problems);
      if (this.problems.length >= MAX_PROBLEMS) this.throwProblems();
      return false;
    }
  }

  note(message: string, at: SourcePosition): void {
    this.attempt(() => this.lexer.refuse(message, at));
  }

  /** Throws what was found wrong, in the order of places. */
  throwProblems(): void {
    const places = this.problems.map((problem) => ({
      problem,
      line: problem.at!.line,
      column: problem.at!.column,
    }));
    places.sort((a, b) => a.line - b.line || a.column - b.column);
    const told = new Map(places.map(({ problem, line, column }) => [`${line}:${column}`, problem]));
    if (told.size > 0) throw new AllProblems([...told.values()]);
  }

  /** Reads `{ … }` with a scope and a frame of its own; `prepare` declares its parameters. */
  frame<F extends Frame & { readonly body: Block }>(
    at: SourcePosition,
    frameOf: (body: Block) => F,
    prepare: (frame: F) => void,
  ): F {
    const frame = this.scopes.within(at, frameOf, (own) => {
      prepare(own);
      this.grammar.statements(this);
    });
    return this.grown(frame, frame.body.statements);
  }

  /** Whether something around what is read, up to the unit, is such a frame. */
  isInside(...kinds: readonly Frame['kind'][]): boolean {
    for (const { kind } of this.scopes.frames()) if (kinds.includes(kind)) return true;
    return false;
  }
}
