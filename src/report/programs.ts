import { group } from 'd3-array';
import { type Level, programFailures } from '../artifacts/evidence.js';
import type { ProgramSummary, Total } from '../artifacts/summary.js';
import { barWidth, clip, formatCount, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { LIMITS, type ReportInput } from './input.js';
import { IN_TABLE } from './levels.js';

interface Row extends ProgramSummary {
  /** Null where it is not verified. */
  readonly verified: Level | null;
}

/** Dispatches before and after, program by program, by family. */
export function renderPrograms({ summary, evidence }: ReportInput): Markup {
  const rows = summary.programs.map((program, i): Row => {
    const own = evidence.programs[i];
    const isVerified = own !== undefined && programFailures(evidence, own).length === 0;
    return { ...program, verified: isVerified ? own.level : null };
  });
  const shown = rows.slice(0, LIMITS.programs);
  // Families of one program, called like it, say nothing.
  const areAlone = shown.every(({ name, family }) => name === family);
  const families = group(shown, ({ family }) => (areAlone ? '' : family));
  const grouped = !areAlone && (families.size > 1 || shown.length > 1);
  return html`<section id="programs">
<h2>Programs</h2>
<p class="lead">Dispatches of one whole run of each program, all steps.${heldOutNote(rows)}</p>
<table class="programs">
<thead><tr><th scope="col">Program</th><th scope="col" class="n">Instructions</th><th scope="col" class="n">Before</th><th scope="col" class="n">After</th><th scope="col" class="bar-head">Reduction</th><th scope="col" class="mark">${evidence.level === 'rerun' ? 'Verified' : 'Verification'}</th></tr></thead>
${[...families].map(
  ([family, members]) => html`<tbody>
${grouped && renderFamily(family, members)}${members.map(renderRow)}</tbody>
`,
)}${rows.length > 1 && html`<tfoot><tr><th scope="row">All ${plural(rows.length, 'program')}</th><td class="n size">${formatCount(sum(rows, 'instructions'))}</td>${cells(summary.total, false)}<td class="mark"></td></tr></tfoot>`}
</table>
${rows.length > shown.length && html`<p class="note">${plural(rows.length - shown.length, 'more program')} in <code>summary.json</code>.</p>`}
</section>`;
}

function heldOutNote(rows: readonly Row[]): string {
  return rows.some(({ heldOut }) => heldOut)
    ? ' Held-out programs were not mined: they show what the set is worth on code it has not seen.'
    : '';
}

function renderFamily(family: string, members: readonly Row[]): Markup {
  const before = sum(members, 'baselineDispatches');
  const after = sum(members, 'fusedDispatches');
  return html`<tr class="family"><th scope="rowgroup"><bdi>${clip(family)}</bdi></th><td class="n size"></td><td class="n before"></td><td class="n after"></td><td class="bar-cell"><span class="bar-value">${formatPercent(before > 0 ? 1 - after / before : 0)}</span></td><td class="mark"></td></tr>
`;
}

function renderRow(row: Row): Markup {
  return html`<tr><th scope="row"><bdi>${clip(row.name)}</bdi>${row.heldOut && html` <span class="tag">held out</span>`}</th><td class="n size">${formatCount(row.instructions)}</td>${cells(row, row.heldOut)}<td class="mark">${renderLevel(row.verified)}</td></tr>
`;
}

function cells({ baselineDispatches, fusedDispatches, reduction }: Total, heldOut: boolean): Markup {
  return html`<td class="n before">${formatCount(baselineDispatches)}</td><td class="n after">${formatCount(fusedDispatches)}</td><td class="bar-cell"><span class="bar${heldOut && ' held-out'}"><i style="width:${barWidth(reduction)}"></i></span><span class="bar-value">${formatPercent(reduction)}</span></td>`;
}

/** A check mark is for what was executed and compared. */
function renderLevel(level: Level | null): Content {
  return level === null || level === 'rerun' ? check(level !== null) : IN_TABLE[level];
}

/** A mark that does not need colour to be read. */
export function check(good: boolean): Content {
  return good
    ? html`<span class="good" role="img" aria-label="yes">✓</span>`
    : html`<span class="bad" role="img" aria-label="no">✗</span>`;
}

/** What does not apply is no mark. */
export const NONE = html`<span role="img" aria-label="does not apply">–</span>`;

function sum(
  rows: readonly ProgramSummary[],
  field: 'instructions' | 'baselineDispatches' | 'fusedDispatches',
): number {
  return rows.reduce((total, row) => total + row[field], 0);
}
