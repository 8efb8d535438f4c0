import * as v from 'valibot';
import { type ArtifactKind, amount, type Infer } from './schema.js';

export const costsSchema = v.object({
  schema: v.literal(1),
  machine: v.string(),
  target: v.string(),
  technique: v.string(),
  nanoseconds: v.object({ dispatch: amount, push: amount, pop: amount, operand: amount }),
});

/** `costs.json`: what one technique of one back end takes for each, as `bench --calibrate` measured it. */
export interface MeasuredCosts extends Infer<typeof costsSchema> {}

/** How `costs.json` is read and written. */
export const costsArtifact: ArtifactKind<MeasuredCosts> = {
  what: 'a file of costs',
  file: 'costs.json',
  schema: costsSchema,
};
