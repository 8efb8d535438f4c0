import { type BackEnd, type GeneratedFiles, NOTE } from '../src/backends/back-end.js';
import type { HostSources } from '../src/backends/host.js';
import { BACK_ENDS, backEndOf, type Target } from '../src/backends/registry.js';
import { bytecodeSizes } from '../src/execution/typescript/bytecode-size.js';
import type { FusedIsa } from '../src/isa/fuse.js';

/**
 * Prints the handlers of a machine with superinstructions, by path relative to the folder of the handlers: opcode table, run loops,
 * and the patterns for a peephole pass. Needs no compiler. `heat` says which superinstructions run often, the higher the oftener.
 * Throws an `InputError` for a target that there is not, or that the machine has no runtime functions in.
 */
export function generate(
  isa: FusedIsa,
  targets: readonly Target[],
  host: HostSources = {},
  heat: readonly number[] = isa.patterns.map(() => 0),
  backEnds: readonly BackEnd[] = BACK_ENDS,
): GeneratedFiles {
  const options = { heat, measure: bytecodeSizes };
  return new Map(
    targets.flatMap((target) =>
      [...backEndOf(target, backEnds).files(isa, host, options)].map(
        ([file, content]) => [`${target}/${file}`, content] as const,
      ),
    ),
  );
}

/** What users should know of the generated files, besides that they are there. */
export function notesOf(files: GeneratedFiles): readonly string[] {
  return [...files].flatMap(([file, text]) =>
    typeof text === 'string'
      ? text
          .split('\n', 3)
          .filter((line) => line.startsWith(NOTE))
          .map((line) => `${file}: ${line.slice(NOTE.length)}`)
      : [],
  );
}
