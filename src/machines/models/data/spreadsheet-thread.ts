import { createRequire } from 'node:module';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type * as Spreadsheets from '@e965/xlsx';
import { InputError } from '../../../util/input-error.js';
import { type ArchiveEntry, unpack } from './archive.js';

/** What a spreadsheet file has: plain data, as they come from the thread that reads it. */
export interface SpreadsheetData {
  readonly sheets: readonly {
    readonly name: string;
    /** Undefined and null where there is nothing. */
    readonly rows: readonly (readonly (number | string | null | undefined)[] | undefined)[];
  }[];
  /** Named areas: `reference` is `Sheet!$B$2:$F$2`, `sheet` the only sheet that knows the name, by index. */
  readonly names: readonly {
    readonly name: string;
    readonly sheet: number | undefined;
    readonly reference: string;
  }[];
}

// How much a spreadsheet may cost: too low and the workbooks that people have are refused, too high and a
// file made for the purpose holds up the computer. The library needs many times the unpacked bytes.
const MAX_UNPACKED_BYTES = 48 * 2 ** 20;
const MAX_HEAP_MEGABYTES = 768;
const MAX_MILLISECONDS = 9000;

/**
 * Reads a spreadsheet with the library. Files can be made so that the library takes all memory or never ends,
 * so it works in a thread with bounds on both, and on archives that are unpacked already, which it would do
 * without bounds.
 */
export function readSpreadsheet(
  bytes: Buffer,
  isArchive: boolean,
  milliseconds = MAX_MILLISECONDS,
): SpreadsheetData {
  const source = isArchive ? { entries: unpack(bytes, isData, MAX_UNPACKED_BYTES) } : { bytes };
  const done = new Int32Array(new SharedArrayBuffer(4));
  const { port1: answers, port2: port } = new MessageChannel();
  const library = createRequire(import.meta.url).resolve('@e965/xlsx');
  const thread = new Worker(THREAD, {
    eval: true,
    workerData: { ...source, library, done, port },
    transferList: [port],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  thread.on('error', () => undefined);
  Atomics.wait(done, 0, 0, milliseconds);
  const answer: { message: Answer } | undefined = receiveMessageOnPort(answers);
  answers.close();
  void thread.terminate();
  if (!answer) {
    throw new InputError(
      'the file is too large to be read as a spreadsheet; save the sheet as .csv and name that',
    );
  }
  if ('problem' in answer.message) {
    throw new InputError(`the file cannot be read as a spreadsheet: ${answer.message.problem}`);
  }
  return answer.message.data;
}

type Answer = { readonly data: SpreadsheetData } | { readonly problem: string };

/** Pictures and the like are left out. */
const isData = (name: string) => /(\.xml|\.rels|\.bin|^mimetype)$/i.test(name);

interface Input {
  readonly bytes?: Uint8Array;
  readonly entries?: readonly ArchiveEntry[];
}

/** Runs in the thread: only its text goes there, so it may use nothing from outside. */
function read(library: typeof Spreadsheets, { bytes, entries }: Input): SpreadsheetData {
  let content = bytes && Buffer.from(bytes);
  if (entries) {
    const { CFB } = library;
    const archive = CFB.utils.cfb_new();
    for (const entry of entries) CFB.utils.cfb_add(archive, `/${entry.name}`, Buffer.from(entry.content));
    content = CFB.write(archive, { type: 'buffer', fileType: 'zip', compression: false });
  }
  const options = {
    type: 'buffer',
    dense: true,
    cellFormula: false,
    cellHTML: false,
    cellText: false,
  } as const;
  const book = library.read(content, options);
  const cellValue = (cell?: Spreadsheets.CellObject) =>
    typeof cell?.v === 'number' && cell.t === 'n'
      ? cell.v
      : typeof cell?.v === 'string' && cell.t === 's'
        ? cell.v
        : null;
  return {
    sheets: book.SheetNames.map((name) => ({
      name,
      rows: (book.Sheets[name]?.['!data'] ?? []).map((row) => row?.map(cellValue)),
    })),
    names: (book.Workbook?.Names ?? []).map(({ Name, Sheet, Ref }) => ({
      name: Name,
      sheet: Sheet,
      reference: Ref,
    })),
  };
}

const THREAD = `
const { workerData } = require('node:worker_threads');
const read = ${read};
let answer;
try {
  answer = { data: read(require(workerData.library), workerData) };
} catch (error) {
  answer = { problem: String(error && error.message || error) };
}
workerData.port.postMessage(answer);
Atomics.store(workerData.done, 0, 1);
Atomics.notify(workerData.done, 0);
`;
