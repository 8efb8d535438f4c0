import * as v from 'valibot';
import type { Isa } from '../isa/isa.js';
import { type Pattern, parsePattern } from '../isa/pattern.js';
import { contentDigest } from './content-digest.js';
import { optionsSchema } from './options.js';
import { type ArtifactKind, amount, count, type Infer, nonNegative, operandBytes } from './schema.js';
import { boundSchema, impossibleIn, isFalling, type StatedFigures, searchSchema } from './stated-figures.js';

const noSearch = { moves: 0, improvements: 0, stopped: 'nothing to try' } as const;

export const schedulingEntries = {
  statementsHoisted: count,
  statementsMoved: count,
  /** Dispatches left by the set that the same options choose for the programs as they came. */
  fusedWithoutScheduling: count,
  /** Dispatches left by the set chosen after hoisting, for statements in the order they came in. */
  fusedWithoutReordering: count,
};
const schedulingSchema = v.object(schedulingEntries);

/** What scheduling did. Dispatches are of one whole run of all programs. */
export interface SchedulingResult extends Infer<typeof schedulingSchema> {}

const decisionsEntries = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  /** `contentDigest` of the profile that the set was mined from; null where nobody says. */
  profileDigest: v.optional(v.nullable(v.string()), null),
  /** `decisionsDigest` when it was mined: another one now means that it was edited since. Null as above. */
  digest: v.optional(v.nullable(v.string()), null),
  options: optionsSchema,
  /** Patterns to choose before all others, and never to choose. Written by the user, kept by every run. */
  always: v.array(v.string()),
  never: v.array(v.string()),
  superinstructions: v.array(
    v.object({
      pattern: v.string(),
      /** Bytes of operands. */
      payload: operandBytes,
      /** Weighted dispatches (nanoseconds where time is the objective) that would come back without it. */
      marginal: nonNegative,
      /** Places in the mined code where it fits. */
      places: count,
    }),
  ),
  /** Weighted dispatches, or nanoseconds, left after the first 0, 1, 2, … of them. */
  curve: v.pipe(v.array(amount), v.minLength(1)),
  /** What any set within the limits leaves at least, in the same unit. */
  bound: boundSchema,
  /** How many of them are before the bend of the curve. */
  knee: v.optional(count, 0),
  search: v.optional(searchSchema, noSearch),
  /** What scheduling did before the set was chosen; null where it was not asked for. */
  scheduling: v.optional(v.nullable(schedulingSchema), null),
});
type DecisionsEntries = v.InferOutput<typeof decisionsEntries>;

const decisionsSchema = v.pipe(
  decisionsEntries,
  v.check(({ curve }) => isFalling(curve), 'curve: more superinstructions cannot leave more: mine again'),
  v.check(
    (decisions) => impossibleIn(figuresOf(decisions)) === null,
    ({ input }) => `${impossibleIn(figuresOf(input))}: mine again`,
  ),
);

/** Those of a set that was edited are of the set before. */
function figuresOf({ bound, curve, ...figures }: DecisionsEntries): StatedFigures {
  const superinstructions = curve.length - 1;
  return { ...figures, superinstructions, bound: bound.fusedDispatches, left: curve[superinstructions] };
}

/**
 * `superinstructions.json`: which superinstructions were chosen, and what the user says about that. Made to
 * be committed and compared.
 */
export interface Decisions extends Infer<typeof decisionsSchema> {}

/** How `superinstructions.json` is read and written. */
export const decisionsArtifact: ArtifactKind<Decisions> = {
  what: 'a superinstructions file',
  file: 'superinstructions.json',
  schema: decisionsSchema,
};

/** Of all that mining found: the lists that users write are theirs to change. */
export function decisionsDigest({ always: _, never: __, digest: ___, ...mined }: Decisions): string {
  return contentDigest(mined);
}

/** Whether somebody changed what mining found; files written by hand do not say. */
export function isEdited(decisions: Decisions): boolean {
  return decisions.digest !== null && decisions.digest !== decisionsDigest(decisions);
}

/** Whether scheduling found anything worth doing. */
export function isChanged({
  statementsHoisted,
  statementsMoved,
}: Pick<SchedulingResult, 'statementsHoisted' | 'statementsMoved'>): boolean {
  return statementsHoisted + statementsMoved > 0;
}

/**
 * Reads pattern texts; `file` is where they come from. Throws an `InputError` that quotes the pattern that is
 * wrong.
 */
export function readPatterns(isa: Isa, texts: readonly string[], file: string): Pattern[] {
  return texts.map((text) => parsePattern(text, isa, file));
}

/** The set that was decided on. */
export function chosenPatterns(isa: Isa, { superinstructions }: Decisions, file: string): Pattern[] {
  return readPatterns(
    isa,
    superinstructions.map(({ pattern }) => pattern),
    file,
  );
}
