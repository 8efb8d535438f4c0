import { basename, dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { formatArtifact, writeFiles } from '../../passes/artifacts.js';
import { prove, Stopwatch } from '../../passes/pipeline.js';
import { TARGETS } from '../backends/registry.js';
import { openDecisions } from './decisions.js';
import { describeEvidence, describePrograms, finish, type OutputArguments } from './main-job.js';
import { dataOptions, inputsPositional, outputOptions, readTargets, textOption } from './options.js';
import { say } from './print.js';
import { loadProfile } from './profiles.js';
import type { DataOptions } from './sources.js';
import { describeTargets, finishTargets, verifyOnTargets } from './target-evidence.js';

type Arguments = DataOptions &
  OutputArguments & {
    readonly superinstructions: string;
    readonly inputs: readonly string[];
    readonly out?: string;
    readonly targets?: string;
  };

export const verifyCommand: CommandModule<object, Arguments> = {
  command: 'verify <superinstructions> <inputs..>',
  describe: 'Rerun programs with superinstructions and prove that only the dispatches changed',
  builder: (yargs) =>
    yargs
      .positional('superinstructions', {
        type: 'string',
        demandOption: true,
        describe: 'A superinstructions.json',
      })
      .positional('inputs', inputsPositional)
      .options({
        out: { ...textOption, describe: 'File to write the evidence to' },
        targets: {
          ...textOption,
          describe: `Rerun under every dispatch technique of these languages too: ${TARGETS.join(',')}`,
        },
        ...dataOptions,
        ...outputOptions,
      })
      .example('$0 verify superinstructions.json model.mdl', 'exit code 1 when anything differs')
      .example('$0 verify superinstructions.json model.mdl --targets c,rust', 'needs gcc, clang or rustc'),
  handler: ({ superinstructions, inputs, out, targets, data, allow, ...output }) => {
    const languages = targets === undefined ? [] : readTargets(targets);
    const { machine, profile } = loadProfile(inputs, { data, allow, quiet: output.quiet });
    const { decisions } = openDecisions(superinstructions);
    if (decisions.scheduling && !profile.programs.some(({ original }) => original) && !output.quiet)
      process.stderr.write(
        'note: the set was chosen for scheduled code, and these programs are as they came: to verify those it was chosen for, give the profile.json of its run\n',
      );
    // What was held out or scheduled when the set was mined says nothing about these programs.
    const options = { ...decisions.options, holdOut: null };
    const run = prove(machine, profile, { ...decisions, options, scheduling: null }, [], new Stopwatch());
    if (out !== undefined) writeFiles(dirname(out), new Map([[basename(out), formatArtifact(run.evidence)]]));
    const onTargets = languages.length > 0 ? verifyOnTargets(run, languages) : null;
    if (output.json)
      say(
        JSON.stringify(onTargets ? { ...run.evidence, targets: onTargets.evidence } : run.evidence, null, 2),
      );
    else if (!output.quiet) {
      say(`${describePrograms(run.summary)}\n\n${describeEvidence(run, run.summary, false)}`);
      if (onTargets) say(`\n${describeTargets(onTargets)}`);
    }
    finish(run.summary, output);
    if (onTargets) finishTargets(onTargets);
  },
};
