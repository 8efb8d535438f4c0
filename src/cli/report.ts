import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { readDecisions, readProfile, requireMachine } from '../../passes/artifacts.js';
import { buildCorpus } from '../../passes/corpus.js';
import { mine } from '../../passes/mine.js';
import { prove, Stopwatch } from '../../passes/pipeline.js';
import { weigh } from '../../passes/weigh.js';
import { finish, writeRun } from './main-job.js';
import { say } from './print.js';
import { machineNamed } from './sources.js';

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
      .example('$0 report reports/corpora', 'after editing superinstructions.json'),
  handler: ({ run, quiet }) => {
    const [profilePath, decisionsPath] = ['profile.json', 'superinstructions.json'].map((name) =>
      join(run, name),
    );
    const profile = readProfile(profilePath);
    const machine = machineNamed(profile.machine, profilePath);
    requireMachine(profile, machine.isa, profilePath);
    const decisions = readDecisions(decisionsPath);
    requireMachine(decisions, machine.isa, decisionsPath);
    const watch = new Stopwatch();
    const corpus = buildCorpus(machine.isa, profile, weigh(profile, decisions.options.weighting));
    const { sequences } = watch.measure('mine', () => mine(corpus, decisions.options));
    const proved = prove(machine, profile, decisions, ['ts'], watch);
    const summary = writeRun(run, { ...proved, sequences }, watch);
    if (!quiet) say(`report: ${join(run, 'report.html')}`);
    finish(summary, { json: false });
  },
};
