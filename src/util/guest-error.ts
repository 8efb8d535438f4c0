import { printable } from './quote-text.js';

/**
 * A program of a guest machine has failed while it ran, by the rules of its own language. The message is what
 * that language says. The command line prints it and ends with exit code 1.
 */
export class GuestError extends Error {
  constructor(message: string) {
    super(printable(message));
    this.name = 'GuestError';
  }
}
