import * as v from 'valibot';
import { optionsSchema } from './options.js';
import { type ArtifactKind, amount, count, type Infer } from './schema.js';

const validationEntries = {
  programs: count,
  /** Dispatches are of one whole run of each program. */
  baselineDispatches: count,
  /** Left by the set mined from everything, and by the sets mined without the family. */
  inSampleDispatches: count,
  heldOutDispatches: count,
  /** The same as reductions: 1 - left / baseline. */
  inSample: amount,
  heldOut: amount,
  /** inSample - heldOut. */
  overfitting: amount,
};
const validationSchema = v.object(validationEntries);
const familySchema = v.object({ family: v.string(), ...validationEntries });

/** How much of a reduction is overfitting, in one family or in all. */
export interface Validation extends Infer<typeof validationSchema> {}
/** The same with the name of the family. */
export interface FamilyValidation extends Infer<typeof familySchema> {}

const crossValidationSchema = v.object({
  schema: v.literal(1),
  machine: v.string(),
  isaDigest: v.string(),
  options: optionsSchema,
  families: v.array(familySchema),
  total: validationSchema,
  /** Of the families' fractions: every family counts the same. */
  mean: v.object({ inSample: amount, heldOut: amount, overfitting: amount }),
});

/** `cross-validation.json`: each family judged on a set mined from all other families. */
export interface CrossValidation extends Infer<typeof crossValidationSchema> {}

/** How `cross-validation.json` is read and written. */
export const crossValidationArtifact: ArtifactKind<CrossValidation> = {
  what: 'a cross-validation',
  file: 'cross-validation.json',
  schema: crossValidationSchema,
};
