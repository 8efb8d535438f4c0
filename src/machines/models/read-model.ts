import { extname } from 'node:path';
import { InputError } from '../../util/input-error.js';
import { analyse } from './analysis/analyse.js';
import { createFileSource, type DataOptions, readBytes } from './data/files.js';
import { decodeModelText } from './encoding.js';
import type { Model } from './model.js';
import type { ModelFile } from './syntax.js';
import { parseVensim } from './vensim/parser.js';
import { parseXmile } from './xmile/parser.js';

export type ReadModelOptions = DataOptions;

type Parser = (text: string, file: string) => ModelFile;

/** Which parser reads a model file, by its extension. */
const PARSERS: ReadonlyMap<string, Parser> = new Map([
  ['.mdl', parseVensim],
  ['.xmile', parseXmile],
  ['.stmx', parseXmile],
  ['.itmx', parseXmile],
  ['.xml', parseXmile],
]);

/** The extensions of the model files that can be read. */
export const MODEL_EXTENSIONS: readonly string[] = [...PARSERS.keys()];

const ACCEPTED = 'a model is a Vensim .mdl file, or an XMILE file (.xmile, .stmx, .itmx or .xml)';

/**
 * Reads and analyses a Vensim or XMILE model, with its external data. Throws an InputError when a file cannot
 * be read or the model has mistakes.
 */
export function readModel(path: string, options: ReadModelOptions = {}): Model {
  const file = parseModelFile(path);
  return analyse(file, { data: createFileSource(path, options) });
}

/** Reads a Vensim or XMILE model without analysing it. */
export function parseModelFile(path: string): ModelFile {
  const parse = PARSERS.get(extname(path).toLowerCase());
  const text = readText(path);
  if (!parse) throw wrong(path, `this is not a model by its name; ${ACCEPTED}`);
  if (text.trim() === '') throw wrong(path, `the file is empty; ${ACCEPTED}`);
  return parse(text, path);
}

function readText(path: string): string {
  try {
    return decodeModelText(readBytes(path));
  } catch (error) {
    if (error instanceof InputError) throw wrong(path, `${error.message}; ${ACCEPTED}`);
    throw error;
  }
}

function wrong(path: string, message: string): InputError {
  return new InputError(message, { file: path, line: 1, column: 1 });
}
