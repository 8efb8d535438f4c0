import { max } from 'd3-array';
import type { SuperinstructionEvidence } from '../artifacts/evidence.js';
import { printHandler } from '../backends/typescript/run-loop.js';
import { findByName, type Instruction } from '../isa/isa.js';
import { formatPattern, type PatternPart } from '../isa/pattern.js';
import { barWidth, clip, formatCount, formatSmallPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { isWeighted, LIMITS, type ReportInput } from './input.js';
import { renderPattern } from './pattern.js';
import { factList, proofSentence, proofTag } from './proofs.js';

/** The chosen set: what each is worth, and what was generated for it. */
export function renderSuperinstructions(input: ReportInput): Markup {
  const { superinstructions } = input.decisions;
  const shown = Math.min(superinstructions.length, LIMITS.superinstructions);
  const more = superinstructions.length - shown;
  if (shown === 0) return html``;
  return html`<section id="superinstructions">
<h2>Superinstructions</h2>
<p class="lead">The most useful first: each saves most after those before it. <var class="free">a</var> is an operand that stays free, and the same letter again the same operand, <var class="free same">a+1</var> the cell after its; <var class="bound">1</var> is bound to that constant. The marginal value is what would come back without this one and with all others, as a part of the baseline${weightedNote(input)}. Open a row for its handler beside the handlers of its parts.</p>
<div class="sheet">
<div class="sheet-head" aria-hidden="true"><span>#</span><span>Pattern</span><span class="n">Length</span><span class="n">Payload</span><span class="n">Marginal</span><span class="n">Executions</span><span class="n">Places</span></div>
${Array.from({ length: shown }, (_, i) => renderEntry(input, i))}</div>
${more > 0 && html`<p class="note">${plural(more, 'more superinstruction')} in <code>superinstructions.json</code> and <code>handlers/</code>.</p>`}
</section>`;
}

function weightedNote({ decisions, profile }: ReportInput): string {
  return isWeighted(decisions.options, profile.programs.length)
    ? ', with programs weighted as under Options'
    : '';
}

function renderEntry({ decisions, fused, evidence }: ReportInput, i: number): Markup {
  const { marginal, payload, places } = decisions.superinstructions[i];
  const baseline = decisions.curve[0];
  const greatest = max(decisions.superinstructions, (entry) => entry.marginal) ?? 0;
  const pattern = fused.patterns[i];
  const shown = evidence.superinstructions[i];
  const { executions } = shown;
  const idle = executions === 0;
  const width = barWidth(greatest > 0 ? marginal / greatest : 0);
  return html`<details${idle && html` class="idle"`}>
<summary><span class="rank">${i + 1}</span><span class="what">${renderPattern(pattern)}${idle && html` <span class="tag bad">never executed</span>`}${proofTag(shown)}</span>${metric('length', formatCount(pattern.parts.length))}${metric('payload', Number.isFinite(payload) ? html`${payload}<span class="unit"> B</span>` : 'any')}${metric('marginal', html`${formatSmallPercent(baseline > 0 ? marginal / baseline : 0)}<span class="spark"><i style="width:${width}"></i></span>`)}${metric('executions', formatCount(executions))}${metric('places', formatCount(places))}</summary>
${renderDetails(fused.instructions, fused.instructions[fused.base + i], pattern.parts, i, shown)}</details>
`;
}

function metric(label: string, value: Content): Markup {
  return html`<span class="n metric ${label}"><span class="key">${label} </span>${value}</span>`;
}

function renderDetails(
  instructions: readonly Instruction[],
  instruction: Instruction,
  parts: readonly PatternPart[],
  i: number,
  evidence: SuperinstructionEvidence,
): Markup {
  const shown = parts.slice(0, LIMITS.parts);
  return html`<div class="opened" id="s${i + 1}">
<div class="versus">
<div><h4>One dispatch</h4>${renderHandler(instruction)}
<dl class="facts">${fact('Stack', stackPicture(instruction))}${fact('Operands', operandList(instruction))}${optionalFact('Effects', factList(evidence))}${optionalFact('Proof', proofSentence(evidence))}${fact('Identifier', breakable(clip(instruction.name, 400)))}${fact('Pattern', clip(formatPattern({ parts }), 400))}</dl></div>
<div><h4>instead of ${parts.length}</h4>${shown.map(({ opcode }) => renderPart(findByName(instructions, opcode)!))}${parts.length > shown.length && html`<p class="note">and ${plural(parts.length - shown.length, 'more part')}</p>`}</div>
</div>
</div>`;
}

function fact(name: string, value: Content): Markup {
  return html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`;
}

function optionalFact(name: string, value: string | null): Content {
  return value && fact(name, value);
}

/** A derived identifier that may be wrapped between the names of its parts. */
export function breakable(identifier: string): Content {
  return identifier.split('__').map((word, i) => [i > 0 && html`__<wbr>`, word]);
}

function renderPart(part: Instruction): Markup {
  return html`<div class="of-part"><p><b>${part.name}</b> <code>${stackPicture(part)}</code></p>${renderHandler(part)}</div>`;
}

export function stackPicture({ pops, pushes, isStackKnown }: Instruction): string {
  return isStackKnown ? `( ${[...pops, '--', ...pushes].join(' ')} )` : '( ? )';
}

function operandList({ operands }: Instruction): string {
  return operands.length === 0 ? 'none' : operands.map(({ name, kind }) => `${name}:${kind.name}`).join(' ');
}

/** Lines are elements of their own, so that a wrapped one can be told from the next. */
function renderHandler(instruction: Instruction): Markup {
  const { body } = instruction;
  if (body.kind === 'none') return html`<p class="note">What it does is not in the machine’s file.</p>`;
  const lines = (body.kind === 'host' ? body.text : printHandler(instruction)).split('\n');
  const shown = lines.slice(0, LIMITS.handlerLines);
  const more = lines.length - shown.length;
  return html`<pre>${shown.map(
    (line) => html`<span>${clip(line, 600)}
</span>`,
  )}${more > 0 && `… ${plural(more, 'more line')} in handlers/`}</pre>`;
}
