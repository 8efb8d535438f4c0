import type { ArgumentKind } from './program.js';

/** An argument of a call. */
export interface Argument {
  readonly value: number;
  readonly kind: ArgumentKind;
}

/** An argument of a call site: a literal is the same in every call. */
export interface SiteArgument extends Argument {
  readonly isLiteral: boolean;
}
