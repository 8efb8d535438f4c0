import * as v from 'valibot';

/** Pieces that the schemas of artifacts are made of. */

/** A whole number of things. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A number that is neither NaN nor infinite. */
export const amount = v.pipe(v.number(), v.finite());

/** The same of what cannot be less than nothing. */
export const nonNegative = v.pipe(amount, v.minValue(0));

/** A part of something, from 0 to 1. */
export const share = v.pipe(nonNegative, v.maxValue(1));

/** JSON has no -0, NaN or infinities: they are written as strings. */
export const float = v.union([
  v.number(),
  v.pipe(
    v.picklist(['-0', 'NaN', 'Infinity', '-Infinity']),
    v.transform((text) => Number(text)),
  ),
]);

/** Bytes of operands: eighths where they are bits, infinite where lists are among them. */
export const operandBytes = v.pipe(float, v.minValue(0));

/** Words of code. */
export const words = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(-(2 ** 31)), v.maxValue(2 ** 31 - 1))),
  v.transform((list) => Int32Array.from(list)),
);

/** More instructions than any program has: what a few characters unpack to has to end somewhere. */
const MAX_COUNTS = 2 ** 26;

/** Counts of instructions: pairs of a count and how many instructions in a row have it. */
export const runLengths = v.pipe(
  v.array(count),
  v.check((list) => list.length % 2 === 0, 'expected pairs of a count and a length'),
  v.check(
    (list) => list.reduce((sum, item, i) => sum + (i % 2) * item, 0) <= MAX_COUNTS,
    `a section has at most ${MAX_COUNTS} instructions`,
  ),
  v.transform((list) => {
    const counts = new Float64Array(list.reduce((sum, item, i) => sum + (i % 2) * item, 0));
    let next = 0;
    for (let i = 0; i < list.length; i += 2) {
      counts.fill(list[i], next, next + list[i + 1]);
      next += list[i + 1];
    }
    return counts;
  }),
);

/** What evidence and figures were made from, so that they cannot pass for those of something else. */
export const madeFromEntries = {
  /** Of the machine's `.isa` text. */
  isaDigest: v.string(),
  /** `contentDigest` of the profile. */
  profileDigest: v.string(),
  /** Of the machine with its superinstructions: generated files name it too. */
  instructionSet: v.string(),
};

/** What `runLengths` reads. */
export function toRunLengths(counts: Float64Array): number[] {
  const runs: number[] = [];
  for (const count of counts)
    if (runs.at(-2) === count) runs[runs.length - 1]++;
    else runs.push(count, 1);
  return runs;
}

/** A file of the run folder: what it is called there, and what is in it. */
export interface ArtifactKind<T> {
  /** For messages: `a profile`. */
  readonly what: string;
  /** Its name in a run folder. */
  readonly file: string;
  /** Which version of its schema is read and written; 1 where it has not changed. */
  readonly version?: number;
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
