import type { CrossValidation, FamilyValidation, Validation } from '../src/artifacts/cross-validation.js';
import { costsOf, type MiningOptions } from '../src/artifacts/options.js';
import { chosenPatterns } from '../src/artifacts/superinstructions.js';
import { dispatches, type Profile, type ProgramProfile } from '../src/bytecode/profile.js';
import { extendIsa } from '../src/isa/fuse.js';
import { predictDispatches, tileProgram } from '../src/mining/tile.js';
import { InputError } from '../src/util/input-error.js';
import type { Artifacts } from './artifacts.js';
import { definePass, type Pass, type RunInner } from './pass.js';
import type { Pipeline } from './pipeline.js';

/** What to leave out when mining: a family, or null for nothing. */
export type Fold = string | null;

/** What every fold works on. */
export type FoldInput = Pick<Artifacts, 'machine' | 'profile' | 'named'>;

/** Judges folds in any order or at once: for each what is left of each program judged. */
export type JudgeFolds = (
  input: FoldInput,
  folds: readonly Fold[],
) => Promise<readonly (readonly number[])[]>;

/**
 * Leaves out one family after the other, and judges each on the set that the inner pipeline decides on
 * without it. `judge` takes the folds elsewhere, to threads for example; by default they are judged in turn.
 */
export function crossValidatePass(
  options: MiningOptions,
  deciding: Pipeline,
  judge?: JudgeFolds,
): Pass<keyof FoldInput, 'crossValidation', MiningOptions> {
  return definePass({
    name: 'cross-validate',
    reads: ['machine', 'profile', 'named'],
    writes: ['crossValidation'],
    options,
    inner: deciding,
    withInner: (inner) => crossValidatePass(options, inner, judge),
    async run(input, context) {
      const folds = foldsOf(input.profile);
      const inTurn: JudgeFolds = async () => {
        const left: number[][] = [];
        for (const fold of folds) left.push(await judgeFold(input, fold, options, deciding, context.run));
        return left;
      };
      const left = await (judge ?? inTurn)(input, folds);
      return { crossValidation: summarise(input, folds, left, options) };
    },
  });
}

/** Throws an `InputError` where there is nothing to leave out. */
function foldsOf({ programs }: Profile): Fold[] {
  const families = [...new Set(programs.map(({ program }) => program.family))];
  if (families.length < 2)
    throw new InputError(
      `cross-validation leaves out one family after the other, and there is only ${families.join('')}: give programs of several families (a family is the folder a source is in)`,
    );
  return [null, ...families];
}

/**
 * Dispatches left in each program of the family that was not mined, or in all programs when nothing is left
 * out.
 */
export async function judgeFold(
  { machine, profile, named }: FoldInput,
  fold: Fold,
  options: MiningOptions,
  deciding: Pipeline,
  run: RunInner,
): Promise<number[]> {
  const { isa } = machine;
  const isJudged = ({ program }: ProgramProfile) => fold === null || program.family === fold;
  const mined =
    fold === null ? profile : { ...profile, programs: profile.programs.filter((entry) => !isJudged(entry)) };
  const given = { machine, profile: mined, named };
  const { decisions } = await run(deciding, { given, wanted: ['decisions'] });
  const fused = extendIsa(isa, chosenPatterns(isa, decisions, 'the set just mined'));
  const costs = costsOf(options);
  return profile.programs
    .filter(isJudged)
    .map((entry) => predictDispatches(entry, tileProgram(isa, fused, entry.program, costs)));
}

function summarise(
  { machine: { isa }, profile }: FoldInput,
  folds: readonly Fold[],
  [everything, ...withoutFamily]: readonly (readonly number[])[],
  options: MiningOptions,
): CrossValidation {
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
        sum(withoutFamily[i]),
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
