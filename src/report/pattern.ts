import { type Binding, formatPattern, type Pattern, type PatternPart } from '../isa/pattern.js';
import { html, type Markup } from './html.js';

/** A pattern typeset: opcodes, letters of free operands, bound constants. */
export function renderPattern(pattern: Pattern): Markup {
  const words = formatPattern(pattern)
    .split('; ')
    .map((part) => part.split(' ').slice(1));
  return html`<span class="pattern">${pattern.parts.map((part, i) => renderPart(part, words[i]))}</span>`;
}

/** The first use of a letter is free; where it comes again the operands have to be equal. */
const CLASSES: Readonly<Record<Binding['kind'], string>> = {
  free: 'free',
  same: 'free same',
  constant: 'bound',
};

function renderPart({ opcode, bindings }: PatternPart, words: readonly string[]): Markup {
  const operands = bindings.map(
    ({ kind }, i) => html` <var class="${CLASSES[kind]}">${words[i].replace(/^#/, '')}</var>`,
  );
  return html`<span class="part">${opcode}${operands}</span> `;
}
