import type { Expression } from '../model.js';
import type { CodeWriter } from './code-writer.js';

/** A method of integration: the sections of a time step that compute next values, and what each does. */
export interface Integrator {
  readonly stages: readonly Stage[];
  /** What it keeps for every stock besides its value. */
  readonly scratch: readonly string[];
  /** Writes the next value of a stock. */
  writeStock(stock: StockCells, flow: Expression, stage: number, writer: CodeWriter): void;
}

export interface Stage {
  readonly section: string;
  /** By how much it moves the count of steps done, from which Time is computed. */
  readonly stepsDone: number;
}

/** The addresses of a stock and of its scratch cells. */
export interface StockCells {
  readonly slot: number;
  readonly scratch: readonly number[];
}
