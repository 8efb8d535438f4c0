import { describePlace } from '../../bytecode/place.js';
import type { Program } from '../../bytecode/program.js';
import type { NonFinite } from '../../execution/find-non-finite.js';
import type { Isa } from '../../isa/isa.js';
import { formatNumber } from '../../util/format.js';
import { printable } from './print.js';

/** What `run --find-nan` prints; `clock`: what the model calls its time. */
export function describeNonFinite(
  isa: Isa,
  program: Program,
  found: readonly NonFinite[],
  clock: string | undefined,
): string {
  if (found.length === 0) return 'no NaN and no infinity was stored';
  return found.flatMap((one) => describeOne(isa, program, one, clock).map(printable)).join('\n');
}

function describeOne(isa: Isa, program: Program, one: NonFinite, clock = 'time'): string[] {
  const { kind, value, memory, cell, observations, time, origin } = one;
  const kindOfCell = isa.memories.find(({ name }) => name === memory)!.index;
  const symbol = program.symbols[kindOfCell]?.[cell];
  const what = `${memory}[${cell}]${symbol ? ` (${symbol})` : ''}`;
  const when = time === null ? '' : `, ${clock} ${formatNumber(time)}`;
  const first = `first ${kind}: ${what} becomes ${formatNumber(value)} before observation ${observations + 1}${when}`;
  if (!origin) return [first, '  the parts of the superinstructions do not give it: verify them'];
  const { made, stored } = origin;
  const inputs = made.inputs.length > 0 ? `from ${made.inputs.map(formatNumber).join(', ')} ` : '';
  return [
    first,
    `  made ${inputs}${describePlace(isa, program, made.place)}`,
    `  stored ${describePlace(isa, program, stored)}`,
  ];
}
