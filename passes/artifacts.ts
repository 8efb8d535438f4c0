import type { Calibration, Measurement } from '../src/artifacts/calibration.js';
import type { Comparison } from '../src/artifacts/comparison.js';
import type { CrossValidation } from '../src/artifacts/cross-validation.js';
import type { Evidence } from '../src/artifacts/evidence.js';
import type { HandMadeResult, Results } from '../src/artifacts/summary.js';
import type { Decisions, SchedulingResult } from '../src/artifacts/superinstructions.js';
import type { TargetEvidence } from '../src/artifacts/target-evidence.js';
import type { PredictorReach, ProgramTimings } from '../src/artifacts/timings.js';
import type { GeneratedFiles } from '../src/backends/back-end.js';
import type { Profile } from '../src/bytecode/profile.js';
import type { Program } from '../src/bytecode/program.js';
import type { ProbeResult } from '../src/execution/probes/probe.js';
import type { FusedIsa } from '../src/isa/fuse.js';
import type { Pattern } from '../src/isa/pattern.js';
import type { Compilation, Machine, Source } from '../src/machines/machine.js';
import type { Relaxation } from '../src/mining/bound.js';
import type { Candidates } from '../src/mining/candidate.js';
import type { ChoiceSpace, FirstSet, NamedPatterns } from '../src/mining/choices.js';
import type { Corpus } from '../src/mining/corpus.js';
import type { Drift } from '../src/mining/drift.js';
import type { Selection } from '../src/mining/ranking.js';
import type { Search } from '../src/mining/search.js';
import type { SequenceCount } from '../src/mining/sequences.js';
import type { TiledProgram } from '../src/mining/tile.js';
import type { Proofs } from '../src/proof/prove-set.js';

/**
 * Everything that passes hand to each other, by name. All of it is plain data but `machine`, which has
 * functions. A package that adds passes adds their artifacts here, by declaration merging.
 */
export interface Artifacts {
  /** The guest VM. */
  machine: Machine;
  /** Files to compile. */
  sources: readonly Source[];
  /** What came of them. */
  compiled: Compilation;
  /** The programs of those, in the same order. */
  programs: readonly Program[];
  /** How often each instruction of each program ran. Scheduling changes it, and keeps the originals in it. */
  profile: Profile;
  /** Several to be merged. */
  profiles: readonly Profile[];
  /** What the user says about the set. */
  named: NamedPatterns;
  /** The weighted code to mine, of the programs not held out. */
  corpus: Corpus;
  /** The same with blocks that are alike kept once. */
  mergedCorpus: Corpus;
  /** Opcode sequences whatever their operands, for people to read. */
  sequences: readonly SequenceCount[];
  /** What superinstructions there may be. */
  candidates: Candidates;
  /** What a set may be made of, and one made greedily. */
  choices: ChoiceSpace;
  firstSet: FirstSet;
  /** What no set can beat, and which choices that speaks for. */
  relaxation: BoundWithin;
  /** The set that was found, in any order. */
  chosen: ChosenSet;
  /** The same in order of use, with what each saves. */
  selection: Selection;
  /** What scheduling did; null where it was not asked for. */
  scheduling: SchedulingResult | null;
  /** From the set that the search started from; null without one. */
  drift: Drift | null;
  /** Sets that a foreign VM ships with, judged. */
  handMade: readonly HandMadeResult[];
  /** What is written to `superinstructions.json`. */
  decisions: Decisions;
  /** The machine with its superinstructions. */
  fused: FusedIsa;
  /** The programs rewritten with them, in the order of the profile. */
  tiled: readonly TiledProgram[];
  /** By path below the folder of the handlers: `c/switch.c`. */
  handlers: GeneratedFiles;
  /** What is shown of the handlers from every state; null where bodies are not expressions. */
  proofs: Proofs | null;
  /** What probing handlers showed, by technique; null where none can be run here. */
  probes: readonly ProbeResult[] | null;
  /** What rerunning baseline and fused programs showed. */
  evidence: Evidence;
  /** The result in figures, without the time it took. */
  summary: Results;
  /** One HTML page. */
  report: string;
  crossValidation: CrossValidation;
  comparison: Comparison;
  /** What one set saves of each program. */
  measured: readonly Omit<Measurement, 'fitted'>[];
  calibration: Calibration;
  timings: readonly ProgramTimings[];
  /** Null where nothing was measured. */
  reach: PredictorReach | null;
  targetEvidence: readonly TargetEvidence[];
}

/** What a strategy of selection finds. */
export interface ChosenSet {
  /** At most `choices.size`, each once and within the limits: `rank` refuses others. */
  readonly patterns: readonly Pattern[];
  /** How it was searched for. */
  readonly search: Search;
}

/** A bound, and what was done to the candidates that it is of. */
export interface BoundWithin extends Relaxation {
  /** Passes that changed what `mine` found: the bound is of sets of what they left. */
  readonly filteredBy: readonly string[];
}
