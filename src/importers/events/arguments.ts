import type { RecordedInstruction } from '../recording.js';
import { ByteInterner } from './byte-interner.js';
import { CLOSING_BRACKET, type LineScanner, OPENING_BRACE, OPENING_BRACKET, QUOTE } from './line-scanner.js';
import { LINE_FEED } from './whole-lines.js';

type Args = RecordedInstruction['args'];
type Arg = Args[number];

/** Lists of arguments, numbered: 0 is the empty one. */
export class ArgumentLists {
  readonly lists: Args[] = [[]];
  private readonly spellings = new ByteInterner();
  /** What the spellings say: `[1, 2]` and `[1,2]` are the same list. */
  private readonly ids: number[] = [];
  private readonly byKey = new Map<string, number>([['', 0]]);

  /** Reads an array of arguments: its number. Lists that were read before are only compared. */
  read(scanner: LineScanner): number {
    if (scanner.peek() !== OPENING_BRACKET) scanner.fail('"args" has to be an array, such as [1,"x"]');
    const from = scanner.pos;
    const end = endOf(scanner);
    const spelling = this.spellings.idOf(scanner.bytes, from, end);
    const known = this.ids[spelling];
    if (known === undefined) {
      const args = readAll(scanner);
      this.ids[spelling] = this.idOf(args);
      return this.ids[spelling];
    }
    scanner.pos = end;
    return known;
  }

  private idOf(args: Args): number {
    const key = args.map((arg) => `${typeof arg} ${JSON.stringify(String(arg))}`).join();
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    this.byKey.set(key, this.lists.length);
    return this.lists.push(args) - 1;
  }
}

/** Where the array ends, or the line: then reading it tells what is wrong. */
function endOf(scanner: LineScanner): number {
  const { bytes, pos: from } = scanner;
  let pos = from + 1;
  for (let byte = bytes[pos]; byte !== CLOSING_BRACKET && byte !== LINE_FEED; byte = bytes[pos]) {
    if (byte !== QUOTE) pos++;
    else {
      scanner.pos = pos;
      scanner.string();
      pos = scanner.pos;
    }
  }
  scanner.pos = from;
  return pos + 1;
}

function readAll(scanner: LineScanner): Args {
  const args: Arg[] = [];
  for (let more = scanner.firstElement(); more; more = scanner.nextElement())
    args.push(readArgument(scanner));
  return args;
}

function readArgument(scanner: LineScanner): Arg {
  const byte = scanner.peek();
  if (byte === QUOTE) {
    scanner.string();
    return scanner.text();
  }
  if (byte === OPENING_BRACKET || byte === OPENING_BRACE) {
    scanner.fail('arguments are numbers and strings: write what is within one as arguments of their own');
  }
  // Literals begin with a letter.
  if ((byte | 0x20) >= 0x61) return scanner.literal();
  const exact = scanner.number();
  if (!Number.isNaN(exact)) return exact;
  const written = scanner.raw();
  if (!/^-?\d+$/.test(written)) return written;
  const whole = BigInt(written);
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}
