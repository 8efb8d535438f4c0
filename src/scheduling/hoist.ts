import { dispatches, type TracedProgram } from '../bytecode/profile.js';
import {
  type Action,
  type Code,
  type DecodedInstruction,
  decodeSection,
  encode,
  type Section,
  withCode,
} from '../bytecode/program.js';
import { relabel } from '../bytecode/relabel.js';
import { type Isa, returnOpcode } from '../isa/isa.js';
import { memoryOf } from './footprint.js';
import { type Statement, statementsOf } from './statements.js';
import { Traffic } from './traffic.js';
import { HOIST } from './tuning.js';

/**
 * Takes statements whose result cannot change during a run out of sections that run again and again, into
 * sections of their own that run once, before. The states at every `observe` stay the same to the bit. Where
 * there is nothing to gain the same object comes back, and no statements.
 */
export function hoist(isa: Isa, entry: TracedProgram): HoistedProgram {
  const unchanged = { entry, statements: 0 };
  const { program } = entry;
  const end = returnOpcode(isa);
  if (end === null || program.sections.length > HOIST.maxSections) return unchanged;
  const sections = new Map(
    program.sections.map((section): [string, Routine] => {
      const code = decodeSection(isa, program, section);
      return [section.name, { code, blocks: statementsOf(isa, code) }];
    }),
  );
  const repeated = new Set(program.sections.flatMap(({ name }, s) => (entry.counts[s][0] > 1 ? [name] : [])));
  const found = findInvariants(isa, program.schedule, sections, repeated);
  if (found.length === 0) return unchanged;
  const hoisted = rewrite(isa, entry, sections, found, end);
  if (dispatches(hoisted) >= dispatches(entry)) return unchanged;
  return { entry: hoisted, statements: found.reduce((sum, { statements }) => sum + statements.length, 0) };
}

export interface HoistedProgram {
  readonly entry: TracedProgram;
  /** How many statements now run once. */
  readonly statements: number;
}

interface Routine {
  readonly code: Code;
  /** The statements of each basic block. */
  readonly blocks: readonly (readonly Statement[])[];
}

/** Statements of a section that are to run once, before action `at` of the schedule. */
interface Hoisted {
  readonly section: string;
  readonly at: number;
  readonly statements: readonly Statement[];
}

function findInvariants(
  isa: Isa,
  schedule: readonly Action[],
  sections: ReadonlyMap<string, Routine>,
  repeated: ReadonlySet<string>,
): Hoisted[] {
  const statementsIn = (section: string) => sections.get(section)!.blocks.flat();
  const exits = (section: string) => statementsIn(section).some((statement) => statement.exits);
  const found: Hoisted[] = [];
  const done = new Set<Statement>();
  for (const { section, at, passed } of firstRuns(schedule, exits)) {
    // What stands behind an exit may never have run.
    if (!repeated.has(section) || exits(section)) continue;
    const onwards = Traffic.of(isa, schedule.slice(at), statementsIn);
    /** What a hoisted statement now runs before, though it ran after. */
    const overtaken = Traffic.of(isa, passed, statementsIn);
    const statements: Statement[] = [];
    for (const statement of sections.get(section)!.blocks[0] ?? []) {
      // Scratch cells of a section that runs before are not those of this one.
      const isSeen = [...statement.writes.cells].some(
        (cell) => overtaken.readsCell(cell) || isa.memories[memoryOf(cell)].scratch,
      );
      if (isInvariant(statement, onwards, done) && !isSeen) {
        statements.push(statement);
        done.add(statement);
      } else overtaken.addStatement(statement);
    }
    if (statements.length > 0) found.push({ section, at, statements });
  }
  return found;
}

/**
 * Whether running the statement again changes nothing: what it reads is written by nobody, or only by
 * statements that run before it and are hoisted themselves, and what it writes by nobody else.
 */
function isInvariant(statement: Statement, onwards: Traffic, hoisted: ReadonlySet<Statement>): boolean {
  const { reads, writes, registersRead, calls, reachesBelow, isLast } = statement;
  if (isLast || calls || reachesBelow || registersRead.size > 0 || writes.memories.size > 0) return false;
  return (
    [...reads.memories].every((memory) => !onwards.writesMemory(memory)) &&
    [...reads.cells].every((cell) => onwards.writersOf(cell)?.every((writer) => hoisted.has(writer))) &&
    [...writes.cells].every((cell) => onwards.writersOf(cell)?.every((writer) => writer === statement))
  );
}

/** The first run of a section: in which action of the schedule, and what that action does before it. */
interface FirstRun {
  readonly section: string;
  readonly at: number;
  readonly passed: readonly Action[];
}

/**
 * In the order they happen. Left out are sections that may never run, as behind a section that may trap, or
 * only after something was observed.
 */
function firstRuns(schedule: readonly Action[], exits: (section: string) => boolean): FirstRun[] {
  const found: FirstRun[] = [];
  const seen = new Set<string>();
  const note = (actions: readonly Action[], at: number, before: readonly Action[], isCertain: boolean) => {
    const passed = [...before];
    let certain = isCertain;
    for (const action of actions) {
      if (action.kind === 'run' && !seen.has(action.section)) {
        seen.add(action.section);
        if (certain) found.push({ section: action.section, at, passed: [...passed] });
      }
      if (action.kind === 'repeat') note(action.body, at, passed, certain && action.times > 0);
      if (action.kind === 'run' ? exits(action.section) : action.kind !== 'copy') certain = false;
      passed.push(action);
    }
  };
  for (const [at, action] of schedule.entries()) note([action], at, [], true);
  return found;
}

function rewrite(
  isa: Isa,
  { program, counts }: TracedProgram,
  routines: ReadonlyMap<string, Routine>,
  found: readonly Hoisted[],
  end: number,
): TracedProgram {
  const names = new Set(program.sections.map(({ name }) => name));
  const added = found.map(({ section, statements }) => {
    const { code } = routines.get(section)!;
    const name = unusedName(`${section} once`, names);
    names.add(name);
    const moved = statements.flatMap((statement) => code.slice(statement.start, statement.end));
    const { origins } = program.sections.find((one) => one.name === section)!;
    const from =
      origins && statements.flatMap((statement) => [...origins.subarray(statement.start, statement.end)]);
    return {
      section: {
        name,
        code: encode(isa, [...moved, { opcode: end, operands: [] }]),
        ...(from && { origins: Float64Array.from([...from, 0]) }),
      },
      length: moved.length + 1,
    };
  });
  const reduced = program.sections.map((section, s) => {
    const statements = found.find((one) => one.section === section.name)?.statements;
    return statements
      ? without(isa, section, routines.get(section.name)!.code, statements, counts[s])
      : { section, counts: counts[s] };
  });
  const schedule = program.schedule.flatMap((action, at) => [
    ...found.flatMap((one, i): Action[] =>
      one.at === at ? [{ kind: 'run', section: added[i].section.name }] : [],
    ),
    action,
  ]);
  // At the end: functions may name sections by their numbers.
  const sections = [
    ...reduced.map(({ section }) => section),
    ...added.map(({ section }): Section => section),
  ];
  return {
    program: { ...program, sections, schedule },
    counts: [
      ...reduced.map((one) => one.counts),
      ...added.map(({ length }) => new Float64Array(length).fill(1)),
    ],
  };
}

/** A section without some of its statements, and how often its instructions run. */
function without(
  isa: Isa,
  section: Section,
  code: Code,
  statements: readonly Statement[],
  counts: Float64Array,
): { readonly section: Section; readonly counts: Float64Array } {
  const gone = new Set(
    statements.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
  );
  const newIndex: number[] = [];
  const kept: DecodedInstruction[] = [];
  const keptIndex: number[] = [];
  for (const [index, instruction] of code.entries()) {
    newIndex.push(kept.length);
    if (gone.has(index)) continue;
    kept.push(instruction);
    keptIndex.push(index);
  }
  const { origins } = section;
  const reduced = { ...section, ...(origins && { origins: origins.filter((_, index) => !gone.has(index)) }) };
  return {
    section: withCode(reduced, encode(isa, relabel(isa, kept, newIndex)), newIndex, keptIndex),
    counts: counts.filter((_, index) => !gone.has(index)),
  };
}

function unusedName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted} ${i}`;
  return name;
}
