import type { SourcePosition } from '../../../util/input-error.js';

/** What every part of the tree has: `kind` tells the parts apart, `at` is its first character. */
interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly at: SourcePosition;
}

/**
 * The resolved syntax tree of a Raku program. Names are resolved: what refers to a variable, routine or class
 * holds its declaration, so the tree has cycles and is no JSON. Sugar is lowered: `.foo` is a call on the
 * variable `$_`, `%h<a>` a subscript with a string, `"a$x"` an `interpolation`, `a != b` a call of
 * `infix:<!=>` like every operator that is a multi sub in the setting.
 */
export interface Unit extends Node<'unit'> {
  readonly body: Block;
  /** In the order of the source: a parent stands before its children. */
  readonly classes: readonly ClassDeclaration[];
}

/**
 * What has a frame of its own when it runs. The bodies of `if`, `while`, `for`, and blocks that are
 * statements, have a `Block` and belong to the frame around them.
 */
export type Frame = Unit | Sub | Proto | Method | Closure | WhereClause | AttributeDefault;

/** Statements with a scope. The value of a frame's block is that of its last statement. */
export interface Block extends Node<'block'> {
  /** The block that it stands in; null for the body of the unit. */
  readonly outer: Block | null;
  readonly frame: Frame;
  /**
   * Variables that live in it, parameters first. With them, where something refers to it, the `$_` that the
   * unit and every routine has (no parameter; it holds `Any`).
   */
  readonly lexicals: readonly VariableDeclaration[];
  /** Subs and protos that are declared in it, candidates of multi subs within their protos. */
  readonly routines: readonly (Sub | Proto)[];
  readonly statements: readonly Statement[];
}

// Declarations

export type Sigil = '$' | '@' | '%';

export interface VariableDeclaration extends Node<'variable declaration'> {
  /** With its sigil: `$x`, `@a`, `%h`, `$_`. */
  readonly name: string;
  readonly sigil: Sigil;
  /** What may be assigned; null for anything. Only of `$` variables. */
  readonly type: TypeName | null;
  readonly block: Block;
  /** The parameter that declares it; null for `my`, and for the `$_` of the unit and of routines. */
  readonly parameter: Parameter | null;
  /** Whether code of another frame than `block.frame` refers to it. */
  readonly isCaptured: boolean;
}

export type BuiltInType = 'Int' | 'Num' | 'Str' | 'Complex' | 'Bool' | 'Buf';

/** `Int`, or a class of the program. Constraints are `Int`, `Num`, `Str`, `Complex` and classes, no roles. */
export type TypeName = BuiltInType | ClassDeclaration;

export interface Parameter extends Node<'parameter'> {
  /** `capture` is `|`: any further arguments, which have no name. */
  readonly form: 'positional' | 'capture';
  /** Null where it has no name: a bare `$`, `|`. */
  readonly variable: VariableDeclaration | null;
  readonly type: TypeName | null;
  readonly where: WhereClause | null;
  /** `is rw`; where false, the variable is read-only and holds a value, no container. */
  readonly isRw: boolean;
  /** The `$_` of a bare block, bound as it is (raw). Without an argument it is the `$_` around the block. */
  readonly isImplicitTopic: boolean;
}

/**
 * `where EXPRESSION` or `where { … }`. The value of its body is judged by its truth.
 * It sees the parameters up to its own; its lexical `$_`, where something refers to it, is the argument.
 */
export interface WhereClause extends Node<'where'> {
  readonly body: Block;
}

/** A plain `sub`, or a candidate of a `multi`. */
export interface Sub extends Node<'sub'> {
  readonly name: string;
  /** The block that it is declared in. */
  readonly outer: Block;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  /** The proto that a candidate belongs to; null for a plain sub. */
  readonly proto: Proto | null;
}

/** The proto of multi subs; `isImplicit` where only candidates are written. */
export interface Proto extends Node<'proto'> {
  readonly name: string;
  readonly outer: Block;
  readonly isImplicit: boolean;
  /** Of an implicit proto: one `|`. */
  readonly parameters: readonly Parameter[];
  /** The one statement of an implicit proto's body is `{*}`. */
  readonly body: Block;
  /** The body is `{*}` itself, as in `proto f($x) {*}`; `{ {*} }` is a body that runs. */
  readonly isOnlyRedispatch: boolean;
  /** In the order of the source. At least one. */
  readonly candidates: readonly Sub[];
}

/** A class or a role. A role has no parent; `.new` makes an object of its pun. */
export interface ClassDeclaration extends Node<'class'> {
  readonly name: string;
  readonly isRole: boolean;
  /** A class, never a role. */
  readonly parent: ClassDeclaration | null;
  /** Its own, in the order of the source, without those of its parents. */
  readonly attributes: readonly Attribute[];
  /** Its own, without accessors, which follow from `attributes` where there is no method of the name. */
  readonly methods: readonly Method[];
}

export interface Attribute extends Node<'attribute'> {
  /** Without sigil and twigil: `x` of `$.x`. */
  readonly name: string;
  readonly owner: ClassDeclaration;
  /** `$.x`: there is an accessor, and `.new` takes `x => value`. */
  readonly isPublic: boolean;
  /** `is rw`: the accessor gives the container. */
  readonly isRw: boolean;
  readonly default: AttributeDefault | null;
}

/** `= EXPRESSION` of a `has`: run by `.new` with `self`. Its body has one statement, an expression. */
export interface AttributeDefault extends Node<'default'> {
  readonly body: Block;
}

export interface Method extends Node<'method'> {
  /** Null for an anonymous method, which is an expression. */
  readonly name: string | null;
  /** Null for an anonymous one outside a class. */
  readonly owner: ClassDeclaration | null;
  readonly outer: Block;
  /** Without the invocant. */
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

/** `-> $x { … }`, or a bare block as a value, which has the implicit parameter `$_`. */
export interface Closure extends Node<'closure'> {
  readonly outer: Block;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

// Statements

export type Statement = ExpressionStatement | My | If | While | For | Return | BlockStatement;

export interface ExpressionStatement extends Node<'expression'> {
  readonly expression: Expression;
}

/** `my $x`: a new container each time it runs. `value` is assigned as by an assignment to the variable. */
export interface My extends Node<'my'> {
  readonly variable: VariableDeclaration;
  readonly value: Expression | null;
}

export interface If extends Node<'if'> {
  /** `if` and every `elsif`. */
  readonly branches: readonly { readonly condition: Expression; readonly body: Block }[];
  readonly else: Block | null;
}

export interface While extends Node<'while'> {
  readonly condition: Expression;
  readonly body: Block;
}

export interface For extends Node<'for'> {
  readonly items: Expression;
  /** A lexical of `body`: read-only `-> $x`, or else `$_`, which is bound as it is (no implicit topic). */
  readonly parameter: Parameter;
  readonly body: Block;
}

export interface Return extends Node<'return'> {
  readonly value: Expression | null;
}

/** `{ … }` as a statement: runs at once, once. */
export interface BlockStatement extends Node<'block statement'> {
  readonly body: Block;
}

// Expressions

export type Expression =
  | IntLiteral
  | NumLiteral
  | ComplexLiteral
  | StrLiteral
  | BoolLiteral
  | Interpolation
  | Variable
  | AttributeVariable
  | Self
  | TypeObject
  | RoutineValue
  | Closure
  | AnonymousMethod
  | List
  | Pair
  | Range
  | Subscript
  | Operation
  | Logical
  | Not
  | Conditional
  | Assignment
  | Call
  | Invocation
  | MethodCall
  | Lookup
  | Say
  | CallSame
  | Redispatch;

export interface IntLiteral extends Node<'int'> {
  /** Not negative: `-1` is a call of `prefix:<->`. */
  readonly value: bigint;
}

export interface NumLiteral extends Node<'num'> {
  readonly value: number;
}

/** `2i`: the real part is 0. */
export interface ComplexLiteral extends Node<'complex'> {
  readonly imaginary: number;
}

export interface StrLiteral extends Node<'str'> {
  readonly value: string;
}

export interface BoolLiteral extends Node<'bool'> {
  readonly value: boolean;
}

/** The parts as strings, joined: `"a $x b"`. At least one part is no literal. */
export interface Interpolation extends Node<'interpolation'> {
  readonly parts: readonly Expression[];
}

export interface Variable extends Node<'variable'> {
  readonly declaration: VariableDeclaration;
}

/** `$!x` of `self`. */
export interface AttributeVariable extends Node<'attribute variable'> {
  readonly attribute: Attribute;
}

export type Self = Node<'self'>;

export interface TypeObject extends Node<'type object'> {
  readonly type: TypeName;
}

/** `&f`. */
export interface RoutineValue extends Node<'routine value'> {
  readonly routine: Sub | Proto;
}

export interface AnonymousMethod extends Node<'anonymous method'> {
  readonly method: Method;
}

/** `1, 2, 3` or `(1, 2, 3)` or `()`. `(1)` is `1`, `(1,)` a list of one item. */
export interface List extends Node<'list'> {
  readonly items: readonly Expression[];
}

/** `key => value`: only an item, or all, of what is assigned to a hash. */
export interface Pair extends Node<'pair'> {
  readonly key: Expression;
  readonly value: Expression;
}

/** `from .. to`, both ends included; `^to` has no `from`, starts at 0 and leaves `to` out. */
export interface Range extends Node<'range'> {
  readonly from: Expression | null;
  readonly to: Expression;
}

/** `object[index]` by position; `object{index}` and `object<index>` by key. */
export interface Subscript extends Node<'subscript'> {
  readonly by: 'position' | 'key';
  readonly object: Expression;
  readonly index: Expression;
}

/** A call of an operator of the setting by its name. */
export interface Operation extends Node<'operation'> {
  readonly name: OperatorName;
  /** Two, or one of a prefix. */
  readonly operands: readonly Expression[];
}

export type OperatorName = `infix:<${InfixOperator}>` | 'prefix:<->';

export type InfixOperator =
  | ('+' | '-' | '*' | '**' | 'div' | '%' | '~' | 'x')
  | ('==' | '!=' | '<' | '<=' | '>' | '>=')
  | ('eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge');

export interface Logical extends Node<'logical'> {
  readonly operator: '&&' | '||';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Not extends Node<'not'> {
  readonly operand: Expression;
}

export interface Conditional extends Node<'conditional'> {
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

/**
 * `target = value`. An array or hash takes all of `value` as a list; the others take one value. `accessor` is
 * a method call without arguments that gives a container: `self.held = 1`.
 */
export type Assignment = Node<'assign'> & AssignmentTarget & { readonly value: Expression };

export type AssignmentTarget =
  | To<'scalar' | 'array' | 'hash', Variable>
  | To<'element', Subscript>
  | To<'attribute', AttributeVariable>
  | To<'accessor', MethodCall>;

interface To<Container, Target> {
  readonly container: Container;
  readonly target: Target;
}

/** `f(1, 2)` or `f 1, 2`. */
export interface Call extends Node<'call'> {
  readonly routine: Sub | Proto;
  readonly arguments: readonly Expression[];
}

/** `$f(1, 2)`: calls a value. */
export interface Invocation extends Node<'invocation'> {
  readonly code: Expression;
  readonly arguments: readonly Expression[];
}

export interface MethodCall extends Node<'method call'> {
  readonly object: Expression;
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `k => v`, only of `.new`. */
  readonly named: readonly NamedArgument[];
}

export interface NamedArgument {
  readonly at: SourcePosition;
  readonly name: string;
  readonly value: Expression;
}

/** `X.^lookup('m')`. */
export interface Lookup extends Node<'lookup'> {
  readonly object: Expression;
  readonly name: Expression;
}

export interface Say extends Node<'say'> {
  readonly arguments: readonly Expression[];
}

/** `callsame`. */
export type CallSame = Node<'callsame'>;

/** `{*}`, only in a proto. */
export type Redispatch = Node<'redispatch'>;
