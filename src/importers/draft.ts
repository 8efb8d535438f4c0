import { type InferredFacts, inferFacts } from './infer.js';
import type { InstructionFacts, KindFacts, Recording } from './recording.js';

/** A machine file for a VM that has none, and how much of it is guessed. */
export interface Draft {
  readonly isaText: string;
  /** The instructions of which something was inferred. */
  readonly inferred: readonly string[];
}

/**
 * Writes the `.isa` file of a machine: what the importer knows of its instructions, and what can be guessed
 * of the others. Guesses are marked `# inferred`, with their reason. Only instructions that were recorded are
 * in it.
 */
export function draftMachine(recording: Recording): Draft {
  const inference = inferFacts(recording);
  const ops = [...recordedOps(recording)].sort();
  const facts = ops.map((op) => recording.instructions.get(op) ?? inference.instructions.get(op)!);
  const used = new Set(facts.flatMap(({ operands }) => operands.map(({ kind }) => kind)));
  const isUsed = ({ name }: KindFacts) => used.has(name);
  const lines = [
    `# Drafted from what was recorded. Lines marked \`# inferred\` are guesses: check them.`,
    `machine ${identifier(recording.machine)}`,
    'bodies none',
    ...(recording.payload === null ? [] : [`payload ${recording.payload}`]),
    '',
    ...recording.kinds.filter(isUsed).map(kindLine),
    ...inference.kinds.filter(isUsed).map((kind) => `${kindLine(kind)}  # inferred`),
    '',
    ...ops.map((op, i) => instructionLine(op, facts[i], inference.instructions.get(op))),
    '',
  ];
  return { isaText: lines.join('\n'), inferred: ops.filter((op) => inference.instructions.has(op)) };
}

function recordedOps({ programs }: Recording): Set<string> {
  const ops = new Set<string>();
  for (const { functions } of programs)
    for (const { instructions } of functions) for (const { op } of instructions) ops.add(op);
  return ops;
}

function kindLine({ name, width, bindable, label }: KindFacts): string {
  return `operand ${name} : ${width}${bindable ? ' bindable' : ''}${label ? ' label' : ''}`;
}

function instructionLine(
  op: string,
  { operands, stack, flags }: InstructionFacts,
  guess?: InferredFacts,
): string {
  const words = operands.map(({ name, kind }) => ` ${name}:${kind}`).join('');
  const line = [`${quoted(op)}${words}`, picture(stack), ...flags].join(' ');
  if (!guess) return line;
  return `${line.padEnd(40)}  # inferred${guess.reasons.length > 0 ? `: ${guess.reasons.join('; ')}` : ''}`;
}

function picture(stack: InstructionFacts['stack']): string {
  if (stack === null) return '( ? )';
  const cells = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i}`);
  return ['(', ...cells('in', stack.pops), '--', ...cells('out', stack.pushes), ')'].join(' ');
}

/** Names that are no words are in quotes. */
function quoted(op: string): string {
  return /^[A-Za-z_]\w*$/.test(op) ? op : JSON.stringify(op);
}

function identifier(name: string): string {
  const word = name.replace(/\W+/g, '_');
  return /^[A-Za-z_]/.test(word) ? word : `vm_${word}`;
}
