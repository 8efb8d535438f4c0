import * as v from 'valibot';

/** Pieces that the schemas of artifacts are made of. */

/** A whole number of things. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A number that is neither NaN nor infinite. */
export const amount = v.pipe(v.number(), v.finite());

/** JSON has no -0, NaN or infinities: they are written as strings. */
export const float = v.union([
  v.number(),
  v.pipe(
    v.picklist(['-0', 'NaN', 'Infinity', '-Infinity']),
    v.transform((text) => Number(text)),
  ),
]);

/** Words of code. */
export const words = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1))),
  v.transform((list) => Int32Array.from(list)),
);

/** A file of the run folder: what it is called there, and what is in it. */
export interface ArtifactKind<T> {
  /** For messages: `a profile`. */
  readonly what: string;
  /** Its name in a run folder. */
  readonly file: string;
  /** Of valibot: `parseArtifact` reads with it. */
  readonly schema: v.GenericSchema<unknown, T>;
}

/** The type of what a schema accepts. */
export type Infer<Schema extends v.GenericSchema> = DeepReadonly<v.InferOutput<Schema>>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;
