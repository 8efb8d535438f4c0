import { expect } from 'vitest';
import type { RecordedFunction, Recording } from '../../src/importers/recording.js';

/**
 * Checks that as much control goes into each instruction as it was executed, and on from it; and that it
 * comes from elsewhere to entries alone.
 */
export function expectFlow({ programs }: Recording): void {
  for (const { name, functions } of programs)
    for (const one of functions) expect(flawsOf(one), `${name}, ${one.name}`).toEqual([]);
}

function flawsOf({ instructions, transfers }: RecordedFunction): string[] {
  const into = new Map<number, number>();
  const from = new Map<number, number>();
  for (const { from: source, to, n } of transfers!) {
    if (source !== null) from.set(source, (from.get(source) ?? 0) + n);
    if (to !== null) into.set(to, (into.get(to) ?? 0) + n);
  }
  const flaws: string[] = [];
  let falls = 0;
  for (const { pc, n, isEntry } of instructions) {
    const come = into.get(pc) ?? 0;
    if (falls + come !== n) flaws.push(`${pc}: ${n} executions, ${falls} fall into it, ${come} come`);
    if (come > 0 && !isEntry) flaws.push(`${pc} is no entry`);
    falls = n - (from.get(pc) ?? 0);
  }
  if (falls !== 0) flaws.push(`${falls} run off the end`);
  const pcs = new Set(instructions.map(({ pc }) => pc));
  for (const pc of [...into.keys(), ...from.keys()]) if (!pcs.has(pc)) flaws.push(`${pc} is not there`);
  return flaws;
}
