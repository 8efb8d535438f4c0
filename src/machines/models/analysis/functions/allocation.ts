import type { Expression } from '../../model.js';
import type { Call, Expression as Syntax } from '../../syntax.js';
import { staticNumber } from '../model/evaluate.js';
import { add, divide, fold, multiply, number, operation, select, subtract } from '../model/operations.js';
import { fail } from '../problems.js';
import { readOrdinals } from '../references/references.js';
import { type Context, expand, spend } from '../scope/context.js';
import { textOf } from '../scope/expression-text.js';
import { shared } from '../scope/hidden-variables.js';
import { at, currentPlace, lastDimensions, once } from './groups.js';
import { vectorOf } from './vector.js';

/**
 * Allocations of something scarce: find the price at which what the requesters still want equals what is available. How
 * much of its request each wants falls as the price passes its priority.
 */

const BISECTIONS = 60;
/** Operations per requester, roughly. */
const COST = 10 * BISECTIONS;
/** How many widths from its priority a requester wants practically all or nothing. */
const SPREAD = 40;

interface Allocation {
  readonly requests: readonly Expression[];
  readonly wanted: readonly Expression[];
  readonly total: Expression;
}

/** ALLOCATE BY PRIORITY(request[D], priority[D], size, width, supply). */
export function allocateByPriority(call: Call, context: Context): Expression {
  const [request, priority, , width, supply] = call.arguments as readonly [
    Syntax,
    Syntax,
    Syntax,
    Syntax,
    Syntax,
  ];
  const [dimension] = lastDimensions(request, 1, call, context);
  const allocation = once(
    context.scope.groups,
    call,
    [dimension],
    context,
    (): Allocation & { available: Expression } => {
      const name = textOf(call);
      const share = (label: string, expression: Expression) =>
        shared(context, `#${label}<${name}#`, expression);
      spend(COST * dimension.elements.length, context, call.at);
      const requests: Expression[] = [];
      const priorities: Expression[] = [];
      for (const [place, element] of dimension.elements.entries()) {
        const inner = at(dimension, element, context);
        requests.push(share(`request ${place + 1}`, expand(request, inner)));
        priorities.push(share(`priority ${place + 1}`, expand(priority, inner)));
      }
      const spread = share('width', expand(width, context));
      const available = share('supply', expand(supply, context));
      const wantedAt = (price: Expression) =>
        requests.map((quantity, place) =>
          multiply(quantity, clamp(divide(subtract(priorities[place], price), spread))),
        );
      // What is wanted is linear between the prices at which a requester starts or is satisfied.
      const corners = priorities
        .flatMap((start) => [start, subtract(start, spread)])
        .map((corner, place) => share(`corner ${place + 1}`, corner));
      const totals = corners.map((corner, place) =>
        share(`total ${place + 1}`, fold('add', wantedAt(corner), 0)),
      );
      const above = share(
        'above',
        extreme('min', corners, totals, 'le', available, Number.POSITIVE_INFINITY),
      );
      const below = share(
        'below',
        extreme('max', corners, totals, 'ge', available, Number.NEGATIVE_INFINITY),
      );
      const lower = share('below total', fold('add', wantedAt(below), 0));
      const upper = share('above total', fold('add', wantedAt(above), 0));
      const along = divide(subtract(lower, available), subtract(lower, upper));
      const between = add(below, multiply(along, subtract(above, below)));
      const price = share('price', select(operation('gt', lower, upper), between, below));
      const total = share('total', fold('add', requests, 0));
      return { requests, wanted: wantedAt(price), total, available };
    },
  );
  return granted(allocation, allocation.available, currentPlace(dimension, call, context));
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
  const candidates = corners.map((corner, place) =>
    select(operation(comparison, totals[place], available), corner, number(otherwise)),
  );
  return fold(opcode, candidates, otherwise);
}

/** ALLOCATE AVAILABLE(request[D], priority[D,type], available): the priorities are profiles of four numbers. */
export function allocateAvailable(call: Call, context: Context): Expression {
  const [request, profile, supply] = call.arguments as readonly [Syntax, Syntax, Syntax];
  const [dimension] = lastDimensions(request, 1, call, context);
  const allocation = once(
    context.scope.groups,
    call,
    [dimension],
    context,
    (): Allocation & { available: Expression } => {
      const name = textOf(call);
      const share = (label: string, expression: Expression) =>
        shared(context, `#${label}<${name}#`, expression);
      spend(COST * dimension.elements.length, context, call.at);
      const requests: Expression[] = [];
      const curves: Profile[] = [];
      for (const [place, element] of dimension.elements.entries()) {
        const inner = at(dimension, element, context);
        requests.push(share(`request ${place + 1}`, expand(request, inner)));
        curves.push(profileOf(profile, call, inner));
      }
      const available = share('supply', expand(supply, context));
      const reach = (opcode: string) =>
        curves.map(({ priority, width }) => operation(opcode, priority, multiply(number(SPREAD), width)));
      const lowest = share('lowest price', fold('min', reach('sub'), 0));
      const range = share('range', subtract(fold('max', reach('add'), 0), lowest));
      const wantedAt = (price: Expression) =>
        requests.map((quantity, place) => multiply(quantity, wantedShare(curves[place], price)));
      let price = lowest;
      for (let round = 1; round <= BISECTIONS; round++) {
        const middle = share(`try ${round}`, add(price, multiply(range, number(2 ** -round))));
        const tooCheap = operation('gt', fold('add', wantedAt(middle), 0), available);
        price = share(`price ${round}`, select(tooCheap, middle, price));
      }
      return {
        requests,
        wanted: wantedAt(price),
        total: share('total', fold('add', requests, 0)),
        available,
      };
    },
  );
  return granted(allocation, allocation.available, currentPlace(dimension, call, context));
}

function granted({ requests, wanted, total }: Allocation, available: Expression, place: number): Expression {
  const scarce = select(operation('gt', available, number(0)), wanted[place], number(0));
  return select(operation('le', total, available), requests[place], scarce);
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

function clampTo(x: Expression, most: number): Expression {
  return operation('min', operation('max', x, number(0)), number(most));
}
