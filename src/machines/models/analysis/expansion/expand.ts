import type { Expression } from '../../model.js';
import { type BinaryOperator, MISSING, type Expression as Syntax } from '../../syntax.js';
import { MAX_CHAIN_OPERATIONS } from '../limits.js';
import { number, operation, select } from '../model/operations.js';
import { fail } from '../problems.js';
import { expandReference } from '../references/references.js';
import { type Context, expand } from '../scope/context.js';
import { shared } from '../scope/hidden-variables.js';
import { expandCall } from './calls.js';

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

/** The expander: everything else reaches it by `expand` of the context, which counts depth and operations. */
export function expandExpression(syntax: Syntax, context: Context): Expression {
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
      const table = context.analysis.model.sharedTable(context.name, syntax.table);
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
  const height = Math.min(spine.length, MAX_CHAIN_OPERATIONS) - 1;
  analysis.depth += height;
  let result = expand(left, context);
  for (let index = spine.length - 1; index >= 0; index--) {
    const { operator, right } = spine[index];
    result = operation(BINARY[operator], result, expand(right, context));
    if (index > 0 && index % MAX_CHAIN_OPERATIONS === 0)
      result = shared(context, `#part ${index}<${context.name}#`, result);
  }
  analysis.depth -= height;
  return result;
}
