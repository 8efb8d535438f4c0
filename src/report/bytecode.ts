import { greatest } from 'd3-array';
import { isChanged } from '../artifacts/superinstructions.js';
import type { DisassembledLine } from '../bytecode/disassemble.js';
import { dispatches, type ProgramProfile, type TracedBlock, tracedBlocks } from '../bytecode/profile.js';
import type { FusedIsa } from '../isa/fuse.js';
import { type AlignedInstruction, alignSection } from './alignment.js';
import { clip, formatCount, formatPercent, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';
import { LIMITS, type ReportInput } from './input.js';
import { breakable } from './superinstructions.js';

/** The code before and after, side by side: of the busiest program first, the others to open. */
export function renderBytecode({ profile, tiled, fused, summary }: ReportInput): Markup {
  const order = [...profile.programs.keys()].sort(
    (a, b) => dispatches(profile.programs[b]) - dispatches(profile.programs[a]) || a - b,
  );
  const [busiest, ...others] = order;
  if (busiest === undefined) return html``;
  const excerpt = (i: number, lines: number) =>
    renderExcerpt(fused, profile.programs[i], tiled[i].program, lines);
  const shown = others.slice(0, LIMITS.otherPrograms);
  const more = others.length - shown.length;
  return html`<section id="bytecode">
<h2>Bytecode before and after</h2>
<p class="lead">Each superinstruction beside the instructions it replaces. Of every program, the block of code that dispatches most.${summary.scheduling && isChanged(summary.scheduling) && ' On the left is the code as scheduled.'}</p>
<h3><bdi>${clip(profile.programs[busiest].program.name)}</bdi></h3>
${excerpt(busiest, LIMITS.busiestLines)}
${shown.map(
  (
    i,
  ) => html`<details class="other"><summary><bdi>${clip(summary.programs[i].name)}</bdi> <span class="aside">${formatCount(summary.programs[i].baselineDispatches)} → ${formatCount(summary.programs[i].fusedDispatches)} dispatches, ${formatPercent(summary.programs[i].reduction)}</span></summary>
${excerpt(i, LIMITS.otherLines)}</details>
`,
)}${more > 0 && html`<p class="note">${plural(more, 'more program')} not shown. <code>mine-superinstructions disassemble</code> prints all code of a program.</p>`}
</section>`;
}

/** The first instructions of the hottest block; an instruction is never cut in two. */
function renderExcerpt(
  isa: FusedIsa,
  profile: ProgramProfile,
  fused: ProgramProfile['program'],
  longest: number,
): Markup {
  const { program } = profile;
  const block = greatest(tracedBlocks(isa, profile), ({ counts }) => counts.reduce((a, b) => a + b, 0));
  if (!block) return html`<p class="note">No code.</p>`;
  const aligned = alignSection(isa, program, fused, program.sections[block.section].name).filter(
    ({ baseline: [first] }) => first.index >= block.start && first.index < block.end,
  );
  const end = Math.min(block.end, block.start + longest);
  const fitting = aligned.filter(({ baseline }) => baseline.at(-1)!.index < end);
  const shown = fitting.length > 0 ? fitting : aligned.slice(0, 1);
  return html`${renderExtent(program.sections[block.section].name, block, aligned, shown)}
<div class="listing">
<div class="listing-head" aria-hidden="true"><span>Before</span><span>After</span></div>
${shown.map(renderAligned)}</div>
${shown.length < aligned.length && html`<p class="note">${plural(block.end - shown.at(-1)!.baseline.at(-1)!.index - 1, 'more baseline instruction')} of this block not shown.</p>`}`;
}

function renderExtent(
  section: string,
  { start, end, counts: [executions] }: TracedBlock,
  aligned: readonly AlignedInstruction[],
  shown: readonly AlignedInstruction[],
): Markup {
  const count = shown.reduce((sum, { baseline }) => sum + baseline.length, 0);
  const cut =
    shown.length < aligned.length
      ? ` Shown are the first ${formatCount(count)}, which became ${formatCount(shown.length)}.`
      : '';
  return html`<p class="extent">Section <code>${clip(section)}</code>, instructions ${formatCount(start)} to ${formatCount(end - 1)}, executed ${executions === 1 ? 'once' : `${formatCount(executions)} times`}: ${plural(end - start, 'instruction')} became ${formatCount(aligned.length)}.${cut}</p>`;
}

function renderAligned({ fused, superinstruction, baseline }: AlignedInstruction): Markup {
  const isLinked = superinstruction !== null && superinstruction < LIMITS.superinstructions;
  const name: Content =
    superinstruction === null
      ? html`<b>${fused.name}</b>`
      : isLinked
        ? html`<a class="chip" href="#s${superinstruction + 1}">S${superinstruction + 1}</a>`
        : html`<span class="chip">S${superinstruction + 1}</span>`;
  return html`<div class="pair${superinstruction !== null && ' fused'}"><ol>${baseline.map(renderLine)}</ol><p><i>${fused.index}</i><span>${name} ${renderOperands(fused.operands)}${superinstruction !== null && html`<small>${breakable(clip(fused.name, 160))}</small>`}</span></p></div>
`;
}

function renderLine({ index, name, operands }: DisassembledLine): Markup {
  return html`<li><i>${index}</i><span><b>${name}</b> ${renderOperands(operands)}</span></li>`;
}

function renderOperands(operands: readonly string[]): Content {
  return operands.map((operand, i) => [i > 0 && ', ', html`<bdi>${clip(operand, LIMITS.name)}</bdi>`]);
}
