import { InputError } from '../../../util/input-error.js';
import type { Expression } from '../model.js';
import { type BinaryOperator, MISSING, type Expression as Syntax } from '../syntax.js';
import { number, operation, select } from './build.js';
import { expandCall } from './calls.js';
import { type Context, fail, MAX_CHAIN_LENGTH, shared, spend } from './context.js';
import { expandReference } from './references.js';
import type { Analysis } from './scopes.js';

const DEEPEST_NESTING = 1000;

const BINARY = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '^': 'pow',
  mod: 'mod',
  '=': 'eq',
  '<>': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  and: 'and',
  or: 'or',
} as const satisfies Record<BinaryOperator, string>;

/** Writes out an expression for one element: names become variables, calls become operations and hidden stocks. */
export function expand(syntax: Syntax, context: Context): Expression {
  const { analysis } = context;
  if (analysis.nesting >= DEEPEST_NESTING) {
    throw new InputError(
      `this expression is nested more than ${DEEPEST_NESTING} deep; split it into several equations`,
      syntax.at,
    );
  }
  analysis.nesting++;
  spend(1, context, syntax.at);
  const expression = expandOne(syntax, context);
  analysis.nesting--;
  return expression;
}

function expandOne(syntax: Syntax, context: Context): Expression {
  switch (syntax.kind) {
    case 'number':
      return number(syntax.value);
    case 'missing':
      return number(MISSING);
    case 'string':
      return fail(context, 'a text is only possible as an argument of functions that read files', syntax.at);
    case 'reference':
      return expandReference(syntax, context);
    case 'call':
      return expandCall(syntax, context);
    case 'withLookup': {
      const table = sharedTable(syntax.table, context.name, context.analysis);
      const opcode = context.analysis.model.lookups[table];
      return { kind: 'lookup', opcode, table, input: expand(syntax.input, context) };
    }
    case 'unary': {
      const operand = expand(syntax.operand, context);
      if (syntax.operator === '+') return operand;
      return operation(syntax.operator === '-' ? 'neg' : 'not', operand);
    }
    case 'binary':
      return expandBinary(syntax, context);
    case 'conditional':
      return select(
        expand(syntax.condition, context),
        expand(syntax.consequent, context),
        expand(syntax.alternate, context),
      );
  }
}

/** Long sums lean to the left: their spine is walked in a loop, and cut where it gets long. */
function expandBinary(syntax: Extract<Syntax, { kind: 'binary' }>, context: Context): Expression {
  const { analysis } = context;
  const spine = [syntax];
  let left = syntax.left;
  while (left.kind === 'binary') {
    spine.push(left);
    left = left.left;
  }
  const height = Math.min(spine.length, MAX_CHAIN_LENGTH) - 1;
  analysis.nesting += height;
  let result = expand(left, context);
  for (let place = spine.length - 1; place >= 0; place--) {
    const { operator, right } = spine[place];
    result = operation(BINARY[operator], result, expand(right, context));
    if (place > 0 && place % MAX_CHAIN_LENGTH === 0)
      result = shared(context, `#part ${place}<${context.name}#`, result);
  }
  analysis.nesting -= height;
  return result;
}

/** The table of a WITH LOOKUP, added once for all elements of an array. */
export function sharedTable(
  table: Extract<Syntax, { kind: 'withLookup' }>['table'],
  name: string,
  analysis: Analysis,
): number {
  let index = analysis.sharedTables.get(table);
  if (index === undefined) {
    index = analysis.model.table(name, table);
    analysis.sharedTables.set(table, index);
  }
  return index;
}
