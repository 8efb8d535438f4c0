import { decodeSection } from '../bytecode/program.js';
import { formatCount, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { LIMITS, type ReportInput } from './input.js';
import { renderPattern } from './pattern.js';
import { disagree, type RankedSequence, rank, rankSequences } from './sequences.js';

/** Something ranked twice, from 1: by its places in the code and by its executions. */
export interface TwiceRanked {
  readonly staticRank: number;
  readonly dynamicRank: number;
}

/** How many ranks it gains when executions count instead of places. */
export function shift({ staticRank, dynamicRank }: TwiceRanked): number {
  return staticRank - dynamicRank;
}

/** Sequences that one ranking has near its top and the other far below, by how far they are apart. */
export interface Disagreements {
  /** High by executions alone. */
  readonly hot: readonly RankedSequence[];
  /** High by places alone. */
  readonly widespread: readonly RankedSequence[];
}

/** Ranks fewer times apart than this agree. */
const MIN_RATIO = 2;

/** Of sequences that overlap only the one farthest apart is shown: they tell the same story. */
export function findDisagreements(ranked: readonly RankedSequence[], count: number): Disagreements {
  const apart = ranked
    .filter((sequence) => Math.min(sequence.staticRank, sequence.dynamicRank) <= LIMITS.ranked)
    .filter((sequence) => disagree(sequence, MIN_RATIO))
    .sort((a, b) => Math.abs(shift(b)) - Math.abs(shift(a)));
  const first = (candidates: readonly RankedSequence[]) => {
    const taken: RankedSequence[] = [];
    for (const candidate of candidates) {
      if (taken.length === count) break;
      if (!taken.some((other) => overlap(other.opcodes, candidate.opcodes))) taken.push(candidate);
    }
    return taken;
  };
  return {
    hot: first(apart.filter((sequence) => shift(sequence) > 0)),
    widespread: first(apart.filter((sequence) => shift(sequence) < 0)),
  };
}

/** Whether three quarters of the shorter are in the longer, as a run of instructions. */
function overlap(a: readonly string[], b: readonly string[]): boolean {
  const [long, short] = [a, b].sort((x, y) => y.length - x.length);
  const text = ` ${long.join(' ')} `;
  const run = Math.ceil(short.length * 0.75);
  for (let start = 0; start + run <= short.length; start++)
    if (text.includes(` ${short.slice(start, start + run).join(' ')} `)) return true;
  return false;
}

interface RankedOpcode extends TwiceRanked {
  /** Which superinstruction, from 0. */
  readonly index: number;
  readonly places: number;
  readonly executions: number;
}

/** The chosen ones by where the fused code has them, and by how often the rerun came to them. */
export function rankSuperinstructions({ fused, tiled, evidence }: ReportInput): RankedOpcode[] {
  const places = new Array<number>(fused.patterns.length).fill(0);
  for (const { program } of tiled)
    for (const section of program.sections)
      for (const { opcode } of decodeSection(fused, program, section))
        if (opcode >= fused.base) places[opcode - fused.base]++;
  const executions = fused.patterns.map((_, i) => evidence.superinstructions[i].executions);
  const [staticRanks, dynamicRanks] = [rank(places), rank(executions)];
  return places.map((count, index) => ({
    index,
    places: count,
    executions: executions[index],
    staticRank: staticRanks[index],
    dynamicRank: dynamicRanks[index],
  }));
}

/** Fewer ranks than this are chance. */
const MIN_SHIFT = 3;

/** Where counting places in the code and counting executions do not say the same. */
export function renderDisagreement(input: ReportInput): Markup {
  const { sequences, fused } = input;
  if (sequences.length === 0) return html``;
  const { hot, widespread } = findDisagreements(
    rankSequences(sequences, sequences.length),
    LIMITS.disagreements,
  );
  const chosen = rankSuperinstructions(input)
    .filter((entry) => Math.abs(shift(entry)) >= MIN_SHIFT)
    .sort((a, b) => Math.abs(shift(b)) - Math.abs(shift(a)) || a.index - b.index)
    .slice(0, LIMITS.disagreements);
  const nothing = hot.length + widespread.length + chosen.length === 0;
  return html`<section id="disagreement">
<h2>Static against dynamic</h2>
<p class="lead">A static count goes by places in the code, a dynamic one by executions. ${
    nothing
      ? html`Here they agree: of the first ${LIMITS.ranked} sequences by either, none has ranks ${MIN_RATIO} times apart.`
      : html`Where they disagree, a set chosen by one of them alone misses what the other sees. Sequences are ranked by either count times (length − 1). The shift is how many ranks one gains when executions count.`
  }</p>
${
  hot.length > 0 &&
  html`<h3>Hot, in few places</h3>
<p class="extent">Among the first ${LIMITS.ranked} sequences by executions; a static count ranks them low.</p>
${renderTable('Sequence', hot.map(sequenceRow))}`
}${
  widespread.length > 0 &&
  html`<h3>In many places, seldom executed</h3>
<p class="extent">Among the first ${LIMITS.ranked} sequences by places; a dynamic count ranks them low.</p>
${renderTable('Sequence', widespread.map(sequenceRow))}`
}${
  chosen.length > 0 &&
  html`<h3>Superinstructions</h3>
<p class="extent">Of the ${plural(fused.patterns.length, 'superinstruction')} chosen, those that the fused code of all programs has in many places and executes seldom, or the other way round.</p>
${renderTable(
  'Superinstruction',
  chosen.map((entry) => ({
    ...entry,
    what: html`${chip(entry.index)} ${renderPattern(fused.patterns[entry.index])}`,
  })),
)}`
}</section>`;
}

interface Row extends TwiceRanked {
  readonly what: Content;
  readonly places: number;
  readonly executions: number;
}

function sequenceRow(sequence: RankedSequence): Row {
  return {
    ...sequence,
    what: sequence.opcodes.map((opcode) => html`<span class="part">${opcode}</span> `),
    places: sequence.staticCount,
    executions: sequence.dynamicCount,
  };
}

function chip(index: number): Content {
  const name = `S${index + 1}`;
  return index < LIMITS.superinstructions
    ? html`<a class="chip" href="#s${index + 1}">${name}</a>`
    : html`<span class="chip">${name}</span>`;
}

function renderTable(what: string, rows: readonly Row[]): Markup {
  return html`<div class="scroll"><table class="sequences ranks">
<thead><tr><th scope="col">${what}</th><th scope="col" class="n">Places</th><th scope="col" class="n">Static rank</th><th scope="col" class="n">Executions</th><th scope="col" class="n">Dynamic rank</th><th scope="col" class="n">Shift</th></tr></thead>
<tbody>
${rows.map(
  (row) =>
    html`<tr><td class="pattern">${row.what}</td><td class="n">${formatCount(row.places)}</td><td class="n">${formatCount(row.staticRank)}</td><td class="n">${formatCount(row.executions)}</td><td class="n">${formatCount(row.dynamicRank)}</td><td class="n apart">${formatShift(shift(row))}</td></tr>
`,
)}</tbody>
</table></div>
`;
}

function formatShift(ranks: number): string {
  return ranks > 0 ? `+${formatCount(ranks)}` : `−${formatCount(-ranks)}`;
}
