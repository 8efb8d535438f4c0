import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeModelText } from '../../../src/machines/models/encoding.js';

const bytes = (text: string, encoding: BufferEncoding) => Uint8Array.from(Buffer.from(text, encoding));

describe('the text of a model file', () => {
  it('is UTF-8 where that is valid', () => {
    expect(decodeModelText(bytes('{UTF-8}\nGröße € 人口', 'utf8'))).toBe('{UTF-8}\nGröße € 人口');
    expect(decodeModelText(bytes('Größe', 'utf8'))).toBe('Größe');
  });

  it('is Windows-1252 where it cannot be UTF-8', () => {
    expect(decodeModelText(Uint8Array.of(0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80, 0x9f))).toBe('Größe €Ÿ');
  });

  it('stays UTF-8 where it says so, in spite of a bad byte', () => {
    const text = Uint8Array.from([...bytes('{UTF-8} ö', 'utf8'), 0xff]);
    expect(decodeModelText(text)).toBe('{UTF-8} ö\ufffd');
  });

  it('loses its byte order mark', () => {
    expect(decodeModelText(bytes('\ufeff{UTF-8} ö', 'utf8'))).toBe('{UTF-8} ö');
    expect(decodeModelText(bytes('\ufeffx = 1', 'utf16le'))).toBe('x = 1');
    expect(decodeModelText(bytes('\ufeffx = 1', 'utf16le').map((_, i, all) => all[i ^ 1]!))).toBe('x = 1');
  });

  it('is UTF-16 without a byte order mark, too', () => {
    expect(decodeModelText(bytes('x = ö', 'utf16le'))).toBe('x = ö');
    expect(decodeModelText(bytes('x = ö', 'utf16le').map((_, i, all) => all[i ^ 1]!))).toBe('x = ö');
  });

  it('is what an XML declaration says', () => {
    const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>`;
    const decode = (encoding: string, ...rest: readonly number[]) =>
      decodeModelText(Uint8Array.from([...bytes(xml(encoding), 'latin1'), ...rest])).slice(
        xml(encoding).length,
      );
    expect(decode('ISO-8859-5', 0xb0)).toBe('А');
    expect(decode('shift_jis', 0x93, 0xfa)).toBe('日');
    expect(decode('utf-8', 0xff)).toBe('\ufffd');
    expect(decode('utf-16', 0xf6)).toBe('ö');
    expect(decode('no such thing', 0xf6)).toBe('ö');
  });

  it('has lines that end in LF, on old Macs too', () => {
    expect(decodeModelText(bytes('a\rb\r\nc\nd\r', 'latin1'))).toBe('a\nb\r\nc\nd\n');
  });

  it('is found for any bytes', () => {
    expect(decodeModelText(new Uint8Array())).toBe('');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (data) => typeof decodeModelText(data) === 'string'),
    );
  });
});
