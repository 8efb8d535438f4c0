import type { Isa } from '../isa/isa.js';
import { Cursor, type Token } from '../util/cursor.js';
import { InputError, type Problem, type SourcePosition } from '../util/input-error.js';
import { suggestion } from '../util/nearest.js';
import { ProgramDraft } from './assembly/draft.js';
import { Header } from './assembly/header.js';
import { tokenizeAssembly } from './assembly/lexer.js';
import { ScheduleReader } from './assembly/schedule.js';
import { SectionReader } from './assembly/section.js';
import type { Action, Origin, Program } from './program.js';
import { validate } from './validate.js';

/** How a program is called whose text does not say. */
export interface AssembleOptions {
  readonly name: string;
  readonly family: string;
  /** Whether the program keeps which line of the text each of its instructions is from. */
  readonly keepsOrigins?: boolean;
}

/**
 * Reads a program of any machine, baseline or fused, from assembly text: docs/assembly.md says what it looks
 * like. What `disassemble` prints gives the same program again. Throws an `InputError` that lists what is
 * wrong, each at its place.
 */
export function assemble(isa: Isa, text: string, file: string, options: AssembleOptions): Program {
  const assembler = new Assembler(isa, file);
  let lineNumber = 0;
  for (const line of linesOf(text)) {
    lineNumber++;
    if (!assembler.line(line, lineNumber)) break;
  }
  return assembler.finish(options);
}

/** More are not listed: the first ones tell enough. */
const MAX_PROBLEMS = 100;

class Assembler {
  readonly #problems: Problem[] = [];
  readonly #draft: ProgramDraft;
  readonly #header: Header;
  readonly #schedule: ScheduleReader;
  readonly #sections = new Map<string, SectionReader>();
  #section: SectionReader | null = null;
  /** Where the word `schedule` stands. */
  #scheduleAt: SourcePosition | null = null;

  constructor(
    private readonly isa: Isa,
    private readonly file: string,
  ) {
    this.#draft = new ProgramDraft(isa);
    this.#header = new Header(this.#draft);
    this.#schedule = new ScheduleReader(this.#draft);
  }

  /** Reads a line; false when there are too many problems to go on. */
  line(line: string, number: number): boolean {
    try {
      const tokens = tokenizeAssembly(line, this.file, number);
      if (tokens.length > 0) this.#statement(new Cursor(tokens), tokens);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const { message, at } of error.problems) this.#report(message, at!);
    }
    return this.#problems.length < MAX_PROBLEMS;
  }

  finish(options: AssembleOptions): Program {
    const sections = [...this.#sections.values()].map((section) =>
      section.finish((message, at) => this.#report(message, at)),
    );
    const schedule = this.#finishSchedule();
    const cells = this.#finishCells();
    this.#checkPools();
    if (this.#problems.length > 0) throw new InputError(this.#problems.slice(0, MAX_PROBLEMS));
    const program: Program = {
      name: this.#header.name ?? options.name,
      family: this.#header.family ?? options.family,
      machine: this.isa.machine,
      cells,
      pools: Object.fromEntries([...this.#draft.pools].map(([name, { entries }]) => [name, entries])),
      sections,
      schedule,
      symbols: Object.fromEntries(this.#draft.symbols),
    };
    const located = options.keepsOrigins ? this.#withOrigins(program) : program;
    validate(this.isa, located, (section, index) => this.#sections.get(section)!.positionOf(index));
    return located;
  }

  #withOrigins(program: Program): Program {
    const origins: Origin[] = [];
    const sections = program.sections.map((section) => {
      const reader = this.#sections.get(section.name)!;
      const own = Array.from({ length: reader.instructionCount }, (_, index) =>
        origins.push({ name: '', at: reader.positionOf(index) }),
      );
      return { ...section, origins: Float64Array.from(own) };
    });
    return { ...program, sections, origins };
  }

  #report(message: string, at: SourcePosition): void {
    this.#problems.push({ message, at });
  }

  #statement(cursor: Cursor, tokens: readonly Token[]): void {
    const section = sectionName(tokens);
    if (section) this.#beginSection(section);
    else if (this.#schedule.isOpen) this.#schedule.line(cursor);
    else if (this.#section) this.#codeLine(cursor, this.#section);
    else this.#headerLine(cursor);
  }

  #beginSection(name: Token): void {
    if (this.#schedule.isOpen) {
      this.#schedule.close();
      this.#report('a `}` is missing that closes the schedule before this', name.at);
    }
    const known = this.#sections.get(name.text);
    if (known)
      this.#report(
        `the section ${name.text.slice(0, 80)} is there twice: also in line ${known.at.line}`,
        name.at,
      );
    this.#section = new SectionReader(this.#draft, name);
    if (!known) this.#sections.set(name.text, this.#section);
  }

  #codeLine(cursor: Cursor, section: SectionReader): void {
    const { text, at } = cursor.token;
    const isHeader = this.#header.lines.has(text) || text === 'schedule';
    if (isHeader && !this.isa.opcodeOf.has(text) && !cursor.isBefore(':'))
      cursor.fail(`\`${text}\` comes before the first section`, at);
    section.line(cursor);
  }

  #headerLine(cursor: Cursor): void {
    const keyword = cursor.name('a line of the header, or `section NAME:`');
    if (keyword.text === 'schedule') {
      if (this.#scheduleAt) cursor.fail('there is a schedule already', keyword.at);
      this.#scheduleAt = keyword.at;
      this.#schedule.begin(cursor);
      return;
    }
    const read = this.#header.lines.get(keyword.text);
    if (!read) {
      const words = [...this.#header.lines.keys(), 'schedule', 'section'];
      const isCode = this.isa.opcodeOf.has(keyword.text) || cursor.is(':');
      cursor.fail(
        isCode
          ? 'code comes after a line `section NAME:`'
          : `expected one of ${words.join(', ')}, found ${keyword.text.slice(0, 80)}${suggestion(keyword.text, words)}`,
        keyword.at,
      );
    }
    read(cursor, keyword);
    if (!cursor.atEnd) cursor.fail('this is one too many');
  }

  /** Without one, the section `main` runs once, or the only one. */
  #finishSchedule(): readonly Action[] {
    if (this.#schedule.isOpen) this.#report('the schedule is not closed by a `}`', this.#scheduleAt!);
    for (const { text, at } of this.#schedule.runs)
      if (!this.#sections.has(text))
        this.#report(
          `no section is called ${text.slice(0, 80)}${suggestion(text, this.#sections.keys())}`,
          at,
        );
    if (this.#scheduleAt) return this.#schedule.actions;
    const [first] = this.#sections.keys();
    const start = { file: this.file, line: 1, column: 1 };
    const section = this.#sections.has('main') ? 'main' : first;
    if (section === undefined) this.#report('there is no code: no line `section NAME:`', start);
    else if (section !== 'main' && this.#sections.size > 1)
      this.#report('no section is called main: say what runs in `schedule { … }`', start);
    return [{ kind: 'run', section: section ?? 'main' }, { kind: 'observe' }];
  }

  /** As many as the text says; where it does not, as many as it names or uses. */
  #finishCells(): Record<string, number> {
    const { cells, reached, named } = this.#draft;
    for (const kind of new Set(this.isa.memories.map(({ index }) => index))) {
      const used = reached.get(kind);
      const said = cells.get(kind);
      const needed = Math.max(used?.cells ?? 0, named.get(kind) ?? 0);
      if (said === undefined && needed > 0) cells.set(kind, needed);
      else if (used && used.cells > (said ?? 0))
        this.#report(
          `this needs ${used.cells} cells, and the program has ${said ?? 'none'}: see \`cells ${kind}:\``,
          used.at,
        );
    }
    return Object.fromEntries([...cells].filter((entry): entry is [string, number] => entry[1] !== null));
  }

  #checkPools(): void {
    for (const { name, index } of this.isa.pools) {
      const used = this.#draft.reached.get(index);
      const entries = this.#draft.pools.get(name)?.entries.length ?? 0;
      if (used && used.cells > entries)
        this.#report(`${name} has ${entries} entries: there is no ${index} ${used.cells - 1}`, used.at);
    }
  }
}

/** The name in `section NAME:`, the only line that ends with a colon after two words. */
function sectionName(tokens: readonly Token[]): Token | null {
  const [keyword, name, colon] = tokens;
  const isSection =
    tokens.length === 3 &&
    keyword.kind === 'name' &&
    keyword.text === 'section' &&
    colon.kind === 'symbol' &&
    colon.text === ':';
  return isSection && (name.kind === 'name' || name.kind === 'string') ? name : null;
}

function* linesOf(text: string): Iterable<string> {
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    start = end < 0 ? text.length + 1 : end + 1;
  }
}
