import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { staticNumber } from '../model/evaluate.js';
import { add, divide, fold, multiply, number, operation, select, subtract } from '../model/operations.js';
import { fail } from '../problems.js';
import { readOrdinals } from '../references/references.js';
import { type Context, expand, spend } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { shared } from '../scope/hidden-variables.js';
import { currentOrdinal, jointResult, lastDimensions, withElement } from './joint-results.js';
import { vectorOf } from './vector.js';

/**
 * Allocations of something scarce: find the price at which what the requesters still want equals what is
 * available. How much of its request each wants falls as the price passes its priority.
 */

/** Each halves the range in which the price is sought: 60 leave less of it than a double can tell. */
const BISECTIONS = 60;
/** Roughly; of the dearer ALLOCATE AVAILABLE. */
const OPERATIONS_PER_REQUESTER = 10 * BISECTIONS;
/** How many widths from its priority a requester wants practically all or nothing. */
const WIDTHS_TO_EXTREMES = 40;

type Share = (label: string, expression: Expression) => Expression;

/** What the requesters want at the price that uses up what is available. */
interface Market {
  readonly wanted: readonly Expression[];
  readonly available: Expression;
}

/** ALLOCATE BY PRIORITY(request[D], priority[D], size, width, supply). */
export function allocateByPriority(call: Call, context: Context): Expression {
  const [, priority, , width, supply] = call.arguments as readonly Syntax[];
  const priorityOf = (requester: Context, number: number, share: Share) =>
    share(`priority ${number}`, expand(priority, requester));
  return allocate(call, context, priorityOf, (requests, priorities, share) => {
    const spread = share('width', expand(width, context));
    const available = share('supply', expand(supply, context));
    const wantedAt = (price: Expression) =>
      requests.map((quantity, index) =>
        multiply(quantity, clamp(divide(subtract(priorities[index], price), spread))),
      );
    // What is wanted is linear between the prices at which a requester starts or is satisfied.
    const corners = priorities
      .flatMap((start) => [start, subtract(start, spread)])
      .map((corner, index) => share(`corner ${index + 1}`, corner));
    const totals = corners.map((corner, index) =>
      share(`total ${index + 1}`, fold('add', wantedAt(corner), 0)),
    );
    const above = share('above', extreme('min', corners, totals, 'le', available, Number.POSITIVE_INFINITY));
    const below = share('below', extreme('max', corners, totals, 'ge', available, Number.NEGATIVE_INFINITY));
    const lower = share('below total', fold('add', wantedAt(below), 0));
    const upper = share('above total', fold('add', wantedAt(above), 0));
    const along = divide(subtract(lower, available), subtract(lower, upper));
    const between = add(below, multiply(along, subtract(above, below)));
    const price = share('price', select(operation('gt', lower, upper), between, below));
    return { wanted: wantedAt(price), available };
  });
}

/** The least or greatest corner at which the total compares so with what is available. */
function extreme(
  opcode: 'min' | 'max',
  corners: readonly Expression[],
  totals: readonly Expression[],
  comparison: 'le' | 'ge',
  available: Expression,
  otherwise: number,
): Expression {
  const candidates = corners.map((corner, index) =>
    select(operation(comparison, totals[index], available), corner, number(otherwise)),
  );
  return fold(opcode, candidates, otherwise);
}

/** ALLOCATE AVAILABLE(request[D], priority[D,type], available): priorities are profiles of four numbers. */
export function allocateAvailable(call: Call, context: Context): Expression {
  const [, profile, supply] = call.arguments as readonly Syntax[];
  const curveOf = (requester: Context) => profileOf(profile, call, requester);
  return allocate(call, context, curveOf, (requests, curves, share) => {
    const available = share('supply', expand(supply, context));
    const reach = (opcode: string) =>
      curves.map(({ priority, width }) =>
        operation(opcode, priority, multiply(number(WIDTHS_TO_EXTREMES), width)),
      );
    const lowest = share('lowest price', fold('min', reach('sub'), 0));
    const range = share('range', subtract(fold('max', reach('add'), 0), lowest));
    const wantedAt = (price: Expression) =>
      requests.map((quantity, index) => multiply(quantity, wantedShare(curves[index], price)));
    let price = lowest;
    for (let round = 1; round <= BISECTIONS; round++) {
      const middle = share(`try ${round}`, add(price, multiply(range, number(2 ** -round))));
      const tooCheap = operation('gt', fold('add', wantedAt(middle), 0), available);
      price = share(`price ${round}`, select(tooCheap, middle, price));
    }
    return { wanted: wantedAt(price), available };
  });
}

/** What the current element is granted. The first argument of either function is the request. */
function allocate<Priority>(
  call: Call,
  context: Context,
  priorityOf: (requester: Context, number: number, share: Share) => Priority,
  marketOf: (requests: readonly Expression[], priorities: readonly Priority[], share: Share) => Market,
): Expression {
  const [request] = call.arguments as readonly [Syntax];
  const [dimension] = lastDimensions(request, 1, call, context);
  const { requests, wanted, available, total } = jointResult(call, [dimension], context, () => {
    const name = textOf(call);
    const share: Share = (label, expression) => shared(context, `#${label}<${name}#`, expression);
    spend(OPERATIONS_PER_REQUESTER * dimension.elements.length, context, call.at);
    const requests: Expression[] = [];
    const priorities: Priority[] = [];
    for (const [index, element] of dimension.elements.entries()) {
      const requester = withElement(dimension, element, context);
      requests.push(share(`request ${index + 1}`, expand(request, requester)));
      priorities.push(priorityOf(requester, index + 1, share));
    }
    const market = marketOf(requests, priorities, share);
    return { requests, ...market, total: share('total', fold('add', requests, 0)) };
  });
  const ordinal = currentOrdinal(dimension, call, context);
  const scarce = select(operation('gt', available, number(0)), wanted[ordinal], number(0));
  return select(operation('le', total, available), requests[ordinal], scarce);
}

interface Profile {
  readonly type: number;
  readonly priority: Expression;
  readonly width: Expression;
}

/** Type, priority, width and an extra number, from the subscript given on. */
function profileOf(syntax: Syntax, call: Call, context: Context): Profile {
  const vector = vectorOf(syntax, call, context);
  const first = vector.fixed ?? 0;
  const [type, priority, width] = [0, 1, 2].map((offset) => {
    const ordinal = vector.ordinals[first + offset];
    if (ordinal === undefined)
      fail(context, 'a priority profile has four elements: type, priority, width, extra', syntax.at);
    return readOrdinals(vector.array, [...vector.prefix, ordinal], context, syntax.at);
  }) as [Expression, Expression, Expression];
  const kind = staticNumber(type, context.analysis.model);
  if (kind === undefined || !WANTED.has(kind)) {
    fail(
      context,
      'the type of a priority profile must be constant: 1 rectangular, 2 triangular, 3 normal or 4 exponential',
      syntax.at,
    );
  }
  return { type: kind, priority, width };
}

function wantedShare({ type, priority, width }: Profile, price: Expression): Expression {
  const distance = divide(subtract(priority, price), width);
  const curve = WANTED.get(type) as (distance: Expression) => Expression;
  return curve(distance);
}

/** The share of its request that a requester wants, by how many widths its priority is above the price. */
const WANTED: ReadonlyMap<number, (distance: Expression) => Expression> = new Map([
  [1, (x) => clamp(add(x, number(0.5)))],
  [2, triangular],
  [3, (x) => operation('normal_curve', x)],
  [4, exponential],
]);

function triangular(x: Expression): Expression {
  const fromEnd = clampTo(subtract(number(0.5), operation('abs', x)), 0.5);
  const tail = multiply(number(2), multiply(fromEnd, fromEnd));
  return select(operation('gt', x, number(0)), subtract(number(1), tail), tail);
}

function exponential(x: Expression): Expression {
  const tail = multiply(number(0.5), operation('exp', operation('neg', operation('abs', x))));
  return select(operation('gt', x, number(0)), subtract(number(1), tail), tail);
}

const clamp = (x: Expression): Expression => clampTo(x, 1);

function clampTo(x: Expression, max: number): Expression {
  return operation('min', operation('max', x, number(0)), number(max));
}
