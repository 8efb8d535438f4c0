import * as v from 'valibot';
import { describeViolation } from '../replay/violations.js';
import { plural } from '../util/format.js';
import { probeFailures, probeResultSchema } from './probes.js';
import { factsSchema, instructionProofSchema, proofSchema } from './proofs.js';
import { type ArtifactKind, count, type Infer, madeFromEntries } from './schema.js';

/**
 * How much was proven, the most first. `rerun`: handlers were executed, and states compared. `replayed`:
 * events in order were followed through the fused code; no handler was executed. `counted`: only counts are
 * known, and they do not contradict the fused code.
 */
export const LEVELS = ['rerun', 'replayed', 'counted'] as const;
/** One of them. */
export type Level = (typeof LEVELS)[number];
/** How levels are read. */
export const levelSchema = v.picklist(LEVELS);

const differenceSchema = v.object({
  /** States before it, counted from 0; events, where the VM's own author reran it. */
  state: count,
  /** Where: `curr[12] (population)`, or a call of an extern. */
  what: v.string(),
  /** Values as text: a double with as many digits as it takes to tell it from all others. */
  baseline: v.string(),
  fused: v.string(),
});

/** Where two runs differ first. */
export interface Difference extends Infer<typeof differenceSchema> {}

const violationSchema = v.object({
  section: v.string(),
  pc: count,
  operation: v.string(),
  superinstruction: v.nullable(v.string()),
  what: v.string(),
});

/** What does not apply is null. */
const programSchema = v.object({
  name: v.string(),
  family: v.string(),
  level: levelSchema,
  /** States compared by a rerun: after every step, and at the end; digests, where a command reran it. */
  statesCompared: v.nullable(count),
  cellsCompared: v.nullable(count),
  /** The first difference between two runs, or null when there was none, or only one run. */
  difference: v.nullable(differenceSchema),
  /** Where the fused code and what was recorded contradict each other: the first, and how many there are. */
  violations: v.array(violationSchema),
  violationCount: count,
  /** Dispatches of the baseline, as traced and as counted again. */
  baselineDispatches: count,
  baselineMeasured: v.nullable(count),
  /** Dispatches of the fused program, from the profile and as counted. */
  predictedDispatches: count,
  measuredDispatches: v.nullable(count),
  /** Taking the fused program apart gives the baseline, word for word. */
  decomposes: v.boolean(),
  /**
   * Cells of operand stack needed: by a whole run where it was rerun, otherwise by a basic block. Null where
   * it is not known what every instruction does to the stack.
   */
  baselineStack: v.nullable(count),
  fusedStack: v.nullable(count),
  /** Why the fused program could not be run, or not to its end. */
  failure: v.nullable(v.string()),
});

/** What was proven of one program: baseline against fused. */
export interface ProgramEvidence extends Infer<typeof programSchema> {}

const superinstructionSchema = v.object({
  pattern: v.string(),
  /** Over all programs. */
  executions: count,
  /** Whether it does what its parts do; null where bodies are not expressions. */
  proof: v.nullable(proofSchema),
  /** What its parts do together; null where bodies are not expressions. */
  facts: v.nullable(factsSchema),
});

/** What was shown of one superinstruction. */
export interface SuperinstructionEvidence extends Infer<typeof superinstructionSchema> {}

const evidenceSchema = v.object({
  schema: v.literal(3),
  machine: v.string(),
  ...madeFromEntries,
  /** That of the program of which least was proven. */
  level: levelSchema,
  /** The command that ran the VM with the superinstructions; null where no other than ours ran. */
  rerunBy: v.nullable(v.string()),
  programs: v.array(programSchema),
  /** In the order of the decisions. */
  superinstructions: v.array(superinstructionSchema),
  /**
   * Of the machine's own instructions: that what was made of their text is what it says. Those proved are
   * only counted. Null where bodies are not expressions.
   */
  instructions: v.nullable(v.object({ proved: count, others: v.array(instructionProofSchema) })),
  /**
   * Handlers, as printed, run in states made for them: by technique, what they left against what the
   * semantics say. Null where none can be run here.
   */
  probes: v.nullable(v.array(probeResultSchema)),
  /** The user said that superinstructions which never ran, and programs of which nothing did, may pass. */
  allowsUnused: v.boolean(),
});

/** `evidence.json`: what was proven, and how. */
export interface Evidence extends Infer<typeof evidenceSchema> {}

/** How `evidence.json` is read and written. */
export const evidenceArtifact: ArtifactKind<Evidence> = {
  what: 'an evidence file',
  file: 'evidence.json',
  version: 3,
  schema: evidenceSchema,
};

/** The level of several programs together: of a run of none, all were rerun. */
export function weakestLevel(programs: readonly Pick<ProgramEvidence, 'level'>[]): Level {
  const weakest = Math.max(0, ...programs.map(({ level }) => LEVELS.indexOf(level)));
  return LEVELS[weakest];
}

/** Everything that is wrong, one sentence each; empty when nothing is. */
export function failures(
  evidence: Pick<
    Evidence,
    'programs' | 'rerunBy' | 'superinstructions' | 'instructions' | 'allowsUnused' | 'probes'
  >,
): string[] {
  const { programs, superinstructions, instructions } = evidence;
  return [
    ...(instructions?.others ?? []).flatMap(({ instruction, proof }) =>
      proof.status === 'refuted' ? [`${instruction} does not do what its text says: ${proof.what}`] : [],
    ),
    ...superinstructions.flatMap(({ pattern, proof }) =>
      proof?.status === 'refuted' ? [`${pattern} does not do what its parts do: ${proof.what}`] : [],
    ),
    ...probeFailures(evidence.probes ?? []),
    ...programs.flatMap((program) => programFailures(evidence, program)),
    ...(evidence.allowsUnused ? [] : neverExecuted(evidence).map((pattern) => `${pattern} ${NEVER_RAN}`)),
  ];
}

const NEVER_RAN = 'never ran, so no run shows anything of it: leave it out, or allow it by --allow-unused';

/** The same of one program alone. */
export function programFailures(
  evidence: Pick<Evidence, 'rerunBy' | 'allowsUnused'>,
  program: ProgramEvidence,
): string[] {
  const nothingRan = program.baselineDispatches === 0 && !evidence.allowsUnused;
  return [
    ...faultsOf(program, evidence.rerunBy),
    ...(nothingRan
      ? ['nothing of it ran, so nothing is shown of it: leave it out, or allow it by --allow-unused']
      : []),
  ].map((sentence) => `${program.name}: ${sentence}`);
}

/** Patterns that were chosen and that no program came to. */
export function neverExecuted({ superinstructions }: Pick<Evidence, 'superinstructions'>): string[] {
  return superinstructions.flatMap(({ pattern, executions }) => (executions > 0 ? [] : [pattern]));
}

function faultsOf(program: ProgramEvidence, rerunBy: string | null): string[] {
  const { difference, failure, violations, violationCount } = program;
  const found: string[] = [];
  if (failure) found.push(failure);
  if (difference)
    found.push(
      `${rerunBy === null ? 'state' : 'event'} ${difference.state}: ${difference.what} is ${difference.fused} instead of ${difference.baseline}`,
    );
  found.push(...violations.map(describeViolation));
  const more = violationCount - violations.length;
  if (more > 0) found.push(`and ${plural(more, 'more place')} like these`);
  if (!failure) found.push(...miscounts(program));
  if (!failure && !program.decomposes) found.push('the fused code does not decompose into the baseline');
  const { baselineStack, fusedStack } = program;
  if (baselineStack !== null && fusedStack !== null && fusedStack > baselineStack)
    found.push(`the fused code needs ${fusedStack} stack cells, the baseline ${baselineStack}`);
  return found;
}

/** A replay tells by its violations where the counts are wrong. */
function miscounts(program: ProgramEvidence): string[] {
  const { level, baselineDispatches, baselineMeasured, predictedDispatches, measuredDispatches } = program;
  const found: string[] = [];
  if (level === 'rerun' && baselineMeasured !== null && baselineMeasured !== baselineDispatches)
    found.push(`the trace counted ${baselineDispatches} dispatches, the rerun ${baselineMeasured}`);
  if (measuredDispatches !== null && measuredDispatches !== predictedDispatches)
    found.push(`${predictedDispatches} dispatches predicted, ${measuredDispatches} measured`);
  return found;
}
