import type { SourcePosition } from '../../../util/input-error.js';
import { parseArguments, parseMethodCall, parseNamedTerm } from './calls.js';
import type { Parsing } from './parsing.js';
import { parseDoubleQuoted, parseSingleQuoted } from './quotes.js';
import type { Expression, RoutineValue, Subscript } from './tree.js';

/** A term with what is applied to it: subscripts, calls, method calls. */
export function parseTerm(parsing: Parsing): Expression {
  let term = parsePlainTerm(parsing);
  while (!parsing.lexer.isAtBlockEnd) {
    const next = parsePostfix(parsing, term);
    if (!next) return term;
    term = next;
  }
  return term;
}

/** What is applied to a term, which stands right behind it; null where there is nothing. */
export function parsePostfix(parsing: Parsing, term: Expression): Expression | null {
  const { lexer } = parsing;
  switch (lexer.peek()) {
    case '[':
    case '{':
    case '<':
      return parseSubscript(parsing, term);
    case '(': {
      if (term.kind === 'type object') lexer.refuse('a call of a type: there are no coercions');
      const at = term.at;
      const given = parseArguments(parsing);
      return parsing.grown({ kind: 'invocation', at, code: term, arguments: given }, [term, ...given]);
    }
    case '.':
      return lexer.peek(2) === '..' ? null : parseMethodCall(parsing, term);
    default:
      if (lexer.lookingAt(/\+\+|--/y))
        lexer.refuse(`the postfix ${lexer.peek(2)}: write the assignment in full`);
      if (lexer.peek() === '!' && lexer.lookingAt(/![A-Za-z_]\w*\(/y))
        lexer.refuse('a call of a private method: methods are public');
      return null;
  }
}

const BRACKETS = { '[': { by: 'position', closing: ']' }, '{': { by: 'key', closing: '}' } } as const;

function parseSubscript(parsing: Parsing, object: Expression): Subscript {
  const { lexer } = parsing;
  const open = lexer.peek();
  const { at } = object;
  if (open === '<') {
    const index = parseWord(parsing);
    return parsing.grown({ kind: 'subscript', at, by: 'key', object, index }, [object]);
  }
  const { by, closing } = BRACKETS[open as '[' | '{'];
  lexer.takeText(open);
  lexer.skipBlank();
  if (lexer.peek() === closing) lexer.refuse(`an empty subscript: one index or key`);
  const index = parsing.grammar.item(parsing);
  lexer.expect(closing, 'behind the one index or key of a subscript');
  return parsing.grown({ kind: 'subscript', at, by, object, index }, [object, index]);
}

/** The one word of `%h<word>`. */
function parseWord({ lexer }: Parsing): Expression {
  const at = lexer.at;
  const word = lexer.take(/<[ \t]*([^\s<>\\]+)[ \t]*>/y);
  if (!word)
    lexer.refuse('a subscript < of other than one word: %h<word>; put a space before a < that compares');
  return { kind: 'str', at, value: word![1].normalize('NFC') };
}

function parsePlainTerm(parsing: Parsing): Expression {
  const { lexer } = parsing;
  const at = lexer.at;
  const number = lexer.takeNumber();
  if (number) return { ...number, at };
  const character = lexer.peek();
  switch (character) {
    case "'":
      return parseSingleQuoted(parsing);
    case '"':
      return parseDoubleQuoted(parsing);
    case '$':
    case '@':
    case '%':
    case '&':
      return parseVariable(parsing);
    case '(':
      return parseParenthesized(parsing);
    case '{':
      if (lexer.takeText('{*}')) return parseRedispatch(parsing, at);
      return parsing.grammar.closure(parsing);
    case '-':
      return parsing.grammar.closure(parsing);
    case '.':
      if (lexer.lookingAt(/\.[A-Za-z_^]/y))
        return parseMethodCall(parsing, {
          kind: 'variable',
          at,
          declaration: parsing.scopes.variable(at, '$_'),
        });
      break;
    case '[':
      lexer.refuse('an array in brackets: assign a list to a variable with @');
      break;
    case '<':
      lexer.refuse('a list of words in < >: write strings in quotes, with commas');
      break;
    case '/':
      lexer.refuse('a regex: there are none');
      break;
    case '*':
      lexer.refuse('* as a term: write a number, or a block -> $x { … }');
  }
  if (lexer.peekName() !== null) return parseNamedTerm(parsing);
  return lexer.refuse(`expected a term, found ${lexer.describeNext()}`);
}

function parseRedispatch(parsing: Parsing, at: SourcePosition): Expression {
  const frame = parsing.scopes.frame.kind;
  if (frame !== 'proto')
    parsing.lexer.refuse('{*} outside of a proto: it stands in the body of a proto itself', at);
  return { kind: 'redispatch', at };
}

/** `()`, `(1)`, `(1, 2)`. */
function parseParenthesized(parsing: Parsing): Expression {
  const { lexer } = parsing;
  const at = lexer.at;
  lexer.takeText('(');
  lexer.skipBlank();
  if (lexer.takeText(')')) return { kind: 'list', at, items: [] };
  const inner = parsing.grammar.list(parsing);
  lexer.expect(')', 'behind what stands in parentheses');
  parsing.parenthesized.add(inner);
  return inner;
}

/** `$x`, `@a`, `%h`, `$_`, `$!x`, `&f`. */
export function parseVariable(parsing: Parsing): Expression {
  const { lexer, scopes } = parsing;
  const token = lexer.takeVariable();
  if (!token) return lexer.refuse(`the variable ${lexer.peek(2)}: variables are $x, @a, %h, $_, $!x and &f`);
  const { at, sigil, twigil, name } = token;
  const whole = `${sigil}${twigil}${name}`;
  if (lexer.lookingAt(/::/y)) lexer.refuse(`the package in ${whole}::…: names have one part`, at);
  if (twigil === '!' && sigil === '$') return parseAttribute(parsing, at, name);
  if (twigil === '.' && sigil === '$') lexer.refuse(`${whole} outside of "has": write self.${name}`, at);
  if (twigil !== '') lexer.refuse(`the variable ${whole}: variables are $x, @a, %h, $_, $!x and &f`, at);
  if (sigil === '&') {
    const node = { kind: 'routine value', at } as RoutineValue;
    parsing.routineUses.push({ node, name, scope: scopes.scope });
    return node;
  }
  return { kind: 'variable', at, declaration: scopes.variable(at, whole) };
}

function parseAttribute(parsing: Parsing, at: SourcePosition, name: string): Expression {
  if (!parsing.scopes.openClass || !parsing.isInside('method', 'default'))
    parsing.lexer.refuse(`$!${name} outside of the methods of a class: call its accessor`, at);
  const node = { kind: 'attribute variable', at } as Parsing['attributeUses'][number]['node'];
  parsing.attributeUses.push({ node, name });
  return node as Expression;
}
