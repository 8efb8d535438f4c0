import { bisectLeft, max, nice, range, ticks } from 'd3-array';
import { formatCount, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { isWeighted, type ReportInput } from './input.js';
import { knownHow } from './stated.js';

/**
 * The reduction against the number of opcodes. Parts are of the baseline: 0.25 is a quarter of all
 * dispatches.
 */
export interface Curve {
  /** After the first 0, 1, 2, … opcodes. */
  readonly reductions: readonly number[];
  /** The greatest reduction that any set within the limits can have. */
  readonly bound: number;
  /** Fewest opcodes that reach half, and nine tenths, of the whole reduction. */
  readonly half: number;
  readonly most: number;
  /**
   * Where the curve is farthest above the straight line from its start to its end; null when it hardly bends.
   */
  readonly knee: number | null;
}

/** A curve this close to its chord has no knee worth naming; in parts of the whole reduction. */
const MIN_BEND = 0.15;

export function measureCurve({ curve, bound, knee }: ReportInput['decisions']): Curve {
  const [baseline] = curve;
  const part = (left: number) => (baseline > 0 ? 1 - left / baseline : 0);
  const reductions = curve.map(part);
  const count = reductions.length - 1;
  const last = reductions[count];
  // Dispatches, unlike their parts of the baseline, are mostly whole numbers and compare exactly.
  const removed = curve.map((left) => baseline - left);
  const reach = (fraction: number) => Math.min(count, bisectLeft(removed, removed[count] * fraction));
  const bend = last > 0 ? reductions[knee] / last - knee / count : 0;
  return {
    reductions,
    bound: part(bound.fusedDispatches),
    half: reach(0.5),
    most: reach(0.9),
    knee: count >= 4 && bend >= MIN_BEND ? knee : null,
  };
}

/** Reduction against budget, drawn once for wide and once for narrow pages. */
export function renderCurve({ decisions, profile, summary }: ReportInput): Markup {
  const curve = measureCurve(decisions);
  const count = curve.reductions.length - 1;
  if (count < 1) return html``;
  const weighted = isWeighted(decisions.options, profile.programs.length);
  const budget = Math.max(decisions.options.budget, count);
  return html`<section id="budget">
<h2>Reduction against budget</h2>
<p class="lead">The first <b>${plural(curve.half, 'opcode')}</b> ${curve.half === 1 ? 'brings' : 'bring'} half of the reduction, <b>${formatCount(curve.most)}</b> bring 90&nbsp;%, all ${formatCount(count)} reach ${formatPercent(curve.reductions[count])}${weighted && ' (programs weighted as under Options)'}. ${curve.knee !== null && `The knee, where the curve is farthest above the straight line from its start to its end, is at ${plural(curve.knee, 'opcode')}. `}The dashed line at ${formatPercent(curve.bound)} is the bound, ${knownHow(summary, 'bound', 'proven')}: no set of ${plural(budget, 'opcode')} within the same limits removes more. This set reaches ${formatPercent(curve.bound > 0 ? curve.reductions[count] / curve.bound : 1)} of it.</p>
<figure class="chart">${draw(curve, WIDE)}${draw(curve, NARROW)}</figure>
</section>`;
}

interface Size {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly xTicks: number;
}

const WIDE: Size = { name: 'wide', width: 960, height: 350, xTicks: 11 };
const NARROW: Size = { name: 'narrow', width: 340, height: 280, xTicks: 5 };
const MARGIN = { top: 34, right: 14, bottom: 42, left: 46 };

function draw(curve: Curve, size: Size): Markup {
  const { reductions, bound } = curve;
  const count = reductions.length - 1;
  const [, top] = nice(0, Math.max(bound, max(reductions)!, 0.01), 5);
  const right = size.width - MARGIN.right;
  const bottom = size.height - MARGIN.bottom;
  const x = (opcodes: number) => round(MARGIN.left + (opcodes / count) * (right - MARGIN.left));
  const y = (reduction: number) => round(bottom - (reduction / top) * (bottom - MARGIN.top));
  const line = reductions.map((reduction, k) => `${k === 0 ? 'M' : 'L'}${x(k)} ${y(reduction)}`).join('');
  const column = (right - MARGIN.left) / count;
  return html`<svg class="${size.name}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Reduction of dispatches after each superinstruction, up to ${formatPercent(reductions[count])} with ${plural(count, 'opcode')}; the bound is ${formatPercent(bound)}">
${ticks(0, top, 5).map(
  (
    tick,
  ) => html`<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/><text class="tick" x="${MARGIN.left - 8}" y="${y(tick) + 4}" text-anchor="end">${Math.round(tick * 100)}&#160;%</text>
`,
)}${wholeTicks(count, size.xTicks).map(
  (tick) => html`<text class="tick" x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${tick}</text>
`,
)}<text class="axis" x="${right}" y="${size.height - 6}" text-anchor="end">superinstructions</text><text class="axis" x="${MARGIN.left}" y="12">dispatches removed</text>
<path class="area" d="${line}L${x(count)} ${bottom}L${x(0)} ${bottom}Z"/><line class="bound" x1="${MARGIN.left}" x2="${right}" y1="${y(bound)}" y2="${y(bound)}"/><text class="bound-label" x="${MARGIN.left + 8}" y="${y(bound) - 7}">bound ${formatPercent(bound)}</text>
<path class="curve" d="${line}"/>
${drawMarks(curve, x, y)}${range(count + 1).map((k) => html`<rect class="hover" x="${round(x(k) - column / 2)}" y="${MARGIN.top}" width="${round(column)}" height="${bottom - MARGIN.top}"><title>${plural(k, 'superinstruction')}: ${formatPercent(reductions[k])}</title></rect>`)}
</svg>`;
}

/**
 * Labels stand below the curve to the right, where a curve that flattens leaves room; they keep out of each
 * other's way.
 */
function drawMarks(
  { reductions, half, most, knee }: Curve,
  x: (opcodes: number) => number,
  y: (reduction: number) => number,
): Content {
  const count = reductions.length - 1;
  const texts = new Map<number, string[]>();
  const mark = (k: number, text: string) => texts.set(k, [...(texts.get(k) ?? []), text]);
  mark(half, 'half');
  if (knee !== null) mark(knee, 'knee');
  mark(most, '90\u00a0% of it');
  mark(count, `${formatPercent(reductions[count])}`);
  let free = Number.NEGATIVE_INFINITY;
  return [...texts.keys()]
    .sort((a, b) => b - a)
    .map((k) => {
      const isLast = x(k) > x(count) - 90;
      const labelY = Math.max(y(reductions[k]) + 18, free);
      free = labelY + 16;
      const text = k === count ? texts.get(k)!.at(-1)! : `${texts.get(k)!.join(', ')}: ${k}`;
      return html`<circle class="dot" cx="${x(k)}" cy="${y(reductions[k])}" r="3.5"/><text class="mark-label" x="${isLast ? x(k) : x(k) + 7}" y="${round(labelY)}" text-anchor="${isLast ? 'end' : 'start'}">${text}</text>
`;
    });
}

function wholeTicks(count: number, wanted: number): number[] {
  return ticks(0, count, Math.min(wanted, count)).filter(Number.isInteger);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
