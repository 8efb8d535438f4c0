import { dispatches, type Profile, type ProgramProfile } from '../src/bytecode/profile.js';
import { extendIsa } from '../src/isa/fuse.js';
import type { Isa } from '../src/isa/isa.js';
import { DISPATCHES, picoseconds } from '../src/mining/costs.js';
import { predictDispatches, tile } from '../src/mining/tile.js';
import { InputError } from '../src/util/input-error.js';
import { chosenPatterns, type MiningOptions, type Overrides, readPatterns } from './decisions.js';
import { choose, Stopwatch } from './pipeline.js';

/** `cross-validation.json`: each family judged on a set mined from all other families. */
export interface CrossValidation {
  readonly schema: 1;
  readonly machine: string;
  readonly isaDigest: string;
  readonly options: MiningOptions;
  readonly families: readonly FamilyValidation[];
  readonly total: Validation;
  /** Of the families' fractions: every family counts the same. */
  readonly mean: Pick<Validation, 'inSample' | 'heldOut' | 'overfitting'>;
}

/** Dispatches are of one whole run of each program. */
export interface Validation {
  readonly programs: number;
  readonly baselineDispatches: number;
  /** Left by the set mined from everything, and by the sets mined without the family. */
  readonly inSampleDispatches: number;
  readonly heldOutDispatches: number;
  /** The same as reductions: 1 - left / baseline. */
  readonly inSample: number;
  readonly heldOut: number;
  /** inSample - heldOut. */
  readonly overfitting: number;
}

export interface FamilyValidation extends Validation {
  readonly family: string;
}

/** What to leave out when mining: a family, or null for nothing. */
export type Fold = string | null;

/** What every fold works on. */
export interface FoldInput {
  readonly isa: Isa;
  readonly profile: Profile;
  readonly options: MiningOptions;
  readonly overrides: Overrides;
}

/** Throws an `InputError` where there is nothing to leave out. */
export function foldsOf({ programs }: Profile): Fold[] {
  const families = [...new Set(programs.map(({ program }) => program.family))];
  if (families.length < 2)
    throw new InputError(
      `cross-validation leaves out one family after the other, and there is only ${families.join('')}: give programs of several families (a family is the folder a source is in)`,
    );
  return [null, ...families];
}

/** Dispatches left in each program of the family that was not mined, or in all programs when nothing is left out. */
export function judgeFold({ isa, profile, options, overrides }: FoldInput, fold: Fold): number[] {
  const isJudged = ({ program }: ProgramProfile) => fold === null || program.family === fold;
  const mined =
    fold === null ? profile : { ...profile, programs: profile.programs.filter((entry) => !isJudged(entry)) };
  const { decisions } = choose({ isa }, mined, options, overrides, new Stopwatch());
  const fused = extendIsa(isa, chosenPatterns(isa, decisions, 'the set just mined'));
  const costs = options.costs ? picoseconds(options.costs) : DISPATCHES;
  return profile.programs
    .filter(isJudged)
    .map((entry) => predictDispatches(entry, tile(isa, fused, entry.program, costs)));
}

/** Leaves out one family after the other. `judge` may do the folds in any order or at once. */
export async function crossValidate(
  input: FoldInput,
  judge: (input: FoldInput, folds: readonly Fold[]) => Promise<readonly (readonly number[])[]> = inTurn,
): Promise<CrossValidation> {
  const { isa, profile, options, overrides } = input;
  // What is wrong with them is to be said here, not in a thread.
  readPatterns(isa, [...overrides.always, ...overrides.never], 'always and never');
  const folds = foldsOf(profile);
  const [everything, ...leftOut] = await judge(input, folds);
  const families = folds.slice(1).map((family, i): FamilyValidation => {
    const members = [...profile.programs.keys()].filter(
      (index) => profile.programs[index].program.family === family,
    );
    return {
      family: family as string,
      ...validation(
        members.length,
        sum(members.map((index) => dispatches(profile.programs[index]))),
        sum(members.map((index) => everything[index])),
        sum(leftOut[i]),
      ),
    };
  });
  const over = (value: (entry: FamilyValidation) => number) => sum(families.map(value));
  const mean = (value: (entry: FamilyValidation) => number) => over(value) / families.length;
  return {
    schema: 1,
    machine: isa.machine,
    isaDigest: isa.digest,
    options,
    families,
    total: validation(
      profile.programs.length,
      over(({ baselineDispatches }) => baselineDispatches),
      over(({ inSampleDispatches }) => inSampleDispatches),
      over(({ heldOutDispatches }) => heldOutDispatches),
    ),
    mean: {
      inSample: mean(({ inSample }) => inSample),
      heldOut: mean(({ heldOut }) => heldOut),
      overfitting: mean(({ overfitting }) => overfitting),
    },
  };
}

async function inTurn(input: FoldInput, folds: readonly Fold[]): Promise<number[][]> {
  return folds.map((fold) => judgeFold(input, fold));
}

function validation(
  programs: number,
  baselineDispatches: number,
  inSampleDispatches: number,
  heldOutDispatches: number,
): Validation {
  const removed = (left: number) => (baselineDispatches > 0 ? 1 - left / baselineDispatches : 0);
  const [inSample, heldOut] = [removed(inSampleDispatches), removed(heldOutDispatches)];
  return {
    programs,
    baselineDispatches,
    inSampleDispatches,
    heldOutDispatches,
    inSample,
    heldOut,
    overfitting: inSample - heldOut,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
