import { checkUnit } from './checks.js';
import { parseAnonymousMethod } from './declarations.js';
import { Lexer } from './lexer.js';
import { parseItem, parseList, parseOperand } from './operators.js';
import { type Grammar, Parsing } from './parsing.js';
import { Scopes } from './scopes.js';
import { parseBraces, parseClosure, parseStatements } from './statements.js';
import { parsePostfix, parseVariable } from './terms.js';
import type { Block, Unit } from './tree.js';

const GRAMMAR: Grammar = {
  item: parseItem,
  operand: parseOperand,
  list: parseList,
  variable: parseVariable,
  postfix: parsePostfix,
  statements: parseBraces,
  closure: parseClosure,
  anonymousMethod: parseAnonymousMethod,
};

/**
 * Parses a Raku program and resolves its names. `file` is what messages call it. Throws an `InputError` with
 * everything that is wrong, or in Raku but not in the subset, as far as it can be told at once.
 */
export function parseRaku(text: string, file: string): Unit {
  const lexer = new Lexer(text, file);
  const parsing = new Parsing(lexer, new Scopes(), GRAMMAR);
  const at = lexer.at;
  const frameOf = (body: Block): Unit => ({ kind: 'unit', at, body, classes: parsing.classes });
  const unit = parsing.scopes.within(at, frameOf, () => {
    for (;;) {
      parseStatements(parsing);
      if (lexer.isAtEnd) return;
      parsing.note('this } closes nothing', lexer.at);
      lexer.takeText('}');
    }
  });
  checkUnit(parsing);
  return unit;
}
