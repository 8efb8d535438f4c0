import type { Artifacts } from './artifacts.js';

/** The name of something that passes read and write. */
export type ArtifactName = keyof Artifacts & string;

/**
 * One step on the way from sources to a report: a function from artifacts to artifacts. It keeps nothing
 * between runs, so that a pipeline can start before it, stop after it, or have another in its place.
 *
 * A pass that reads what it writes changes it: those after it see the new one.
 */
export interface Pass<
  Reads extends ArtifactName = ArtifactName,
  Writes extends ArtifactName = ArtifactName,
  Options = unknown,
> {
  /** Unique in a pipeline. Timings and edits go by it. */
  readonly name: string;
  /** Artifacts that `run` is given. */
  readonly reads: readonly Reads[];
  /** Artifacts that `run` returns: all of them, and no others. */
  readonly writes: readonly Writes[];
  /** What it was made with, as plain data: whoever replaces it may go by the same. */
  readonly options?: Options;
  /** Passes that it runs itself, as a pipeline of its own. Edits of a pipeline reach them too. */
  readonly inner?: readonly AnyPass[];
  /** The same pass around other inner ones; there wherever `inner` is. */
  withInner?(inner: readonly AnyPass[]): AnyPass;
  /** Throws an `InputError` where the user's input is wrong. */
  run(
    input: Readonly<Pick<Artifacts, Reads>>,
    context: PassContext,
  ): Pick<Artifacts, Writes> | Promise<Pick<Artifacts, Writes>>;
}

/** A pass of which only the run tells what it reads and writes: lists of passes are of these. */
// biome-ignore lint/suspicious/noExplicitAny: `run` is contravariant: no other type takes every pass.
export type AnyPass = Pass<any, any, unknown>;

/** What a running pass may ask of its runner. */
export interface PassContext {
  /** Names of the passes that wrote an artifact in this run, in order; empty where it was given. */
  writersOf(artifact: ArtifactName): readonly string[];
  /** Whether to stop early. A long pass asks now and then, and returns or throws as soon as it can. */
  isCancelled(): boolean;
  /**
   * Takes steps to their end, and lets timers and messages through between them: a long pass that is a
   * generator can be cancelled at every `yield`.
   */
  drive<Result>(steps: Generator<unknown, Result>): Promise<Result>;
  /** Runs a pipeline of the pass's own. Its time counts for its passes, not for this one. */
  run: RunInner;
}

/** Runs the passes that lead from what is given to what is wanted. */
export type RunInner = <Wanted extends ArtifactName>(
  passes: readonly AnyPass[],
  request: { readonly given: Partial<Artifacts>; readonly wanted: readonly Wanted[] },
) => Promise<Pick<Artifacts, Wanted>>;

/** Gives a pass the types of the artifacts that it names. */
export function definePass<
  const Reads extends ArtifactName,
  const Writes extends ArtifactName,
  Options = undefined,
>(pass: Pass<Reads, Writes, Options>): Pass<Reads, Writes, Options> {
  return pass;
}
