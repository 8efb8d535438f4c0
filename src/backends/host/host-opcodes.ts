import type { FusedIsa } from '../../isa/fuse.js';
import type { Instruction, Isa } from '../../isa/isa.js';
import { claimIdentifier } from '../opcodes.js';
import { fillLine, type HostTemplate, templateText } from './host-template.js';

/** An opcode as the host's code names it. */
export interface HostOpcode {
  readonly instruction: Instruction;
  /** Of the `.isa`, or made of those of the parts. */
  readonly name: string;
  /** The same as an identifier in any language. */
  readonly identifier: string;
  /** An expression that is the same for all runs: a constant of the host. */
  readonly constant: string;
  /** By the index in the `.isa`; of superinstructions an expression from the first of them on. */
  readonly number: string;
}

const MAX_IDENTIFIER_LENGTH = 60;

/** All opcodes by their index. */
export function hostOpcodes(isa: Isa | FusedIsa, template: HostTemplate): readonly HostOpcode[] {
  const taken = new Set<string>();
  const base = 'base' in isa ? isa.base : isa.instructions.length;
  const first = templateText(template, 'first opcode');
  return isa.instructions.map((instruction, opcode) => {
    const { name } = instruction;
    const identifier = identifierOf(name, opcode, taken);
    const isFused = opcode >= base;
    const number = isFused ? later(first || String(base), opcode - base) : String(opcode);
    const holes = { name: identifier, NAME: identifier.toUpperCase(), number };
    const text = templateText(template, 'opcode', isFused ? undefined : name);
    return { instruction, name, identifier, constant: fillLine(text, holes), number };
  });
}

function identifierOf(name: string, opcode: number, taken: Set<string>): string {
  const bare = name
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^(?=\d|$)/, '_')
    .slice(0, MAX_IDENTIFIER_LENGTH)
    .replace(/(?<=.)_+$/, '');
  const numbered = `${bare}__${opcode}`;
  return claimIdentifier(name.length <= MAX_IDENTIFIER_LENGTH ? [bare, numbered] : [numbered], taken);
}

/** The opcode so many after the first, which may be a number or a constant of the host. */
function later(first: string, by: number): string {
  return /^\d{1,9}$/.test(first) ? String(Number(first) + by) : by === 0 ? first : `${first} + ${by}`;
}
