import { formatNumber } from '../util/format.js';
import { Composer, type OperandSubstitute } from './compose.js';
import { type Flow, mayLeave } from './flow.js';
import {
  type Body,
  type Instruction,
  type Isa,
  instructionNamed,
  instructionSet,
  type Operand,
  type StackPicture,
  semanticsOf,
} from './isa.js';
import { formatPattern, type Pattern, splitParts } from './pattern.js';

/**
 * A machine with superinstructions: they follow the base instructions, `patterns[i]` at opcode `base + i`.
 */
export interface FusedIsa extends Isa {
  /** The number of base instructions. */
  readonly base: number;
  /** By opcode, counted from `base`. */
  readonly patterns: readonly Pattern[];
}

/** How many opcodes are a machine's own: behind its superinstructions, only probes have others. */
export function ownInstructions(isa: Isa | FusedIsa): number {
  return 'patterns' in isa ? isa.base + isa.patterns.length : isa.instructions.length;
}

/**
 * Adds superinstructions to a machine, everything about them derived from their parts: operands, stack
 * picture, semantics, name. The patterns have to be of this machine, as `parsePattern` makes sure.
 */
export function extendIsa(isa: Isa, patterns: readonly Pattern[]): FusedIsa {
  const taken = new Set(isa.instructions.map(({ name }) => name));
  const fused = patterns.map((pattern) => fuse(isa, pattern, taken));
  const all = instructionSet([...isa.instructions, ...fused]);
  return { ...isa, ...all, base: isa.instructions.length, patterns };
}

/**
 * Derives everything about a superinstruction from its parts. `taken` are names in use; the new one is added.
 */
function fuse(isa: Isa, pattern: Pattern, taken: Set<string>): Instruction {
  const parts = pattern.parts.map(({ opcode }) => instructionNamed(isa, opcode)!);
  const name = unique(identifierOf(pattern), taken);
  taken.add(name);
  const { operands, substitutes } = fuseOperands(pattern, parts);
  const isStackKnown = parts.every((part) => part.isStackKnown);
  return {
    name,
    operands,
    ...(isStackKnown ? netPicture(parts) : { pops: [], pushes: [] }),
    others: isStackKnown ? fuseOthers(isa, parts) : [],
    isStackKnown,
    flow: fuseFlow(parts),
    body: isa.bodies === 'expressions' ? fuseBodies(isa, parts, substitutes) : { kind: 'none' },
  };
}

function fuseOperands(pattern: Pattern, parts: readonly Instruction[]) {
  const operands: Operand[] = [];
  const substitutes: OperandSubstitute[][] = [];
  const all: OperandSubstitute[] = [];
  for (const [p, { bindings }] of pattern.parts.entries()) {
    const part = parts[p];
    const first = all.length;
    for (const [i, binding] of bindings.entries()) {
      if (binding.kind === 'free') {
        all.push({ kind: 'operand', index: operands.length, offset: 0 });
        const name = unique(part.operands[i].name, new Set(operands.map((operand) => operand.name)));
        operands.push({ name, kind: part.operands[i].kind });
      } else if (binding.kind === 'same') {
        const same = all[binding.as];
        if (same.kind !== 'operand') throw new Error('an operand can only be the same as a free one');
        all.push({ ...same, offset: binding.offset });
        operands[same.index] = reaching(operands[same.index], binding.offset);
      } else all.push({ kind: 'constant', value: Number(binding.value) });
    }
    substitutes.push(all.slice(first));
  }
  return { operands, substitutes };
}

function fuseBodies(
  isa: Isa,
  parts: readonly Instruction[],
  substitutes: readonly (readonly OperandSubstitute[])[],
): Body {
  const composer = new Composer(isa);
  for (const [p, part] of parts.entries()) composer.append(semanticsOf(part), substitutes[p]);
  return { kind: 'expressions', semantics: composer.finish() };
}

/** Control goes where the last part goes; parts before it may only leave. */
function fuseFlow(parts: readonly Instruction[]): Flow {
  const last = parts.at(-1)!.flow;
  return {
    kind: last.kind,
    mayExit: last.mayExit || parts.slice(0, -1).some(({ flow }) => mayLeave(flow)),
    isAlone: false,
    maySkip: last.maySkip,
    isPrefix: false,
  };
}

function fuseOthers(isa: Isa, parts: readonly Instruction[]): StackPicture[] {
  return isa.stacks.flatMap((stack) => {
    const pictures = parts.flatMap(({ others }) => others.filter((one) => one.stack === stack));
    return pictures.length > 0 ? [{ stack, ...netPicture(pictures) }] : [];
  });
}

/** What a sequence pops and pushes in all. */
function netPicture(parts: readonly Pick<StackPicture, 'pops' | 'pushes'>[]) {
  const pops: string[] = [];
  const stack: string[] = [];
  for (const part of parts) {
    const missing = Math.max(0, part.pops.length - stack.length);
    pops.unshift(...part.pops.slice(0, missing));
    stack.splice(stack.length - (part.pops.length - missing));
    stack.push(...part.pushes);
  }
  const used = new Set<string>();
  const distinct = (list: readonly string[]) =>
    list.map((item) => {
      const result = unique(item, used);
      used.add(result);
      return result;
    });
  return { pops: distinct(pops), pushes: distinct(stack) };
}

function reaching(operand: Operand, offset: number): Operand {
  if (offset === 0) return operand;
  const [low, high] = operand.reach ?? [0, 0];
  return { ...operand, reach: [Math.min(low, offset), Math.max(high, offset)] };
}

/**
 * An identifier in any language: the parts' names, with what is bound:
 * `load_var__load_var_a__load_constant_0p5`.
 */
function identifierOf(pattern: Pattern): string {
  const words = splitParts(formatPattern(pattern))!;
  return pattern.parts
    .map(({ opcode, bindings }, i) => {
      const [, ...operands] = words[i];
      const bound = bindings.flatMap((binding, k) =>
        binding.kind === 'free'
          ? []
          : [
              binding.kind === 'same'
                ? operands[k].replace('+', '_plus_').replace('-', '_minus_')
                : nameOfConstant(binding.value),
            ],
      );
      return [opcode, ...bound].join('_');
    })
    .join('__')
    .replace(/\W/g, '_')
    .replace(/^(?=\d)/, '_');
}

function nameOfConstant(value: number | string): string {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT_IN_NAME);
  return formatNumber(value).replaceAll('.', 'p').replaceAll('-', 'm').replaceAll('+', '');
}

/** Characters of a text constant that go into a name. */
const MAX_TEXT_IN_NAME = 20;

/** The name itself, or with a number behind it. */
export function unique(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let i = 2; taken.has(candidate); i++) candidate = `${name}${i}`;
  return candidate;
}
