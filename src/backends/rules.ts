import type { FusedIsa } from '../isa/fuse.js';
import { type Instruction, type Isa, instructionNamed } from '../isa/isa.js';
import { formatPattern, type Pattern } from '../isa/pattern.js';
import { plural } from '../util/format.js';
import { quoteText } from '../util/quote-text.js';

/** A superinstruction as generators have it that know instructions by their names alone. */
export interface Rule {
  readonly name: string;
  /** The superinstruction itself: its stack picture and all its operands. */
  readonly fused: Instruction;
  readonly parts: readonly Instruction[];
}

/** A superinstruction that such a rule cannot express. */
export interface Inexpressible {
  /** As users write it. */
  readonly pattern: string;
  /** Why not, and what to do. */
  readonly reason: string;
}

/** Superinstructions as rules of names, and those that are none. */
export interface Rules {
  readonly rules: readonly Rule[];
  readonly inexpressible: readonly Inexpressible[];
}

/**
 * What rules of names can express: no operand is bound, control moves in the last part alone, and all names
 * are identifiers. Rules are in the order of the superinstructions; no two have the same parts.
 */
export function rulesOf(isa: FusedIsa): Rules {
  const rules: Rule[] = [];
  const inexpressible: Inexpressible[] = [];
  for (const [i, pattern] of isa.patterns.entries()) {
    const reason = obstacleIn(pattern, isa);
    const fused = isa.instructions[isa.base + i];
    if (reason) inexpressible.push({ pattern: formatPattern(pattern), reason });
    else rules.push({ name: fused.name, fused, parts: partsOf(pattern, isa) });
  }
  return { rules, inexpressible };
}

function partsOf({ parts }: Pattern, isa: Isa): Instruction[] {
  return parts.map(({ opcode }) => instructionNamed(isa, opcode)!);
}

function obstacleIn(pattern: Pattern, isa: Isa): string | null {
  if (pattern.parts.some(({ bindings }) => bindings.some(({ kind }) => kind !== 'free')))
    return 'it binds operands, and a rule names instructions alone: mine with --payload none';
  const parts = partsOf(pattern, isa);
  const moving = parts.slice(0, -1).find(({ flow }) => flow.kind !== 'next');
  if (moving)
    return `${moving.name} may jump, so only the last part can be one: call it a \`switch\` in the .isa file, and mine again`;
  const odd = parts.find(({ name }) => !/^[A-Za-z_]\w*$/.test(name));
  return odd ? `${quoteText(odd.name)} is not an identifier` : null;
}

/** For the head of a file: how many are missing in it. Null where none are. */
export function describeMissing({ inexpressible, rules }: Rules, what: string): string | null {
  const missing = inexpressible.length;
  if (missing === 0) return null;
  return `${missing} of ${plural(missing + rules.length, 'superinstruction')} cannot be ${what}: the file says which, and why.`;
}

/** For comments: what is missing in a file, and why. */
export function listMissing({ inexpressible }: Rules): string[] {
  if (inexpressible.length === 0) return [];
  return ['Missing here:', ...inexpressible.map(({ pattern, reason }) => `${pattern}: ${reason}`)];
}
