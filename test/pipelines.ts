import type { Artifacts } from '../passes/artifacts.js';
import { deciding, explaining, mainJob, proving } from '../passes/pipelines.js';
import { runPipeline } from '../passes/runner.js';
import type { MiningOptions } from '../src/artifacts/options.js';
import { type Decisions, readPatterns } from '../src/artifacts/superinstructions.js';
import { BACK_ENDS, type Target } from '../src/backends/registry.js';
import type { Profile } from '../src/bytecode/profile.js';
import type { Program } from '../src/bytecode/program.js';
import { bytecodeSizes } from '../src/execution/typescript/bytecode-size.js';
import type { Machine } from '../src/machines/machine.js';

/** What a user may say besides the options: patterns as texts. */
export interface Lists {
  readonly always?: readonly string[];
  readonly never?: readonly string[];
  readonly from?: readonly string[];
}

function patternsOf(machine: Machine, { always = [], never = [], from }: Lists) {
  const read = (texts: readonly string[]) => readPatterns(machine.isa, texts, 'test');
  const existing = from ? read(from) : null;
  const named = { always: read(always), never: read(never), start: existing ?? [] };
  return { existing, named, overrides: { always, never } };
}

/** The main job from programs on, without a report. */
export async function runMainJob(
  machine: Machine,
  programs: readonly Program[],
  mining: MiningOptions,
  lists: Lists = {},
  targets: readonly Target[] = [],
) {
  const { existing, named, overrides } = patternsOf(machine, lists);
  const sources = { dataFiles: [], allowedFolders: [], skipInvalid: false };
  const generating = { targets, backEnds: BACK_ENDS, measure: bytecodeSizes };
  const passes = mainJob({ sources, mining, overrides, existing, generating });
  const { artifacts } = await runPipeline(passes, {
    given: { machine, programs, named },
    wanted: [
      'profile',
      'decisions',
      'sequences',
      'fused',
      'tiled',
      'handlers',
      'evidence',
      'summary',
      'drift',
      'report',
    ],
  });
  return artifacts;
}

/** From a profile to decisions. */
export async function choose(
  machine: Machine,
  profile: Profile,
  mining: MiningOptions,
  lists: Lists = {},
): Promise<Pick<Artifacts, 'decisions' | 'profile' | 'drift'>> {
  const { existing, named, overrides } = patternsOf(machine, lists);
  const passes = [...deciding({ mining, overrides }), ...explaining({ mining, existing })];
  const { artifacts } = await runPipeline(passes, {
    given: { machine, profile, named },
    wanted: ['decisions', 'profile', 'drift'],
  });
  return artifacts;
}

/** From decisions to evidence. */
export async function prove(machine: Machine, profile: Profile, decisions: Decisions) {
  const passes = [
    ...explaining({ mining: decisions.options, existing: null }),
    ...proving({
      generating: { targets: [], backEnds: BACK_ENDS, measure: null },
      mining: decisions.options,
    }),
  ];
  const { artifacts } = await runPipeline(passes, {
    given: { machine, profile, decisions, drift: null, handMade: [] },
    wanted: ['profile', 'decisions', 'fused', 'tiled', 'evidence', 'summary'],
  });
  return artifacts;
}
