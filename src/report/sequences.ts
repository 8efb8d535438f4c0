import type { SequenceCount } from '../mining/sequences.js';
import { formatCount, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { LIMITS, type ReportInput } from './input.js';

/** A sequence with its place among all of them, from 1, by what it could save: count * (length - 1). */
export interface RankedSequence extends SequenceCount {
  readonly savings: number;
  readonly dynamicRank: number;
  readonly staticRank: number;
}

/** Ranks this many times apart are marked. */
const DISAGREEMENT = 4;

/** The sequences that could save most dispatches; equal savings share a rank. */
export function rankSequences(sequences: readonly SequenceCount[], count: number): RankedSequence[] {
  const dynamicSavings = sequences.map(({ dynamicCount, opcodes }) => dynamicCount * (opcodes.length - 1));
  const staticSavings = sequences.map(({ staticCount, opcodes }) => staticCount * (opcodes.length - 1));
  const dynamicRanks = rank(dynamicSavings);
  const staticRanks = rank(staticSavings);
  const order = [...sequences.keys()].sort(
    (a, b) =>
      dynamicRanks[a] - dynamicRanks[b] ||
      sequences[a].opcodes.length - sequences[b].opcodes.length ||
      staticRanks[a] - staticRanks[b] ||
      a - b,
  );
  return order.slice(0, count).map((i) => ({
    ...sequences[i],
    savings: dynamicSavings[i],
    dynamicRank: dynamicRanks[i],
    staticRank: staticRanks[i],
  }));
}

/** From 1: how many values are greater, and one. */
export function rank(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((a, b) => values[b] - values[a] || a - b);
  const result = new Float64Array(values.length);
  for (const [place, i] of order.entries()) {
    const previous = order[place - 1];
    result[i] = place > 0 && values[previous] === values[i] ? result[previous] : place + 1;
  }
  return result;
}

export function disagree({ dynamicRank, staticRank }: RankedSequence, times = DISAGREEMENT): boolean {
  return Math.max(dynamicRank, staticRank) >= times * Math.min(dynamicRank, staticRank);
}

/** What an unbound count would have suggested: opcode sequences by what each could save alone. */
export function renderSequences({ sequences, fused }: ReportInput): Markup {
  if (sequences.length === 0) return html``;
  const chosen = new Map<string, number>();
  for (const [i, { parts }] of fused.patterns.entries()) {
    const key = parts.map(({ opcode }) => opcode).join(' ');
    if (!chosen.has(key)) chosen.set(key, i);
  }
  const rows = rankSequences(sequences, LIMITS.sequences);
  return html`<section id="sequences">
<h2>Frequent sequences</h2>
<p class="lead">The first ${rows.length} of ${plural(sequences.length, 'opcode sequence')}, whatever their operands, by the dispatches each could save alone: executions times (length − 1). They overlap, so these figures do not add up. The static rank goes by places in the code instead; <span class="apart">◆</span> marks ranks at least ${DISAGREEMENT} times apart.</p>
<div class="scroll"><table class="sequences">
<thead><tr><th scope="col" class="n">Dynamic rank</th><th scope="col" class="n">Static rank</th><th scope="col">Sequence</th><th scope="col" class="n">Could save</th><th scope="col" class="n">Executions</th><th scope="col" class="n">Places</th><th scope="col" class="n">Programs</th><th scope="col">Chosen as</th></tr></thead>
<tbody>
${rows.map((row) => renderRow(row, chosen.get(row.opcodes.join(' '))))}</tbody>
</table></div>
</section>`;
}

function renderRow(row: RankedSequence, chosen: number | undefined): Content {
  return html`<tr><td class="n">${formatCount(row.dynamicRank)}</td><td class="n">${disagree(row) && html`<span class="apart" title="far from the dynamic rank">◆</span> `}${formatCount(row.staticRank)}</td><td class="pattern">${row.opcodes.map((opcode) => html`<span class="part">${opcode}</span> `)}</td><td class="n">${formatCount(row.savings)}</td><td class="n">${formatCount(row.dynamicCount)}</td><td class="n">${formatCount(row.staticCount)}</td><td class="n">${formatCount(row.programs)}</td><td>${chosen !== undefined && chosen < LIMITS.superinstructions && html`<a class="chip" href="#s${chosen + 1}">S${chosen + 1}</a>`}</td></tr>
`;
}
