import type { SourcePosition } from '../../../util/input-error.js';
import { parseDeclaration } from './declarations.js';
import { CONTAINERS, parseAssigned, parseItem, parseList } from './operators.js';
import { parseParameters, parseType } from './parameters.js';
import type { Parsing } from './parsing.js';
import type { Mutable } from './scopes.js';
import type { Block, Closure, Expression, My, Parameter, Sigil, Statement } from './tree.js';

/** Statements up to a `}` that is not theirs, or the end of the text. Goes on behind one that is wrong. */
export function parseStatements(parsing: Parsing): void {
  const { lexer, scopes } = parsing;
  for (;;) {
    const start = lexer.offset;
    const isWell = parsing.attempt(() => {
      lexer.skipEmptyStatements();
      if (lexer.isAtEnd || lexer.peek() === '}') return;
      const statement = parsing.deeper(() => parseStatement(parsing));
      refuseLoosePairs(parsing);
      if (statement) scopes.scope.statements.push(statement);
      expectEnd(parsing);
    });
    if (!isWell) {
      parsing.loosePairs.clear();
      lexer.skipStatement(start);
    } else if (lexer.isAtEnd || lexer.peek() === '}') return;
  }
}

function refuseLoosePairs({ lexer, loosePairs }: Parsing): void {
  const [pair] = loosePairs;
  if (pair) lexer.refuse('a pair: it is an item of what a hash is assigned, or an argument of .new', pair.at);
}

/** `;`, or the `}` around, or the end; or a block that ends its line. */
function expectEnd({ lexer }: Parsing): void {
  if (lexer.isAtBlockEnd) return;
  lexer.skipBlank();
  if (lexer.takeText(';') || lexer.isAtEnd || lexer.peek() === '}') return;
  lexer.refuse(`expected an operator or ; behind the statement, found ${lexer.describeNext()}`);
}

/** `{ … }`, into the innermost scope. */
export function parseBraces(parsing: Parsing): void {
  const { lexer } = parsing;
  lexer.expect('{', 'before a block');
  const open = lexer.positionAt(lexer.offset - 1);
  parsing.deeper(() => parseStatements(parsing));
  if (!lexer.takeText('}')) lexer.refuse('this { has no closing }', open);
  lexer.closeBlock();
}

/** A block of the frame around it. */
function parseInlineBlock(parsing: Parsing, prepare: () => void = () => {}): Block {
  parsing.lexer.skipBlank();
  const block = parsing.scopes.within(parsing.lexer.at, null, () => {
    prepare();
    parseBraces(parsing);
  });
  return parsing.grown(block, block.statements);
}

/** Words that begin statements, before white space. */
const STATEMENT_WORD = /(?:my|if|while|for|return|sub|multi|proto|class|role)(?![\w'(-]|\s*=>)/y;

/** Null for a declaration, which is in its scope. */
function parseStatement(parsing: Parsing): Statement | null {
  const { lexer } = parsing;
  const at = lexer.at;
  const word = lexer.take(STATEMENT_WORD)?.[0];
  switch (word) {
    case undefined:
      return parseExpressionStatement(parsing, at);
    case 'my':
      return parseMy(parsing, at);
    case 'if':
      return parseIf(parsing, at);
    case 'while': {
      const condition = parseItem(parsing);
      const body = parseInlineBlock(parsing);
      return parsing.grown({ kind: 'while', at, condition, body }, [condition, body]);
    }
    case 'for':
      return parseFor(parsing, at);
    case 'return':
      return parseReturn(parsing, at);
    default:
      parseDeclaration(parsing, at, word as 'sub' | 'multi' | 'proto' | 'class' | 'role');
      return null;
  }
}

function parseExpressionStatement(parsing: Parsing, at: SourcePosition): Statement {
  const { lexer } = parsing;
  if (lexer.peek() === '{' && !lexer.lookingAt(/\{\*\}/y)) {
    refuseHash(parsing);
    const body = parseInlineBlock(parsing);
    return parsing.grown({ kind: 'block statement', at, body }, [body]);
  }
  const expression = parseList(parsing);
  return parsing.grown({ kind: 'expression', at, expression }, [expression]);
}

function parseMy(parsing: Parsing, at: SourcePosition): My {
  const { lexer, scopes } = parsing;
  lexer.skipBlank();
  if (lexer.peek() === '(') lexer.refuse('a list of variables: declare one after the other');
  const word = lexer.peekName();
  if (word === 'sub' || word === 'class' || word === 'role')
    lexer.refuse(`my ${word}: write ${word} alone`, at);
  const type = parseType(parsing);
  const place = lexer.at;
  const token = lexer.takeVariable();
  const isPlain = token && token.twigil === '' && token.sigil !== '&' && token.name !== '_';
  if (!isPlain) return lexer.refuse('expected $x, @a or %h behind "my"', place);
  const sigil = token.sigil as Sigil;
  if (type && sigil !== '$')
    lexer.refuse(`a type of ${sigil}${token.name}: only $ variables have types`, place);
  const variable = scopes.declare({ at: place, sigil, name: `${sigil}${token.name}`, type });
  lexer.skipBlank();
  if (lexer.peekName() === 'is' || lexer.lookingAt(/[[{(]/y))
    lexer.refuse(
      `a trait or shape of ${variable.name}: a variable has a name, and a type where it begins with $`,
    );
  if (lexer.lookingAt(/:/y)) lexer.refuse(`a binding of ${variable.name}: give it a value with =`);
  if (!lexer.take(/=(?![=>])/y)) return parsing.grown({ kind: 'my', at, variable, value: null }, []);
  const outer = scopes.initialized;
  scopes.initialized = variable;
  try {
    const value = parseAssigned(parsing, CONTAINERS[sigil]);
    return parsing.grown({ kind: 'my', at, variable, value }, [value]);
  } finally {
    scopes.initialized = outer;
  }
}

function parseIf(parsing: Parsing, at: SourcePosition): Statement {
  const { lexer } = parsing;
  const branches = [parseBranch(parsing)];
  const parts = (): object[] => branches.flatMap(({ condition, body }) => [condition, body]);
  for (;;) {
    const before = lexer.offset;
    lexer.skipBlank();
    if (lexer.take(/elsif(?![\w'(-])/y)) branches.push(parseBranch(parsing));
    else if (lexer.take(/else(?![\w'(-])/y)) {
      lexer.skipBlank();
      if (lexer.peekName() === 'if') lexer.refuse('else if: write elsif');
      const otherwise = parseInlineBlock(parsing);
      return parsing.grown({ kind: 'if', at, branches, else: otherwise }, [...parts(), otherwise]);
    } else {
      lexer.offset = before;
      return parsing.grown({ kind: 'if', at, branches, else: null }, parts());
    }
  }
}

function parseBranch(parsing: Parsing): { readonly condition: Expression; readonly body: Block } {
  const condition = parseItem(parsing);
  refuseParameters(parsing);
  return { condition, body: parseInlineBlock(parsing) };
}

function refuseParameters({ lexer }: Parsing): void {
  lexer.skipBlank();
  if (lexer.peek(2) === '->') lexer.refuse('-> behind a condition: only the block of a "for" has a variable');
}

function parseFor(parsing: Parsing, at: SourcePosition): Statement {
  const { lexer } = parsing;
  const items = parseList(parsing);
  lexer.skipBlank();
  const start = lexer.at;
  const parameters: Parameter[] = [];
  const body = parseInlineBlock(parsing, () => {
    if (!lexer.takeText('->')) {
      parameters.push(topicParameter(parsing, at, false));
      return;
    }
    parameters.push(...parseParameters(parsing, '{'));
    const [only] = parameters;
    const isPlain = parameters.length === 1 && only.variable && !only.where && !only.isRw;
    if (!isPlain) lexer.refuse('the variable of a "for": one plain variable, -> $x', start);
  });
  return parsing.grown({ kind: 'for', at, items, parameter: parameters[0], body }, [items, body]);
}

/** `$_` as a parameter of the innermost block. */
function topicParameter({ scopes }: Parsing, at: SourcePosition, isImplicitTopic: boolean): Parameter {
  const variable = scopes.declare({ at, sigil: '$', name: '$_', type: null });
  const parameter: Mutable<Parameter> = {
    ...{ kind: 'parameter', at, form: 'positional', variable, type: null, where: null },
    ...{ isRw: false, isImplicitTopic },
  };
  variable.parameter = parameter;
  return parameter;
}

function parseReturn(parsing: Parsing, at: SourcePosition): Statement {
  const { lexer, scopes } = parsing;
  const { kind } = scopes.frame;
  if (kind !== 'sub' && kind !== 'method' && kind !== 'proto')
    lexer.refuse('return outside of a routine: the value of a block is that of its last statement', at);
  lexer.skipBlank();
  if (lexer.isAtEnd || lexer.lookingAt(/[;}]/y)) return { kind: 'return', at, value: null };
  const value = parseList(parsing);
  return parsing.grown({ kind: 'return', at, value }, [value]);
}

/** `-> $x { … }` or a bare block, as a value. */
export function parseClosure(parsing: Parsing): Closure {
  const { lexer } = parsing;
  const at = lexer.at;
  const outer = parsing.scopes.scope.block;
  const parameters: Parameter[] = [];
  const frameOf = (body: Block): Closure => ({ kind: 'closure', at, outer, parameters, body });
  if (lexer.takeText('->')) {
    return parsing.frame(at, frameOf, () => {
      lexer.skipBlank();
      if (lexer.peek() === '(') lexer.refuse('parameters in parentheses behind ->: write -> $x, $y { … }');
      parameters.push(...parseParameters(parsing, '{'));
    });
  }
  refuseHash(parsing);
  return parsing.frame(at, frameOf, () => {
    parameters.push(topicParameter(parsing, at, true));
  });
}

/** Raku takes braces for a hash where they are empty, or begin with a pair or a hash. */
function refuseHash({ lexer }: Parsing): void {
  const isHash = lexer.lookingAt(
    /\{\s*(?:\}|%\w|:\w|[A-Za-z_][\w'-]*\s*=>|(?:"[^"\n]*"|'[^'\n]*'|[$]\w+|\d+)\s*=>)/y,
  );
  if (isHash) lexer.refuse('a hash in braces: assign pairs to a variable with %');
}
