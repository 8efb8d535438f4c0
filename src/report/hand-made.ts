import { UNITS } from '../mining/costs.js';
import { clip, formatCount, formatPercent, plural } from './format.js';
import { html, type Markup } from './html.js';
import { isWeighted, type ReportInput } from './input.js';

/** What the authors of the VM made by hand, beside what was mined. */
export function renderHandMade({ summary, decisions }: ReportInput): Markup {
  const { handMade, programs, superinstructions } = summary;
  if (handMade.length === 0) return html``;
  const { weighting, objective, maxLength } = decisions.options;
  const unit = `${isWeighted({ ...decisions.options, weighting }, programs.length) ? 'weighted ' : ''}${UNITS[objective]}`;
  const [baseline] = decisions.curve;
  const left = decisions.curve.at(-1)!;
  const row = (name: string, count: number, cost: number, reduction: number) =>
    html`<tr><th scope="row">${clip(name)}</th><td class="n">${formatCount(count)}</td><td class="n">${formatCount(cost)}</td><td class="n">${formatPercent(reduction)}</td></tr>
`;
  return html`<section id="hand-made">
<h2>Beside what was made by hand</h2>
<p class="lead">Sets that the authors of the VM ship, judged on the programs mined here, each tiled as well as can be; and the best set of as many superinstructions that are no longer.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Set</th><th scope="col" class="n">Superinstructions</th><th scope="col" class="n">${unit} left</th><th scope="col" class="n">Removed</th></tr></thead>
<tbody>
${handMade.map((set) => [
  row(
    set.impossible > 0 ? `${set.name}, without ${formatCount(set.impossible)} that cannot occur` : set.name,
    set.superinstructions,
    set.left,
    set.reduction,
  ),
  row(
    `the best ${plural(set.superinstructions, 'one')} as short`,
    set.superinstructions,
    set.bestLeft,
    set.bestReduction,
  ),
])}${row(`this run, up to ${formatCount(maxLength)} instructions each`, superinstructions, left, baseline > 0 ? 1 - left / baseline : 0)}</tbody>
</table></div>
</section>`;
}
