import { encode, type Section } from '../../../bytecode/program.js';
import { InputError } from '../../../util/input-error.js';
import type {
  ClassDescription,
  ConstantDescription,
  Description,
  RoutineDescription,
  SiteDescription,
} from '../description.js';
import { isa } from '../isa.js';
import { FRAME } from '../layout.js';
import type { ProgramParts } from './program-parts.js';
import { RoutineWriter } from './routine-writer.js';

/** Operands have 16 bits. */
const MAX_NUMBER = 65_535;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Collects what a program is made of: routines with their code, constants, sites, classes. */
export class ProgramWriter implements ProgramParts {
  readonly #routines: Mutable<RoutineDescription>[] = [];
  readonly #writers = new Map<number, RoutineWriter>();
  readonly #constants = new Map<string, number>();
  readonly #sites: SiteDescription[] = [];
  readonly #classes: ClassDescription[] = [];

  constructor() {
    // `decont` compares with it.
    this.constant({ kind: 'address', name: 'Scalar' });
  }

  /** A routine that is known by its number before its code is there. */
  declare(routine: Omit<RoutineDescription, 'section' | 'registers' | 'refusalSite'>): number {
    return this.#routines.push({ ...routine, section: null, registers: 0, refusalSite: null }) - 1;
  }

  routine(index: number): RoutineDescription {
    return this.#routines[index];
  }

  setCandidates(index: number, candidates: readonly number[], isOnlyRedispatch: boolean): void {
    this.#routines[index].candidates = [...candidates];
    this.#routines[index].isOnlyRedispatch = isOnlyRedispatch;
  }

  addRefusalSite(index: number): void {
    this.#routines[index].refusalSite = this.site({
      dispatcher: 'boot-resume',
      arguments: ['integer'],
      routine: index,
    });
  }

  write(index: number, outer: RoutineWriter | null): RoutineWriter {
    const writer = new RoutineWriter(this, index, outer);
    this.#writers.set(index, writer);
    return writer;
  }

  constant(constant: ConstantDescription): number {
    const key = JSON.stringify(constant);
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    this.#constants.set(key, this.#constants.size);
    return this.#constants.size - 1;
  }

  site(site: SiteDescription): number {
    return this.#sites.push(site) - 1;
  }

  class(description: ClassDescription): void {
    this.#classes.push(description);
  }

  /** Throws an `InputError` where the program is larger than the machine's operands can say. */
  finish(main: number): { readonly sections: readonly Section[]; readonly description: Description } {
    const sections = [...this.#writers].map(([index, writer]): Section => {
      const { name } = this.#routines[index];
      const section = `${name || 'block'} ${index}`;
      this.#routines[index].section = section;
      this.#routines[index].registers = writer.registers;
      requireFits(writer.registers + FRAME.registers, `variables and values in ${name || 'a block'}`);
      return { name: section, code: encode(isa, writer.finish()) };
    });
    requireFits(this.#constants.size, 'constants');
    requireFits(this.#sites.length, 'calls');
    requireFits(this.#routines.length, 'routines');
    const constants = [...this.#constants.keys()].map((key): ConstantDescription => JSON.parse(key));
    const description: Description = {
      version: 1,
      routines: this.#routines,
      constants,
      sites: this.#sites,
      classes: this.#classes,
      main,
    };
    return { sections, description };
  }
}

function requireFits(count: number, what: string): void {
  if (count > MAX_NUMBER)
    throw new InputError(
      `the program has ${count.toLocaleString('en-US')} ${what}: at most ${MAX_NUMBER.toLocaleString('en-US')}`,
    );
}
