import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';

/**
 * What to call the programs of files that do not say it: as the files are called, without folder and endings.
 * Throws an `InputError` where two are called the same.
 */
export function programNames(files: readonly Pick<ImportedFile, 'path'>[]): string[] {
  const paths = new Map<string, string>();
  for (const { path } of files) {
    const base = path.replace(/^.*[/\\]/s, '');
    const name = base.replace(/(?<=.)\.(?:gz|jsonl|json|txt|dump|moarvm|trace)(?=$|\.)/g, '') || base;
    const other = paths.get(name);
    if (other !== undefined)
      throw new InputError(
        `the program ${JSON.stringify(name)} is also in ${other}: rename one of the files`,
        {
          file: path,
          line: 1,
          column: 1,
        },
      );
    paths.set(name, path);
  }
  return [...paths.keys()];
}
