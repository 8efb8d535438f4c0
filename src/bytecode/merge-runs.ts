import type { Isa, OperandKind } from '../isa/isa.js';
import { InputError } from '../util/input-error.js';
import type { ProgramProfile, SectionTransfer, TracedProgram } from './profile.js';
import { type DecodedInstruction, decodeSection, encode, type Program, type Section } from './program.js';

/** An instruction of a foreign VM, in terms that hold in every run of a program. */
interface Entry {
  readonly opcode: number;
  /** Numbers, texts, and the pcs of labels. */
  readonly values: readonly (number | string)[];
  readonly count: number;
  readonly isLeader: boolean;
}

/** A routine: its instructions by pc, and where control went. */
interface Routine {
  readonly name: string;
  readonly entries: ReadonlyMap<number, Entry>;
  /** By `from to` as pcs, -1 for outside; null where only counts are known. */
  readonly transfers: ReadonlyMap<string, number> | null;
  /** From a pc to the next one of this run: how often control went on, as far as transfers tell. */
  readonly fellThrough: ReadonlyMap<number, { readonly to: number; readonly times: number }>;
}

/**
 * Adds up two runs of one program of a foreign VM. Either may know instructions that the other does not: only
 * pcs tell which are the same. Throws an `InputError` where one pc is two different instructions.
 */
export function addRuns(isa: Isa, a: ProgramProfile, b: ProgramProfile): ProgramProfile {
  const { name } = a.program;
  const left = routinesOf(isa, a);
  const right = new Map(routinesOf(isa, b).map((routine) => [routine.name, routine]));
  const routines = left.map((routine) => {
    const other = right.get(routine.name);
    right.delete(routine.name);
    return other ? addRoutines(isa, name, routine, other) : routine;
  });
  return layOutRoutines(isa, a.program, [...routines, ...right.values()]);
}

function routinesOf(isa: Isa, { program, counts, transfers }: TracedProgram): Routine[] {
  return program.sections.map((section, s) => {
    const pcs = section.pcs!;
    const leaders = new Set(section.leaders);
    const meaningOf = (kind: OperandKind, word: number) =>
      kind.interned ? program.texts![kind.name][word] : kind.label ? pcs[word] : word;
    const entries = decodeSection(isa, program, section).map(({ opcode, operands }, i): [number, Entry] => {
      const kinds = isa.instructions[opcode].operands;
      const values = operands.map((word, k) => meaningOf(kinds[k].kind, word));
      return [pcs[i], { opcode, values, count: counts[s][i], isLeader: leaders.has(i) }];
    });
    const pcOf = (index: number) => (index < 0 ? -1 : pcs[index]);
    const went = transfers?.[s].map(({ from, to, times }) => [`${pcOf(from)} ${pcOf(to)}`, times] as const);
    return {
      name: section.name,
      entries: new Map(entries),
      transfers: went ? summed(went) : null,
      fellThrough: fallThroughs(pcs, counts[s], transfers?.[s] ?? []),
    };
  });
}

function fallThroughs(
  pcs: readonly number[],
  counts: Float64Array,
  transfers: readonly SectionTransfer[],
): Routine['fellThrough'] {
  const left = counts.slice();
  for (const { from, times } of transfers) if (from >= 0) left[from] -= times;
  return new Map(pcs.slice(1).map((to, i) => [pcs[i], { to, times: left[i] }]));
}

function summed(went: readonly (readonly [way: string, times: number])[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [way, times] of went) sums.set(way, (sums.get(way) ?? 0) + times);
  return sums;
}

function addRoutines(isa: Isa, program: string, a: Routine, b: Routine): Routine {
  const entries = new Map(a.entries);
  for (const [pc, entry] of b.entries) {
    const known = entries.get(pc);
    if (known && !isSame(known, entry)) {
      const [one, other] = [known, entry].map(({ opcode, values }) =>
        [isa.instructions[opcode].name, ...values].join(' '),
      );
      throw new InputError(
        `${program}: at pc ${pc} of ${a.name} one run has ${one}, another ${other}: these are two programs, so give them different names`,
      );
    }
    const count = (known?.count ?? 0) + entry.count;
    if (!Number.isSafeInteger(count))
      throw new InputError(`${program}: the counts at pc ${pc} of ${a.name} add up to more than 2^53`);
    entries.set(pc, { ...entry, count, isLeader: entry.isLeader || known?.isLeader === true });
  }
  const pcs = [...entries.keys()].sort((one, other) => one - other);
  const next = new Map(pcs.slice(1).map((pc, i) => [pcs[i], pc]));
  // What one run took for the next instruction is not, where the other knows one in between.
  for (const run of [a, b])
    for (const [pc, { to }] of run.fellThrough)
      if (next.get(pc) !== to && run.entries.get(to)!.count > 0)
        entries.set(to, { ...entries.get(to)!, isLeader: true });
  if (!a.transfers || !b.transfers) return { name: a.name, entries, transfers: null, fellThrough: new Map() };
  const transfers = new Map(a.transfers);
  const add = (way: string, times: number) => transfers.set(way, (transfers.get(way) ?? 0) + times);
  for (const [way, times] of b.transfers) add(way, times);
  for (const { fellThrough } of [a, b])
    for (const [pc, { to, times }] of fellThrough)
      if (times > 0 && next.get(pc) !== to) add(`${pc} ${to}`, times);
  return { name: a.name, entries, transfers, fellThrough: new Map() };
}

function isSame(a: Entry, b: Entry): boolean {
  return a.opcode === b.opcode && a.values.every((value, i) => value === b.values[i]);
}

function layOutRoutines(isa: Isa, program: Program, routines: readonly Routine[]): ProgramProfile {
  const texts = new Map<string, Map<string, number>>();
  const indexOf = (kind: string, text: string): number => {
    const known = texts.get(kind) ?? new Map<string, number>();
    texts.set(kind, known);
    if (!known.has(text)) known.set(text, known.size);
    return known.get(text)!;
  };
  const sections: Section[] = [];
  const counts: Float64Array[] = [];
  const transfers: SectionTransfer[][] = [];
  for (const { name, entries, transfers: went } of routines) {
    const pcs = [...entries.keys()].sort((a, b) => a - b);
    const indexAt = new Map(pcs.map((pc, i) => [pc, i]));
    const code = pcs.map((pc): DecodedInstruction => {
      const { opcode, values } = entries.get(pc)!;
      const wordOf = (value: number | string, { kind }: { readonly kind: OperandKind }): number => {
        if (typeof value === 'string') return indexOf(kind.name, value);
        return kind.label ? indexAt.get(value)! : value;
      };
      const { operands } = isa.instructions[opcode];
      return { opcode, operands: values.map((value, k) => wordOf(value, operands[k])) };
    });
    const leaders = pcs.flatMap((pc, i) => (entries.get(pc)!.isLeader ? [i] : []));
    sections.push({ name, code: encode(isa, code), leaders, pcs });
    counts.push(Float64Array.from(pcs, (pc) => entries.get(pc)!.count));
    const indexOfPc = (pc: string) => indexAt.get(Number(pc)) ?? -1;
    transfers.push(
      [...(went ?? [])].map(([way, times]) => {
        const [from, to] = way.split(' ');
        return { from: indexOfPc(from), to: indexOfPc(to), times };
      }),
    );
  }
  const isReplayable = routines.every((routine) => routine.transfers !== null);
  const tables = Object.fromEntries([...texts].map(([kind, table]) => [kind, [...table.keys()]]));
  return {
    program: { ...program, sections, texts: tables },
    counts,
    ...(isReplayable && { transfers }),
  };
}
