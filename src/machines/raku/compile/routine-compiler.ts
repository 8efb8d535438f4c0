import type { Block, Closure, Method, Parameter, Proto, Sub } from '../syntax/tree.js';
import type { RoutineWriter } from './routine-writer.js';

/** What code needs of the routines within it: their numbers, and that they are written. */
export interface RoutineCompiler {
  /** Subs and operators of the setting, by name. */
  readonly setting: ReadonlyMap<string, number>;
  routineOf(declaration: Sub | Proto): number;
  /** All subs and protos of a block. */
  routines(block: Block, writer: RoutineWriter): void;
  method(method: Method, outer: RoutineWriter): number;
  closure(closure: Closure, outer: RoutineWriter): number;
  /** The body of a `for`, which is called for every item. */
  loopBody(parameter: Parameter, body: Block, outer: RoutineWriter): number;
  /** What `where` makes of its argument: a block that gives the truth of the test. */
  where(parameter: Parameter, outer: RoutineWriter): number;
}
