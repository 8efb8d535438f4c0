import type { SourcePosition } from '../../../util/input-error.js';
import type { Parsing } from './parsing.js';
import type { Mutable } from './scopes.js';
import type { Expression, Parameter, TypeName, WhereClause } from './tree.js';
import { CONSTRAINTS } from './words.js';

/** The type before a variable, or null where there is none. */
export function parseType({ lexer, scopes }: Parsing): TypeName | null {
  const at = lexer.at;
  const name = lexer.takeName();
  if (name === null) return null;
  if (lexer.lookingAt(/:|\(|\[/y))
    lexer.refuse(`the type ${name}${lexer.peek()}…: a type is a plain name`, at);
  const type = scopes.classes.get(name) ?? CONSTRAINTS.find((one) => one === name);
  if (!type) {
    const allowed = `types are ${CONSTRAINTS.join(', ')} and classes that are declared above`;
    return lexer.refuse(`the type ${name}: ${allowed}`, at);
  }
  if (typeof type !== 'string' && type.isRole)
    lexer.refuse(`the role ${name} as a type: types are ${CONSTRAINTS.join(', ')} and classes`, at);
  lexer.skipBlank();
  return type;
}

/** `($x, Int $y where …)`, or nothing, into the innermost scope. */
export function parseSignature(parsing: Parsing): Parameter[] {
  const { lexer } = parsing;
  lexer.skipBlank();
  if (!lexer.takeText('(')) return [];
  const parameters = parseParameters(parsing, ')');
  lexer.expect(')', 'behind the parameters');
  return parameters;
}

/** Parameters up to `closing`, which is not read. */
export function parseParameters(parsing: Parsing, closing: ')' | '{'): Parameter[] {
  const { lexer } = parsing;
  const parameters: Parameter[] = [];
  lexer.skipBlank();
  while (lexer.peek() !== closing) {
    const last = parameters.at(-1);
    if (last?.form === 'capture') lexer.refuse('a parameter behind |: it takes all that follow', last.at);
    parameters.push(parseParameter(parsing));
    lexer.skipBlank();
    if (!lexer.takeText(',')) break;
    lexer.skipBlank();
  }
  return parameters;
}

const FORMS = 'parameters are $x, a type and $x, a bare $ and |, with "where" or "is rw"';

function parseParameter(parsing: Parsing): Parameter {
  const { lexer } = parsing;
  const at = lexer.at;
  const traits = { isRw: false, isImplicitTopic: false, where: null };
  if (lexer.takeText('|')) {
    if (lexer.lookingAt(/[$@%&\w]/y)) lexer.refuse(`a name behind |: it is only passed on, by callsame`);
    return { kind: 'parameter', at, form: 'capture', variable: null, type: null, ...traits };
  }
  if (lexer.lookingAt(/[*:+\\]/y)) lexer.refuse(`a slurpy, named or raw parameter: ${FORMS}`);
  const type = parseType(parsing);
  const parameter: Mutable<Parameter> = {
    kind: 'parameter',
    at,
    form: 'positional',
    variable: null,
    type,
    ...traits,
  };
  parseName(parsing, parameter);
  parseTraits(parsing, parameter);
  return parameter;
}

function parseName(parsing: Parsing, parameter: Mutable<Parameter>): void {
  const { lexer, scopes } = parsing;
  const at = lexer.at;
  if (lexer.peek() !== '$') lexer.refuse(`expected a parameter, found ${lexer.describeNext()}: ${FORMS}`);
  const token = lexer.takeVariable();
  if (!token) {
    lexer.takeText('$');
    if (lexer.lookingAt(/[^\s,)={]/y)) lexer.refuse(`the parameter $${lexer.peek()}: ${FORMS}`, at);
    return;
  }
  const name = `${token.sigil}${token.twigil}${token.name}`;
  if (token.twigil !== '') lexer.refuse(`the parameter ${name}: ${FORMS}`, at);
  if (name === '$_') lexer.refuse(`the parameter $_: give it another name`, at);
  if (lexer.lookingAt(/[?!:]/y)) lexer.refuse(`an optional or named parameter: ${FORMS}`, at);
  const variable = scopes.declare({ at, sigil: '$', name, type: parameter.type });
  variable.parameter = parameter;
  parameter.variable = variable;
}

function parseTraits(parsing: Parsing, parameter: Mutable<Parameter>): void {
  const { lexer } = parsing;
  for (;;) {
    lexer.skipBlank();
    const at = lexer.at;
    const word = lexer.peekName();
    if (lexer.peek() === '=' || lexer.lookingAt(/-->/y))
      lexer.refuse(`a default value or a return type among parameters: ${FORMS}`);
    if (word !== 'is' && word !== 'where') return;
    lexer.takeName();
    lexer.skipBlank();
    if (word === 'is') {
      if (lexer.takeName() !== 'rw' || parameter.where)
        lexer.refuse(`this trait of a parameter: ${FORMS}`, at);
      parameter.isRw = true;
    } else {
      if (parameter.where) lexer.refuse('a second "where": join them with &&', at);
      parameter.where = parseWhere(parsing, at);
    }
  }
}

/** What stands behind `where`. */
function parseWhere(parsing: Parsing, at: SourcePosition): WhereClause {
  const { lexer, scopes } = parsing;
  const frameOf = (body: WhereClause['body']): WhereClause => ({ kind: 'where', at, body });
  if (lexer.peek() === '{') return parsing.frame(at, frameOf, () => {});
  return scopes.within(at, frameOf, (where) => {
    const expression = parsing.grammar.operand(parsing);
    if (!isTruth(expression))
      lexer.refuse('"where" with a value to match: it takes a comparison, or a block { … }', expression.at);
    scopes.scope.statements.push({ kind: 'expression', at: expression.at, expression });
    parsing.grown(where, [expression]);
  });
}

/** Whether an expression is a Bool, so that Raku would not match the argument against a value. */
function isTruth(expression: Expression): boolean {
  switch (expression.kind) {
    case 'operation':
      return /^infix:<(?:[=!<>]=|<|>|eq|ne|lt|le|gt|ge)>$/.test(expression.name);
    case 'logical':
      return isTruth(expression.left) && isTruth(expression.right);
    case 'method call':
      return expression.name === 'defined';
    default:
      return expression.kind === 'not' || expression.kind === 'bool';
  }
}

/** How many arguments a routine takes. */
export function arityOf(parameters: readonly Parameter[]): { readonly least: number; readonly most: number } {
  const least = parameters.filter(({ form }) => form === 'positional').length;
  return { least, most: least === parameters.length ? least : Number.POSITIVE_INFINITY };
}
