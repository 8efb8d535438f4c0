import { type FlowFlag, flowOf } from '../../isa/flow.js';
import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import type { InstructionFacts, RecordedFunction, RecordedInstruction, Recording } from '../recording.js';
import { type DumpFrame, type DumpInstruction, readMoarDump } from './dump.js';
import { DUMP_KINDS, type DumpKind, type DumpOperand } from './dump-operands.js';
import { listKinds, namedAfterKinds } from './operands.js';
import { programNames } from './program-names.js';

/** Reads listings of bytecode, a program per file. */
export async function recordDumps(files: readonly ImportedFile[]): Promise<Recording> {
  const names = programNames(files);
  const instructions = new Map<string, InstructionFacts>();
  const programs: { readonly name: string; readonly frames: readonly DumpFrame[] }[] = [];
  for (const [i, file] of files.entries()) {
    const frames = await readMoarDump(file);
    for (const frame of frames) for (const one of frame.instructions) learn(instructions, one);
    programs.push({ name: names[i], frames });
  }
  return {
    machine: 'moarvm',
    payload: null,
    kinds: listKinds(DUMP_KINDS),
    instructions,
    programs: programs.map(({ name, frames }) => ({
      name,
      family: name,
      functions: frames.map((frame) => functionOf(frame, instructions)),
    })),
    eventsRead: 0,
    eventsExplained: 0,
    notes: [
      'the counts are static: moar --dump tells of no run, so each instruction counts once',
      'moar --dump does not tell where exceptions are handled: taken to be what follows a jump or a return',
    ],
    problems: [],
  };
}

/** Ops that neither throw nor call anything; all others may. */
const STAYS =
  /^(?:no_op|set|null(?:_s)?|const_[ins].*|(?:add|sub|mul|neg|abs)_[in]|(?:eq|ne|lt|le|gt|ge)_[in]|not_i|b(?:and|or|xor|not)_i|isnull(?:_s)?|isconcrete|coerce_(?:in|ni)|goto|jumplist|(?:if|unless)_[in]|ifnonnull|return(?:_[insuo])?|getcode|paramnamesused)$/;

/** What its name and operands say of an op. */
function learn(instructions: Map<string, InstructionFacts>, { op, operands, at }: DumpInstruction): void {
  const kinds = kindsOf(operands);
  const known = instructions.get(op)?.operands;
  if (!known) {
    const flags = [...flowFlags(op, kinds), ...(STAYS.test(op) ? [] : (['may-exit'] as const))];
    instructions.set(op, { operands: namedAfterKinds(kinds), stack: { pops: 0, pushes: 0 }, flags });
  } else if (known.map(({ kind }) => kind).join() !== kinds.join())
    throw new InputError(
      `${op} has other operands here (${kinds.join(', ') || 'none'}) than before (${known.map(({ kind }) => kind).join(', ') || 'none'})`,
      at,
    );
}

function flowFlags(op: string, kinds: readonly DumpKind[]): FlowFlag[] {
  if (op === 'goto') return ['jump'];
  if (op === 'jumplist') return ['switch'];
  if (op === 'exit') return ['ends'];
  if (/^return(_|$)/.test(op)) return ['return'];
  if (/^dispatch_/.test(op)) return ['call'];
  return kinds.includes('label') ? ['branch'] : [];
}

/** All arguments of a dispatch are one operand, a list: how many there are depends on its callsite. */
function kindsOf(operands: readonly DumpOperand[]): DumpKind[] {
  const kinds = operands.map(({ kind }) => kind);
  const callsite = kinds.indexOf('callsite');
  return callsite < 0 ? kinds : [...kinds.slice(0, callsite + 1), 'arguments'];
}

function functionOf(
  { name, instructions }: DumpFrame,
  facts: ReadonlyMap<string, InstructionFacts>,
): RecordedFunction {
  const kindOf = ({ op }: DumpInstruction) => flowOf(facts.get(op)!.flags).kind;
  return {
    name,
    instructions: instructions.map((one, i): RecordedInstruction => {
      refuseMissingTargets(one, instructions);
      const isFollowing = i > 0 && ['next', 'branch'].includes(kindOf(instructions[i - 1]));
      return {
        pc: one.pc,
        op: one.op,
        args: one.operands.map(({ value }) => value),
        n: 1,
        isEntry: one.isLabelled || !isFollowing,
      };
    }),
    isComplete: true,
    transfers: null,
  };
}

function refuseMissingTargets(
  { op, operands, at }: DumpInstruction,
  instructions: readonly DumpInstruction[],
): void {
  for (const { kind, value } of operands) {
    if (kind !== 'label' || instructions[Number(value)]?.isLabelled) continue;
    throw new InputError(
      `${op} jumps to instruction ${value}, which has no label: is the listing complete?`,
      at,
    );
  }
}
