import { InputError, type SourcePosition } from '../../util/input-error.js';
import type { KindFacts } from '../recording.js';

/** What operands in a listing are. Registers and indices mean something else in each frame or file. */
export const DUMP_KINDS = {
  local: { width: 'u16', bindable: false },
  lexical: { width: 'text', bindable: false },
  frame: { width: 'u16', bindable: false },
  callsite: { width: 'u16', bindable: false },
  /** Locals that a dispatch gets, as many as its callsite says. */
  arguments: { width: 'u16 list', bindable: false },
  label: { width: 'u32', bindable: false, label: true },
  string: { width: 'text', bindable: true },
  integer: { width: 'i64', bindable: true },
  number: { width: 'text', bindable: true },
} as const satisfies Record<string, Omit<KindFacts, 'name'>>;

/** One of them. */
export type DumpKind = keyof typeof DUMP_KINDS;

/** An operand of an instruction in a listing. */
export interface DumpOperand {
  readonly kind: DumpKind;
  readonly value: number | bigint | string;
}

/** How operands are printed, but for strings. */
const PATTERNS: readonly (readonly [DumpKind, RegExp])[] = [
  ['local', /^loc_(\d+)_\w+$/],
  ['frame', /^Frame_(\d+)$/],
  ['callsite', /^Callsite_(\d+)$/],
  ['label', /^label_\d+\((\d+)\)$/],
  ['integer', /^(-?\d+)$/],
  ['number', /^(-?\d+\.\d+|-?nan|-?inf)$/],
  ['lexical', /^(lex_Frame_\d+_.*_(?:obj|str|u?int(?:8|16|32)?|num(?:32)?))$/s],
];

/**
 * Takes apart what follows an instruction's name. Strings are printed without escapes, so commas and quotes
 * in them have to be told from those around them. No instruction has two: its string ends at the last quote,
 * or, where it was cut off after a thousand bytes and has none, before what can only be other operands.
 */
export function parseDumpOperands(text: string, at: SourcePosition): DumpOperand[] {
  if (text === '') return [];
  const pieces = text.split(', ');
  const first = pieces.findIndex((piece) => piece[0] === "'");
  if (first < 0) return pieces.map((piece) => operandOf(piece, at));
  const closing = pieces.findLastIndex((piece, i) => piece.endsWith("'") && (i > first || piece.length > 1));
  const last = closing >= first ? closing : pieces.findLastIndex((piece) => kindOf(piece) === null);
  const string = pieces.slice(first, last + 1).join(', ');
  return [
    ...pieces.slice(0, first).map((piece) => operandOf(piece, at)),
    { kind: 'string', value: string.slice(1, closing >= first ? -1 : undefined) },
    ...pieces.slice(last + 1).map((piece) => operandOf(piece, at)),
  ];
}

function kindOf(piece: string): readonly [DumpKind, RegExp] | null {
  return PATTERNS.find(([, pattern]) => pattern.test(piece)) ?? null;
}

function operandOf(piece: string, at: SourcePosition): DumpOperand {
  // Nothing is printed for a jump to the first instruction.
  if (piece === '') return { kind: 'label', value: 0 };
  const found = kindOf(piece);
  if (!found) throw new InputError(`${JSON.stringify(piece)} is no operand that this version knows`, at);
  const [kind, pattern] = found;
  const [, value] = pattern.exec(piece)!;
  if (kind === 'number' || kind === 'lexical') return { kind, value };
  if (kind !== 'integer' || Number.isSafeInteger(Number(value))) return { kind, value: Number(value) };
  // Unsigned ones are printed as such.
  return { kind, value: BigInt.asIntN(64, BigInt(value)) };
}
