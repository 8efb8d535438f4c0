import * as v from 'valibot';
import type { Profile } from '../bytecode/profile.js';
import type { Action } from '../bytecode/program.js';
import { type ArtifactKind, count, float, words } from './schema.js';

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
  sections: v.array(v.object({ name: v.string(), code: words })),
  schedule: v.array(action),
  symbols: v.record(v.string(), v.array(v.string())),
});

const traced = {
  program,
  blocks: v.array(v.object({ section: v.string(), start: count, end: count, executions: count })),
};

/** `profile.json`: the programs, and how often each of their basic blocks ran. */
export const profileArtifact: ArtifactKind<Profile> = {
  what: 'a profile',
  file: 'profile.json',
  schema: v.object({
    schema: v.literal(1),
    machine: v.string(),
    isaDigest: v.string(),
    programs: v.pipe(
      v.array(v.object({ ...traced, original: v.optional(v.object(traced)) })),
      v.minLength(1),
    ),
  }),
};
