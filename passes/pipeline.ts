import { InputError } from '../src/util/input-error.js';
import type { AnyPass, ArtifactName, Pass } from './pass.js';

/** Passes in the order they run. */
export type Pipeline = readonly AnyPass[];

/** Stands in the type of a list of passes for one whose input nobody writes. */
interface InputNobodyWrites<Missing extends string> {
  readonly 'nobody before this pass writes': Missing;
}

/**
 * A list of passes as it is where each reads what is given or written before it, and nothing that can be
 * given elsewhere.
 */
type Checked<Have extends string, Passes extends readonly unknown[]> = Passes extends readonly [
  infer First,
  ...infer Rest,
]
  ? First extends Pass<infer Reads, infer Writes, infer _Options>
    ? [Reads] extends [Have]
      ? readonly [First, ...Checked<Have | Writes, Rest>]
      : readonly [InputNobodyWrites<Exclude<Reads, Have>>, ...Rest]
    : never
  : readonly [];

/** A list of passes, checked by the compiler: each reads what is `given` or what one before it writes. */
export function pipeline<const Given extends ArtifactName, const Passes extends readonly AnyPass[]>(
  given: readonly Given[],
  passes: Passes & Checked<Given, Passes>,
): Passes {
  checkPipeline(given, passes);
  return passes;
}

/** Throws an `InputError` that names a pass whose input nobody writes, or the name that two passes share. */
export function checkPipeline(given: Iterable<string>, passes: Pipeline): void {
  const have = new Set(given);
  const names = new Set<string>();
  for (const { name, reads, writes } of passes) {
    if (names.has(name))
      throw new InputError(`two passes of the pipeline are called ${JSON.stringify(name)}`);
    names.add(name);
    for (const artifact of reads)
      if (!have.has(artifact))
        throw new InputError(
          `the pass ${JSON.stringify(name)} reads ${JSON.stringify(artifact)}, which is neither given nor written by a pass before it`,
        );
    for (const artifact of writes) have.add(artifact);
  }
}

/**
 * A change of a pipeline: a pass before or after the one that `of` names, or in its place. It may be made of
 * that one, to go by its options or to run it inside.
 */
export interface Edit {
  readonly kind: 'before' | 'after' | 'replace';
  readonly of: string;
  readonly pass: AnyPass | ((neighbour: AnyPass) => AnyPass);
}

/** Inserts a pass before the one of that name. */
export function before(of: string, pass: Edit['pass']): Edit {
  return { kind: 'before', of, pass };
}

/** Inserts a pass after the one of that name. */
export function after(of: string, pass: Edit['pass']): Edit {
  return { kind: 'after', of, pass };
}

/** Puts a pass in the place of the one of that name. It may keep the name. */
export function replace(of: string, pass: Edit['pass']): Edit {
  return { kind: 'replace', of, pass };
}

/**
 * Makes changes one after the other, in inner pipelines too. What a pipeline has no such pass for stays
 * undone.
 */
export function editPipeline(passes: Pipeline, edits: readonly Edit[]): Pipeline {
  return edits.reduce<Pipeline>(applyEdit, passes);
}

function applyEdit(passes: Pipeline, edit: Edit): Pipeline {
  return passes.flatMap((pass) => {
    const whole = pass.inner && pass.withInner ? pass.withInner(applyEdit(pass.inner, edit)) : pass;
    if (pass.name !== edit.of) return [whole];
    const made = typeof edit.pass === 'function' ? edit.pass(whole) : edit.pass;
    requirePass(made, edit);
    if (edit.kind === 'replace') return [made];
    return edit.kind === 'before' ? [made, whole] : [whole, made];
  });
}

/** Functions of other packages may make anything. */
function requirePass(made: Partial<AnyPass> | undefined, { kind, of }: Edit): void {
  const isPass =
    typeof made?.run === 'function' &&
    typeof made.name === 'string' &&
    Array.isArray(made.reads) &&
    Array.isArray(made.writes);
  if (!isPass)
    throw new InputError(
      `${kind} ${JSON.stringify(of)}: what was made is no pass: it needs a name, reads, writes and run`,
    );
}

/** Throws an `InputError` for an edit that names no pass of any of these pipelines. */
export function requireKnownPasses(edits: readonly Edit[], passes: Pipeline, file: string): void {
  const known = new Set([
    ...namesOf(passes),
    ...edits.flatMap(({ pass }) => (typeof pass === 'object' ? pass.name : [])),
  ]);
  for (const { kind, of } of edits)
    if (!known.has(of))
      throw new InputError(
        `${kind} ${JSON.stringify(of)}: there is no such pass; passes are ${[...known].join(', ')}`,
        { file, line: 1, column: 1 },
      );
}

function namesOf(passes: Pipeline): string[] {
  return passes.flatMap(({ name, inner }) => [name, ...namesOf(inner ?? [])]);
}
