import { readDecisions, requireMachine } from '../../passes/artifacts.js';
import { type Overrides, readPatterns } from '../../passes/decisions.js';
import type { Isa } from '../isa/isa.js';

/** The user's always and never lists, from a superinstructions file; empty without one. */
export function readOverrides(path: string | undefined, isa: Isa): Overrides {
  if (path === undefined) return { always: [], never: [] };
  const decisions = readDecisions(path);
  requireMachine(decisions, isa, path);
  const { always, never } = decisions;
  readPatterns(isa, [...always, ...never], path);
  return { always, never };
}
