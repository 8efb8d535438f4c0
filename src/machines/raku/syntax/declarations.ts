import type { SourcePosition } from '../../../util/input-error.js';
import { parseItem } from './operators.js';
import { parseSignature } from './parameters.js';
import type { Parsing } from './parsing.js';
import { RAKU_MULTI_SUBS } from './raku-names.js';
import type { Mutable, Scope } from './scopes.js';
import type {
  Attribute,
  AttributeDefault,
  Block,
  ClassDeclaration,
  Expression,
  Method,
  Parameter,
  Proto,
  Sub,
} from './tree.js';
import { BUILT_IN_TYPES, KEYWORDS, RESERVED_METHODS } from './words.js';

/** What stands behind a word that declares something which is no variable. */
export function parseDeclaration(
  parsing: Parsing,
  at: SourcePosition,
  word: 'sub' | 'multi' | 'proto' | 'class' | 'role',
): void {
  if (word === 'class' || word === 'role') {
    parseClass(parsing, at, word === 'role');
    return;
  }
  const { lexer } = parsing;
  lexer.skipBlank();
  if (word !== 'sub' && lexer.peekName() === 'method')
    lexer.refuse(`a ${word} method: only subs have candidates`, at);
  if (word !== 'sub') lexer.take(/sub(?![\w'(-])\s*/y);
  const place = lexer.at;
  const name = lexer.expectName('a routine without a name: sub f($x) { … }, or a block -> $x { … }', at);
  if (lexer.lookingAt(/:[:<«]/y))
    lexer.refuse(`the name ${name}:…: routines have plain names, operators are fixed`, at);
  if (KEYWORDS.has(name)) lexer.refuse(`a routine called ${name}: the word has a meaning`, place);
  if (word === 'proto') parseProto(parsing, at, name);
  else parseSub(parsing, at, name, word === 'multi');
}

function parseSub(parsing: Parsing, at: SourcePosition, name: string, isMulti: boolean): void {
  const { scope } = parsing.scopes;
  const proto = isMulti ? protoFor(parsing, at, name) : null;
  if (!isMulti) refuseTwice(parsing, scope, at, name);
  const parameters: Parameter[] = [];
  const frameOf = (body: Block): Sub => ({
    ...{ kind: 'sub', at, name, outer: scope.block, parameters, body, proto },
  });
  parsing.frame(at, frameOf, (sub) => {
    if (proto) parsing.candidates.get(proto)!.push(sub);
    else addRoutine(scope, sub);
    parameters.push(...parseSignature(parsing));
  });
}

function addRoutine(scope: Scope, routine: Sub | Proto): void {
  scope.routines.push(routine);
  scope.routinesByName.set(routine.name, routine);
}

function refuseTwice({ lexer }: Parsing, scope: Scope, at: SourcePosition, name: string): void {
  if (scope.routinesByName.has(name))
    lexer.refuse(`the routine ${name} is declared twice in this block: candidates are all multi`, at);
}

/** The proto that candidates of a name belong to, made where none is written. */
function protoFor(parsing: Parsing, at: SourcePosition, name: string): Proto {
  const { lexer, scopes } = parsing;
  const { scope } = scopes;
  const own = scope.routinesByName.get(name);
  if (own?.kind === 'proto') return own;
  if (own) refuseTwice(parsing, scope, at, name);
  if (scopes.routine(scope, name)?.kind === 'proto')
    lexer.refuse(
      `a candidate of the ${name} of an outer block: all stand in one block, or a proto stands before it`,
      at,
    );
  if (RAKU_MULTI_SUBS.has(name))
    lexer.refuse(`a multi called ${name}: Raku has multi subs of the name, so write a proto before it`, at);
  const parameters: Parameter[] = [
    {
      ...{ kind: 'parameter', at, form: 'capture', variable: null, type: null, where: null },
      ...{ isRw: false, isImplicitTopic: false },
    },
  ];
  return makeProto(parsing, at, name, { parameters, isImplicit: true }, (proto) =>
    onlyRedispatch(parsing, proto, at),
  );
}

/** A proto in the innermost block, with what `read` puts into its body. */
function makeProto(
  parsing: Parsing,
  at: SourcePosition,
  name: string,
  own: Pick<Proto, 'parameters' | 'isImplicit'>,
  read: (proto: Mutable<Proto>) => void,
): Proto {
  const { scopes } = parsing;
  const { scope } = scopes;
  const candidates: Sub[] = [];
  const frameOf = (body: Block): Mutable<Proto> => ({
    ...{ kind: 'proto', at, name, outer: scope.block, body, candidates, ...own },
    isOnlyRedispatch: false,
  });
  return scopes.within(at, frameOf, (proto) => {
    addRoutine(scope, proto);
    parsing.candidates.set(proto, candidates);
    read(proto);
    parsing.grown(proto, proto.body.statements);
  });
}

function onlyRedispatch({ scopes }: Parsing, proto: Mutable<Proto>, at: SourcePosition): void {
  proto.isOnlyRedispatch = true;
  scopes.scope.statements.push({ kind: 'expression', at, expression: { kind: 'redispatch', at } });
}

function parseProto(parsing: Parsing, at: SourcePosition, name: string): void {
  const { lexer, scopes } = parsing;
  refuseTwice(parsing, scopes.scope, at, name);
  const parameters: Parameter[] = [];
  makeProto(parsing, at, name, { parameters, isImplicit: false }, (proto) => {
    parameters.push(...parseSignature(parsing));
    lexer.skipBlank();
    const place = lexer.at;
    if (lexer.takeText('{*}')) {
      onlyRedispatch(parsing, proto, place);
      lexer.closeBlock();
    } else parsing.grammar.statements(parsing);
  });
}

/** What stands behind `class` or `role`. */
function parseClass(parsing: Parsing, at: SourcePosition, isRole: boolean): void {
  const { lexer, scopes } = parsing;
  const word = isRole ? 'role' : 'class';
  lexer.skipBlank();
  if (scopes.scope.outer || scopes.openClass)
    lexer.refuse(`a ${word} inside of a block: declare it outside of all blocks`, at);
  const name = lexer.expectName(`a ${word} without a name`, at);
  if (lexer.lookingAt(/:|\[/y)) lexer.refuse(`the name ${name}${lexer.peek()}…: names have one part`, at);
  if (scopes.classes.has(name) || BUILT_IN_TYPES.some((type) => type === name))
    lexer.refuse(`the type ${name} is declared already`, at);
  const lists = { attributes: [] as Attribute[], methods: [] as Method[] };
  const own: Mutable<ClassDeclaration> = { kind: 'class', at, name, isRole, parent: null, ...lists };
  const parent = parseParent(parsing, own);
  own.parent = parent;
  scopes.classes.set(name, own);
  parsing.classes.push(own);
  const firstUse = parsing.attributeUses.length;
  scopes.openClass = own;
  try {
    parseMembers(parsing, own, lists);
  } finally {
    scopes.openClass = null;
    resolveAttributes(parsing, own, firstUse);
  }
}

function parseParent(parsing: Parsing, { name, isRole }: ClassDeclaration): ClassDeclaration | null {
  const { lexer, scopes } = parsing;
  lexer.skipBlank();
  const at = lexer.at;
  const trait = lexer.takeName();
  if (trait === null) return null;
  lexer.skipBlank();
  const parentName = lexer.takeName();
  if (trait !== 'is' || parentName === null || isRole)
    lexer.refuse(`${trait} behind ${name}: a class may have one parent, "is Parent"`, at);
  const parent = scopes.classes.get(parentName!);
  if (!parent || parent.isRole)
    lexer.refuse(`the parent ${parentName}: a parent is a class that is declared above`, at);
  lexer.skipBlank();
  if (lexer.peekName() !== null) lexer.refuse('a second trait: a class may have one parent');
  return parent!;
}

function resolveAttributes(parsing: Parsing, owner: ClassDeclaration, firstUse: number): void {
  for (const { node, name } of parsing.attributeUses.splice(firstUse)) {
    const attribute = owner.attributes.find((one) => one.name === name);
    if (attribute) node.attribute = attribute;
    else parsing.note(`the attribute $!${name} is not declared in ${owner.name}`, node.at);
  }
}

interface Members {
  readonly attributes: Attribute[];
  readonly methods: Method[];
}

function parseMembers(parsing: Parsing, owner: ClassDeclaration, members: Members): void {
  const { lexer } = parsing;
  lexer.expect('{', `behind ${owner.name}`);
  const open = lexer.positionAt(lexer.offset - 1);
  for (;;) {
    lexer.skipEmptyStatements();
    if (lexer.takeText('}')) break;
    if (lexer.isAtEnd) lexer.refuse('this { has no closing }', open);
    const start = lexer.offset;
    const isWell = parsing.attempt(() => {
      parseMember(parsing, owner, members);
      if (lexer.isAtBlockEnd) return;
      lexer.skipBlank();
      if (lexer.peek() !== '}' && !lexer.takeText(';'))
        lexer.refuse(`expected ; behind a declaration, found ${lexer.describeNext()}`);
    });
    if (!isWell) lexer.skipStatement(start);
  }
  lexer.closeBlock();
}

function parseMember(parsing: Parsing, owner: ClassDeclaration, members: Members): void {
  const { lexer } = parsing;
  const at = lexer.at;
  const word = lexer.take(/(?:has|method)(?![\w'(-])/y)?.[0];
  lexer.skipBlank();
  if (word === 'has') parseAttribute(parsing, at, owner, members.attributes);
  else if (word === 'method') members.methods.push(parseMethod(parsing, at, owner));
  else lexer.refuse(`${lexer.describeNext()} in a class: there are "has" and "method"`, at);
}

function parseAttribute(
  parsing: Parsing,
  at: SourcePosition,
  owner: ClassDeclaration,
  attributes: Attribute[],
): void {
  const { lexer, scopes } = parsing;
  const place = lexer.at;
  const token = lexer.takeVariable();
  if (token?.sigil !== '$' || !['.', '!'].includes(token.twigil))
    lexer.refuse('expected $.x or $!x behind "has"', place);
  const { name, twigil } = token!;
  const isPublic = twigil === '.';
  if (attributes.some((one) => one.name === name))
    lexer.refuse(`the attribute ${name} is declared twice`, place);
  if (isPublic && RESERVED_METHODS.has(name))
    lexer.refuse(`an accessor called ${name}: Raku calls that method itself`, place);
  const attribute: Mutable<Attribute> = {
    ...{ kind: 'attribute', at, name, owner, isPublic, isRw: false, default: null },
  };
  attributes.push(attribute);
  lexer.skipBlank();
  if (isPublic && lexer.take(/is\s+rw(?![\w'-])/y)) attribute.isRw = true;
  lexer.skipBlank();
  if (lexer.peekName() !== null)
    lexer.refuse(`${lexer.describeNext()} behind an attribute: "is rw" of $.x, and = VALUE`);
  const start = lexer.at;
  if (!lexer.take(/=(?![=>])/y)) return;
  const frameOf = (body: Block): AttributeDefault => ({ kind: 'default', at: start, body });
  attribute.default = scopes.within(start, frameOf, (frame) => {
    const expression = parseItem(parsing);
    scopes.scope.statements.push({ kind: 'expression', at: expression.at, expression });
    parsing.grown(frame, [expression]);
  });
}

function parseMethod(parsing: Parsing, at: SourcePosition, owner: ClassDeclaration): Method {
  const { lexer } = parsing;
  const name = lexer.expectName('a method of a class without a plain name: method m($x) { … }', at);
  if (owner.methods.some((one) => one.name === name))
    lexer.refuse(`the method ${name} is declared twice`, at);
  if (RESERVED_METHODS.has(name)) lexer.refuse(`a method called ${name}: Raku calls it itself`, at);
  return readMethod(parsing, at, name, owner);
}

function readMethod(
  parsing: Parsing,
  at: SourcePosition,
  name: string | null,
  owner: ClassDeclaration | null,
): Method {
  const outer = parsing.scopes.scope.block;
  const parameters: Parameter[] = [];
  const frameOf = (body: Block): Method => ({ kind: 'method', at, name, owner, outer, parameters, body });
  return parsing.frame(at, frameOf, () => {
    parameters.push(...parseSignature(parsing));
  });
}

/** `method (|) { … }`, behind the word. */
export function parseAnonymousMethod(parsing: Parsing, at: SourcePosition): Expression {
  const { lexer, scopes } = parsing;
  lexer.skipBlank();
  if (lexer.peek() !== '(' && lexer.peek() !== '{')
    lexer.refuse('a method with a name outside of a class: method (|) { … } has none', at);
  const method = readMethod(parsing, at, null, scopes.openClass);
  return parsing.grown({ kind: 'anonymous method', at, method }, [method]);
}
