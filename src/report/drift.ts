import { parsePattern } from '../isa/pattern.js';
import { formatCount, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { isWeighted, LIMITS, type ReportInput } from './input.js';
import { renderPattern } from './pattern.js';

/** What changed from the set that the search was told to start from. */
export function renderDrift({ summary, decisions, fused }: ReportInput): Markup {
  const { drift } = summary;
  if (!drift) return html``;
  const { kept, dropped, added, baseline, before, after, regret } = drift;
  const weighted = isWeighted(decisions.options, summary.programs.length) ? 'weighted ' : '';
  const removed = (left: number) => formatPercent(baseline > 0 ? 1 - left / baseline : 0);
  const list = (title: string, patterns: readonly string[]): Content =>
    patterns.length > 0 &&
    html`<h3>${title}</h3>
<ul class="patterns">${patterns.slice(0, LIMITS.superinstructions).map(
      (text) => html`<li>${renderPattern(parsePattern(text, fused, 'drift'))}</li>
`,
    )}</ul>
${patterns.length > LIMITS.superinstructions && html`<p class="note">and ${formatCount(patterns.length - LIMITS.superinstructions)} more in <code>summary.json</code></p>`}
`;
  const verdict =
    regret > 0
      ? html`Of what the existing set leaves, mining anew saves <b>${formatPercent(regret)}</b>: that is its regret.`
      : regret < 0
        ? html`The existing set leaves fewer: it is larger, or has patterns that the limits of this run exclude.`
        : html`The existing set has no regret: mining anew saves nothing more.`;
  return html`<section id="drift">
<h2>Drift</h2>
<p class="lead">The search started from an existing set of ${plural(kept.length + dropped.length, 'superinstruction')}: <b>${formatCount(kept.length)}</b> stayed, <b>${formatCount(dropped.length)}</b> went, <b>${formatCount(added.length)}</b> came. On the programs mined now it leaves ${plural(before, `${weighted}${decisions.options.objective === 'time' ? 'nanosecond' : 'dispatch'}`)} (${removed(before)} removed), the set of this run ${formatCount(after)} (${removed(after)} removed). ${verdict}</p>
${list('Gone', dropped)}${list('New', added)}</section>`;
}
