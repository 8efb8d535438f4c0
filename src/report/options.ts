import type { MeasuredCosts } from '../artifacts/costs.js';
import type { Scheduling } from '../artifacts/options.js';
import { UNITS } from '../mining/costs.js';
import { SCHEMES } from '../mining/weights.js';
import { clip, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import type { ReportInput } from './input.js';

/** What the run was asked to do. */
export function renderOptions({ decisions, summary }: ReportInput): Markup {
  const { options, always, never } = decisions;
  const rows: readonly (readonly [string, Content])[] = [
    ['Machine', html`${clip(decisions.machine)} <code>${clip(decisions.isaDigest)}</code>`],
    ['Profile', html`<code>${summary.profileDigest}</code>`],
    ['Decisions', html`<code>${summary.decisionsDigest}</code>`],
    ['With superinstructions', html`<code>${summary.instructionSet}</code>, which generated files name`],
    ['Programs', plural(summary.programs.length, 'program')],
    ['Budget', `at most ${plural(options.budget, 'superinstruction')}`],
    ['Longest sequence', plural(options.maxLength, 'instruction')],
    [
      'Payload',
      options.payload === null ? 'any number of operand bytes' : `at most ${options.payload} operand bytes`,
    ],
    [
      'Fewest places',
      options.minPlaces === 1
        ? 'one-off opcodes are allowed'
        : `fits at ${plural(options.minPlaces, 'place')} or more`,
    ],
    [
      'In programs',
      options.minShare === 0
        ? 'one is enough'
        : `fits in ${formatPercent(options.minShare)} of those mined, or more`,
    ],
    [
      'Least gain',
      options.minGain === 0 ? 'any' : `${formatPercent(options.minGain)} of all dispatches each`,
    ],
    ['Objective', `fewest ${UNITS[options.objective]}`],
    ...(options.costs ? [['Costs', costs(options.costs)] as const] : []),
    [
      'Search',
      options.seconds === null ? 'a number of moves' : `at most ${plural(options.seconds, 'second')}`,
    ],
    ['Weighting', SCHEMES[options.weighting].meaning],
    ['Scheduling', SCHEDULING[options.schedule]],
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

const SCHEDULING: Readonly<Record<Scheduling, string>> = {
  none: 'none: the code as it came',
  reorder: 'statements may change places',
  hoist: 'statements whose result cannot change run once, before',
  all: 'statements may change places, and those whose result cannot change run once, before',
};

function costs({ target, technique, nanoseconds }: MeasuredCosts): string {
  const { dispatch, push, pop, operand } = nanoseconds;
  const figure = (cost: number) => cost.toPrecision(2);
  return `nanoseconds of ${clip(target)} ${clip(technique)}: dispatch ${figure(dispatch)}, push ${figure(push)}, pop ${figure(pop)}, operand ${figure(operand)}`;
}

function patterns(texts: readonly string[]): Content {
  if (texts.length === 0) return 'nothing';
  const shown = texts.slice(0, 20).map((text) => html`<code>${clip(text, 200)}</code><br>`);
  return [...shown, texts.length > 20 && `and ${texts.length - 20} more`];
}
