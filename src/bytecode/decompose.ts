import type { FusedIsa } from '../isa/fuse.js';
import type { OperandKind } from '../isa/isa.js';
import { formatConstant, operandsOfParts } from '../isa/pattern.js';
import {
  type DecodedInstruction,
  decodeSection,
  encode,
  type PoolEntry,
  type Program,
  withCode,
} from './program.js';
import { relabel } from './relabel.js';

/**
 * Replaces every superinstruction by its parts: the baseline program again, word for word. Pcs are left out:
 * fused code knows those of first parts alone.
 */
export function decompose(isa: FusedIsa, program: Program): Program {
  const sections = program.sections.map((section) => {
    const fused = decodeSection(isa, program, section);
    const parts = fused.map((instruction) => partsOf(isa, program, instruction));
    const starts: number[] = [];
    let next = 0;
    for (const list of parts) {
      starts.push(next);
      next += list.length;
    }
    const code = encode(isa, relabel(isa, parts.flat(), starts));
    return withCode({ ...section, pcs: undefined }, code, starts, []);
  });
  return { ...program, sections };
}

/** Whether fused code is the baseline again, word for word, once its superinstructions are taken apart. */
export function decomposesInto(isa: FusedIsa, fused: Program, baseline: Program): boolean {
  const parts = decompose(isa, fused).sections;
  return (
    parts.length === baseline.sections.length &&
    baseline.sections.every(({ code }, s) => {
      const other = parts[s].code;
      return code.length === other.length && code.every((word, i) => word === other[i]);
    })
  );
}

/** The base instructions one instruction stands for. Labels are still those of the fused code. */
export function partsOf(
  isa: FusedIsa,
  program: Program,
  instruction: DecodedInstruction,
): readonly DecodedInstruction[] {
  const pattern = isa.patterns[instruction.opcode - isa.base];
  if (!pattern) return [instruction];
  const opcodes = pattern.parts.map(({ opcode }) => isa.opcodeOf.get(opcode)!);
  const operands = operandsOfParts(pattern, instruction.operands, {
    constant: (value, part, i) => wordOf(program, isa.instructions[opcodes[part]].operands[i].kind, value),
    shifted: (same, offset) => same + offset,
  });
  return opcodes.map((opcode, part) => ({ opcode, operands: operands[part] }));
}

const indices = new WeakMap<readonly (PoolEntry | string)[], ReadonlyMap<string, number>>();

/** The word that stands for a constant; -1 where the program has no such word. */
function wordOf(
  { pools, texts }: Program,
  { name, pool, interned }: OperandKind,
  value: number | string,
): number {
  if (interned) return indexIn(texts?.[name] ?? [], value);
  return pool ? indexIn(pools[pool], value) : Number(value);
}

/** Where a list holds a number or a text; -1 when it does not. */
function indexIn(list: readonly (PoolEntry | string)[], value: number | string): number {
  let byText = indices.get(list);
  if (!byText) {
    byText = new Map(list.map((entry, index) => [formatConstant(entry as number | string), index]));
    indices.set(list, byText);
  }
  return byText.get(formatConstant(value)) ?? -1;
}
