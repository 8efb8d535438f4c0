import { ByteInterner } from './byte-interner.js';
import type { LineScanner } from './line-scanner.js';

/** Numbers texts from 0. Text is made of bytes only when they come for the first time. */
export class Names {
  readonly texts: string[] = [];
  private readonly spellings = new ByteInterner();
  /** What the spellings say: `a` and `\u0061` are the same text. */
  private readonly ids: number[] = [];
  private readonly byText = new Map<string, number>();

  /** The number of the string that the scanner has just read. */
  read(scanner: LineScanner): number {
    const spelling = this.spellings.idOf(scanner.bytes, scanner.start, scanner.end);
    if (spelling === this.ids.length) this.ids.push(this.idOf(scanner.text()));
    return this.ids[spelling];
  }

  idOf(text: string): number {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    this.byText.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/** Finds which of a few names some bytes are. */
export class Keys {
  private readonly names: readonly Uint8Array[];
  /** By length and first byte: a name, and others that are alike in that. */
  private readonly byShape: readonly (readonly number[])[];

  constructor(names: readonly string[]) {
    this.names = names.map((name) => new TextEncoder().encode(name));
    const byShape: number[][] = Array.from({ length: SHAPES }, () => []);
    this.names.forEach((name, i) => {
      byShape[shapeOf(name, 0, name.length)].push(i);
    });
    this.byShape = byShape;
  }

  /** The place of the key that the scanner has just read, or -1. */
  find(scanner: LineScanner): number {
    if (!scanner.isPlain) return this.findText(scanner.text());
    const { bytes, start, end } = scanner;
    const alike = this.byShape[shapeOf(bytes, start, end)];
    for (let i = 0; i < alike.length; i++) {
      if (equals(this.names[alike[i]]!, bytes, start, end)) return alike[i];
    }
    return -1;
  }

  private findText(text: string): number {
    const bytes = new TextEncoder().encode(text);
    return this.names.findIndex((name) => equals(name, bytes, 0, bytes.length));
  }
}

const SHAPES = 256;

function shapeOf(bytes: Uint8Array, start: number, end: number): number {
  return ((end - start) * 37 + bytes[start]) & (SHAPES - 1);
}

function equals(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
