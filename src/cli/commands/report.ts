import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mergeBlocksPass } from '../../../passes/merge-blocks.js';
import { explaining, proving } from '../../../passes/pipelines.js';
import { reportPass } from '../../../passes/report.js';
import { weighPass } from '../../../passes/weigh.js';
import { evidenceArtifact } from '../../artifacts/evidence.js';
import { readArtifact } from '../../artifacts/files.js';
import { HANDLERS, type Manifest } from '../../artifacts/manifest.js';
import { profileArtifact } from '../../artifacts/profile.js';
import { mineAgain, requireOneRun } from '../../artifacts/run-claims.js';
import { REPORT_FILE, RUN_FOLDER, writeRunFolder } from '../../artifacts/run-folder.js';
import { isFile, requireWholeRun } from '../../artifacts/run-state.js';
import { type Results, summaryArtifact } from '../../artifacts/summary.js';
import {
  type Decisions,
  decisionsArtifact,
  isEdited,
  readPatterns,
} from '../../artifacts/superinstructions.js';
import type { Isa } from '../../isa/isa.js';
import type { Pattern } from '../../isa/pattern.js';
import type { Corpus } from '../../mining/corpus.js';
import { unitsPer } from '../../mining/costs.js';
import { valueSet } from '../../mining/ranking.js';
import { InputError, type SourcePosition } from '../../util/input-error.js';
import { openDecisions, requireDistinct } from '../decisions.js';
import { printable, say } from '../describe/print.js';
import { openProfile } from '../inputs.js';
import { machineOption, type VerifyArguments, verifyOptions } from '../options.js';
import { run as runPasses } from '../run-pipeline.js';
import type { Command } from './command.js';
import { finish, tellNote } from './main-job.js';

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
      .example(
        '$0 report reports/corpora',
        'writes all of it anew; profile.json and superinstructions.json say the same as before',
      ),
  handler: async ({ run, quiet, machine: machineName, 'allow-unused': allowUnused }) => {
    const manifest = requireWholeRun(run);
    const [profilePath, decisionsPath] = [profileArtifact, decisionsArtifact].map(({ file }) =>
      join(run, file),
    );
    const { machine, profile } = await openProfile(profilePath, setup, { machine: machineName });
    const { decisions, patterns } = openDecisions(decisionsPath, setup, {
      machine: machineName,
      quiet: true,
    });
    const at = { file: decisionsPath, line: 1, column: 1 };
    if (isEdited(decisions)) throw new InputError(`it was edited since it was mined: ${mineAgain(run)}`, at);
    const outdated = requireOneRun(run, { isa: machine.isa, profile, decisions, patterns }, manifest);
    if (!quiet) for (const file of outdated) tellNote(`${join(run, file)} was out of date: made again`);
    const mining = decisions.options;
    const existing = startedFrom(run, machine.isa, decisions, outdated);
    const targets = setup.backEnds
      .map(({ target }) => target)
      .filter((target) => isPrinted(target, manifest));
    const passes = [
      weighPass(mining),
      mergeBlocksPass(mining),
      ...explaining({ mining, existing }),
      ...proving({
        generating: setup.generating(targets),
        mining,
        verifying: { allowUnused: allowUnused || allowedUnused(run, manifest) },
      }),
      reportPass(),
    ];
    const { artifacts, seconds } = await runPasses(passes, setup, {
      given: { machine, profile, decisions },
      wanted: [...RUN_FOLDER, 'mergedCorpus'],
    });
    requireFigures(decisions, artifacts.mergedCorpus, patterns, at);
    const handlers = new Map([...handlersOfOthers(run, manifest, artifacts.summary), ...artifacts.handlers]);
    const summary = writeRunFolder(run, machine.isaText, { ...artifacts, handlers }, seconds, tellNote);
    if (!quiet)
      say(
        `${summary.asStated.join(', ')}: as stated in ${printable(decisionsPath)}, not computed again\nreport: ${join(run, REPORT_FILE)}`,
      );
    finish(summary, { json: false });
  },
});

/** Whether the run had handlers in this language; a folder that does not say has them in TypeScript. */
function isPrinted(target: string, manifest: Manifest | null): boolean {
  return manifest === null
    ? target === 'ts'
    : Object.keys(manifest.files).some((file) => file.startsWith(`${HANDLERS}/${target}/`));
}

/** Handlers by a template, which the folder does not keep: they stay while they are of this set. */
function handlersOfOthers(
  run: string,
  manifest: Manifest | null,
  { instructionSet }: Results,
): [path: string, content: Uint8Array][] {
  if (manifest?.instructionSet !== instructionSet) return [];
  return Object.entries(manifest.files)
    .filter(([file, digest]) => file.startsWith(`${HANDLERS}/`) && isFile(run, file, digest))
    .map(([file]) => [file.slice(HANDLERS.length + 1), readFileSync(join(run, file))]);
}

/**
 * Whether the run was told to let pass what never ran; evidence that cannot be read, or was edited, does not
 * say.
 */
function allowedUnused(run: string, manifest: Manifest | null): boolean {
  try {
    const digest = manifest?.files[evidenceArtifact.file];
    if (digest !== undefined && !isFile(run, evidenceArtifact.file, digest)) return false;
    return readArtifact(evidenceArtifact, join(run, evidenceArtifact.file)).allowsUnused;
  } catch {
    return false;
  }
}

/**
 * The set that the run was told to start from, which only its summary remembers; null where there is none.
 */
function startedFrom(
  run: string,
  isa: Isa,
  { superinstructions }: Decisions,
  outdated: readonly string[],
): Pattern[] | null {
  const path = join(run, summaryArtifact.file);
  if (!existsSync(path) || outdated.includes(summaryArtifact.file)) return null;
  const { drift } = readArtifact(summaryArtifact, path);
  if (!drift) return null;
  const chosen = new Set(superinstructions.map(({ pattern }) => pattern));
  if (!drift.kept.every((text) => chosen.has(text)) || drift.dropped.some((text) => chosen.has(text)))
    throw new InputError('its drift is not that of superinstructions.json: remove it', {
      file: path,
      line: 1,
      column: 1,
    });
  const texts = [...drift.kept, ...drift.dropped];
  requireDistinct(texts, isa, path);
  return readPatterns(isa, texts, path);
}

/** What the file tells of each superinstruction has to be so on this profile: it is counted again. */
function requireFigures(
  { superinstructions, curve, knee, options }: Decisions,
  corpus: Corpus,
  patterns: readonly Pattern[],
  at: SourcePosition,
): void {
  const units = unitsPer(options.objective);
  const actual = valueSet(corpus, patterns);
  const isNear = (stated: number, counted: number) =>
    Math.abs(stated - counted / units) <= 1e-9 * (actual.curve[0] / units);
  const wrong = (what: string) =>
    new InputError(`${what} on profile.json: ${mineAgain(dirname(at.file))}`, at);
  if (
    curve.length !== actual.curve.length ||
    !curve.every((left, i) => isNear(left, actual.curve[i])) ||
    knee !== actual.knee
  )
    throw wrong('the curve is not that of these superinstructions');
  for (const [i, { pattern, marginal, places }] of superinstructions.entries())
    if (
      places !== actual.superinstructions[i].places ||
      !isNear(marginal, actual.superinstructions[i].marginal)
    )
      throw wrong(`places or marginal value of ${JSON.stringify(pattern)} are not its own`);
}
