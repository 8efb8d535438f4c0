import { compilePass } from '../../../passes/compile.js';
import { disassemble } from '../../bytecode/disassemble.js';
import type { Program } from '../../bytecode/program.js';
import type { Machine } from '../../machines/machine.js';
import { say } from '../describe/print.js';
import { openTiler, superinstructionsOption } from '../fused-program.js';
import { isCounted, isProfile, loadProfile } from '../inputs.js';
import { sourceOptions, sourcePositional } from '../options.js';
import { run } from '../run-pipeline.js';
import type { Setup } from '../setup.js';
import { compileOptions, findSource, type SourceOptions, tellNotes } from '../sources.js';
import type { Command } from './command.js';

type Arguments = SourceOptions & { readonly source: string; readonly superinstructions?: string };

export const disassembleCommand: Command<Arguments> = (setup) => ({
  command: 'disassemble <source>',
  describe: 'Print the bytecode of a program, baseline or fused',
  builder: (yargs) =>
    yargs
      .positional('source', sourcePositional(setup))
      .options(
        setup.options({
          ...superinstructionsOption('rewrite the code with'),
          ...sourceOptions,
        }),
      )
      .example('$0 disassemble model.mdl', 'each line: index, instruction, operands by name')
      .example('$0 disassemble model.mdl --superinstructions reports/model/superinstructions.json', ''),
  handler: async (args) => {
    const tiler = openTiler(args, setup);
    const { machine, programs } = await programsOf(args, tiler.machine ?? undefined, setup);
    const forms = programs.map((program) => tiler.rewrite(machine.isa, program));
    say(forms.map(({ isa, program }) => disassemble(isa, program)).join('\n'));
  },
});

/** The program of a source, or all of those that were recorded in a file. */
async function programsOf(
  args: Arguments,
  ofSet: Machine | undefined,
  setup: Setup,
): Promise<{ readonly machine: Machine; readonly programs: readonly Program[] }> {
  if (isCounted(args.source, setup, args)) {
    const machineName = args.machine ?? (isProfile(args.source, setup) ? undefined : ofSet?.isa.machine);
    const { machine, profile } = await loadProfile([args.source], setup, { ...args, machine: machineName });
    return { machine, programs: profile.programs.map(({ program }) => program) };
  }
  const { machine, sources } = findSource(args.source, setup, args.machine);
  const { artifacts } = await run([compilePass(compileOptions(args))], setup, {
    given: { machine, sources },
    wanted: ['compiled', 'programs'],
  });
  tellNotes(artifacts.compiled, args);
  return { machine, programs: artifacts.programs };
}
