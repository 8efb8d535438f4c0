import * as v from 'valibot';
import type { ProbeResult } from '../execution/probes/probe.js';
import { formatCount, plural } from '../util/format.js';
import { count } from './schema.js';

/** How a `ProbeResult` is read. */
export const probeResultSchema = v.object({
  target: v.string(),
  technique: v.string(),
  instructions: count,
  handlers: count,
  states: count,
  uncovered: v.array(v.string()),
  differences: v.array(
    v.object({ instruction: v.string(), what: v.string(), expected: v.string(), found: v.string() }),
  ),
  differenceCount: count,
}) satisfies v.GenericSchema<unknown, ProbeResult>;

/** What probing showed, a sentence for each technique. */
export function describeProbes(probes: readonly ProbeResult[]): string[] {
  return probes.map(({ target, technique, instructions, handlers, states, differenceCount }) => {
    const where = probes.length > 1 ? ` in ${target}, ${technique}` : '';
    const outcome =
      differenceCount === 0 ? 'all as the semantics say' : `${plural(differenceCount, 'difference')}`;
    const of = `${formatCount(instructions)} of ${formatCount(handlers)}`;
    return `handlers probed${where}: ${of} in ${plural(states, 'state')}, ${outcome}`;
  });
}

/** Where handlers do something else than the semantics say, a sentence each. */
export function probeFailures(probes: readonly ProbeResult[]): string[] {
  return probes.flatMap(({ target, technique, differences, differenceCount }) => {
    const where = `${target}, ${technique}`;
    const told = differences.map(
      ({ instruction, what, expected, found }) =>
        `${where}: the handler of ${instruction}: ${what} is ${found}, and the semantics say ${expected}`,
    );
    const more = differenceCount - differences.length;
    return more > 0 ? [...told, `${where}: and ${plural(more, 'more state')} that differ`] : told;
  });
}
