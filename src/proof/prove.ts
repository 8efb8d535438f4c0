import { type Instruction, type Isa, instructionNamed, semanticsOf } from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';
import type { Semantics } from '../isa/semantics.js';
import { addressFault } from './addresses.js';
import { type Facts, factsOf, pictureFault } from './facts.js';
import { operandFault, operandTerm, type PartOperands, partOperands } from './operands.js';
import { type Event, type ScratchCell, SymbolicRun } from './symbolic-run.js';
import { type Term, Terms } from './terms.js';
import { tryStates } from './trial.js';

/** How sure it is that an instruction does what it should. */
export type Proof =
  /** It does the same from every state. */
  | { readonly status: 'proved' }
  /** No difference was found in so many states; `why` is what a proof would need. */
  | { readonly status: 'tested'; readonly states: number; readonly why: string }
  /** It does not: `what` is a state in which it differs, or a fact stated wrongly. */
  | { readonly status: 'refuted'; readonly what: string };

/** A superinstruction, what was shown of it, and what its parts do together. */
export interface ProvedInstruction {
  readonly proof: Proof;
  readonly facts: Facts;
}

/** What a proof may know, and how hard to try without one. */
export interface ProofOptions {
  /** States tried where there is no proof. */
  readonly states?: number;
  /** What is known of values: an empty table. */
  readonly terms?: Terms;
}

/** States tried where there is no proof. */
const TRIED_STATES = 10_000;

/**
 * Proves that an instruction does what the parts of a pattern do one after the other, from any state: both
 * are run symbolically, and events, stack, registers, control and, where the section goes on, what scratch
 * cells hold have to be the same terms. Parts do what
 * their text says, and nothing of what composes them is used here. What is stated of the instruction
 * (operands and their reach, stack pictures, flow) has to be what its parts have together. Where the terms
 * differ, random states are tried. Throws an `InputError` where bodies are not expressions.
 */
export function proveSuperinstruction(isa: Isa, pattern: Pattern, fused: Instruction): ProvedInstruction {
  return proveWith(isa, pattern, fused);
}

/** The same, with other terms or numbers of states. */
export function proveWith(
  isa: Isa,
  pattern: Pattern,
  fused: Instruction,
  { states = TRIED_STATES, terms = new Terms() }: ProofOptions = {},
): ProvedInstruction {
  const operands = partOperands(isa, pattern, terms);
  const parts = pattern.parts.map(({ opcode }) => instructionNamed(isa, opcode)!);
  const expected = new SymbolicRun(terms, isa);
  for (const [p, part] of parts.entries()) expected.step(writtenOf(part), operands.terms[p]);
  const facts = factsOf(isa, parts, expected, operands.free);
  const fault =
    operandFault(fused, operands.free) ??
    pictureFault(fused, facts, parts) ??
    addressFault(isa, fused, parts, operands);
  if (fault !== null) return { proof: { status: 'refuted', what: fault }, facts };
  const semantics = semanticsOf(fused);
  const why = difference(isa, terms, expected, semantics, operands);
  if (why === null) return { proof: { status: 'proved' }, facts };
  const what = tryStates(isa, pattern, parts.map(writtenOf), semantics, states);
  const proof: Proof = what ? { status: 'refuted', what } : { status: 'tested', states, why };
  return { proof, facts };
}

/** Proves that an instruction of the machine itself does what its text says. */
export function proveInstruction(isa: Isa, instruction: Instruction): Proof {
  const bindings = instruction.operands.map(() => ({ kind: 'free' as const }));
  const pattern: Pattern = { parts: [{ opcode: instruction.name, bindings }] };
  return proveSuperinstruction(isa, pattern, instruction).proof;
}

/** What the text of an instruction says, before anything was made of it. */
function writtenOf(instruction: Instruction): Semantics {
  const { body } = instruction;
  return body.kind === 'expressions' && body.written ? body.written : semanticsOf(instruction);
}

/** Why what the instruction does is not known to be what was expected; null where it is. */
function difference(
  isa: Isa,
  terms: Terms,
  expected: SymbolicRun,
  semantics: Semantics,
  { free }: PartOperands,
): string | null {
  const found = new SymbolicRun(terms, isa);
  try {
    found.step(
      semantics,
      free.map((_, i) => operandTerm(terms, i)),
    );
  } catch (error) {
    return (error as Error).message;
  }
  const name = (term: Term | null | undefined) => (term == null ? 'nothing' : terms.describe(term));
  const unlike = (what: string, wanted: Term | null | undefined, is: Term | null | undefined) =>
    (wanted ?? null) === (is ?? null) ? null : `${what} is ${name(is)} instead of ${name(wanted)}`;
  const events = Math.max(expected.events.length, found.events.length);
  for (let i = 0; i < events; i++) {
    const [wanted, is] = [expected.events[i], found.events[i]];
    if (!sameEvent(wanted, is))
      return `it does ${describeEvent(is, name)} instead of ${describeEvent(wanted, name)}`;
  }
  if (expected.stack.length !== found.stack.length || expected.depth !== found.depth)
    return `it takes ${found.depth} cells and leaves ${found.stack.length} instead of ${expected.depth} and ${expected.stack.length}`;
  const [wanted, is] = [expected.control, found.control];
  if (wanted.kind !== is.kind) return `control is ${is.kind} instead of ${wanted.kind}`;
  // Nobody reads the stack, the registers and the scratch cells of a section that has returned.
  if (wanted.kind === 'return') return null;
  for (const [i, value] of expected.stack.entries()) {
    const fault = unlike(`cell ${i} pushed`, value, found.stack[i]);
    if (fault) return fault;
  }
  for (const memory of new Set([...expected.scratch.keys(), ...found.scratch.keys()])) {
    const show = (cells: readonly ScratchCell[] = []) =>
      cells.map(({ index, value }) => `[${name(index)}] = ${name(value)}`).join(', ') || 'nothing';
    const [wanted, is] = [expected.scratch.get(memory), found.scratch.get(memory)].map(show);
    if (JSON.stringify(expected.scratch.get(memory)) !== JSON.stringify(found.scratch.get(memory)))
      return `${memory} is left with ${is} instead of ${wanted}`;
  }
  for (const register of new Set([...expected.registers.keys(), ...found.registers.keys()])) {
    const fault = unlike(register, expected.registers.get(register), found.registers.get(register));
    if (fault) return fault;
  }
  return (
    unlike('the operand jumped to', wanted.target, is.target) ??
    unlike('the condition of the jump', wanted.condition, is.condition)
  );
}

function sameEvent(a: Event | undefined, b: Event | undefined): boolean {
  // Plain data of names and terms, made in the same order.
  return JSON.stringify(a) === JSON.stringify(b);
}

function describeEvent(event: Event | undefined, name: (term: Term) => string): string {
  switch (event?.kind) {
    case undefined:
      return 'nothing';
    case 'store':
      return `${event.memory}[${name(event.index)}] = ${name(event.value)}`;
    case 'call':
      return `${event.function}(${event.arguments.map(name).join(', ')})`;
    case 'exit':
      return `${event.how} if ${name(event.condition)}`;
  }
}
