/** The style sheet of the report: light and dark, from 360 pixels up, and on paper. */
export const styles = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f7f8f8; --line: #e6e8ea; --faint: #f0f1f2;
  --ink: #16191d; --soft: #565e68; --quiet: #6f7782;
  --accent: #0b6e5f; --accent-soft: #d9efe9; --accent-line: #35a08d;
  --bound: #8a5a00; --bound-soft: #fbf0d9;
  --bad: #b3261e; --bad-soft: #fdeceb;
  --sans: Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace;
  --columns: 2.25rem minmax(0, 1fr) 3.75rem 4.25rem 5.75rem 7rem 4.5rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101214; --raised: #181b1e; --line: #2a2e33; --faint: #1e2125;
    --ink: #e8eaed; --soft: #a4acb6; --quiet: #8a929d;
    --accent: #5cc9b3; --accent-soft: #14362f; --accent-line: #3c9d8b;
    --bound: #e0b15a; --bound-soft: #33290f;
    --bad: #ff8a80; --bad-soft: #3a1a18;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 var(--sans); font-feature-settings: "cv11", "ss03"; overflow-wrap: anywhere; }
main { max-width: 1080px; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; max-width: 1080px; margin: 0 auto; padding: 1.1rem 1.25rem 0; font-size: 13px; }
nav a { color: var(--soft); text-decoration: none; padding: .15rem 0; }
nav a:hover { color: var(--ink); text-decoration: underline; text-underline-offset: 3px; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent-line); outline-offset: 2px; border-radius: 3px; }
b, strong, th { font-weight: 600; }
code, pre, .pattern, .listing { font-family: var(--mono); font-variant-ligatures: none; }
code { font-size: .88em; }
bdi { unicode-bidi: isolate; }
section { margin-top: 4.25rem; scroll-margin-top: 1.5rem; }
h1 { margin: .35rem 0 2.25rem; font-size: clamp(1.5rem, 1.1rem + 2vw, 2.2rem); line-height: 1.2; letter-spacing: -.022em; font-weight: 600; text-wrap: balance; font-variant-numeric: tabular-nums; }
h1 b { color: var(--accent); font-weight: inherit; white-space: nowrap; }
h2 { margin: 0 0 .4rem; font-size: 1.3rem; line-height: 1.3; letter-spacing: -.012em; font-weight: 600; }
h3 { margin: 1.6rem 0 .2rem; font-size: 1rem; font-weight: 600; }
h4 { margin: 0 0 .5rem; font-size: 12.5px; font-weight: 600; color: var(--soft); }
.lead { margin: 0 0 1.4rem; max-width: 72ch; color: var(--soft); text-wrap: pretty; }
.lead b { color: var(--ink); }
.note, .extent { margin: .75rem 0 0; font-size: 13.5px; color: var(--soft); }
.extent { margin: 0 0 .75rem; max-width: 80ch; }
.overline { margin: 0; font-size: 13.5px; color: var(--quiet); }
.overline b { color: var(--soft); }
.bad { color: var(--bad); }
.good { color: var(--accent); }
.tag { display: inline-block; padding: 0 .45em; border: 1px solid var(--line); border-radius: 999px; font: 500 11.5px/1.55 var(--sans); color: var(--soft); white-space: nowrap; }
.tag.bad { border-color: currentColor; color: var(--bad); }
.tag.good { border-color: var(--accent-line); color: var(--accent); }
.unit { color: var(--quiet); }

.failures { margin: 1rem 0 1.75rem; padding: 1rem 1.2rem; border-left: 3px solid var(--bad); background: var(--bad-soft); }
.failures p { margin: 0; }
.failures strong { color: var(--bad); }
.failures ul { margin: .5rem 0; padding-left: 1.1rem; font: 13px/1.6 var(--mono); }

.figures { display: flex; flex-wrap: wrap; gap: 1.5rem 2.25rem; margin: 0; padding-top: 1.4rem; border-top: 1px solid var(--line); }
.figures > div { flex: 1 1 11.5rem; }
.figures > div:first-child { flex: 1.5 1 19rem; }
.figures dt { font-size: 13px; color: var(--soft); }
.figures dd { margin: 0; font-size: 13px; line-height: 1.45; color: var(--quiet); text-wrap: pretty; }
.figures .value { margin: .1rem 0 .25rem; font-size: 1.3rem; line-height: 1.3; letter-spacing: -.015em; font-weight: 600; color: var(--ink); font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.figures .bad .value, .figures .bad dt { color: var(--bad); }
.arrow { color: var(--quiet); font-weight: 400; }

table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { padding: .42rem 1rem .42rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--faint); }
th:last-child, td:last-child { padding-right: 0; }
thead th { padding-top: 0; font-size: 12.5px; font-weight: 500; color: var(--quiet); border-bottom-color: var(--line); vertical-align: bottom; }
tbody th { font-weight: 400; }
.n { text-align: right; white-space: nowrap; }
.mark { text-align: center; width: 5.5rem; }
.scroll { overflow-x: auto; overscroll-behavior-x: contain; }
.scroll th, .scroll td { overflow-wrap: normal; }
.scroll tbody th { min-width: 11rem; max-width: 22rem; overflow-wrap: anywhere; }
tr.family th { padding-top: 1.15rem; font-weight: 600; }
tr.family td { color: var(--soft); }
tr.family .bar-value { font-weight: 500; }
tfoot th, tfoot td { border-bottom: 0; border-top: 1px solid var(--line); font-weight: 600; padding-top: .7rem; }
tr.failed td { color: var(--bad); font: 12.5px/1.5 var(--mono); }
tr.failed p { margin: 0; }
.bar-head, .bar-cell { width: 32%; padding-left: .5rem; }
.bar-cell { white-space: nowrap; }
.bar { display: inline-block; width: calc(100% - 5rem); height: 7px; margin-right: .75rem; background: var(--faint); border-radius: 2px; vertical-align: 1px; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--accent-line); }
.bar.held-out i { background: repeating-linear-gradient(-45deg, var(--accent-line) 0 3px, transparent 3px 5px); }
.bar-value { display: inline-block; min-width: 4.1rem; text-align: right; }
tr.family .bar-value { margin-left: calc(100% - 4.25rem); }

.chart { margin: 0; }
.chart svg { display: block; width: 100%; height: auto; }
.chart .narrow { display: none; }
.chart text { font-family: var(--sans); font-size: 12px; fill: var(--quiet); font-variant-numeric: tabular-nums; }
.chart .axis { font-size: 12px; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .area { fill: var(--accent-line); opacity: .09; }
.chart .curve { fill: none; stroke: var(--accent-line); stroke-width: 2; stroke-linejoin: round; }
.chart .bound { stroke: var(--bound); stroke-width: 1.25; stroke-dasharray: 5 4; }
.chart .bound-label { fill: var(--bound); font-weight: 500; }
.chart .dot { fill: var(--page); stroke: var(--accent); stroke-width: 2; }
.chart .mark-label { fill: var(--ink); font-weight: 500; }
.chart .hover { fill: var(--ink); opacity: 0; }
.chart .hover:hover { opacity: .06; }

.pattern { font-size: 12.5px; line-height: 1.9; }
.part { display: inline-block; padding: 0 .45em; margin: 0 .1em 0 0; background: var(--faint); border-radius: 4px; line-height: 1.6; }
var { font-style: normal; }
var.free { font-family: "Iowan Old Style", Palatino, Georgia, "DejaVu Serif", serif; font-style: italic; font-size: 1.12em; color: var(--accent); }
var.bound { padding: 0 .3em; border-radius: 3px; background: var(--bound-soft); color: var(--bound); font-family: var(--mono); font-size: .94em; }
.patterns { margin: .3rem 0 0; padding: 0; list-style: none; }
.patterns li { padding: .18rem 0; border-bottom: 1px solid var(--faint); }
.chip { display: inline-block; padding: 0 .4em; border-radius: 4px; background: var(--accent-soft); color: var(--accent); font: 600 11.5px/1.6 var(--mono); text-decoration: none; }
a.chip:hover { text-decoration: underline; }

.sheet { font-variant-numeric: tabular-nums; font-size: 14px; }
.sheet-head, .sheet summary { display: grid; grid-template-columns: var(--columns); gap: 0 .9rem; align-items: baseline; }
.sheet-head { padding: 0 0 .42rem; font-size: 12.5px; font-weight: 500; color: var(--quiet); border-bottom: 1px solid var(--line); }
.sheet details { border-bottom: 1px solid var(--faint); }
.sheet summary { padding: .42rem 0; cursor: pointer; list-style: none; }
.sheet summary::-webkit-details-marker { display: none; }
.sheet summary:hover { background: var(--raised); }
.sheet .idle .executions { color: var(--bad); font-weight: 600; }
.rank { color: var(--quiet); white-space: nowrap; }
.rank::before, .other > summary::before { content: ""; display: inline-block; margin-right: .55em; border: solid transparent; border-width: 3.5px 0 3.5px 5px; border-left-color: currentColor; opacity: .7; }
details[open] > summary > .rank::before, .other[open] > summary::before { transform: rotate(90deg); }
.metric .key { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.metric { position: relative; }
.spark { display: block; height: 3px; margin-top: 2px; background: var(--faint); border-radius: 2px; overflow: hidden; }
.spark i { display: block; height: 100%; margin-left: auto; background: var(--accent-line); }
.opened { margin: .4rem 0 1.75rem 2.25rem; scroll-margin-top: 6rem; }
.facts { margin: 1.1rem 0 0; font-size: 13px; }
.facts div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); padding: .1rem 0; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
.versus { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); gap: 2rem; }
pre { margin: 0; padding: .7rem .9rem; background: var(--raised); border-radius: 5px; font-size: 12px; line-height: 1.6; white-space: pre-wrap; tab-size: 2; }
pre span { display: block; padding-left: 2ch; text-indent: -2ch; }
.of-part { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0 1rem; padding: .3rem 0; border-top: 1px solid var(--faint); }
.of-part:first-of-type { border-top: 0; padding-top: 0; }
.of-part p { margin: 0; font: 12px/1.6 var(--mono); }
.of-part p code { display: block; font-size: 11.5px; color: var(--quiet); }
.of-part pre { padding: 0; background: none; }

details.other { border-bottom: 1px solid var(--faint); }
details.other > summary { padding: .5rem 0; cursor: pointer; list-style: none; }
details.other > summary::-webkit-details-marker { display: none; }
details.other > summary::before { color: var(--quiet); }
details.other > summary:hover { background: var(--raised); }
details.other[open] { padding-bottom: 1.5rem; }
h3 + .extent { margin-top: 0; }
.listing + .note { margin-bottom: 2rem; }
.aside { margin-left: .4rem; font-size: 13px; color: var(--quiet); font-variant-numeric: tabular-nums; }
.listing { font-size: 12px; line-height: 1.6; border-top: 1px solid var(--line); }
.listing-head, .pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 1.5rem; }
.listing-head { padding: .3rem 0; font: 500 12.5px/1.55 var(--sans); color: var(--quiet); }
.pair { padding: .22rem 0; border-top: 1px solid var(--faint); break-inside: avoid; }
.pair ol { margin: 0; padding: 0; list-style: none; }
.pair p { margin: 0; }
.pair li, .pair p { display: grid; grid-template-columns: 3.6rem minmax(0, 1fr); }
.pair i { font-style: normal; color: var(--quiet); text-align: right; padding-right: 1rem; }
.pair b { font-weight: 400; color: var(--soft); }
.pair.fused p { border-left: 2px solid var(--accent-line); }
.pair small { display: block; font-size: 11px; line-height: 1.45; color: var(--quiet); }
.apart { color: var(--bound); }
.sequences td { white-space: nowrap; }
.ranks .n { width: 6.25rem; }
.sequences td.pattern { white-space: normal; min-width: 20rem; line-height: 1.75; }

dl.options { margin: 0; font-size: 14px; }
.options div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); padding: .35rem 0; border-bottom: 1px solid var(--faint); }
.options dt { color: var(--quiet); }
.options dd { margin: 0; }

@media (min-width: 1400px) {
  nav { position: fixed; top: 0; left: max(1.5rem, calc(50vw - 740px)); flex-direction: column; gap: .3rem; width: 10rem; padding: 2.6rem 0 0; }
}
@media (max-width: 860px) {
  .bar-head, .bar-cell { width: 24%; }
  table.programs .mark { width: 4rem; }
  .versus { grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
  .sheet-head { display: none; }
  .sheet { border-top: 1px solid var(--line); }
  .sheet summary { grid-template-columns: 2.25rem 1fr 1fr 1.2fr; gap: .1rem .4rem; padding: .65rem 0; }
  .sheet .what { grid-column: 2 / -1; }
  .metric { text-align: left; font-size: 13px; }
  .metric .key { position: static; width: auto; height: auto; clip-path: none; color: var(--quiet); }
  .metric.length, .metric.executions { grid-column: 2; }
  .metric.payload { grid-column: 3; }
  .metric.executions { grid-column: 2 / 4; }
  .metric.marginal { grid-column: 4; grid-row: 2; }
  .metric.places { grid-column: 4; grid-row: 3; }
  .spark { display: none; }
  .opened { margin-left: 0; }
}
@media (max-width: 640px) {
  main { padding-top: 1.75rem; }
  section { margin-top: 3.25rem; }
  .figures { gap: 1.1rem; }
  .figures > div, .figures > div:first-child { flex: 1 1 100%; }
  .chart .wide { display: none; }
  .chart .narrow { display: block; }
  table.programs thead { display: none; }
  .programs, .programs tbody, .programs tfoot { display: block; }
  .programs tr { display: grid; grid-template-columns: auto minmax(0, 1fr) auto 1.5rem; gap: 0 .4rem; padding: .5rem 0; border-bottom: 1px solid var(--faint); align-items: baseline; }
  .programs th, .programs td { display: block; padding: 0; border: 0; width: auto; }
  .programs th { grid-area: 1 / 1 / 2 / 3; }
  .programs .bar-cell { grid-area: 1 / 3; }
  table.programs .mark { grid-area: 1 / 4; width: auto; text-align: right; }
  .programs .size { display: none; }
  .programs .before, .programs .after { grid-row: 2; text-align: left; font-size: 12.5px; color: var(--quiet); font-weight: 400; }
  .programs .after::before { content: "→ "; }
  .programs tr.family .before, .programs tr.family .after { display: none; }
  .programs tr.family th, .programs tfoot th { padding-top: .5rem; }
  .programs .bar, tr.family .bar-value { margin: 0; }
  .programs .bar { display: none; }
  .facts div, .options div, .of-part { grid-template-columns: minmax(0, 1fr); padding: .3rem 0; }
  .listing-head { display: none; }
  .pair { grid-template-columns: minmax(0, 1fr); padding: .45rem 0; }
  .pair p { grid-row: 1; }
  .pair:not(.fused) ol { display: none; }
  .pair.fused ol { padding-left: .9rem; }
  .pair li, .pair p { grid-template-columns: 2.9rem minmax(0, 1fr); }
  .pair i { padding-right: .6rem; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --raised: #fff; --ink: #000; --soft: #333; --quiet: #555; --line: #bbb; --faint: #ddd; --accent: #0b6e5f; --accent-soft: #fff; --accent-line: #35a08d; --bound: #8a5a00; --bound-soft: #fff; --bad: #b3261e; --bad-soft: #fff; }
  body { font-size: 10pt; }
  nav { display: none; }
  main { max-width: none; padding: 0; }
  h2, h3, thead, .extent, .lead { break-after: avoid; }
  section { margin-top: 2rem; }
  tr, .figures div, .sheet summary, figure { break-inside: avoid; }
  .rank::before, .other > summary::before { content: none; }
  .bar, .bar i, .spark i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; }
  a { color: inherit; }
}
`;
