import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { instructionSetDigest } from '../backends/opcodes.js';
import { dispatches, originalOf, type Profile } from '../bytecode/profile.js';
import { extendIsa } from '../isa/fuse.js';
import type { Isa } from '../isa/isa.js';
import { formatPattern, type Pattern } from '../isa/pattern.js';
import { InputError } from '../util/input-error.js';
import { contentDigest } from './content-digest.js';
import { type Evidence, evidenceArtifact } from './evidence.js';
import { readText } from './files.js';
import { fileDigest, type Manifest } from './manifest.js';
import { parseArtifact } from './parse.js';
import { profileArtifact, profileDigest } from './profile.js';
import { requireMachine, requireMinedFrom } from './require.js';
import { type Summary, summaryArtifact } from './summary.js';
import { type Decisions, decisionsArtifact, decisionsDigest, isEdited } from './superinstructions.js';

/** What the other files of a run folder have to be of. */
export interface RunInputs {
  readonly isa: Isa;
  readonly profile: Profile;
  readonly decisions: Decisions;
  readonly patterns: readonly Pattern[];
}

/**
 * Makes sure that the files of a folder tell of one run: the superinstructions were mined from the profile,
 * with this machine, and evidence and summary are of both. Throws an `InputError` that names the file that is
 * not, and what it was made from. Where a manifest is given, evidence and summary are about to be made again,
 * and may be out of date if they are those of its run. Returns the names of those that are, or that another
 * version wrote.
 */
export function requireOneRun(folder: string, inputs: RunInputs, manifest: Manifest | null = null): string[] {
  const { isa, profile, decisions } = inputs;
  const path = join(folder, decisionsArtifact.file);
  requireMachine(decisions, isa, path);
  requireMachine(profile, isa, join(folder, profileArtifact.file));
  requireMinedFrom(decisions, profile, path);
  return [evidenceArtifact, summaryArtifact].flatMap((kind) => {
    const file = join(folder, kind.file);
    if (!existsSync(file)) return [];
    const text = readText(file);
    if (isOlder(text, kind.version)) return [kind.file];
    // Until it is mined again `report` refuses what was edited.
    const remedy = isEdited(decisions)
      ? `${decisionsArtifact.file} was edited since it was mined: ${mineAgain(folder)}, then \`report ${folder}\``
      : `remove it, and make it again by \`report ${folder}\``;
    const fault = faultOf(
      parseOr(remedy, () => parseArtifact<Evidence | Summary>(kind, text, file)),
      inputs,
    );
    if (fault === null) return [];
    if (manifest !== null && fileDigest(kind.file, text) === manifest.files[kind.file]) return [kind.file];
    throw new InputError(`${fault}: ${remedy}`, { file, line: 1, column: 1 });
  });
}

/** What to do where superinstructions were changed by hand. */
export function mineAgain(folder: string): string {
  const [profile, set] = [profileArtifact, decisionsArtifact].map(({ file }) => join(folder, file));
  return `put changes in always and never, and with the same limits \`mine ${profile} --decisions ${set} --out ${set}\``;
}

/** Adds to what is wrong with a file what to do about it. */
function parseOr<T>(remedy: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.problems.map(({ message, at }) => ({ message: `${message}: ${remedy}`, at })));
  }
}

/** Files of versions before it say nothing of what they were made from. */
function isOlder(text: string, version = 1): boolean {
  try {
    const { schema } = JSON.parse(text) as { readonly schema?: unknown };
    return typeof schema === 'number' && schema < version;
  } catch {
    return false;
  }
}

/** Why a file does not belong to the others; null where it does. */
function faultOf(made: Evidence | Summary, { isa, profile, decisions, patterns }: RunInputs): string | null {
  const ties: readonly (readonly [what: string, theirs: string, ours: string])[] = [
    ['another machine', `${made.machine} ${made.isaDigest}`, `${isa.machine} ${isa.digest}`],
    ['another profile', made.profileDigest, profileDigest(profile)],
    ['other superinstructions', made.instructionSet, instructionSetDigest(extendIsa(isa, patterns))],
    ...('decisionsDigest' in made
      ? [['other superinstructions', made.decisionsDigest, decisionsDigest(decisions)] as const]
      : []),
  ];
  const broken = ties.find(([, theirs, ours]) => theirs !== ours);
  if (broken) return `it was made from ${broken[0]} (${broken[1]}) than those here (${broken[2]})`;
  if ('decisionsDigest' in made && !isSummaryOf(made, decisions))
    return 'its options, bound, knee, search or scheduling are not those of superinstructions.json';
  return contradictionIn(made, profile, patterns);
}

/** Whether a summary states what the superinstructions file does. */
function isSummaryOf(
  { options, knee, search, bound, scheduling }: Summary,
  { curve, ...decisions }: Decisions,
): boolean {
  const { weightedDispatches, gap: _, ...stated } = bound;
  const scheduled = decisions.scheduling && { ...scheduling, ...decisions.scheduling };
  const ours = [
    decisions.options,
    decisions.knee,
    decisions.search,
    decisions.bound,
    curve.at(-1),
    scheduled,
  ];
  const theirs = [options, knee, search, stated, weightedDispatches, scheduling];
  return contentDigest(theirs) === contentDigest(ours);
}

/** What a file says of programs and superinstructions has to be about these, whatever it says it is of. */
function contradictionIn(
  made: Evidence | Summary,
  { programs }: Profile,
  patterns: readonly Pattern[],
): string | null {
  const told = made.programs.map(({ name, family, baselineDispatches }) => [
    name,
    family,
    baselineDispatches,
  ]);
  const known = programs.map((entry) => {
    const { name, family } = entry.program;
    return [name, family, dispatches(originalOf(entry))];
  });
  if (JSON.stringify(told) !== JSON.stringify(known))
    return 'its programs or their dispatches are not those of profile.json';
  const { superinstructions } = made;
  const isOfSet =
    typeof superinstructions === 'number'
      ? superinstructions === patterns.length
      : JSON.stringify(superinstructions.map(({ pattern }) => pattern)) ===
        JSON.stringify(patterns.map(formatPattern));
  return isOfSet ? null : 'its superinstructions are not those of superinstructions.json';
}
