import * as v from 'valibot';
import type { Profile, TracedProgram } from '../bytecode/profile.js';
import { type Action, withoutOrigins } from '../bytecode/program.js';
import { contentDigest } from './content-digest.js';
import { formatArtifact } from './format.js';
import { type ArtifactKind, count, float, runLengths, words } from './schema.js';

const action: v.GenericSchema<Action> = v.variant('kind', [
  v.object({ kind: v.literal('run'), section: v.string() }),
  v.object({ kind: v.literal('copy'), from: v.string(), to: v.string(), start: count, length: count }),
  v.object({ kind: v.literal('observe') }),
  v.object({ kind: v.literal('repeat'), times: count, body: v.lazy(() => v.array(action)) }),
  v.object({ kind: v.literal('leave'), memory: v.string(), cell: count, atLeast: count }),
]);

const program = v.object({
  name: v.string(),
  family: v.string(),
  machine: v.string(),
  cells: v.record(v.string(), count),
  pools: v.record(v.string(), v.array(v.union([float, v.array(float)]))),
  sections: v.array(
    v.object({
      name: v.string(),
      code: words,
      leaders: v.optional(v.array(count)),
      pcs: v.optional(v.array(count)),
    }),
  ),
  installed: v.optional(count),
  schedule: v.array(action),
  symbols: v.record(v.string(), v.array(v.string())),
  texts: v.optional(v.record(v.string(), v.array(v.string()))),
});

const transfer = v.object({
  from: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
  to: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
  times: count,
});

const traced = {
  program,
  counts: v.array(runLengths),
  transfers: v.optional(v.array(v.array(transfer))),
};

/** What is written to `profile.json`. */
export function formatProfile(profile: Profile): string {
  return formatArtifact(withoutSources(profile));
}

/** `contentDigest` of what is written. */
export function profileDigest(profile: Profile): string {
  return contentDigest(withoutSources(profile));
}

/**
 * Where instructions come from is left out: it would double the file, and whoever has the sources can compile
 * them again.
 */
function withoutSources(profile: Profile): Profile {
  const bare = <Traced extends TracedProgram>(entry: Traced): Traced => ({
    ...entry,
    program: withoutOrigins(entry.program),
  });
  const programs = profile.programs.map((entry) => ({
    ...bare(entry),
    ...(entry.original && { original: bare(entry.original) }),
  }));
  return { ...profile, programs };
}

/** `profile.json`: the programs, and how often each of their instructions ran. */
export const profileArtifact: ArtifactKind<Profile> = {
  what: 'a profile',
  file: 'profile.json',
  version: 2,
  schema: v.object({
    schema: v.literal(2),
    machine: v.string(),
    isaDigest: v.string(),
    programs: v.pipe(
      v.array(v.object({ ...traced, original: v.optional(v.object(traced)) })),
      v.minLength(1),
    ),
    handMade: v.optional(v.array(v.object({ name: v.string(), patterns: v.array(v.string()) }))),
  }),
};
