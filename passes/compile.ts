import type { CompiledSource } from '../src/machines/machine.js';
import { InputError, type Problem } from '../src/util/input-error.js';
import { definePass } from './pass.js';

export interface CompilePassOptions {
  /** Files and folders that sources may read besides themselves. */
  readonly dataFiles: readonly string[];
  readonly allowedFolders: readonly string[];
  /** Goes on without the sources that do not compile, as long as there is one that does. */
  readonly skipInvalid: boolean;
}

/** Makes programs of sources. All sources that are wrong are reported together, and skipped if asked to. */
export function compilePass(options: CompilePassOptions) {
  return definePass({
    name: 'compile',
    reads: ['machine', 'sources'],
    writes: ['compiled', 'programs'],
    options,
    run({ machine, sources }) {
      const skipped: Problem[] = [];
      const compiled = sources.flatMap(({ path, name, family }): CompiledSource[] => {
        try {
          return [machine.compile(path, { name, family, ...options })];
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          skipped.push(...error.problems);
          return [];
        }
      });
      if (skipped.length > 0 && (!options.skipInvalid || compiled.length === 0))
        throw new InputError(skipped);
      return { compiled: { sources: compiled, skipped }, programs: compiled.map(({ program }) => program) };
    },
  });
}
