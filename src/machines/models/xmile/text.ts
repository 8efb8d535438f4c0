import type { SourcePosition } from '../../../util/input-error.js';

/** The lines of a file, to turn an offset into a position. */
export interface SourceFile {
  readonly file: string;
  /** Offsets at which the lines begin. */
  readonly lineStarts: readonly number[];
}

/**
 * Characters as XML means them (references decoded, line breaks `\n`), each with its position in the file:
 * from `segments[i].start` on, up to the next segment, the n-th character stands at `segments[i].offset` + n.
 */
export interface PositionedText {
  readonly value: string;
  readonly segments: readonly TextSegment[];
  readonly source: SourceFile;
}

interface TextSegment {
  readonly start: number;
  readonly offset: number;
}

export function sourceFile(text: string, file: string): SourceFile {
  const lineStarts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isBreak = code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10);
    if (isBreak) lineStarts.push(i + 1);
  }
  return { file, lineStarts };
}

/** 1-based line and column (in UTF-16 units) of an offset. */
export function positionAt(source: SourceFile, offset: number): SourcePosition {
  const { file, lineStarts } = source;
  const line = lastAtOrBefore(lineStarts.length, (i) => lineStarts[i]! <= offset);
  return { file, line: line + 1, column: offset - lineStarts[line]! + 1 };
}

/** Where the character at `index` of the text stands in the file. */
export function positionIn(text: PositionedText, index: number): SourcePosition {
  const { segments, source } = text;
  const segment = segments[lastAtOrBefore(segments.length, (i) => segments[i]!.start <= index)]!;
  return positionAt(source, segment.offset + index - segment.start);
}

/**
 * The segments of `decoded`, which stands in the file as `raw` from `offset` on. In a CDATA section an
 * ampersand is just that, elsewhere it begins a reference.
 */
export function segmentsOf(raw: string, offset: number, decoded: string, isCdata = false): TextSegment[] {
  const segments: TextSegment[] = [{ start: 0, offset }];
  let index = 0;
  for (let i = 0; i < raw.length; ) {
    let length = 1;
    let width = 1;
    if (raw[i] === '&' && !isCdata) {
      length = raw.indexOf(';', i) - i + 1;
      width = decoded.codePointAt(index)! > 0xffff ? 2 : 1;
    } else if (raw[i] === '\r' && raw[i + 1] === '\n') length = 2;
    i += length;
    index += width;
    if (length !== width) segments.push({ start: index, offset: offset + i });
  }
  return segments;
}

/** The largest of 0 … count - 1 that still holds; 0 if none does. `holds` is true up to some index. */
function lastAtOrBefore(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
