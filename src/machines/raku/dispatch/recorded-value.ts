import type { Argument } from './argument.js';

/** Where a program gets a value. The level says of which resumption, from 0. */
export type ValueSource =
  | { readonly from: 'argument'; readonly index: number }
  | { readonly from: 'initial argument'; readonly index: number; readonly level: number }
  | { readonly from: 'state'; readonly level: number }
  | { readonly from: 'literal' }
  | { readonly from: 'attribute'; readonly of: RecordedValue; readonly offset: number }
  | { readonly from: 'how'; readonly of: RecordedValue }
  | { readonly from: 'lookup'; readonly table: RecordedValue; readonly key: RecordedValue };

/** A value that a recording has read, and what has to be the same of it for the program to hold. */
export interface RecordedValue extends Argument {
  readonly source: ValueSource;
  guardsType: boolean;
  guardsConcreteness: boolean;
  guardsLiteral: boolean;
  guardsLanguage: boolean;
  /** Objects that it must not be. */
  readonly notLiterals: number[];
}

/** Finds the value of a place, or adds it: all guards on one place are on one value. */
export class RecordedValues {
  readonly all: RecordedValue[] = [];

  of(source: ValueSource, argument: Argument): RecordedValue {
    const { value, kind } = argument;
    const found = this.all.find(
      (one) =>
        isSame(one.source, source) &&
        (source.from !== 'literal' || (one.kind === kind && one.value === value)),
    );
    if (found) return found;
    const added: RecordedValue = {
      source,
      value,
      kind,
      guardsType: false,
      guardsConcreteness: false,
      guardsLiteral: false,
      guardsLanguage: false,
      notLiterals: [],
    };
    this.all.push(added);
    return added;
  }
}

function isSame(a: ValueSource, b: ValueSource): boolean {
  const fields = Object.entries(a);
  const other: Readonly<Record<string, unknown>> = { ...b };
  return fields.every(([name, value]) => other[name] === value);
}
