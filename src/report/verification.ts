import { type Evidence, failures, type ProgramEvidence } from '../artifacts/evidence.js';
import { clip, formatCount, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { LIMITS, type ReportInput } from './input.js';
import { check } from './programs.js';

/** What the rerun compared, and what it found. */
export function renderVerification({ evidence, summary }: ReportInput): Markup {
  const shown = evidence.programs.slice(0, LIMITS.programs);
  const more = evidence.programs.length - shown.length;
  return html`<section id="verification">
<h2>How it was verified</h2>
<p class="lead">Every program ran twice side by side, as it was and with the superinstructions. After every step, and at the end, every cell of every memory was compared by its bits: −0 is not 0, and only the different bit patterns of NaN, which JavaScript leaves undefined, count as one value. Calls of functions with effects outside the machine had to be the same, in the same order. The dispatches predicted from the trace had to equal those the rerun counted, exactly. Taking the fused program apart had to give back ${summary.scheduling ? 'the scheduled code' : 'the baseline'}, word for word. No program may need a deeper operand stack than before. A superinstruction that was never executed proves nothing: it is marked in red above.</p>
<div class="scroll"><table class="evidence">
<thead><tr><th scope="col">Program</th><th scope="col" class="n">States compared</th><th scope="col" class="n">Cells compared</th><th scope="col" class="mark">Bits equal</th><th scope="col" class="n">Predicted</th><th scope="col" class="n">Measured</th><th scope="col" class="mark">Equal</th><th scope="col" class="mark">Decomposes</th><th scope="col" class="n">Stack cells</th></tr></thead>
<tbody>
${shown.map((program) => renderRow(evidence, program))}</tbody>
</table></div>
${more > 0 && html`<p class="note">${plural(more, 'more program')} in <code>evidence.json</code>.</p>`}
</section>`;
}

function renderRow(evidence: Evidence, program: ProgramEvidence): Content {
  const found = failures({ ...evidence, programs: [program], executions: [] });
  const { predictedDispatches, measuredDispatches, baselineStack, fusedStack } = program;
  const stack =
    baselineStack === fusedStack
      ? formatCount(baselineStack)
      : `${formatCount(baselineStack)} → ${formatCount(fusedStack)}`;
  return html`<tr><th scope="row"><bdi>${clip(program.name)}</bdi></th><td class="n">${formatCount(program.statesCompared)}</td><td class="n">${formatCount(program.cellsCompared)}</td><td class="mark">${check(!program.difference && !program.failure)}</td><td class="n">${formatCount(predictedDispatches)}</td><td class="n">${formatCount(measuredDispatches)}</td><td class="mark">${check(predictedDispatches === measuredDispatches)}</td><td class="mark">${check(program.decomposes)}</td><td class="n${fusedStack > baselineStack && ' bad'}">${stack}</td></tr>
${
  found.length > 0 &&
  html`<tr class="failed"><td colspan="9">${found.slice(0, LIMITS.failures).map((sentence) => html`<p>${clip(sentence, 400)}</p>`)}</td></tr>
`
}`;
}
