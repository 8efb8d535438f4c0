import { SCHEMES } from '../../passes/weigh.js';
import { clip, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import type { ReportInput } from './input.js';

/** What the run was asked to do. */
export function renderOptions({ decisions, summary }: ReportInput): Markup {
  const { options, always, never } = decisions;
  const rows: readonly (readonly [string, Content])[] = [
    ['Machine', html`${clip(decisions.machine)} <code>${clip(decisions.isaDigest)}</code>`],
    ['Programs', plural(summary.programs.length, 'program')],
    ['Budget', `at most ${plural(options.budget, 'superinstruction')}`],
    ['Longest sequence', plural(options.maxLength, 'instruction')],
    [
      'Payload',
      options.payload === null ? 'any number of operand bytes' : `at most ${options.payload} operand bytes`,
    ],
    ['Objective', `fewest ${options.objective}`],
    ['Weighting', SCHEMES[options.weighting].meaning],
    ['Held out', options.holdOut === null ? 'nothing' : html`<bdi>${clip(options.holdOut)}</bdi>`],
    ['Always', patterns(always)],
    ['Never', patterns(never)],
  ];
  return html`<section id="options">
<h2>Options</h2>
<dl class="options">${rows.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>
</section>`;
}

function patterns(texts: readonly string[]): Content {
  if (texts.length === 0) return 'nothing';
  const shown = texts.slice(0, 20).map((text) => html`<code>${clip(text, 200)}</code><br>`);
  return [...shown, texts.length > 20 && `and ${texts.length - 20} more`];
}
