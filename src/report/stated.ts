import type { Stated } from '../artifacts/summary.js';
import type { ReportInput } from './input.js';

/** How something is known: computed by this run, or as the superinstructions file has it. */
export function knownHow({ asStated }: ReportInput['summary'], part: Stated, computed: string): string {
  return asStated.includes(part) ? 'as stated in superinstructions.json and not computed again' : computed;
}
