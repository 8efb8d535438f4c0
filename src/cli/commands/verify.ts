import { basename, dirname } from 'node:path';
import { after, editPipeline } from '../../../passes/pipeline.js';
import { proving } from '../../../passes/pipelines.js';
import { type RerunOptions, rerunPass } from '../../../passes/rerun.js';
import { verifyTargetsPass } from '../../../passes/verify-targets.js';
import { writeFiles } from '../../artifacts/files.js';
import { formatArtifact } from '../../artifacts/format.js';
import { importedFile } from '../../artifacts/imported-file.js';
import { totalSeconds } from '../../artifacts/summary.js';
import type { Profile } from '../../bytecode/profile.js';
import { techniquesFor } from '../../execution/techniques.js';
import { switchLoop } from '../../execution/typescript/switch.js';
import { events } from '../../importers/events/events.js';
import { looksLikeEvents } from '../../importers/events/record-events.js';
import { openDecisions, requireDecided } from '../decisions.js';
import { say, sayJson, tell } from '../describe/print.js';
import { describeEvidence, describePrograms } from '../describe/run.js';
import { describeTargets, finishTargets } from '../describe/target-evidence.js';
import { runFusedCommand } from '../fused-command.js';
import { loadProfile } from '../inputs.js';
import {
  inputsPositional,
  type OutputArguments,
  outputOptions,
  readTargets,
  runnableIn,
  runningOptions,
  targetNames,
  textOption,
  type VerifyArguments,
  verifyOptions,
} from '../options.js';
import { run } from '../run-pipeline.js';
import type { SourceOptions } from '../sources.js';
import type { Command } from './command.js';
import { finish } from './main-job.js';

type Arguments = SourceOptions &
  VerifyArguments &
  OutputArguments & {
    readonly superinstructions: string;
    readonly inputs: readonly string[];
    readonly out?: string;
    readonly targets?: string;
    readonly rerun?: string;
  };

export const verifyCommand: Command<Arguments> = (setup) => ({
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
      .options(
        setup.options({
          out: { ...textOption, describe: 'File to write the evidence to' },
          targets: {
            ...textOption,
            describe: `Rerun under every dispatch technique of these languages too: ${targetNames(runnableIn(setup).backEnds).join(',')}`,
          },
          rerun: {
            ...textOption,
            describe: 'Command that runs a recorded program on your VM with the superinstructions',
          },
          ...runningOptions,
          ...verifyOptions,
          ...outputOptions,
        }),
      )
      .example('$0 verify superinstructions.json model.mdl', 'exit code 1 when anything differs')
      .example('$0 verify superinstructions.json model.mdl --targets c,rust', 'needs gcc, clang or rustc')
      .example("$0 verify set.json trace.jsonl --rerun './vm-fused prog'", 'prints a line for each dispatch'),
  handler: async (args) => {
    const { superinstructions, inputs, out, targets, rerun } = args;
    const languages = targets === undefined ? [] : readTargets(targets, runnableIn(setup));
    const { decisions } = openDecisions(superinstructions, setup, args);
    // Of another VM's files only the machine of the set tells what their instructions are.
    const { machine, profile } = await loadProfile(inputs, setup, {
      ...args,
      machine: args.machine ?? decisions.machine,
    });
    requireDecided(decisions, machine.isa, superinstructions);
    if (decisions.scheduling && !profile.programs.some(({ original }) => original) && !args.quiet)
      tell(
        'note: the set was chosen for scheduled code, and these programs are as they came: to verify those it was chosen for, give the profile.json of its run',
      );
    // What was held out or scheduled when the set was mined says nothing about these programs.
    const options = { ...decisions.options, holdOut: null };
    const given = { ...decisions, options, scheduling: null };
    const { techniques, skipped } = techniquesFor(languages, setup.backEnds);
    const passes = [
      ...proving({
        generating: setup.generating([]),
        mining: options,
        verifying: { allowUnused: args['allow-unused'] },
        probing: techniques.filter((technique) => technique !== switchLoop),
      }),
      verifyTargetsPass({ techniques }),
    ];
    const command =
      rerun === undefined ? [] : [after('verify', rerunPass(rerunOptions(rerun, inputs, profile)))];
    const { artifacts, seconds } = await run(editPipeline(passes, command), setup, {
      given: { machine, profile, decisions: given, drift: null, handMade: [] },
      wanted: ['evidence', 'summary', 'targetEvidence'],
    });
    const { evidence, summary, targetEvidence } = artifacts;
    if (out !== undefined) writeFiles(dirname(out), new Map([[basename(out), formatArtifact(evidence)]]));
    const onTargets = languages.length > 0 ? { evidence: targetEvidence, skipped } : null;
    if (args.json) sayJson(onTargets ? { ...evidence, targets: targetEvidence } : evidence);
    else if (!args.quiet) {
      say(
        `${describePrograms(summary)}\n\n${describeEvidence(evidence, summary, totalSeconds(seconds), false)}`,
      );
      if (onTargets) say(`\n${describeTargets(onTargets)}`);
    }
    finish(summary, args);
    if (onTargets) finishTargets(onTargets);
  },
});

/** Events are compared in order where the baseline is one file of them, otherwise counts. */
function rerunOptions(command: string, inputs: readonly string[], { programs }: Profile): RerunOptions {
  const file = importedFile(inputs[0]);
  const isOrdered = inputs.length === 1 && looksLikeEvents(file.head) && programs[0].transfers !== undefined;
  return {
    command,
    start: () => runFusedCommand(command),
    baseline: isOrdered ? () => events(file) : null,
  };
}
