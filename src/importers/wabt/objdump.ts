import { InputError } from '../../util/input-error.js';
import type { ImportedFile } from '../importer.js';
import { textLines } from '../text-lines.js';

/** What `wasm-objdump -d`, or better `-x -d`, tells of a module's functions. */
export interface ModuleNames {
  readonly path: string;
  /** By index: functions with code. Null: it has no name. */
  readonly functions: ReadonlyMap<number, string | null>;
  /** Indices of functions by the name that they are exported by. */
  readonly exports: ReadonlyMap<string, number>;
}

const FUNCTION = /^[0-9a-f]{6,} func\[(\d+)\](?: <(.*)>)?:$/;
const EXPORT = /^ - func\[(\d+)\](?: <.*>)? -> "(.*)"$/;

/** Whether a file begins like what `wasm-objdump` prints. */
export function looksLikeWasmObjdump(head: string): boolean {
  return /^\s*\S.*:\tfile format wasm 0x/.test(head);
}

/** Reads the names of a module. Throws an `InputError` where there is no function. */
export async function readObjdump(file: ImportedFile): Promise<ModuleNames> {
  const { path } = file;
  const functions = new Map<number, string | null>();
  const exports = new Map<string, number>();
  for await (const { text } of textLines(file)) {
    const line = text.trimEnd();
    const [, index, name] = FUNCTION.exec(line) ?? [];
    if (index !== undefined) functions.set(Number(index), name ?? null);
    const [, exported, alias] = EXPORT.exec(line) ?? [];
    if (exported !== undefined) exports.set(alias, Number(exported));
  }
  if (functions.size === 0)
    throw new InputError('there is no function in this: give what wasm-objdump -x -d prints', {
      file: path,
      line: 1,
      column: 1,
    });
  return { path, functions, exports };
}
