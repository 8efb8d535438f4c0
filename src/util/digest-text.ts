import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Sixteen hexadecimal digits of a text's SHA-256: artifacts keep them, so they never change for the same
 * text.
 */
export function digestText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16);
}
