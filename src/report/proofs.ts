import type { Evidence, SuperinstructionEvidence } from '../artifacts/evidence.js';
import { describeProbes } from '../artifacts/probes.js';
import { clip, formatCount, plural } from './format.js';
import { type Content, html, type Markup } from './html.js';

/** What was shown of a superinstruction, in a word or two; nothing where bodies are not expressions. */
export function proofTag({ proof }: SuperinstructionEvidence): Content {
  switch (proof?.status) {
    case 'proved':
      return html` <span class="tag good">proved</span>`;
    case 'tested':
      return html` <span class="tag">tested ${formatCount(proof.states)} times</span>`;
    case 'refuted':
      return html` <span class="tag bad">wrong</span>`;
    default:
      return null;
  }
}

/** The same in a sentence, for an opened row. */
export function proofSentence({ proof }: SuperinstructionEvidence): string | null {
  switch (proof?.status) {
    case 'proved':
      return 'proved: parts and handler give the same terms from every state';
    case 'tested':
      return clip(
        `tested from ${plural(proof.states, 'random state')}, no difference; not proved, because ${proof.why}`,
        600,
      );
    case 'refuted':
      return clip(`wrong: ${proof.what}`, 600);
    default:
      return null;
  }
}

/** What its parts do together, besides to the operand stack. */
export function factList({ facts }: SuperinstructionEvidence): string | null {
  if (!facts) return null;
  const { reads, writes, calls, exits, control } = facts;
  const found = [
    reads.length > 0 && `reads ${reads.join(', ')}`,
    writes.length > 0 && `writes ${writes.join(', ')}`,
    calls > 0 && plural(calls, 'impure call'),
    exits.length > 0 && `may ${exits.join(' or ')}`,
    control === 'jump' && 'jumps',
    control === 'branch' && 'may jump',
    control === 'return' && 'returns',
  ].filter((fact) => fact !== false);
  return found.length > 0 ? found.join('; ') : 'reads and writes no memory';
}

/** What running handlers by themselves showed. */
export function renderProbes({ probes }: Evidence): Markup {
  if (!probes) return html``;
  const uncovered = probes[0]?.uncovered ?? [];
  const missed =
    uncovered.length > 0 &&
    ` Not covered, ${uncovered.length} in all: ${uncovered
      .slice(0, 3)
      .map((text) => clip(text, 100))
      .join('; ')}${uncovered.length > 3 ? '; …' : ''}.`;
  return html`<p class="lead"><b>Probed</b> means that handlers ran by themselves, as printed, in states made for them, and left what the interpreter of the semantics leaves: ${describeProbes(probes).join('; ')}.${missed}</p>
`;
}

/** How proofs were made, and of how many. */
export function renderProofs({ superinstructions, instructions }: Evidence): Markup {
  const proofs = superinstructions.flatMap(({ proof }) => proof ?? []);
  if (proofs.length === 0) return html``;
  const proved = proofs.filter(({ status }) => status === 'proved').length;
  const tested = proofs.filter(({ status }) => status === 'tested').length;
  const own = instructions
    ? ` Of the machine’s own instructions, ${formatCount(instructions.proved)} of ${formatCount(instructions.proved + instructions.others.length)} were proved to do what their text says.`
    : '';
  return html`<p class="lead"><b>Proved</b> means that no run is needed to believe it: parts and fused handler ran symbolically from one unknown state, and made the same writes, calls and exits in the same order, and left the same stack, registers and control. Floating point was not interpreted, so nothing was reordered. ${formatCount(proved)} of ${plural(proofs.length, 'superinstruction')} ${proved === 1 ? 'was' : 'were'} proved${tested > 0 && `, ${formatCount(tested)} only tested from random states: their rows say why`}.${own}</p>
`;
}
