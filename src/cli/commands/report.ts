import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { explaining, proving } from '../../../passes/pipelines.js';
import { reportPass } from '../../../passes/report.js';
import { weighPass } from '../../../passes/weigh.js';
import { readArtifact } from '../../artifacts/files.js';
import { profileArtifact } from '../../artifacts/profile.js';
import { REPORT_FILE, RUN_FOLDER, writeRunFolder } from '../../artifacts/run-folder.js';
import { summaryArtifact } from '../../artifacts/summary.js';
import { type Decisions, decisionsArtifact, readPatterns } from '../../artifacts/superinstructions.js';
import type { Isa } from '../../isa/isa.js';
import type { Pattern } from '../../isa/pattern.js';
import type { Corpus } from '../../mining/corpus.js';
import { costLeft } from '../../mining/drift.js';
import { InputError } from '../../util/input-error.js';
import { openDecisions, requireDistinct } from '../decisions.js';
import { printable, say } from '../describe/print.js';
import { openProfile } from '../inputs.js';
import { machineOption, type VerifyArguments, verifyOptions } from '../options.js';
import { run as runPasses } from '../run-pipeline.js';
import type { Command } from './command.js';
import { finish } from './main-job.js';

interface Arguments extends VerifyArguments {
  readonly run: string;
  readonly quiet: boolean;
  readonly machine?: string;
}

export const reportCommand: Command<Arguments> = (setup) => ({
  command: 'report <run>',
  describe: 'Verify and write the report again, from the profile and the superinstructions of a run folder',
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'A folder with profile.json and superinstructions.json',
      })
      .options(
        setup.options({
          ...machineOption,
          ...verifyOptions,
          quiet: { type: 'boolean', default: false, describe: 'Print nothing but errors' },
        }),
      )
      .example('$0 report reports/corpora', 'writes all but profile.json and superinstructions.json anew'),
  handler: async ({ run, quiet, machine: machineName, 'allow-unused': allowUnused }) => {
    const [profilePath, decisionsPath] = [profileArtifact, decisionsArtifact].map(({ file }) =>
      join(run, file),
    );
    const { machine, profile } = await openProfile(profilePath, setup, { machine: machineName });
    const { decisions, patterns } = openDecisions(decisionsPath, setup, machineName);
    const mining = decisions.options;
    const existing = startedFrom(run, machine.isa);
    const passes = [
      weighPass(mining),
      ...explaining({ mining, existing }),
      ...proving({
        generating: setup.generating(['ts']),
        mining,
        verifying: { allowUnused },
      }),
      reportPass(),
    ];
    const { artifacts, seconds } = await runPasses(passes, setup, {
      given: { machine, profile, decisions },
      wanted: [...RUN_FOLDER, 'corpus'],
    });
    requireCurve(decisions, artifacts.corpus, patterns, decisionsPath);
    const summary = writeRunFolder(run, machine.isaText, artifacts, seconds);
    if (!quiet) say(`report: ${printable(join(run, REPORT_FILE))}`);
    finish(summary, { json: false });
  },
});

/**
 * The set that the run was told to start from, which only its summary remembers; null where there is none.
 */
function startedFrom(run: string, isa: Isa): Pattern[] | null {
  const path = join(run, summaryArtifact.file);
  const drift = existsSync(path) ? readArtifact(summaryArtifact, path).drift : null;
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
