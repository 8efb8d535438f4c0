import type { Expression, Role } from '../../model.js';
import type { Call } from '../../syntax.js';
import { fold, number, operation } from '../model/operations.js';
import { fail } from '../problems.js';
import { tableOf } from '../references/tables.js';
import { type Context, expand } from '../scope/context.js';

/** A built-in function: either a value in an expression, or what the variable defined by it is. */
export type Builtin = { readonly arguments: readonly [min: number, max: number] } & (
  | { readonly value: (call: Call, context: Context) => Expression; readonly role?: undefined }
  | {
      readonly value?: undefined;
      /** Null when the role is settled later. */
      readonly role: (call: Call, context: Context, variable: number) => Role | null;
    }
);

export type Value = NonNullable<Builtin['value']>;
export type Row = readonly [
  name: string,
  minArguments: number,
  maxArguments: number,
  implementation: Value | { role: NonNullable<Builtin['role']> },
];

/** A function that is one instruction of the machine. */
export const instruction =
  (opcode: string): Value =>
  (call, context) =>
    operation(opcode, ...expandAll(call, context));

/** MIN and MAX of several arguments. */
export const folded =
  (opcode: string): Value =>
  (call, context) =>
    fold(opcode, expandAll(call, context), 0);

/** A function written with others. */
export const formula =
  (write: (operands: readonly Expression[], context: Context, call: Call) => Expression): Value =>
  (call, context) =>
    write(expandAll(call, context), context, call);

export const constant =
  (value: number): Value =>
  () =>
    number(value);

export const global =
  (variable: number): Value =>
  (_, context) =>
    context.analysis.model.read(variable);

export const lookup =
  (opcode: string): Value =>
  (call, context) => ({
    kind: 'lookup',
    opcode,
    table: tableOf(call.arguments[0], context, call.at),
    input: expand(call.arguments[1], context),
  });

export const unsupported =
  (what: string): Value =>
  (call, context) =>
    fail(context, `${call.name.toUpperCase()} ${what}`, call.at);

/** The arguments of a call, written out from left to right. */
export function expandAll(call: Call, context: Context): readonly Expression[] {
  return call.arguments.map((argument) => expand(argument, context));
}
