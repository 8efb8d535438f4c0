import { renderBytecode } from './bytecode.js';
import { renderCurve } from './curve.js';
import { renderDisagreement } from './disagreement.js';
import { renderDrift } from './drift.js';
import { renderHandMade } from './hand-made.js';
import { html, raw } from './html.js';
import type { ReportInput } from './input.js';
import { renderOptions } from './options.js';
import { renderPrograms } from './programs.js';
import { renderSequences } from './sequences.js';
import { styles } from './styles.js';
import { renderSuperinstructions } from './superinstructions.js';
import { renderVerdict, titleOf } from './verdict.js';
import { renderVerification } from './verification.js';

export type { ReportInput } from './input.js';

/**
 * In the order in which a reader asks. A section with nothing to say is empty, and left out of the contents.
 */
const SECTIONS = [
  { id: 'programs', title: 'Programs', render: renderPrograms },
  { id: 'budget', title: 'Budget', render: renderCurve },
  { id: 'superinstructions', title: 'Superinstructions', render: renderSuperinstructions },
  { id: 'hand-made', title: 'Made by hand', render: renderHandMade },
  { id: 'drift', title: 'Drift', render: renderDrift },
  { id: 'verification', title: 'Verification', render: renderVerification },
  { id: 'bytecode', title: 'Bytecode', render: renderBytecode },
  { id: 'sequences', title: 'Frequent sequences', render: renderSequences },
  { id: 'disagreement', title: 'Static against dynamic', render: renderDisagreement },
  { id: 'options', title: 'Options', render: renderOptions },
] as const;

/** `report.html`: one page that needs nothing else, neither scripts nor other files. */
export function renderReport(input: ReportInput): string {
  const sections = SECTIONS.map(({ id, title, render }) => ({ id, title, content: render(input) }));
  const present = sections.filter(({ content }) => content.text !== '');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(input)}</title>
<style>${raw(styles)}</style>
</head>
<body>
<nav aria-label="Contents"><a href="#verdict">Verdict</a>${present.map(({ id, title }) => html`<a href="#${id}">${title}</a>`)}</nav>
<main>
${renderVerdict(input)}
${present.map(
  ({ content }) => html`${content}
`,
)}</main>
</body>
</html>
`.text;
}
