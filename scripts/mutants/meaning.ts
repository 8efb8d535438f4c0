import { type Instruction, semanticsOf } from '../../src/isa/isa.js';
import { formatPattern, type Pattern } from '../../src/isa/pattern.js';
import { proveWith } from '../../src/proof/prove.js';
import { tryStates } from '../../src/proof/trial.js';
import { CommutingTerms } from './commuting-terms.js';
import { whyEquivalent } from './known-equivalents.js';
import { type Fate, type MutatedStage, uniquelyNamed } from './mutant.js';
import { semanticMutants } from './semantic-mutants.js';
import { type MutatedSet, mutatedSets } from './sets.js';

const TRIED_STATES = 10_000;

/** What is composed of the parts of superinstructions, and what is stated of them. */
export const meaning: MutatedStage = {
  name: 'meaning',
  what: 'what superinstructions do and what is stated of them: the proof has to notice',
  unavailable: () => null,
  *mutants(every) {
    let next = 0;
    for (const set of mutatedSets())
      for (const [i, pattern] of set.fused.patterns.entries())
        for (const { group, what, mutant } of uniquelyNamed(wrongInstructions(set, i)))
          if (next++ % every === 0) {
            const name = `${set.isa.machine}: ${formatPattern(pattern)}: ${what}`;
            yield { group, what: name, fate: fateOf(set, pattern, mutant, name) };
          }
  },
};

interface WrongInstruction {
  readonly group: string;
  readonly what: string;
  readonly mutant: Instruction;
}

function* wrongInstructions({ isa, fused }: MutatedSet, i: number): Generator<WrongInstruction> {
  const instruction = fused.instructions[fused.base + i];
  const surroundings = { ...isa, operands: instruction.operands };
  for (const { group, what, semantics } of semanticMutants(semanticsOf(instruction), surroundings))
    yield { group, what, mutant: { ...instruction, body: { kind: 'expressions', semantics } } };
  yield* wronglyStated(instruction);
}

/** An instruction that does what it should and says something else. */
function* wronglyStated(instruction: Instruction): Generator<WrongInstruction> {
  const { pops, pushes, flow, operands } = instruction;
  const stated = (what: string, change: Partial<Instruction>): WrongInstruction => ({
    group: 'statement',
    what,
    mutant: { ...instruction, ...change },
  });
  yield stated('a cell more popped', { pops: [...pops, 'more'] });
  if (pops.length > 0) yield stated('a cell less popped', { pops: pops.slice(1) });
  yield stated('a cell more pushed', { pushes: [...pushes, 'more'] });
  if (pushes.length > 0) yield stated('a cell less pushed', { pushes: pushes.slice(1) });
  yield stated('exits denied or claimed', { flow: { ...flow, mayExit: !flow.mayExit } });
  yield stated('another flow', { flow: { ...flow, kind: flow.kind === 'next' ? 'jump' : 'next' } });
  for (const [k, operand] of operands.entries()) {
    const [low, high] = operand.reach ?? [0, 0];
    const reaching = (reach: readonly [number, number]) =>
      operands.map((one, at) => (at === k ? { ...operand, reach } : one));
    yield stated(`operand ${k} reaching one further`, { operands: reaching([low, high + 1]) });
    if (high > 0) yield stated(`operand ${k} reaching one less`, { operands: reaching([low, high - 1]) });
    if (low < 0) yield stated(`operand ${k} reaching one less down`, { operands: reaching([low + 1, high]) });
    const other = operands.find(({ kind }) => kind !== operand.kind);
    if (other)
      yield stated(`operand ${k} of another kind`, {
        operands: operands.map((one, at) => (at === k ? { ...one, kind: other.kind } : one)),
      });
  }
  if (operands.length > 0) yield stated('an operand less', { operands: operands.slice(1) });
}

function fateOf({ isa }: MutatedSet, pattern: Pattern, mutant: Instruction, name: string): Fate {
  const { proof } = proveWith(isa, pattern, mutant);
  if (proof.status === 'refuted') return { kind: 'killed', by: 'proof' };
  if (proof.status === 'proved') {
    const parts = pattern.parts.map(({ opcode }) => semanticsOf(isa.instructions[isa.opcodeOf.get(opcode)!]));
    // A proof that is wrong must not excuse what it does not see.
    return tryStates(isa, pattern, parts, semanticsOf(mutant), TRIED_STATES) === null
      ? { kind: 'equivalent', why: `proved to do what its parts do, and the same in ${TRIED_STATES} states` }
      : { kind: 'survived' };
  }
  const commuting = proveWith(isa, pattern, mutant, { terms: new CommutingTerms(), states: 0 });
  const why =
    commuting.proof.status === 'proved'
      ? 'the same by laws of arithmetic that hold to the bit: sides that commute, comparisons'
      : whyEquivalent(name);
  return why === undefined ? { kind: 'survived' } : { kind: 'equivalent', why };
}
