import type { Type, TypeDescription, Types } from '../types.js';

/** Whether a parameter takes only objects (`T:D`), only type objects (`T:U`), or both. */
export type Definedness = 'any' | 'defined' | 'undefined';

/** A type, and which of its values. */
export interface Constraint {
  /** Null: `Mu`, so that anything fits and nothing is guarded. A parameter without a type has `Any`. */
  readonly type: Type | null;
  readonly definedness: Definedness;
}

export interface Parameter extends Constraint {
  /** The routine refuses some arguments only when it binds them. */
  readonly hasWhere: boolean;
  /** It takes a container that can be assigned to. */
  readonly isRw: boolean;
  /** `|`: any further arguments. */
  readonly isCapture: boolean;
  /** Call sites take the value out of a Scalar. */
  readonly isReadOnly: boolean;
}

export interface Signature {
  /** The invocant of a method is the first. */
  readonly parameters: readonly Parameter[];
}

/** What the host knows of a code object. */
export interface Routine {
  readonly name: string;
  readonly signature: Signature;
  /** A proto whose body is `{*}`. */
  readonly isOnlyRedispatch: boolean;
  /** Of a proto: code objects in the order of the source. The array is the same as long as they are. */
  readonly candidates: readonly number[] | null;
  /** The last wrapper put on first, the routine as it was before all of them last. */
  readonly wrappers: readonly number[] | null;
}

/** Code that dispatchers call themselves; each a code reference. Their arguments are those of the site. */
export type Helper =
  | 'assign-fallback'
  | 'assign-scalar-nil-no-whence'
  | 'assign-scalar-no-whence'
  | 'assign-scalar-no-whence-no-typecheck'
  | 'assign-scalar-uninit'
  | 'assign-scalar-uninit-no-typecheck'
  | 'assign-scalar-bindpos'
  | 'assign-scalar-bindpos-no-typecheck'
  /** Gets the type `Iterable`, then a value, which it decontainerises. */
  | 'container-fallback'
  /** Puts an iterable value into a new Scalar. */
  | 'recontainerise'
  /** Gets a value and the type that it is not of, and reports that. */
  | 'return-error'
  /** Make objects of the language out of those of the machine. */
  | 'hllize-integer'
  | 'hllize-text'
  | 'hllize-list'
  | 'hllize-table';

/** Functions of the host that programs end with. */
export type HostFunction =
  | 'try-capture-lex'
  | 'boolify-boxed-int'
  | 'boolify-bigint'
  | 'boolify-boxed-num'
  | 'boolify-boxed-str'
  | 'boolify-using-elems'
  | 'boolify-iter';

/** How objects of a type are taken for true or false. */
export type Boolification =
  | { readonly by: 'host function'; readonly name: HostFunction }
  | { readonly by: 'method'; readonly code: number }
  | { readonly by: 'concreteness' };

/**
 * Types that dispatchers know, each with its parent and its own attributes, in the order of their cells.
 * `declareKnownTypes` makes them; other types come after them.
 */
export const KNOWN_TYPES = {
  Mu: {},
  Any: { parent: 'Mu' },
  Nil: { parent: 'Any' },
  Iterable: { parent: 'Any' },
  Scalar: { parent: 'Any', attributes: ['$!descriptor', '$!value'] },
  ContainerDescriptor: { parent: 'Mu', attributes: ['$!of', '$!name', '$!default'] },
  'ContainerDescriptor::Untyped': { parent: 'ContainerDescriptor' },
  'ContainerDescriptor::UninitializedAttribute': { parent: 'Mu', attributes: ['$!next-descriptor'] },
  'ContainerDescriptor::BindArrayPos': {
    parent: 'Mu',
    attributes: ['$!next-descriptor', '$!target', '$!pos'],
  },
  Code: { parent: 'Any', attributes: ['$!do', '$!signature'] },
  Block: { parent: 'Code' },
  Routine: { parent: 'Block', attributes: ['@!dispatchees'] },
  Sub: { parent: 'Routine' },
  Method: { parent: 'Routine' },
  /** A code object becomes one of these when it is wrapped. */
  'Sub+{Routine::Wrapped}': { parent: 'Sub', attributes: ['$!wrappers'] },
  'Method+{Routine::Wrapped}': { parent: 'Method', attributes: ['$!wrappers'] },
  DeferralChain: { parent: 'Mu', attributes: ['$!code', '$!next'] },
  Exhausted: { parent: 'Mu' },
  MultiDispatchCall: { parent: 'Mu', attributes: ['$!candidate', '$!next'] },
  MultiDispatchTry: { parent: 'MultiDispatchCall' },
  MultiDispatchAmbiguous: { parent: 'Mu', attributes: ['$!next'] },
  MultiDispatchEnd: { parent: 'Mu' },
  ClassHOW: { parent: 'Mu', attributes: ['$!cached_all_method_table'] },
} as const satisfies Readonly<
  Record<string, { readonly parent?: string; readonly attributes?: readonly string[] }>
>;

export type KnownTypeName = keyof typeof KNOWN_TYPES;
export type KnownTypes = Readonly<Record<KnownTypeName, Type>>;

/** Declares `KNOWN_TYPES`. Programs may use the same names for theirs, so they are kept, not looked up. */
export function declareKnownTypes(types: Types): KnownTypes {
  const known: Record<string, Type> = {};
  for (const [name, { parent, attributes }] of Object.entries<{
    readonly parent?: string;
    readonly attributes?: readonly string[];
  }>(KNOWN_TYPES)) {
    const description: TypeDescription = { name, parent: parent ? known[parent] : null, attributes };
    known[name] = types.declare(description);
  }
  return known as KnownTypes;
}

/** What dispatchers ask of the machine that they run in. Values are cells of it. */
export interface DispatchWorld {
  /** All objects. Dispatchers read them, and write to those they have just created. */
  readonly cells: Int32Array;
  readonly types: Types;
  readonly known: KnownTypes;
  /** Of a code object. */
  routine(code: number): Routine;
  /** Whether it is what bytecode calls: the value of `$!do`, not a code object. */
  isCodeReference(value: number): boolean;
  /** The class that a role stands for where a method is called on it. */
  punOf(role: Type): Type;
  isIterable(value: number): boolean;
  /** What a type object stands for as the type of what a routine returns. */
  constraintOf(typeObject: number): Constraint;
  boolification(type: Type): Boolification;
  /** What makes an object of the machine's own type one of the language; null: nothing has to. */
  hllTransform(type: Type): Helper | null;
  /** What a table holds under a text; 0 where it holds nothing. */
  lookup(table: number, text: number): number;
  textOf(text: number): string;
  /** A text object, the same for the same text. */
  text(text: string): number;
  helper(name: Helper): number;
  /** A cell that stands for it and is no address: a small integer. */
  hostFunction(name: HostFunction): number;
  /** A new object, all attributes null. It stays alive at least until the dispatch has been performed. */
  create(type: Type): number;
  /** The index of a value among the constants of the run, the same for the same value. */
  constant(value: number): number;
  /** As `.raku` and `.gist` show it, for messages. */
  show(value: number, as: 'raku' | 'gist'): string;
}

export function attributeOf(world: DispatchWorld, object: number, type: Type, name: string): number {
  return world.cells[object + world.types.offsetOf(type, name)];
}

/** Like `world.create`, with attributes. */
export function createWith(
  world: DispatchWorld,
  type: Type,
  attributes: Readonly<Record<string, number>>,
): number {
  const object = world.create(type);
  for (const [name, value] of Object.entries(attributes))
    world.cells[object + world.types.offsetOf(type, name)] = value;
  return object;
}

/** What a value is in a container, or else itself. */
export function decontainerised(world: DispatchWorld, value: number): number {
  return isScalar(world, value) ? attributeOf(world, value, world.known.Scalar, '$!value') : value;
}

export function isScalar(world: DispatchWorld, value: number): boolean {
  return world.types.isConcrete(value) && world.types.of(value) === world.known.Scalar;
}

/** Whether a value is of a type, container removed. */
export function fits(world: DispatchWorld, value: number, { type, definedness }: Constraint): boolean {
  const bare = decontainerised(world, value);
  if (type && !world.types.accepts(type, bare)) return false;
  return definedness === 'any' || (definedness === 'defined') === world.types.isConcrete(bare);
}
