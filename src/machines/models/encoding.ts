/**
 * The text of a model file. Byte order marks decide; then UTF-16 is known by the zero bytes of its first
 * characters, which are ASCII. Anything else is UTF-8 if it is valid UTF-8 or says so (`{UTF-8}`, an XML
 * declaration), else what the XML declaration names, else Windows-1252, which old Vensim writes. Never fails:
 * bytes that have no meaning become U+FFFD. Line breaks of old Macs (CR alone) become LF.
 */
export function decodeModelText(bytes: Uint8Array): string {
  return decode(bytes).replace(/\r(?!\n)/g, '\n');
}

function decode(bytes: Uint8Array): string {
  if (startsWith(bytes, 0xff, 0xfe)) return decodeAs('utf-16le', bytes);
  if (startsWith(bytes, 0xfe, 0xff)) return decodeAs('utf-16be', bytes);
  if (bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0) return decodeAs('utf-16le', bytes);
  if (bytes.length > 1 && bytes[0] === 0 && bytes[1] !== 0) return decodeAs('utf-16be', bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeAs(declaredEncoding(bytes) ?? 'windows-1252', bytes);
  }
}

function startsWith(bytes: Uint8Array, ...prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

/** Drops a byte order mark. */
function decodeAs(label: string, bytes: Uint8Array): string {
  const decoder = new TextDecoder(label);
  const text = decoder.decode(bytes);
  if (decoder.encoding !== 'windows-1252') return text;
  // Node 20 and 22 decode Windows-1252 as Latin-1, which has control characters here.
  return text.replace(/[\u0080-\u009f]/g, (control) => WINDOWS_1252_FROM_80[control.charCodeAt(0) - 0x80]!);
}

const WINDOWS_1252_FROM_80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const HEADER_LENGTH = 200;

function declaredEncoding(bytes: Uint8Array): string | null {
  const header = decodeAs('windows-1252', bytes.subarray(0, HEADER_LENGTH)).replace(
    /^\u00ef\u00bb\u00bf/,
    '',
  );
  if (/^\s*\{UTF-8\}/i.test(header)) return 'utf-8';
  const declaration = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(header);
  return declaration && isByteEncoding(declaration[1]!) ? declaration[1]! : null;
}

function isByteEncoding(label: string): boolean {
  try {
    return !new TextDecoder(label).encoding.startsWith('utf-16');
  } catch {
    return false;
  }
}
