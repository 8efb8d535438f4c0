import { basename } from 'node:path';
import { InputError, type Problem } from '../../../util/input-error.js';
import {
  canonicalName,
  type Definition,
  type Dimension,
  type Equation,
  type Macro,
  type ModelFile,
} from '../syntax.js';
import { shorten, TokenCursor } from './cursor.js';
import { parseExpression } from './expressions.js';
import { type Token, tokenReader } from './lexer.js';
import { MAX_PROBLEMS, MAX_TEXTS } from './limits.js';
import { parseLookupTable, parseSignedNumber } from './lookups.js';
import { fileAliases, integrationMethod, splitSketch } from './settings.js';
import { parseDimension, parseSubscriptNames, type RangeBudget } from './subscripts.js';

const DATA_MODES: ReadonlySet<string> = new Set(['INTERPOLATE', 'RAW', 'LOOK FORWARD', 'HOLD BACKWARD']);

/** What has been read of a file so far. */
interface FileContents {
  readonly dimensions: Dimension[];
  readonly equations: Equation[];
  readonly macros: Macro[];
  /** The macro whose definition is open; its equations go there. */
  macro: (Macro & { readonly equations: Equation[] }) | null;
  readonly rangeBudget: RangeBudget;
}

/**
 * Reads a Vensim model. After a mistake it goes on with the next equation, and throws one `InputError` with
 * all the problems it found.
 */
export function parseVensim(text: string, file: string): ModelFile {
  const { equations, sketch } = splitSketch(text);
  const aliases = fileAliases(sketch);
  const read = tokenReader(equations);
  const cursor = new TokenCursor(() => withoutAlias(read(), aliases), file);
  const contents: FileContents = {
    dimensions: [],
    equations: [],
    macros: [],
    macro: null,
    rangeBudget: { characters: 0 },
  };
  const problems: Problem[] = [];

  while (cursor.peek().kind !== 'end' && problems.length < MAX_PROBLEMS) {
    try {
      parseStatement(cursor, contents);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      skipStatement(cursor);
    }
  }
  if (contents.macro && problems.length < MAX_PROBLEMS) {
    problems.push({ message: missingMacroEnd(contents.macro), at: contents.macro.at });
  }
  if (problems.length > 0) throw new InputError(problems);

  return {
    file,
    format: 'vensim',
    name: basename(file).replace(/\.mdl$/i, ''),
    dimensions: contents.dimensions,
    equations: contents.equations,
    macros: contents.macros,
    modules: [],
    moduleModels: [],
    integration: integrationMethod(sketch),
  };
}

function withoutAlias(token: Token, aliases: ReadonlyMap<string, string>): Token {
  const file = token.kind === 'string' ? aliases.get(token.text) : undefined;
  return file === undefined ? token : { ...token, text: file };
}

function skipStatement(cursor: TokenCursor): void {
  cursor.depth = 0;
  while (cursor.peek().kind !== 'end' && !cursor.isKeyword('MACRO') && !cursor.isKeyword('END OF MACRO')) {
    const token = cursor.next();
    if (token.kind === 'symbol' && token.text === '|') return;
  }
}

function parseStatement(cursor: TokenCursor, contents: FileContents): void {
  if (cursor.isKeyword('MACRO')) openMacro(cursor, contents);
  else if (cursor.isKeyword('END OF MACRO')) closeMacro(cursor, contents);
  else if (cursor.isSymbol('|') || cursor.peek().kind === 'text') parseTexts(cursor);
  else parseNamed(cursor, contents);
}

/** A dimension or an equation. */
function parseNamed(cursor: TokenCursor, contents: FileContents): void {
  const name = cursor.expectName('the name of a variable');
  if (cursor.isSymbol(':') || cursor.isSymbol('<->')) {
    contents.dimensions.push(parseDimension(cursor, name, contents.rangeBudget));
    parseTexts(cursor);
    return;
  }
  const equation = parseEquation(cursor, name);
  if (equation) (contents.macro?.equations ?? contents.equations).push(equation);
}

/** `:MACRO: name(a, b : x, y)`. */
function openMacro(cursor: TokenCursor, contents: FileContents): void {
  const at = cursor.at();
  cursor.next();
  const unfinished = contents.macro;
  const token = cursor.expectName('the name of the macro');
  const macro = { name: token.text, at: cursor.at(token), inputs: [], outputs: [token.text], equations: [] };
  contents.macro = macro;
  if (unfinished) throw new InputError(`${missingMacroEnd(unfinished)} before this macro`, at);
  cursor.expect('(', 'to begin the inputs of the macro');
  const inputs =
    cursor.isSymbol(')') || cursor.isSymbol(':') ? [] : parseNames(cursor, 'the name of an input');
  const further = cursor.accept(':') ? parseNames(cursor, 'the name of an output') : [];
  cursor.expect(')', 'to end the inputs and outputs of the macro');
  contents.macro = { ...macro, inputs, outputs: [token.text, ...further] };
}

function closeMacro(cursor: TokenCursor, contents: FileContents): void {
  const end = cursor.next();
  if (!contents.macro) throw new InputError('this ends a macro, but no :MACRO: is open', cursor.at(end));
  contents.macros.push(contents.macro);
  contents.macro = null;
}

function missingMacroEnd(macro: Macro): string {
  return `the macro ${shorten(macro.name)} has no :END OF MACRO:`;
}

function parseNames(cursor: TokenCursor, what: string): string[] {
  const names: string[] = [];
  do names.push(cursor.expectName(what).text);
  while (cursor.accept(','));
  return names;
}

/** From behind the name to the `|`; null for reality checks, which do not take part in a simulation. */
function parseEquation(cursor: TokenCursor, name: Token): Equation | null {
  const at = cursor.at(name);
  const subscripts = cursor.isSymbol('[') ? parseSubscriptNames(cursor) : [];
  const except: string[][] = [];
  let mode: string | null = null;
  for (let token = cursor.peek(); token.kind === 'keyword'; token = cursor.peek()) {
    if (token.text === 'TEST INPUT' || token.text === 'THE CONDITION') {
      skipStatement(cursor);
      return null;
    }
    if (token.text === 'EXCEPT') {
      cursor.next();
      do except.push(parseSubscriptNames(cursor));
      while (cursor.accept(','));
    } else if (DATA_MODES.has(token.text)) mode = cursor.next().text;
    else break;
  }
  const definition = parseDefinition(cursor, mode);
  return { name: name.text, at, subscripts, except, definition, ...parseTexts(cursor) };
}

function parseDefinition(cursor: TokenCursor, mode: string | null): Definition {
  if (cursor.accept(':=')) return { kind: 'data', mode, expression: parseExpression(cursor) };
  if (cursor.accept('=') || cursor.accept('==')) {
    const definition = parseRightHandSide(cursor);
    return mode !== null && definition.kind === 'expression'
      ? { ...definition, kind: 'data', mode }
      : definition;
  }
  if (cursor.accept('(')) {
    const definition: Definition =
      cursor.peek().kind === 'name'
        ? { kind: 'expression', expression: parseExpression(cursor) }
        : { kind: 'lookup', table: parseLookupTable(cursor) };
    cursor.expect(')', 'to end the lookup');
    return definition;
  }
  if (cursor.isKeyword('IS')) {
    cursor.next();
    return { kind: 'expression', expression: parseExpression(cursor) };
  }
  if (isEquationEnd(cursor)) return { kind: 'data', mode, expression: null };
  return cursor.fail('expected "=" after the name of the variable');
}

function parseRightHandSide(cursor: TokenCursor): Definition {
  const first = cursor.peek();
  if (first.kind === 'name' && cursor.isSymbol('(', 1) && canonicalName(first.text) === 'tabbed array') {
    return { kind: 'constants', values: parseTabbedArray(cursor) };
  }
  if (isConstantList(cursor)) return { kind: 'constants', values: parseConstantList(cursor) };
  return { kind: 'expression', expression: parseExpression(cursor) };
}

/** A number with a comma or semicolon behind it. */
function isConstantList(cursor: TokenCursor): boolean {
  const ahead = cursor.isSymbol('-') || cursor.isSymbol('+') ? 1 : 0;
  const token = cursor.peek(ahead);
  const isNumber = token.kind === 'number' || (token.kind === 'keyword' && token.text === 'NA');
  return isNumber && (cursor.isSymbol(',', ahead + 1) || cursor.isSymbol(';', ahead + 1));
}

/** `1, 2, 3; 4, 5, 6;` */
function parseConstantList(cursor: TokenCursor): number[] {
  const values: number[] = [];
  do {
    if (isEquationEnd(cursor)) break;
    values.push(parseSignedNumber(cursor));
  } while (cursor.accept(',') || cursor.accept(';'));
  return values;
}

/** Numbers with nothing but space between them. */
function parseTabbedArray(cursor: TokenCursor): number[] {
  cursor.next();
  cursor.expect('(', 'to begin the numbers of TABBED ARRAY');
  const values: number[] = [];
  do values.push(parseSignedNumber(cursor));
  while (!cursor.isSymbol(')'));
  cursor.next();
  return values;
}

function isEquationEnd(cursor: TokenCursor): boolean {
  return cursor.peek().kind === 'text' || cursor.isSymbol('|');
}

/** `~ units ~ documentation ~ flags |`, all of it optional but the `|`. */
function parseTexts(cursor: TokenCursor): { readonly units: string; readonly documentation: string } {
  const first = cursor.peek();
  const texts: string[] = [];
  while (cursor.peek().kind === 'text') texts.push(joinLines(cursor.next().text));
  cursor.expect('|', 'at the end of the equation');
  if (texts.length > MAX_TEXTS && texts.slice(1).some((text) => text.includes('='))) {
    throw new InputError(
      'there are more "~" here than one equation can have; is the "|" at its end missing?',
      cursor.at(first),
    );
  }
  const units = (texts[0] ?? '').replace(/\[[^[\]]*\]$/, '').trim();
  return { units, documentation: texts[1] ?? '' };
}

/** Takes out the line breaks that a `\` continues, and the space around the text. */
function joinLines(text: string): string {
  return text.replace(/\\[ \t]*\r?\n[ \t]*/g, '').trim();
}
