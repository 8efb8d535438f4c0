import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../../../util/input-error.js';
import { decodeModelText } from '../encoding.js';
import { type DataSource, NoSuchFile, type Sheet } from './data-source.js';
import { delimitedSheet, separatorOf } from './delimited.js';
import { readDat, readSeriesTable, type SeriesByName, seriesName } from './series.js';
import { isWorkbook, readWorkbook, type Workbook } from './workbook.js';

const MAX_FILE_MEGABYTES = 256;

/** Where a model may take external data from. */
export interface DataOptions {
  /**
   * Files with the series of data variables: Vensim `.dat`, or a table: `.csv`, `.tab`, `.txt`, `.xlsx`,
   * `.xls`.
   */
  readonly dataFiles?: readonly string[];
  /** Folders, besides the model's own, that files named by the model may be in. */
  readonly allowedFolders?: readonly string[];
}

/** What a file has, read once. */
type Content =
  | { readonly workbook: Workbook }
  | { readonly text: string; readonly sheets: Map<string, Sheet> };

/**
 * The data of the model in a file. Files that the model names are looked for from its folder, and must be
 * inside it or inside another allowed folder, also after symbolic links have been followed. The data files
 * are read at once.
 */
export function createFileSource(modelPath: string, options: DataOptions = {}): DataSource {
  const folder = dirname(resolve(modelPath));
  const allowed = [folder, ...(options.allowedFolders ?? [])].flatMap((path) => [
    resolve(path),
    realFolder(path),
  ]);
  const contents = new Map<string, Content>();
  const series = (options.dataFiles ?? []).map(readSeriesFile);
  return {
    sheet(file, tab) {
      const path = locate(file, folder, allowed);
      const content = contents.get(path) ?? readContent(path, file);
      contents.set(path, content);
      return sheetOf(content, file, tab);
    },
    series(variable) {
      const name = seriesName(variable);
      return series.find((all) => all.has(name))?.get(name);
    },
  };
}

/** Reads a file, if it is one and not too large. Throws an InputError that says why it cannot be read. */
export function readBytes(path: string): Buffer {
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw new InputError('this is a folder, not a file');
    if (!status.isFile()) throw new InputError('this is not an ordinary file');
    if (status.size > MAX_FILE_MEGABYTES * 2 ** 20) {
      throw new InputError(`the file is too large: it has more than ${MAX_FILE_MEGABYTES} MB`);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`the file cannot be read: ${reasonOf(error)}`);
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ELOOP', 'its symbolic links go round in circles'],
]);

function reasonOf(error: unknown): string {
  return REASONS.get(codeOf(error)) ?? (error instanceof Error ? error.message : String(error));
}

const isAbsent = (error: unknown) => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw new InputError(`the folder cannot be read: ${reasonOf(error)}`, { file: path, line: 1, column: 1 });
  }
}

/** The real path of a file that a model names. */
function locate(file: string, folder: string, allowed: readonly string[]): string {
  const path = resolve(realFolder(folder), file.replaceAll('\\', '/'));
  const isAllowed = (candidate: string) => allowed.some((root) => isInside(candidate, root));
  const outside = () =>
    new InputError(
      `"${file}" is outside the model's folder, and a model may only read there; move the file or allow its folder with --allow`,
    );
  // Whether a file exists out there is nothing to tell either.
  if (!isAllowed(path)) throw outside();
  const real = realPath(path, file);
  if (!isAllowed(real)) throw outside();
  return real;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Follows symbolic links. Vensim's file names know no case. */
function realPath(path: string, file: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const sibling = siblingOf(path);
    if (sibling) return realPath(sibling, file);
    const message = `"${file}" is external data that cannot be read: ${reasonOf(error)}`;
    throw isAbsent(error) ? new NoSuchFile(message) : new InputError(message);
  }
}

/** The only file of the same folder whose name differs in nothing but case. */
function siblingOf(path: string): string | null {
  try {
    const wanted = basename(path).toLowerCase();
    const [found, another] = readdirSync(dirname(path)).filter((name) => name.toLowerCase() === wanted);
    return found && !another && found !== basename(path) ? join(dirname(path), found) : null;
  } catch {
    return null;
  }
}

function readContent(path: string, file: string): Content {
  try {
    const bytes = readBytes(path);
    if (isWorkbook(bytes)) return { workbook: readWorkbook(bytes, file) };
    if (SPREADSHEET.test(path)) throw new InputError('this is no spreadsheet, though its name says so');
    return { text: decodeModelText(bytes), sheets: new Map() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`"${file}" is external data that cannot be read: ${error.message}`);
  }
}

const SPREADSHEET = /\.(xls|xlsx|xlsm|xlsb|ods|wk[1-4s])$/i;

function sheetOf(content: Content, file: string, tab: string): Sheet {
  if ('workbook' in content) {
    const sheet = content.workbook.sheet(tab);
    if (sheet) return sheet;
    const names = content.workbook.sheetNames.slice(0, 10).map((name) => `"${name}"`);
    throw new InputError(`"${file}" has no sheet "${tab}"; it has ${names.join(', ')}`);
  }
  const separator = separatorOf(file, tab);
  const sheet = content.sheets.get(separator) ?? delimitedSheet(content.text, separator, file);
  content.sheets.set(separator, sheet);
  return sheet;
}

/** Reads a data file given by the user. Errors are about that file. */
function readSeriesFile(path: string): SeriesByName {
  try {
    const bytes = readBytes(path);
    if (isWorkbook(bytes)) {
      const { sheetNames, sheet } = readWorkbook(bytes, path);
      const first = sheet(sheetNames[0] ?? '');
      return first ? readSeriesTable(first, path) : new Map();
    }
    if (/\.vdfx?$/i.test(path)) {
      throw new InputError('this is a binary run of Vensim; export it there as a .dat, .tab or .csv file');
    }
    if (SPREADSHEET.test(path)) throw new InputError('this is no spreadsheet, though its name says so');
    const text = decodeModelText(bytes);
    if (/\.dat$/i.test(path)) return readDat(text, path);
    return readSeriesTable(delimitedSheet(text, separatorIn(text, path), path), path);
  } catch (error) {
    if (!(error instanceof InputError) || error.problems.some(({ at }) => at)) throw error;
    throw new InputError(error.message, { file: path, line: 1, column: 1 });
  }
}

/** The usual separator, or another that the first line has instead. */
function separatorIn(text: string, path: string): string {
  const [firstLine = ''] = text.trimStart().split(/[\r\n]/, 1);
  const usual = separatorOf(path, '');
  return [usual, '\t', ',', ';'].find((separator) => firstLine.includes(separator)) ?? usual;
}
