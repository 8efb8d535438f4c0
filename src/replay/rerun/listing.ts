import type { TracedProgram } from '../../bytecode/profile.js';
import { decodeSection } from '../../bytecode/program.js';
import type { Isa } from '../../isa/isa.js';

/** An instruction of the baseline as text. */
export interface Listed {
  readonly name: string;
  readonly operands: readonly string[];
}

/** A function of the baseline. */
export interface ListedFunction {
  readonly name: string;
  readonly pcs: readonly number[];
  readonly indexAt: ReadonlyMap<number, number>;
  readonly instructions: readonly Listed[];
  /** Where control may come from elsewhere: what is before it need not be listed. */
  readonly entries: ReadonlySet<number>;
}

/** The baseline by function, to look up what a pc is. */
export function listingOf(isa: Isa, { program }: TracedProgram): ReadonlyMap<string, ListedFunction> {
  return new Map(
    program.sections.map((section) => {
      const code = decodeSection(isa, program, section);
      const pcs = section.pcs ?? code.map((_, i) => i);
      const instructions = code.map(({ opcode, operands }): Listed => {
        const { name, operands: kinds } = isa.instructions[opcode];
        const texts = operands.map((word, i) => {
          const { kind } = kinds[i];
          if (kind.interned) return program.texts![kind.name][word];
          return String(kind.label ? pcs[word] : word);
        });
        return { name, operands: texts };
      });
      const indexAt = new Map(pcs.map((pc, i) => [pc, i]));
      const entries = new Set(section.leaders);
      return [section.name, { name: section.name, pcs, indexAt, instructions, entries }];
    }),
  );
}
