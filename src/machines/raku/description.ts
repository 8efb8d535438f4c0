import * as v from 'valibot';
import { InputError } from '../../util/input-error.js';

/**
 * What the host has to know of a program besides its code. It travels as text, character by character, in the
 * pool `description`, so that a program is whole wherever it is kept; what is read is checked.
 */
export type Description = v.InferOutput<typeof description>;
export type RoutineDescription = Description['routines'][number];
export type ConstantDescription = Description['constants'][number];
export type SiteDescription = Description['sites'][number];
export type ClassDescription = Description['classes'][number];

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

/** A type of the machine, or a class of the program, by its name. */
const typeName = v.string();

const parameter = v.strictObject({
  /** With its sigil; empty where it has none. */
  name: v.string(),
  /** Null: anything. */
  type: v.nullable(typeName),
  /** It takes objects alone, no type objects. */
  isDefined: v.boolean(),
  /** The section that binds it also calls a `where` clause. */
  hasWhere: v.boolean(),
  /** It takes the container. */
  isRw: v.boolean(),
  /** It takes what it is given, container or not. */
  isRaw: v.boolean(),
  /** `|`: any further arguments. */
  isCapture: v.boolean(),
});

const routine = v.strictObject({
  name: v.string(),
  /** Null: a proto that nothing of is run, because `{*}` is all there is. */
  section: v.nullable(v.string()),
  kind: v.picklist(['Sub', 'Method', 'Block', 'WhateverCode', 'Submethod']),
  /** Of its frame. */
  registers: index,
  /** The routine that it stands in, whose frame is around its own; null for those of the outermost scope. */
  outer: v.nullable(index),
  parameters: v.array(parameter),
  /** What it returns; null: anything. */
  returns: v.nullable(typeName),
  /** Of a proto: routines, in the order of the source. Null: it is none. */
  candidates: v.nullable(v.array(index)),
  isOnlyRedispatch: v.boolean(),
  /** Where a parameter refuses its argument, the dispatch is resumed from this site. */
  refusalSite: v.nullable(index),
});

const constant = v.variant('kind', [
  v.strictObject({ kind: v.literal('type'), name: typeName }),
  /** What a guard compares: the type itself, not the object that stands for it. */
  v.strictObject({ kind: v.literal('address'), name: typeName }),
  /** The code object of a routine of the outermost scope, or the one that closures are cloned from. */
  v.strictObject({ kind: v.literal('routine'), routine: index }),
  v.strictObject({ kind: v.literal('text'), text: v.string() }),
  /** Decimal digits. */
  v.strictObject({ kind: v.literal('integer'), digits: v.pipe(v.string(), v.regex(/^-?\d+$/)) }),
  /** The bits, high and low half: numbers in JSON lose -0, infinities and NaN. */
  v.strictObject({ kind: v.literal('number'), bits: v.tuple([v.number(), v.number()]) }),
  v.strictObject({
    kind: v.literal('complex'),
    bits: v.tuple([v.number(), v.number(), v.number(), v.number()]),
  }),
  v.strictObject({ kind: v.literal('truth'), value: v.boolean() }),
  /** The container descriptor of a variable; null: untyped. */
  v.strictObject({ kind: v.literal('descriptor'), name: v.string(), type: v.nullable(typeName) }),
]);

const site = v.strictObject({
  dispatcher: v.string(),
  /** What its arguments are, constants among them. */
  arguments: v.array(
    v.picklist(['object', 'integer', 'text', 'literal integer', 'literal text', 'literal object']),
  ),
  /** For messages: the routine it is in. */
  routine: v.nullable(index),
});

const attribute = v.strictObject({
  name: v.string(),
  isPublic: v.boolean(),
  isRw: v.boolean(),
  /** The routine that gives its default; null where it has none. */
  default: v.nullable(index),
});

const classDescription = v.strictObject({
  name: v.string(),
  parent: v.nullable(typeName),
  isRole: v.boolean(),
  attributes: v.array(attribute),
  methods: v.array(v.strictObject({ name: v.string(), routine: index })),
});

const description = v.strictObject({
  version: v.literal(1),
  routines: v.array(routine),
  constants: v.array(constant),
  sites: v.array(site),
  /** Parents before their children. */
  classes: v.array(classDescription),
  /** The routine that runs first. */
  main: index,
});

/** As the pool keeps it: UTF-16. */
export function encodeDescription(content: Description): readonly number[] {
  const text = JSON.stringify(content);
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

/** Throws an `InputError` where it is not one, or refers to what is not there. */
export function decodeDescription(units: ArrayLike<number>): Description {
  let text = '';
  for (let i = 0; i < units.length; i += 4096)
    text += String.fromCharCode(...Array.prototype.slice.call(units, i, i + 4096));
  const parsed = v.safeParse(description, parseJson(text));
  if (!parsed.success) throw refuse(`${v.getDotPath(parsed.issues[0]) ?? ''}: ${parsed.issues[0].message}`);
  const { routines, constants, sites, classes, main } = parsed.output;
  const referred = [
    main,
    ...routines.flatMap(({ outer, candidates }) => [outer ?? 0, ...(candidates ?? [])]),
    ...constants.flatMap((one) => (one.kind === 'routine' ? [one.routine] : [])),
    ...sites.flatMap((one) => one.routine ?? []),
    ...classes.flatMap(({ attributes, methods }) => [
      ...attributes.flatMap((one) => one.default ?? []),
      ...methods.map((method) => method.routine),
    ]),
  ];
  if (referred.some((one) => one >= routines.length)) throw refuse('a routine that is not there');
  return parsed.output;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('no JSON');
  }
}

function refuse(what: string): InputError {
  return new InputError(`the description of a Raku program is broken: ${what}`);
}
