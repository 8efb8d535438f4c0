import { mayNest } from '../../backends/opcodes.js';
import { type Program, relocate, type Section, withoutInstalled } from '../../bytecode/program.js';
import { validateSection } from '../../bytecode/validate.js';
import type { FusedIsa } from '../../isa/fuse.js';
import type { Isa } from '../../isa/isa.js';
import { plural } from '../../util/format.js';
import { InputError } from '../../util/input-error.js';
import { type LoadedProgram, loadProgram } from '../load.js';
import { tileSection } from './tile-section.js';

/** Words of code that sections may have which are installed while a program runs. */
const MAX_INSTALLED_WORDS = 2 ** 20;
/** Cells of operand stack that an installed section may need, where none of the program needs more. */
const MIN_FRAME_CELLS = 64;

/** The code of a program in the memory of its run loop, to which sections may be added while it runs. */
export class GrowingCode {
  readonly code: Int32Array;
  readonly pools: LoadedProgram['pools'];
  /** Cells of operand stack that any section may use. */
  readonly frameCells: number;
  /** First word of each section. */
  readonly starts: Map<string, number>;
  readonly #isa: Isa | FusedIsa;
  readonly #base: Isa;
  readonly #own: Program;
  readonly #sections: Section[];
  #words: number;

  /** Throws an `InputError` when the program is not valid for the machine. */
  constructor(isa: Isa | FusedIsa, program: Program) {
    this.#isa = isa;
    this.#base = 'patterns' in isa ? { ...isa, instructions: isa.instructions.slice(0, isa.base) } : isa;
    this.#own = withoutInstalled(program);
    this.#sections = [...this.#own.sections];
    const { code, starts, stackCells, pools } = loadProgram(isa, this.#own);
    this.#words = code.length;
    this.pools = pools;
    this.starts = new Map(starts);
    this.frameCells = mayNest(isa) ? Math.max(MIN_FRAME_CELLS, stackCells) : stackCells;
    this.code = mayNest(isa) ? new Int32Array(code.length + MAX_INSTALLED_WORDS) : code;
    this.code.set(code);
  }

  /** What is in use. */
  get words(): Int32Array {
    return this.code.subarray(0, this.#words);
  }

  /** The program with what was installed so far. */
  program(): Program {
    const installed = this.#sections.length - this.#own.sections.length;
    return installed === 0 ? this.#own : { ...this.#own, sections: [...this.#sections], installed };
  }

  /** The name of a section. Throws an `InputError` where there is none. */
  nameOf(section: string | number): string {
    const name = typeof section === 'number' ? this.#sections[section]?.name : section;
    if (name === undefined || !this.starts.has(name))
      throw new InputError(`${this.#own.name}: a function runs the section ${section}, which is not there`);
    return name;
  }

  /** As it was at the start. */
  reset(): void {
    for (const { name, code } of this.#sections.splice(this.#own.sections.length)) {
      this.starts.delete(name);
      this.#words -= code.length;
    }
  }

  /** Adds a section of base instructions, tiled where there are superinstructions, and gives its number. */
  install(section: Section): number {
    const { name } = section;
    const fail = (what: string): never => {
      throw new InputError(`${this.#own.name}, section ${name}: ${what}`);
    };
    if (this.starts.has(name)) fail('there are two of that name');
    const depth = validateSection(this.#base, this.#own, section) ?? 0;
    if (depth > this.frameCells)
      fail(`it needs ${depth} cells of stack: an installed section may have ${this.frameCells}`);
    const added = 'patterns' in this.#isa ? tileSection(this.#isa, this.#own, section) : section;
    const start = this.#words;
    if (start + added.code.length > this.code.length)
      fail(`installed sections have more than ${plural(MAX_INSTALLED_WORDS, 'word')} of code together`);
    this.code.set(added.code, start);
    relocate(this.#isa, this.code, start, added.code.length);
    this.#words += added.code.length;
    this.starts.set(name, start);
    return this.#sections.push({ ...added, code: added.code.slice() }) - 1;
  }
}
