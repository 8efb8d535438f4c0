import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { readSummary } from '../../passes/artifacts.js';
import type { Decisions } from '../../passes/decisions.js';
import { readPatterns } from '../../passes/decisions.js';
import { minedCorpus, prove, Stopwatch } from '../../passes/pipeline.js';
import type { Isa } from '../isa/isa.js';
import type { Pattern } from '../isa/pattern.js';
import type { Corpus } from '../mining/corpus.js';
import { costLeft, measureDrift } from '../mining/drift.js';
import { countSequences } from '../mining/sequences.js';
import { InputError } from '../util/input-error.js';
import { openDecisions, requireDistinct } from './decisions.js';
import { finish, writeRun } from './main-job.js';
import { say } from './print.js';
import { openProfile } from './profiles.js';

interface Arguments {
  readonly run: string;
  readonly quiet: boolean;
}

export const reportCommand: CommandModule<object, Arguments> = {
  command: 'report <run>',
  describe: 'Verify and write the report again, from the profile and the superinstructions of a run folder',
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'A folder with profile.json and superinstructions.json',
      })
      .options({ quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' } })
      .example('$0 report reports/corpora', 'writes all but profile.json and superinstructions.json anew'),
  handler: ({ run, quiet }) => {
    const [profilePath, decisionsPath] = ['profile.json', 'superinstructions.json'].map((name) =>
      join(run, name),
    );
    const { machine, profile } = openProfile(profilePath);
    const { decisions, patterns } = openDecisions(decisionsPath);
    const watch = new Stopwatch();
    const corpus = minedCorpus(machine.isa, profile, decisions.options);
    requireCurve(decisions, corpus, patterns, decisionsPath);
    const existing = startedFrom(run, machine.isa);
    const drift = existing && measureDrift(corpus, decisions.options.objective, existing, patterns);
    const sequences = watch.measure('mine', () => countSequences(corpus, decisions.options.maxLength));
    const proved = prove(machine, profile, decisions, ['ts'], watch, drift);
    const summary = writeRun(run, { ...proved, sequences }, watch);
    if (!quiet) say(`report: ${join(run, 'report.html')}`);
    finish(summary, { json: false });
  },
};

/** The set that the run was told to start from, which only its summary remembers; null where there is none. */
function startedFrom(run: string, isa: Isa): Pattern[] | null {
  const path = join(run, 'summary.json');
  const drift = existsSync(path) ? readSummary(path).drift : null;
  if (!drift) return null;
  const texts = [...drift.kept, ...drift.dropped];
  requireDistinct(texts, isa, path);
  return readPatterns(isa, texts, path);
}

/** The bound is told as a gap to the curve's end, so that has to be what these superinstructions leave. */
function requireCurve(
  { curve, options }: Decisions,
  corpus: Corpus,
  patterns: readonly Pattern[],
  file: string,
): void {
  const left = costLeft(corpus, options.objective, patterns);
  const off = Math.abs(left - curve.at(-1)!);
  if (curve.length !== patterns.length + 1 || off > 1e-9 * left)
    throw new InputError(
      'the curve is not that of these superinstructions on profile.json: put changes in always and never, and mine again with --decisions',
      { file, line: 1, column: 1 },
    );
}
