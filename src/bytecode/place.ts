import type { FusedIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { partsOf } from './decompose.js';
import { instructionText } from './disassemble.js';
import { describeOrigin, originsOf } from './origins.js';
import { decodeSection, type Origin, type Program, wordOffsets } from './program.js';

/** An instruction of a program. */
export interface Place {
  readonly section: string;
  /** Counted from 0. */
  readonly instruction: number;
  /** Which part of a superinstruction, counted from 0; without it the whole instruction is meant. */
  readonly part?: number;
}

/** The instruction at a word of the code as it is loaded: `starts` are the words where sections begin. */
export function placeAt(
  isa: Isa,
  program: Program,
  starts: ReadonlyMap<string, number>,
  word: number,
): Place {
  const begun = program.sections.filter(({ name }) => starts.get(name)! <= word);
  const section = begun.reduce((last, one) => (starts.get(one.name)! > starts.get(last.name)! ? one : last));
  const offsets = wordOffsets(decodeSection(isa, program, section));
  return { section: section.name, instruction: offsets.indexOf(word - starts.get(section.name)!) };
}

/** `in section flows at instruction 12 (load_var births), from population (model.mdl:12)` */
export function describePlace(isa: Isa | FusedIsa, program: Program, place: Place): string {
  const { section: name, instruction, part } = place;
  const section = program.sections.find((one) => one.name === name)!;
  const decoded = decodeSection(isa, program, section)[instruction];
  const parts = 'patterns' in isa ? partsOf(isa, program, decoded) : [decoded];
  const whole =
    parts.length === 1 ? instructionText(isa, program, decoded) : isa.instructions[decoded.opcode].name;
  const within =
    parts.length === 1 || part === undefined
      ? ''
      : `, part ${part + 1} of ${parts.length} (${instructionText(isa, program, parts[part])})`;
  const origins = originsAt(isa, program, place).map(describeOrigin);
  const from = origins.length === 0 ? '' : `, from ${origins.join(', ')}`;
  return `in section ${name} at instruction ${instruction} (${whole})${within}${from}`;
}

/** The sources of the instruction or of the part that is meant, each once. */
function originsAt(isa: Isa, program: Program, { section: name, instruction, part }: Place): Origin[] {
  const section = program.sections.find((one) => one.name === name)!;
  const all = originsOf(isa, program, section)[instruction];
  const meant = part === undefined ? all : all.slice(part, part + 1);
  return [...new Set(meant.filter((origin) => origin !== null))];
}
