import { InputError, type SourcePosition } from '../../../util/input-error.js';
import { suggestion } from '../../../util/nearest.js';
import type {
  Block,
  ClassDeclaration,
  Frame,
  Proto,
  Sigil,
  Statement,
  Sub,
  TypeName,
  VariableDeclaration,
} from './tree.js';

/** A part of the tree while it is built. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A block that is being read, and what its names mean. */
export interface Scope {
  readonly outer: Scope | null;
  readonly block: Mutable<Block>;
  readonly lexicals: Mutable<VariableDeclaration>[];
  readonly routines: (Mutable<Sub> | Mutable<Proto>)[];
  readonly statements: Statement[];
  readonly variables: Map<string, Mutable<VariableDeclaration>>;
  readonly routinesByName: Map<string, Mutable<Sub> | Mutable<Proto>>;
  /** Names that were used here and are declared further out. */
  readonly usedFromOutside: Set<string>;
}

/** What a variable is declared with. */
export interface Declared {
  readonly at: SourcePosition;
  readonly sigil: Sigil;
  readonly name: string;
  readonly type: TypeName | null;
}

/** Lexical scopes: which declaration a name means where it stands. What is wrong throws an `InputError`. */
export class Scopes {
  private current: Scope | null = null;
  readonly classes = new Map<string, ClassDeclaration>();
  /** The class around what is read. */
  openClass: ClassDeclaration | null = null;
  /** The variable whose first value is being read. */
  initialized: VariableDeclaration | null = null;

  get scope(): Scope {
    return this.current!;
  }

  get frame(): Frame {
    return this.scope.block.frame;
  }

  /**
   * Reads what stands in a block: `read` runs with its scope open. `frameOf` makes the frame that the block
   * is the body of; without it, the block belongs to the frame around it.
   */
  within<F extends Frame>(at: SourcePosition, frameOf: (body: Block) => F, read: (frame: F) => void): F;
  within(at: SourcePosition, frameOf: null, read: () => void): Block;
  within<F extends Frame>(
    at: SourcePosition,
    frameOf: ((body: Block) => F) | null,
    read: (frame: F) => void,
  ): F | Block {
    const outer = this.current;
    const lists = { lexicals: [], routines: [], statements: [] };
    // A frame and its body refer to each other: one of them has to come first.
    const block = { kind: 'block', at, outer: outer?.block ?? null, ...lists } as unknown as Mutable<Block>;
    const own = frameOf ? frameOf(block) : null;
    block.frame = own ?? outer!.block.frame;
    const maps = { variables: new Map(), routinesByName: new Map(), usedFromOutside: new Set<string>() };
    this.current = { outer, block, ...lists, ...maps };
    try {
      read(own as F);
    } finally {
      this.current = outer;
    }
    return own ?? block;
  }

  /** Adds a variable to the innermost block. */
  declare({ at, sigil, name, type }: Declared): Mutable<VariableDeclaration> {
    const { scope } = this;
    if (scope.variables.has(name)) throw new InputError(`${name} is declared twice in this block`, at);
    if (scope.usedFromOutside.has(name))
      throw new InputError(
        `${name} already means the outer ${name} in this block: declare it before its use`,
        at,
      );
    const place = { block: scope.block, parameter: null, isCaptured: false };
    const variable: Mutable<VariableDeclaration> = {
      kind: 'variable declaration',
      ...{ at, name, sigil, type },
      ...place,
    };
    scope.variables.set(name, variable);
    scope.lexicals.push(variable);
    return variable;
  }

  /** The variable that a name means here. */
  variable(at: SourcePosition, name: string): VariableDeclaration {
    const found = name === '$_' ? this.topic(at) : this.declared(name);
    if (!found) {
      const visible = [...scopesFrom(this.scope)].flatMap(({ variables }) => [...variables.keys()]);
      throw new InputError(`${name} is not declared${suggestion(name, visible)}`, at);
    }
    const isHere = found.block.frame === this.frame;
    if (found === this.initialized && isHere)
      throw new InputError(`${name} in the declaration that gives ${name} its first value`, at);
    if (!isHere) found.isCaptured = true;
    return found;
  }

  private declared(name: string): Mutable<VariableDeclaration> | null {
    for (const scope of scopesFrom(this.scope)) {
      const found = scope.variables.get(name);
      if (found) return found;
      scope.usedFromOutside.add(name);
    }
    return null;
  }

  /** The `$_` of the innermost `for` or bare block, or else of the routine, `where` or unit. */
  private topic(at: SourcePosition): Mutable<VariableDeclaration> {
    for (const scope of scopesFrom(this.scope)) {
      const found = scope.variables.get('$_');
      if (found) return found;
      const { frame } = scope.block;
      if (frame.kind === 'default') throw new InputError('$_ in the value of a "has": it has none', at);
      if (frame.kind !== 'closure' && scope.block === frame.body) {
        const inner = this.current;
        this.current = scope;
        const topic = this.declare({ at: frame.at, sigil: '$', name: '$_', type: null });
        this.current = inner;
        return topic;
      }
    }
    throw new Error('the unit has a $_');
  }

  /** The routine that a name means in a scope; routines may be declared behind their use. */
  routine(from: Scope, name: string): Sub | Proto | null {
    for (const { routinesByName } of scopesFrom(from)) {
      const found = routinesByName.get(name);
      if (found) return found;
    }
    return null;
  }

  /** The frames around what is read, the innermost first. */
  *frames(): Generator<Frame> {
    for (const { block } of scopesFrom(this.scope)) if (block === block.frame.body) yield block.frame;
  }

  /** Names of routines that can be seen from a scope. */
  routineNames(from: Scope): string[] {
    return [...scopesFrom(from)].flatMap(({ routinesByName }) => [...routinesByName.keys()]);
  }
}

/** A scope and those around it, the innermost first. */
function* scopesFrom(innermost: Scope): Generator<Scope> {
  for (let scope: Scope | null = innermost; scope; scope = scope.outer) yield scope;
}
