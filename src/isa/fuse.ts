import { formatNumber } from '../util/format.js';
import { Composer, type OperandSubstitute } from './compose.js';
import { type Instruction, type Isa, instructionNamed, instructionSet, type Operand } from './isa.js';
import { formatPattern, type Pattern } from './pattern.js';

/**
 * A machine with superinstructions: they follow the base instructions, `patterns[i]` at opcode `base + i`.
 */
export interface FusedIsa extends Isa {
  /** The number of base instructions. */
  readonly base: number;
  /** By opcode, counted from `base`. */
  readonly patterns: readonly Pattern[];
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
  const composer = new Composer(isa.word);
  const operands: Operand[] = [];
  const substitutes: OperandSubstitute[] = [];
  const pops: string[] = [];
  const stack: string[] = [];
  for (const { opcode, bindings } of pattern.parts) {
    const part = instructionNamed(isa, opcode)!;
    const first = substitutes.length;
    for (const [i, binding] of bindings.entries()) {
      if (binding.kind === 'free') {
        substitutes.push({ kind: 'operand', index: operands.length, offset: 0 });
        const name = unique(part.operands[i].name, new Set(operands.map((operand) => operand.name)));
        operands.push({ name, kind: part.operands[i].kind });
      } else if (binding.kind === 'same') {
        const same = substitutes[binding.as];
        if (same.kind !== 'operand') throw new Error('an operand can only be the same as a free one');
        substitutes.push({ ...same, offset: binding.offset });
        operands[same.index] = reaching(operands[same.index], binding.offset);
      } else substitutes.push(binding);
    }
    composer.append(part.semantics, substitutes.slice(first));
    const missing = Math.max(0, part.pops.length - stack.length);
    pops.unshift(...part.pops.slice(0, missing));
    stack.splice(stack.length - (part.pops.length - missing));
    stack.push(...part.pushes);
  }
  const name = unique(identifierOf(pattern), taken);
  taken.add(name);
  const used = new Set<string>();
  const distinct = (list: readonly string[]) =>
    list.map((item) => {
      const result = unique(item, used);
      used.add(result);
      return result;
    });
  return { name, operands, pops: distinct(pops), pushes: distinct(stack), semantics: composer.finish() };
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
  const words = formatPattern(pattern).split('; ');
  return pattern.parts
    .map(({ opcode, bindings }, i) => {
      const operands = words[i].split(' ').slice(1);
      const bound = bindings.flatMap((binding, k) =>
        binding.kind === 'free'
          ? []
          : [
              binding.kind === 'same'
                ? operands[k].replace('+', '_plus_').replace('-', '_minus_')
                : formatNumber(binding.value).replaceAll('.', 'p').replaceAll('-', 'm').replaceAll('+', ''),
            ],
      );
      return [opcode, ...bound].join('_');
    })
    .join('__');
}

function unique(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let i = 2; taken.has(candidate); i++) candidate = `${name}${i}`;
  return candidate;
}
