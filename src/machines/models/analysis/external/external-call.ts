import type { Call, Definition } from '../../syntax.js';

/** A call that reads a file, such as GET XLS CONSTANTS. It is the whole right-hand side of an equation. */
export interface ExternalCall {
  readonly kind: 'constants' | 'data' | 'lookups';
  readonly call: Call;
}

/** The call that a definition consists of, if it reads a file. */
export function externalCall(
  definition: Definition,
  canonical: (name: string) => string,
): ExternalCall | undefined {
  const call =
    definition.kind === 'expression' || definition.kind === 'data' ? definition.expression : undefined;
  if (call?.kind !== 'call') return undefined;
  const kind = /^get (?:direct|xls|123) (constants|data|lookups)$/.exec(canonical(call.name))?.[1];
  return kind ? { kind: kind as ExternalCall['kind'], call } : undefined;
}
