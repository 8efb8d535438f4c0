import type { SourcePosition } from '../../../util/input-error.js';
import type { Parsing } from './parsing.js';
import type { BuiltInType, Call, Expression, MethodCall, NamedArgument } from './tree.js';
import { BUILT_IN_TYPES, KEYWORDS, SYNTAX_WORDS, UNSUPPORTED_WORDS } from './words.js';

/** A word where a term is expected: a call, a type, `self` and the like. */
export function parseNamedTerm(parsing: Parsing): Expression {
  const { lexer, scopes } = parsing;
  const at = lexer.at;
  const name = lexer.takeName()!;
  if (lexer.lookingAt(/::/y)) lexer.refuse(`the package in ${name}::…: names have one part`, at);
  // The key of a pair.
  if (lexer.lookingAt(/\s*=>/y)) return { kind: 'str', at, value: name };
  const isCall = lexer.peek() === '(';
  const type = scopes.classes.get(name) ?? BUILT_IN_TYPES.find((one) => one === name);
  if (type && !isCall) return { kind: 'type object', at, type };
  switch (name) {
    case 'True':
    case 'False':
      return { kind: 'bool', at, value: name === 'True' };
    case 'self':
      if (!parsing.isInside('method', 'default')) lexer.refuse('self outside of a method', at);
      return { kind: 'self', at };
    case 'callsame':
      if (parseCallArguments(parsing).length > 0) lexer.refuse('callsame takes no arguments', at);
      return { kind: 'callsame', at };
    case 'method':
      return parsing.grammar.anonymousMethod(parsing, at);
    case 'say': {
      const given = parseCallArguments(parsing);
      if (given.length === 0 && !isCall)
        lexer.refuse('say without arguments: write say "" for an empty line', at);
      return parsing.grown({ kind: 'say', at, arguments: given }, given);
    }
  }
  // The others are names that a program may give to its own routines.
  const isSyntax = isCall ? KEYWORDS.has(name) : SYNTAX_WORDS.has(name);
  if (isSyntax) lexer.refuse(`${name}: ${UNSUPPORTED_WORDS.get(name)}`, at);
  const given = parseCallArguments(parsing);
  const node = { kind: 'call', at, arguments: given } as unknown as Call;
  parsing.routineUses.push({ node, name, scope: scopes.scope });
  return parsing.grown(node, given);
}

/** A term begins here, or what Raku takes for one behind the name of a routine. */
const TERM_START = /["'$@%([{<\\/\w]|&(?!&)|[-+~*](?!>)|!(?![!=])|\?(?!\?)|\^|\|(?!\|)|\.(?!\.)/y;

/** `(1, 2)` right behind a name, or ` 1, 2`, or nothing. */
function parseCallArguments(parsing: Parsing): readonly Expression[] {
  const { lexer } = parsing;
  if (lexer.peek() === '(') return parseArguments(parsing);
  const before = lexer.offset;
  lexer.skipBlank();
  const isApart = lexer.offset > before;
  if (isApart && lexer.lookingAt(TERM_START)) return parseItems(parsing);
  // Raku looks for arguments here, and finds none.
  if (isApart && lexer.lookingAt(/[^,;)\]}]/y))
    lexer.refuse('an operator behind the name of a routine: write ( ) behind the name');
  lexer.offset = before;
  return [];
}

/** `(1, 2)`: the arguments of a call. */
export function parseArguments(parsing: Parsing): readonly Expression[] {
  const { lexer } = parsing;
  lexer.takeText('(');
  lexer.skipBlank();
  const given = lexer.peek() === ')' ? [] : parseItems(parsing);
  lexer.expect(')', 'behind the arguments');
  return given;
}

function parseItems(parsing: Parsing): Expression[] {
  const { lexer } = parsing;
  const items = [parsing.grammar.item(parsing)];
  for (;;) {
    const before = lexer.offset;
    lexer.skipBlankInStatement();
    if (lexer.isAtBlockEnd || !lexer.takeText(',')) {
      lexer.offset = before;
      return items;
    }
    lexer.skipBlank();
    if (lexer.isAtEnd || lexer.lookingAt(/[)};]/y)) return items;
    items.push(parsing.grammar.item(parsing));
  }
}

/** `.name`, `.name(1, 2)`, `.new(k => v)`, `.^lookup('m')`, applied to `object`. */
export function parseMethodCall(parsing: Parsing, object: Expression): Expression {
  const { lexer } = parsing;
  const start = lexer.at;
  const { at } = object;
  lexer.takeText('.');
  const isMeta = lexer.takeText('^');
  const name = lexer.expectName('this form of a method call: .name or .name(…)', start);
  if (lexer.lookingAt(/::/y)) lexer.refuse(`the package in .${name}::…: names have one part`, start);
  if (lexer.lookingAt(/:(?!:)/y)) lexer.refuse(`.${name}: with a colon: write the arguments in ( )`, start);
  if (isMeta) return parseLookup(parsing, object, name, start);
  if (name === 'new') return parseNew(parsing, object, start);
  const given = lexer.peek() === '(' ? parseArguments(parsing) : [];
  parsing.methodCalls.push({ at: start, name, count: given.length });
  const call: MethodCall = { kind: 'method call', at, object, name, arguments: given, named: [] };
  return parsing.grown(call, [object, ...given]);
}

function parseLookup(parsing: Parsing, object: Expression, name: string, start: SourcePosition): Expression {
  const { lexer } = parsing;
  if (name !== 'lookup') lexer.refuse(`.^${name}: the only one of its kind is .^lookup`, start);
  const given = lexer.peek() === '(' ? parseArguments(parsing) : [];
  if (given.length !== 1) lexer.refuse('.^lookup takes the name of a method', start);
  return parsing.grown({ kind: 'lookup', at: object.at, object, name: given[0] }, [object, given[0]]);
}

const CREATABLE: readonly (BuiltInType | null)[] = ['Buf'];

function parseNew(parsing: Parsing, object: Expression, start: SourcePosition): Expression {
  const { lexer } = parsing;
  if (object.kind === 'type object' && typeof object.type === 'string' && !CREATABLE.includes(object.type))
    lexer.refuse(`${object.type}.new: .new is of your own classes and roles, and of Buf`, start);
  const named: NamedArgument[] = [];
  if (lexer.takeText('(')) {
    lexer.skipBlank();
    while (!lexer.takeText(')')) {
      const at = lexer.at;
      const name = lexer.lookingAt(/[A-Za-z_][\w'-]*\s*=>/y) ? lexer.takeName()! : null;
      if (name === null) return lexer.refuse('.new takes name => value for each attribute', at);
      lexer.expect('=>', 'behind the name of an attribute');
      lexer.skipBlank();
      named.push({ at, name, value: parsing.grammar.item(parsing) });
      lexer.skipBlank();
      if (!lexer.takeText(',') && lexer.peek() !== ')')
        lexer.refuse(`expected , or ) behind a value of .new, found ${lexer.describeNext()}`);
      lexer.skipBlank();
    }
  }
  const call: MethodCall = { kind: 'method call', at: object.at, object, name: 'new', arguments: [], named };
  return parsing.grown(call, [object, ...named.map(({ value }) => value)]);
}
