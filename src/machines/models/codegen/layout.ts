import { GLOBALS, type Model, type Role } from '../model.js';
import type { StockCells } from './integrator.js';

/** Addresses of the globals: `GLOBALS` in order. */
export const TIME = { now: 0, step: 1, start: 2, stop: 3 } as const;

/**
 * Where variables live: globals, the count of steps, stocks, states, all others, and what the integrator
 * needs besides. What a step moves on is one range, so that one copy moves it.
 */
export interface Layout {
  /** The address of each variable of the model. */
  readonly slots: readonly number[];
  readonly stocks: readonly number[];
  readonly states: readonly number[];
  /** The address of the count of steps done. */
  readonly stepsDone: number;
  /** The addresses after the last stock, and after the last state. */
  readonly stocksEnd: number;
  readonly statesEnd: number;
  readonly cells: number;
  /** By address. */
  readonly names: readonly string[];
  /** In the order of `stocks`. */
  readonly stockCells: readonly StockCells[];
}

/** `scratch` names the cells that every stock needs besides its own. */
export function layOut({ variables }: Model, scratch: readonly string[]): Layout {
  const indices = [...variables.keys()].slice(GLOBALS.length);
  const ofKind = (kind: Role['kind']) => indices.filter((index) => variables[index].role.kind === kind);
  const stocks = ofKind('stock');
  const states = ofKind('state');
  const moving = new Set([...stocks, ...states]);
  const others = indices.filter((index) => !moving.has(index));

  const stepsDone = GLOBALS.length;
  const firstStock = stepsDone + 1;
  const slots = variables.map((_, index) => index);
  for (const [offset, index] of [...stocks, ...states, ...others].entries())
    slots[index] = firstStock + offset;
  const names = new Array<string>(variables.length + 1).fill('');
  for (const [index, { name }] of variables.entries()) names[slots[index]] = name;
  names[stepsDone] = 'steps done';
  const stockCells = stocks.map((index) => ({
    slot: slots[index],
    scratch: scratch.map((what) => names.push(`${variables[index].name} (${what})`) - 1),
  }));
  const stocksEnd = firstStock + stocks.length;
  return {
    slots,
    stocks,
    states,
    stepsDone,
    stocksEnd,
    statesEnd: stocksEnd + states.length,
    cells: names.length,
    names,
    stockCells,
  };
}
