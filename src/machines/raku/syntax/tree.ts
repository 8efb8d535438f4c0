import type { SourcePosition } from '../../../util/input-error.js';

/**
 * The resolved syntax tree of a Raku program. Names are resolved: what refers to a variable, routine or class
 * holds its declaration, so the tree has cycles and is no JSON. Sugar is lowered: `.foo` is a call on the
 * variable `$_`, `%h<a>` a subscript with a string, `"a$x"` an `interpolation`, `a != b` a call of
 * `infix:<!=>` like every operator that is a multi sub in the setting.
 */
export interface Unit {
  readonly kind: 'unit';
  readonly at: SourcePosition;
  readonly body: Block;
  /** In the order of the source: a parent stands before its children. */
  readonly classes: readonly ClassDeclaration[];
}

/**
 * What has a frame of its own when it runs. The bodies of `if`, `while`, `for`, and blocks that are statements,
 * have a `Block` and belong to the frame around them.
 */
export type Frame = Unit | Sub | Proto | Method | Closure | WhereClause | AttributeDefault;

/** Statements with a scope. The value of a frame's block is that of its last statement. */
export interface Block {
  readonly kind: 'block';
  readonly at: SourcePosition;
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

export interface VariableDeclaration {
  readonly kind: 'variable declaration';
  readonly at: SourcePosition;
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

/** `Int`, or a class of the program. Constraints are of `Int`, `Num`, `Str`, `Complex` and classes (no roles). */
export type TypeName = BuiltInType | ClassDeclaration;

export interface Parameter {
  readonly kind: 'parameter';
  readonly at: SourcePosition;
  /** `capture` is `|`: any further arguments, which have no name. */
  readonly form: 'positional' | 'capture';
  /** Null where it has no name: a bare `$`, `|`. */
  readonly variable: VariableDeclaration | null;
  readonly type: TypeName | null;
  readonly where: WhereClause | null;
  /** `is rw`; where false, the variable is read-only and holds a value, no container. */
  readonly isRw: boolean;
  /** The `$_` of a bare block: without an argument it is the `$_` around it, and it is bound as it is (`is raw`). */
  readonly isImplicitTopic: boolean;
}

/**
 * `where EXPRESSION` or `where { … }`. The statement of its body, an expression, is judged by its truth.
 * It sees the parameters up to its own; its lexical `$_`, where something refers to it, is the argument.
 */
export interface WhereClause {
  readonly kind: 'where';
  readonly at: SourcePosition;
  readonly body: Block;
}

/** A plain `sub`, or a candidate of a `multi`. */
export interface Sub {
  readonly kind: 'sub';
  readonly at: SourcePosition;
  readonly name: string;
  /** The block that it is declared in. */
  readonly outer: Block;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
  /** The proto that a candidate belongs to; null for a plain sub. */
  readonly proto: Proto | null;
}

/** The proto of multi subs; `isImplicit` where only candidates are written. */
export interface Proto {
  readonly kind: 'proto';
  readonly at: SourcePosition;
  readonly name: string;
  readonly outer: Block;
  readonly isImplicit: boolean;
  /** Of an implicit proto: one `|`. */
  readonly parameters: readonly Parameter[];
  /** The one statement of an implicit proto's body is `{*}`. */
  readonly body: Block;
  /** `{*}` is all there is in the body. */
  readonly isOnlyRedispatch: boolean;
  /** In the order of the source. At least one. */
  readonly candidates: readonly Sub[];
}

/** A class or a role. A role has no parent; `.new` makes an object of its pun. */
export interface ClassDeclaration {
  readonly kind: 'class';
  readonly at: SourcePosition;
  readonly name: string;
  readonly isRole: boolean;
  /** A class, never a role. */
  readonly parent: ClassDeclaration | null;
  /** Its own, in the order of the source, without those of its parents. */
  readonly attributes: readonly Attribute[];
  /** Its own, without accessors, which follow from `attributes`. */
  readonly methods: readonly Method[];
}

export interface Attribute {
  readonly kind: 'attribute';
  readonly at: SourcePosition;
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
export interface AttributeDefault {
  readonly kind: 'default';
  readonly at: SourcePosition;
  readonly body: Block;
}

export interface Method {
  readonly kind: 'method';
  readonly at: SourcePosition;
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
export interface Closure {
  readonly kind: 'closure';
  readonly at: SourcePosition;
  readonly outer: Block;
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

// Statements

export type Statement = ExpressionStatement | My | If | While | For | Return | BlockStatement;

export interface ExpressionStatement {
  readonly kind: 'expression';
  readonly at: SourcePosition;
  readonly expression: Expression;
}

/** `my $x`: a new container each time it runs. `value` is assigned as by an assignment to the variable. */
export interface My {
  readonly kind: 'my';
  readonly at: SourcePosition;
  readonly variable: VariableDeclaration;
  readonly value: Expression | null;
}

export interface If {
  readonly kind: 'if';
  readonly at: SourcePosition;
  /** `if` and every `elsif`. */
  readonly branches: readonly { readonly condition: Expression; readonly body: Block }[];
  readonly else: Block | null;
}

export interface While {
  readonly kind: 'while';
  readonly at: SourcePosition;
  readonly condition: Expression;
  readonly body: Block;
}

export interface For {
  readonly kind: 'for';
  readonly at: SourcePosition;
  readonly items: Expression;
  /** What `-> $x` names, else `$_` (not an implicit topic). It is a lexical of `body`. */
  readonly parameter: Parameter;
  readonly body: Block;
}

export interface Return {
  readonly kind: 'return';
  readonly at: SourcePosition;
  readonly value: Expression | null;
}

/** `{ … }` as a statement: runs at once, once. */
export interface BlockStatement {
  readonly kind: 'block statement';
  readonly at: SourcePosition;
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

export interface IntLiteral {
  readonly kind: 'int';
  readonly at: SourcePosition;
  /** Not negative: `-1` is a call of `prefix:<->`. */
  readonly value: bigint;
}

export interface NumLiteral {
  readonly kind: 'num';
  readonly at: SourcePosition;
  readonly value: number;
}

/** `2i`: the real part is 0. */
export interface ComplexLiteral {
  readonly kind: 'complex';
  readonly at: SourcePosition;
  readonly imaginary: number;
}

export interface StrLiteral {
  readonly kind: 'str';
  readonly at: SourcePosition;
  readonly value: string;
}

export interface BoolLiteral {
  readonly kind: 'bool';
  readonly at: SourcePosition;
  readonly value: boolean;
}

/** The parts as strings, joined: `"a $x b"`. At least one part is no literal. */
export interface Interpolation {
  readonly kind: 'interpolation';
  readonly at: SourcePosition;
  readonly parts: readonly Expression[];
}

export interface Variable {
  readonly kind: 'variable';
  readonly at: SourcePosition;
  readonly declaration: VariableDeclaration;
}

/** `$!x` of `self`. */
export interface AttributeVariable {
  readonly kind: 'attribute variable';
  readonly at: SourcePosition;
  readonly attribute: Attribute;
}

export interface Self {
  readonly kind: 'self';
  readonly at: SourcePosition;
}

export interface TypeObject {
  readonly kind: 'type object';
  readonly at: SourcePosition;
  readonly type: TypeName;
}

/** `&f`. */
export interface RoutineValue {
  readonly kind: 'routine value';
  readonly at: SourcePosition;
  readonly routine: Sub | Proto;
}

export interface AnonymousMethod {
  readonly kind: 'anonymous method';
  readonly at: SourcePosition;
  readonly method: Method;
}

/** `1, 2, 3` or `(1, 2, 3)` or `()`; never one item. `(1)` is `1`. */
export interface List {
  readonly kind: 'list';
  readonly at: SourcePosition;
  readonly items: readonly Expression[];
}

/** `key => value`: only an item, or all, of what is assigned to a hash. */
export interface Pair {
  readonly kind: 'pair';
  readonly at: SourcePosition;
  readonly key: Expression;
  readonly value: Expression;
}

/** `from .. to`, both ends included; `^to` has no `from`, starts at 0 and leaves `to` out. */
export interface Range {
  readonly kind: 'range';
  readonly at: SourcePosition;
  readonly from: Expression | null;
  readonly to: Expression;
}

/** `object[index]` by position; `object{index}` and `object<index>` by key. */
export interface Subscript {
  readonly kind: 'subscript';
  readonly at: SourcePosition;
  readonly by: 'position' | 'key';
  readonly object: Expression;
  readonly index: Expression;
}

/** A call of an operator of the setting by its name. */
export interface Operation {
  readonly kind: 'operation';
  readonly at: SourcePosition;
  readonly name: OperatorName;
  /** Two, or one of a prefix. */
  readonly operands: readonly Expression[];
}

export type OperatorName = `infix:<${InfixOperator}>` | 'prefix:<->';

export type InfixOperator =
  | ('+' | '-' | '*' | '**' | 'div' | '%' | '~' | 'x')
  | ('==' | '!=' | '<' | '<=' | '>' | '>=')
  | ('eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge');

export interface Logical {
  readonly kind: 'logical';
  readonly at: SourcePosition;
  readonly operator: '&&' | '||';
  readonly left: Expression;
  readonly right: Expression;
}

export interface Not {
  readonly kind: 'not';
  readonly at: SourcePosition;
  readonly operand: Expression;
}

export interface Conditional {
  readonly kind: 'conditional';
  readonly at: SourcePosition;
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}

/**
 * `target = value`. An array or hash takes all of `value` as a list; the others take one value. `accessor` is
 * a method call without arguments that gives a container: `self.held = 1`.
 */
export type Assignment =
  | AssignmentTo<'scalar', Variable>
  | AssignmentTo<'array', Variable>
  | AssignmentTo<'hash', Variable>
  | AssignmentTo<'element', Subscript>
  | AssignmentTo<'attribute', AttributeVariable>
  | AssignmentTo<'accessor', MethodCall>;

interface AssignmentTo<Container extends string, Target> {
  readonly kind: 'assign';
  readonly at: SourcePosition;
  readonly container: Container;
  readonly target: Target;
  readonly value: Expression;
}

/** `f(1, 2)` or `f 1, 2`. */
export interface Call {
  readonly kind: 'call';
  readonly at: SourcePosition;
  readonly routine: Sub | Proto;
  readonly arguments: readonly Expression[];
}

/** `$f(1, 2)`: calls a value. */
export interface Invocation {
  readonly kind: 'invocation';
  readonly at: SourcePosition;
  readonly code: Expression;
  readonly arguments: readonly Expression[];
}

export interface MethodCall {
  readonly kind: 'method call';
  readonly at: SourcePosition;
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
export interface Lookup {
  readonly kind: 'lookup';
  readonly at: SourcePosition;
  readonly object: Expression;
  readonly name: Expression;
}

export interface Say {
  readonly kind: 'say';
  readonly at: SourcePosition;
  readonly arguments: readonly Expression[];
}

/** `callsame`. */
export interface CallSame {
  readonly kind: 'callsame';
  readonly at: SourcePosition;
}

/** `{*}`, only in a proto. */
export interface Redispatch {
  readonly kind: 'redispatch';
  readonly at: SourcePosition;
}
