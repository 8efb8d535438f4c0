import type { Expression } from '../../model.js';
import type { Call, Reference, Subscript, Expression as Syntax } from '../../syntax.js';
import { MAX_CHAIN_OPERATIONS, MAX_REDUCTION_TERMS } from '../limits.js';
import { fail } from '../problems.js';
import { find } from '../references/name-resolution.js';
import { iteratedDimension } from '../references/subscripts.js';
import { type Context, currentElement, expand, spend } from '../scope/context.js';
import type { Dimension } from '../scope/dimensions.js';

/** Functions whose own `!` and wildcards are not those of a reduction around them. */
const REDUCING: ReadonlySet<string> = new Set([
  'sum',
  'prod',
  'vmin',
  'vmax',
  'mean',
  'stddev',
  'vector select',
]);

/** One context per combination of the elements the arguments run over: `dim!`, wildcards, unbound arrays. */
export function combinations(syntaxes: readonly Syntax[], call: Call, context: Context): readonly Context[] {
  const iterated = new Map<Dimension, number>();
  for (const syntax of syntaxes) collect(syntax, context, iterated);
  const slots: { readonly dimension: Dimension; readonly occurrence: number }[] = [];
  let count = 1;
  for (const [dimension, occurrences] of iterated) {
    for (let occurrence = 0; occurrence < occurrences; occurrence++) {
      slots.push({ dimension, occurrence });
      count *= dimension.elements.length;
    }
  }
  if (count > MAX_REDUCTION_TERMS)
    fail(context, `${call.name.toUpperCase()} has more than ${MAX_REDUCTION_TERMS} terms`, call.at);
  spend(count, context, call.at);
  return Array.from({ length: count }, (_, combination) => {
    const reduced = new Map(context.reduced);
    let rest = combination;
    for (let slot = slots.length - 1; slot >= 0; slot--) {
      const { dimension, occurrence } = slots[slot];
      const size = dimension.elements.length;
      const elements = [
        ...(occurrence < (iterated.get(dimension) ?? 0) - 1 ? (reduced.get(dimension) ?? []) : []),
      ];
      elements[occurrence] = dimension.elements[rest % size];
      reduced.set(dimension, elements);
      rest = Math.floor(rest / size);
    }
    return { ...context, reduced };
  });
}

/** The terms of SUM and its like. */
export function terms(call: Call, context: Context): readonly Expression[] {
  const [operand] = call.arguments as readonly [Syntax];
  const inners = combinations([operand], call, context);
  const height = Math.min(inners.length, MAX_CHAIN_OPERATIONS);
  context.analysis.depth += height;
  const expanded = inners.map((inner) => expand(operand, inner));
  context.analysis.depth -= height;
  return expanded;
}

/** Whether an expression names anything that a reduction would run over. */
export function isArray(syntax: Syntax, context: Context): boolean {
  const iterated = new Map<Dimension, number>();
  collect(syntax, context, iterated);
  return iterated.size > 0;
}

function collect(syntax: Syntax, context: Context, iterated: Map<Dimension, number>): void {
  const pending: Syntax[] = [syntax];
  for (let next = pending.pop(); next; next = pending.pop()) {
    switch (next.kind) {
      case 'reference':
        collectSubscripts(next, context, iterated);
        break;
      case 'call':
        if (REDUCING.has(context.analysis.canonical(next.name)) && !find(next.name, context)) break;
        collectSubscripts(next, context, iterated);
        for (const argument of next.arguments.toReversed()) pending.push(argument);
        break;
      case 'withLookup':
        pending.push(next.input);
        break;
      case 'unary':
        pending.push(next.operand);
        break;
      case 'binary':
        pending.push(next.right, next.left);
        break;
      case 'conditional':
        pending.push(next.alternate, next.consequent, next.condition);
        break;
      default:
    }
  }
}

function collectSubscripts(
  reference: Pick<Reference, 'name' | 'subscripts'>,
  context: Context,
  iterated: Map<Dimension, number>,
): void {
  const { dimensions, file } = context.analysis;
  const note = (dimension: Dimension, occurrences: number) =>
    iterated.set(dimension, Math.max(iterated.get(dimension) ?? 0, occurrences));
  const declared = file.format === 'xmile' ? find(reference.name, context) : undefined;
  const positions = declared && 'positions' in declared ? declared.positions : [];
  if (reference.subscripts.length === 0) {
    for (const position of positions) {
      if (currentElement(position, context) === undefined) note(position, 1);
    }
    return;
  }
  const wildcards = new Map<Dimension, number>();
  reference.subscripts.forEach((subscript: Subscript, index) => {
    if (subscript.kind === 'name') {
      const dimension = dimensions.dimension(subscript.name);
      if (!dimension) return;
      if (subscript.reduce) note(dimension, 1);
      else if (file.format === 'xmile' && currentElement(dimension, context) === undefined)
        note(dimension, 1);
      return;
    }
    const position = positions[index];
    if (!position || (subscript.kind === 'index' && !subscript.end)) return;
    const dimension = iteratedDimension(subscript, position, context);
    const occurrences = (wildcards.get(dimension) ?? 0) + 1;
    wildcards.set(dimension, occurrences);
    note(dimension, occurrences);
  });
}
