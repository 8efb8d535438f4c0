import { compilePass } from '../../../passes/compile.js';
import { readPatterns } from '../../artifacts/superinstructions.js';
import { disassemble } from '../../bytecode/disassemble.js';
import type { Program } from '../../bytecode/program.js';
import { extendIsa } from '../../isa/fuse.js';
import { formatPattern } from '../../isa/pattern.js';
import type { Machine } from '../../machines/machine.js';
import { tileProgram } from '../../mining/tile.js';
import { openDecisions, requireDecided } from '../decisions.js';
import { printable, say } from '../describe/print.js';
import { isCounted, isProfile, loadProfile } from '../inputs.js';
import { sourceOptions, sourcePositional, textOption } from '../options.js';
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
          superinstructions: { ...textOption, describe: 'A superinstructions.json to rewrite the code with' },
          ...sourceOptions,
        }),
      )
      .example('$0 disassemble model.mdl', 'each line: index, instruction, operands by name')
      .example('$0 disassemble model.mdl --superinstructions reports/model/superinstructions.json', ''),
  handler: async (args) => {
    const { superinstructions } = args;
    const set = superinstructions === undefined ? null : openDecisions(superinstructions, setup, args);
    const { machine, programs } = await programsOf(args, set?.machine, setup);
    const { isa } = machine;
    if (set) requireDecided(set.decisions, isa, superinstructions!);
    const patterns = set?.patterns.map(formatPattern);
    const fused = patterns && extendIsa(isa, readPatterns(isa, patterns, superinstructions!));
    const text = programs
      .map((program) =>
        fused ? disassemble(fused, tileProgram(isa, fused, program).program) : disassemble(isa, program),
      )
      .join('\n');
    say(text.split('\n').map(printable).join('\n'));
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
