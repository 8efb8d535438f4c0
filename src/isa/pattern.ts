import { formatNumber } from '../util/format.js';
import { InputError } from '../util/input-error.js';
import { quoteText } from '../util/quote-text.js';
import {
  findByName,
  fitsFused,
  type Instruction,
  type Isa,
  instructionNamed,
  isAddress,
  type OperandKind,
  rangeOf,
} from './isa.js';

/** What a superinstruction does with one operand of one of its parts. */
export type Binding =
  /** It stays an operand. */
  | { readonly kind: 'free' }
  /**
   * It equals the free operand `as`, counted over all operands of the parts from 0, plus `offset`: not 0 only
   * for addresses.
   */
  | { readonly kind: 'same'; readonly as: number; readonly offset: number }
  /**
   * It is this constant: the pool's value where the operand indexes a pool, what it stands for where its kind
   * is interned, otherwise the operand itself.
   */
  | { readonly kind: 'constant'; readonly value: number | string };

/** An instruction of a superinstruction, by name, with a binding for each of its operands. */
export interface PatternPart {
  readonly opcode: string;
  /** One for each operand of the instruction. */
  readonly bindings: readonly Binding[];
}

/** A superinstruction: a sequence of instructions and a binding for each of their operands. */
export interface Pattern {
  readonly parts: readonly PatternPart[];
}

/**
 * The notation users read and write: `load_var a; load_var a; mul; assign_curr b` has one slot twice,
 * `load_var a; load_var a+1` two adjacent ones; `load_constant #0.5` binds a constant. Free operands are
 * lettered in order. Patterns are equal when their texts are.
 */
export function formatPattern({ parts }: Pattern): string {
  const letters: string[] = [];
  let free = 0;
  return parts
    .map(({ opcode, bindings }) => {
      const words = bindings.map((binding) => {
        const letter =
          binding.kind === 'free' ? letterOf(free++) : binding.kind === 'same' ? letters[binding.as] : '';
        letters.push(letter);
        if (binding.kind === 'constant') return `#${formatConstant(binding.value)}`;
        return binding.kind === 'same' ? letter + formatOffset(binding.offset) : letter;
      });
      return [quoteOpcode(opcode), ...words].join(' ');
    })
    .join('; ');
}

/** A constant as patterns show it: two are the same exactly when their texts are. */
export function formatConstant(value: number | string): string {
  return typeof value === 'number' ? formatNumber(value) : JSON.stringify(value);
}

/** Names that could be taken for something else are in quotes. */
function quoteOpcode(name: string): string {
  return /^[^\s;"#\p{C}]+$/u.test(name) ? name : quoteText(name);
}

/** Expressions nest as deep as a sequence is long, and are walked recursively. */
const MAX_PARTS = 256;

function formatOffset(offset: number): string {
  return offset === 0 ? '' : offset > 0 ? `+${offset}` : String(offset);
}

/** Reads the notation of `formatPattern`; free operands may have any names. `where` begins error messages. */
export function parsePattern(text: string, isa: Isa, where: string): Pattern {
  const fail = (message: string): never => {
    throw new InputError(`${where}: in the pattern ${JSON.stringify(text)}: ${message}`);
  };
  const firstUse = new Map<string, { readonly index: number; readonly kind: OperandKind }>();
  let index = 0;
  const texts = splitParts(text) ?? fail('a text in quotes is never closed');
  if (texts.length < 2) fail('a superinstruction has at least two parts');
  if (texts.length > MAX_PARTS) fail(`a superinstruction has at most ${MAX_PARTS} parts`);
  const parts = texts.map(([name = '', ...words]): PatternPart => {
    const opcode = unquoted(name);
    const instruction = instructionNamed(isa, opcode);
    if (!instruction) return fail(`the machine ${isa.machine} has no instruction ${JSON.stringify(opcode)}`);
    if (words.length !== instruction.operands.length)
      return fail(`${opcode} has ${instruction.operands.length} operands, not ${words.length}`);
    const bindings = words.map((word, i): Binding => {
      const { kind } = instruction.operands[i];
      const here = index++;
      if (word.startsWith('#')) {
        const value = parseConstant(word.slice(1), kind);
        if (value === null) return fail(`${word} is not ${kind.interned ? 'a text in quotes' : 'a number'}`);
        if (!kind.bindable) return fail(`a ${kind.name} cannot be bound to a constant`);
        if (!canBeBoundTo(value, kind, isa)) return fail(`a ${kind.name} cannot be ${word.slice(1)}`);
        return { kind: 'constant', value };
      }
      const [, letter, distance] = OFFSET.exec(word)!;
      const first = firstUse.get(letter);
      const offset = Number(distance ?? 0);
      if (!first) {
        if (distance)
          return fail(`${word} comes before ${letter}: the first use of an operand has no offset`);
        firstUse.set(letter, { index: here, kind });
        return { kind: 'free' };
      }
      if (first.kind.name !== kind.name)
        return fail(`${letter} is both a ${first.kind.name} and a ${kind.name}`);
      if (kind.label) return fail('two jump targets cannot be the same operand');
      if (offset !== 0 && !isAddress(isa, kind))
        return fail(`${word}: only addresses have neighbours, and a ${kind.name} is none`);
      if (Math.abs(offset) > MAX_OFFSET) return fail(`${word}: an offset is at most ${MAX_OFFSET}`);
      return { kind: 'same', as: first.index, offset };
    });
    return { opcode, bindings };
  });
  for (const [i, { opcode }] of parts.entries()) {
    const instruction = instructionNamed(isa, opcode)!;
    const { isAlone, isPrefix, maySkip } = instruction.flow;
    if (isAlone || isPrefix) fail(`${opcode} is never part of a superinstruction: the machine says so`);
    if (i < parts.length - 1 && (endsBlock(instruction) || maySkip))
      fail(`only the last part may jump or return, not ${opcode}`);
  }
  return { parts };
}

const OFFSET = /^(.+?)([+-]\d+)?$/;
/** Far more than any two neighbours are apart, and far from where sums of addresses wrap. */
const MAX_OFFSET = 65_535;

/** The words of each part, texts in quotes whole; null where a quote is never closed. */
export function splitParts(text: string): string[][] | null {
  const parts: string[][] = [[]];
  for (const [token] of text.matchAll(/#?"(?:[^"\\]|\\.)*"|;|[^\s;"]+|"/g)) {
    if (token === '"') return null;
    if (token === ';') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

function unquoted(word: string): string {
  return word.startsWith('"') ? (parseText(word) ?? word) : word;
}

function parseText(word: string): string | null {
  try {
    const value: unknown = JSON.parse(word);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function parseConstant(word: string, { interned }: OperandKind): number | string | null {
  if (interned) return parseText(word);
  if (word === 'NaN') return Number.NaN;
  return word === '' || Number.isNaN(Number(word)) ? null : Number(word);
}

/** A long integer is written in one way. */
function isIntegerOf(text: string, { bytes, signed }: OperandKind): boolean {
  if (!/^(0|-?[1-9]\d*)$/.test(text)) return false;
  const values = 2n ** BigInt(8 * bytes);
  const low = signed ? -values / 2n : 0n;
  return BigInt(text) >= low && BigInt(text) < low + values;
}

function canBeBoundTo(value: number | string, kind: OperandKind, isa: Isa): boolean {
  if (typeof value === 'string') return kind.interned !== 'integer' || isIntegerOf(value, kind);
  if (!kind.pool && !fitsFused(kind, value)) return false;
  if (findByName(isa.pools, kind.pool ?? '')?.type === 'f64') return true;
  const [low, high] = kind.pool ? [-(2 ** 31), 2 ** 31 - 1] : rangeOf(kind);
  return Number.isInteger(value) && !Object.is(value, -0) && value >= low && value <= high;
}

/** What the operands of the parts are where the free ones are `free`: by part, then by operand. */
export function operandsOfParts<T>(
  { parts }: Pattern,
  free: readonly T[],
  {
    constant,
    shifted,
  }: {
    constant(value: number | string, part: number, operand: number): T;
    /** An operand so far behind another. */
    shifted(same: T, offset: number): T;
  },
): T[][] {
  const all: T[] = [];
  let next = 0;
  return parts.map(({ bindings }, part) =>
    bindings.map((binding, operand) => {
      const value =
        binding.kind === 'free'
          ? free[next++]
          : binding.kind === 'same'
            ? shifted(all[binding.as], binding.offset)
            : constant(binding.value, part, operand);
      all.push(value);
      return value;
    }),
  );
}

/** Whether control may do anything but simply go on to the next instruction. */
export function endsBlock({ flow, body }: Instruction): boolean {
  return flow.kind === 'branch' ? body.kind === 'expressions' : flow.kind !== 'next';
}

/** Bytes of the operands that stay free. */
export function patternPayload(pattern: Pattern, isa: Isa): number {
  let bytes = 0;
  for (const { opcode, bindings } of pattern.parts) {
    const { operands } = instructionNamed(isa, opcode)!;
    for (const [i, binding] of bindings.entries())
      if (binding.kind === 'free') bytes += operands[i].kind.fusedBytes;
  }
  return bytes;
}

function letterOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
}
